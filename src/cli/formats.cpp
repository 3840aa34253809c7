#include "cli/formats.h"

#include <set>
#include <utility>

namespace ringfence::cli {
namespace {

constexpr std::pair<std::string_view, Format> kFormats[] = {
    {"text", Format::Text},     {"json", Format::Json},
    {"sarif", Format::Sarif},   {"sarif-github", Format::SarifGitHub},
    {"junit", Format::JUnit},   {"markdown", Format::Markdown},
    {"github", Format::GitHub}, {"gitlab", Format::GitLab}};

}  // namespace

std::optional<Target> parse_target(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const bool has_path = equals != std::string_view::npos;
  if (has_path && equals + 1 == text.size()) return std::nullopt;
  for (const auto& [known, format] : kFormats) {
    if (name == known) return Target{format, has_path ? std::string(text.substr(equals + 1)) : ""};
  }
  return std::nullopt;
}

std::string format_names() {
  std::string names;
  for (const auto& [name, format] : kFormats)
    names += (names.empty() ? "" : ", ") + std::string(name);
  return names;
}

std::string clash(const std::vector<Target>& targets) {
  std::set<std::string> paths;
  for (const Target& target : targets) {
    if (paths.insert(target.path).second) continue;
    return target.path.empty()
               ? "two formats for standard output; write one to a file: --format sarif=FILE"
               : "two formats for the file `" + target.path + "`";
  }
  return {};
}

}  // namespace ringfence::cli
