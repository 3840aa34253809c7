#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::cli {

/// The formats `check` can write its report in.
enum class Format { Text, Json, Sarif, SarifGitHub, JUnit, Markdown, GitHub, GitLab };

/// One report that was asked for.
struct Target {
  Format format = Format::Text;
  std::string path;  ///< Empty: standard output.
};

/// `sarif`, or `sarif=out.sarif`; nothing for a format that does not exist and for an empty path.
std::optional<Target> parse_target(std::string_view text);
/// `text, json, …`
std::string format_names();
/// What is wrong with asking for all of these at once: two reports in one place. Empty if nothing.
std::string clash(const std::vector<Target>& targets);

}  // namespace ringfence::cli
