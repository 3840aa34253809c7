#include "cli/reports.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "cli/output.h"
#include "report/diagnostics.h"
#include "report/entries.h"
#include "report/github.h"
#include "report/gitlab.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/sarif.h"
#include "report/text.h"

namespace ringfence::cli {
namespace {

namespace fs = std::filesystem;

/// What the formats of a finished run are made from.
struct Finished {
  const model::Model& model;
  const check::Report& report;
  const report::Digest& digest;
};

std::string rendered(Format format, const Finished& run, const report::RunFacts& facts,
                     const Sources& sources, const report::Style& style) {
  switch (format) {
    case Format::Text:
      return report::text(run.model, run.report, facts, sources, style);
    case Format::Json:
      return report::json(run.model, run.report, facts, sources);
    case Format::Sarif:
      return report::sarif(run.digest, facts, sources, report::SarifProfile::Full);
    case Format::SarifGitHub:
      return report::sarif(run.digest, facts, sources, report::SarifProfile::GitHub);
    case Format::JUnit:
      return report::junit(run.digest, facts, sources);
    case Format::Markdown:
      return report::markdown(run.digest, facts, sources);
    case Format::GitHub:
      return report::github(run.digest, facts, sources);
    case Format::GitLab:
      return report::gitlab(run.digest, facts, sources);
  }
  return {};
}

/// Text has nothing to add to the messages on standard error.
std::string rendered(Format format, const Diagnostics& errors, const report::RunFacts& facts,
                     const Sources& sources) {
  switch (format) {
    case Format::Text:
      return {};
    case Format::Json:
      return report::json(errors, facts, sources);
    case Format::Sarif:
    case Format::SarifGitHub:
      return report::sarif(errors, facts, sources);
    case Format::JUnit:
      return report::junit(errors, facts, sources);
    case Format::Markdown:
      return report::markdown(errors, facts, sources);
    case Format::GitHub:
      return report::github(errors, facts, sources);
    case Format::GitLab:
      return report::gitlab(errors, facts, sources);
  }
  return {};
}

/// Beside its place first, so that nobody reads half a report; what is no plain file, such as
/// `/dev/stdout`, is written to as it is.
bool write_file(const std::string& path, const std::string& text) {
  std::error_code failed;
  const bool is_plain = !fs::exists(path, failed) || fs::is_regular_file(path, failed);
  const fs::path written =
      is_plain ? fs::path(path + ".partial-" + std::to_string(getpid())) : fs::path(path);
  errno = 0;
  std::ofstream out(written, std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  failed = out ? std::error_code() : std::error_code(errno, std::system_category());
  if (out && is_plain) fs::rename(written, path, failed);
  if (out && !failed) return true;
  if (is_plain) {
    std::error_code ignored;  // it may not even have been made
    fs::remove(written, ignored);
  }
  write_messages("ringfence: cannot write `" + path + "`: " + failed.message() + "\n");
  return false;
}

bool write(const Target& target, const std::string& text) {
  return target.path.empty() ? write_results(text) : write_file(target.path, text);
}

}  // namespace

bool write_reports(const Options& options, const model::Model& model, const check::Report& report,
                   const report::RunFacts& facts, const Sources& sources) {
  const report::Digest digest = report::digest(model, report, facts);
  const Finished run{model, report, digest};
  bool is_written = true;
  for (const Target& target : options.targets) {
    const report::Style style =
        target.path.empty() ? style_for_results(options.colour) : report::Style{};
    is_written = write(target, rendered(target.format, run, facts, sources, style)) && is_written;
  }
  return is_written;
}

void write_refusal(const Options& options, const Diagnostics& errors, const report::RunFacts& facts,
                   const Sources& sources) {
  write_messages(report::text(sources, errors, style_for_messages(options.colour)));
  for (const Target& target : options.targets) {
    // A report of an earlier run must not be taken for this one's.
    const std::string text = rendered(target.format, errors, facts, sources);
    if (!text.empty() || !target.path.empty()) (void)write(target, text);
  }
}

}  // namespace ringfence::cli
