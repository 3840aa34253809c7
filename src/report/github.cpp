#include "report/github.h"

#include "report/escape.h"
#include "report/region.h"

namespace ringfence::report {
namespace {

/// What would end a command or one of its properties; without it a name could start a command.
std::string data(std::string_view text, bool is_property) {
  std::string out;
  for (const char c : text) {
    if (c == '%') {
      out += "%25";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else if (is_property && c == ':') {
      out += "%3A";
    } else if (is_property && c == ',') {
      out += "%2C";
    } else {
      out += c;
    }
  }
  return out;
}

std::string command(const char* level, const std::string& title, const Span& at,
                    const std::string& text, const RunFacts& facts, const Sources& sources) {
  std::string out = std::string("::") + level + " title=" + data(title, true);
  if (at.is_somewhere()) {
    const std::string& name = sources.name(at.source);
    const Region region = region_of(sources, at);
    out += ",file=" + data(visible(facts.path_in_repository(name).value_or(name)), true) +
           ",line=" + std::to_string(region.line) + ",col=" + std::to_string(region.column) +
           ",endLine=" + std::to_string(region.end_line) +
           ",endColumn=" + std::to_string(region.end_column);
  }
  return out + "::" + data(text, false) + "\n";
}

const char* level_of(const Entry& entry) {
  if (entry.kind == Entry::Kind::Undecided || entry.severity == "medium") return "warning";
  return entry.severity == "low" ? "notice" : "error";
}

}  // namespace

std::string github(const Digest& digest, const RunFacts& facts, const Sources& sources) {
  std::string out;
  std::size_t failures = 0, open = 0, accepted = 0, rest = 0;
  for (const Entry& entry : digest.entries) {
    const bool is_open = entry.kind == Entry::Kind::Undecided;
    ++(is_failure(entry) ? failures : is_open ? open : entry.accepted ? accepted : rest);
    if (!is_failure(entry) && !is_open) continue;
    const Span at = facts.is_input(entry.primary.at) ? entry.primary.at : Span();
    out += command(level_of(entry), entry.id, at, entry.message + "\n" + body_text(entry, sources),
                   facts, sources);
  }
  for (const Notice& notice : digest.notices) {
    if (notice.is_warning)
      out += command("warning", notice.kind, notice.at.at, notice.message, facts, sources);
  }
  const std::string waived =
      accepted == 0 ? "" : ", " + std::to_string(accepted) + " waived or in the baseline";
  return out + "ringfence: " + std::to_string(failures) + " violated or vacuous, " +
         std::to_string(open) + " undecided" + waived + ", " + std::to_string(rest) +
         " hold or are not applicable\n";
}

std::string github(const Diagnostics& errors, const RunFacts& facts, const Sources& sources) {
  std::string out;
  for (const Diagnostic& error : errors) {
    out +=
        command("error", std::string(error.code), error.at, bounded(error.message), facts, sources);
  }
  return out;
}

}  // namespace ringfence::report
