#include "report/gitlab.h"

#include <map>
#include <nlohmann/json.hpp>

#include "report/escape.h"
#include "report/region.h"

namespace ringfence::report {
namespace {

using Json = nlohmann::ordered_json;

const char* severity_of(const Entry& entry) {
  if (entry.kind == Entry::Kind::Undecided) return "info";
  static const std::map<std::string, const char*> kSeverities = {
      {"critical", "critical"}, {"high", "major"}, {"medium", "minor"}, {"low", "info"}};
  const auto found = kSeverities.find(entry.severity);
  return found == kSeverities.end() ? "minor" : found->second;
}

Json position(std::uint32_t line, std::uint32_t column) {
  return {{"line", line}, {"column", column}};
}

Json location_of(const Span& at, const RunFacts& facts, const Sources& sources,
                 const std::string& otherwise) {
  if (!at.is_somewhere() || !facts.is_input(at)) {
    return {{"path", otherwise},
            {"positions", {{"begin", position(1, 1)}, {"end", position(1, 1)}}}};
  }
  const std::string& name = sources.name(at.source);
  const Region region = region_of(sources, at);
  return {{"path", visible(facts.path_in_repository(name).value_or(name))},
          {"positions",
           {{"begin", position(region.line, region.column)},
            {"end", position(region.end_line, region.end_column)}}}};
}

class Issues {
 public:
  void add(const std::string& check, const std::string& text, const std::string& identity,
           const std::string& severity, Json location) {
    const std::size_t before = seen_[identity]++;
    const std::string fingerprint =
        before == 0 ? identity : identity + "|" + std::to_string(before + 1);
    list_.push_back({{"description", check + ": " + text},
                     {"check_name", check},
                     {"fingerprint", fingerprint},
                     {"severity", severity},
                     {"location", std::move(location)}});
  }
  std::string text() const {
    return list_.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }

 private:
  Json list_ = Json::array();
  std::map<std::string, std::size_t> seen_;
};

}  // namespace

std::string gitlab(const Digest& digest, const RunFacts& facts, const Sources& sources) {
  const std::string first_input =
      facts.inputs.empty() ? ".ringfence.yaml" : visible(facts.inputs.front().path);
  Issues issues;
  for (const Entry& entry : digest.entries) {
    if (!is_failure(entry) && entry.kind != Entry::Kind::Undecided) continue;
    issues.add(entry.policy, entry.message, entry.identity, severity_of(entry),
               location_of(entry.primary.at, facts, sources, first_input));
  }
  for (const Notice& notice : digest.notices) {
    if (!notice.is_warning) continue;
    issues.add(notice.kind, notice.message, notice.kind + "|" + notice.message, "info",
               location_of(notice.at.at, facts, sources, first_input));
  }
  return issues.text();
}

std::string gitlab(const Diagnostics& errors, const RunFacts& facts, const Sources& sources) {
  Issues issues;
  for (const Diagnostic& error : errors) {
    const std::string message = bounded(error.message);
    issues.add(std::string(error.code), message, std::string(error.code) + "|" + message, "blocker",
               location_of(error.at, facts, sources, ".ringfence.yaml"));
  }
  return issues.text();
}

}  // namespace ringfence::report
