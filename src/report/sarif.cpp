#include "report/sarif.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "report/escape.h"
#include "report/region.h"

namespace ringfence::report {
namespace {

using Json = nlohmann::ordered_json;

// GitHub keeps 100 related locations and 1 000 steps of a result, and 10 tags of a rule.
constexpr std::size_t kMostRelated = 100;
constexpr std::size_t kMostSteps = 1000;
constexpr std::size_t kMostTags = 10;

/// RFC 3986: what is no unreserved character is percent-encoded, slashes aside.
std::string uri_of(const std::string& path) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::string uri;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '/' || c == '-' || c == '.' || c == '_' ||
                          c == '~';
    if (is_plain) {
      uri += c;
    } else {
      uri += '%';
      uri += kDigits[byte >> 4U];
      uri += kDigits[byte & 15U];
    }
  }
  return uri;
}

/// In a message, `[text](1)` is a link; names that people write are none.
std::string unlinked(std::string text) {
  for (std::size_t at = 0; (at = text.find("](", at)) != std::string::npos; at += 3) {
    text.insert(at, "\\");
  }
  return text;
}

Json message(const std::string& text) {
  return {{"text", unlinked(text)}};
}

/// GitHub: over 9.0 is critical, from 7.0 high, from 4.0 medium.
const char* score_of(const std::string& severity) {
  static const std::map<std::string, const char*> kScores = {
      {"critical", "9.5"}, {"high", "8.0"}, {"medium", "5.5"}, {"low", "2.5"}};
  const auto found = kScores.find(severity);
  return found == kScores.end() ? "5.5" : found->second;
}
const char* level_of(const std::string& severity) {
  if (severity == "critical" || severity == "high") return "error";
  return severity == "low" ? "note" : "warning";
}

class Log {
 public:
  Log(const RunFacts& facts, const Sources& sources, SarifProfile profile)
      : facts_(facts), sources_(sources), profile_(profile) {}

  Json run(const Digest& digest) {
    Json results = Json::array();
    for (const Entry& entry : digest.entries) {
      if (is_for_github() && !is_alert(entry)) continue;
      results.push_back(result(entry));
    }
    Json run = head();
    for (const Notice& notice : digest.notices) {
      Json said = {{"descriptor", {{"id", notice.kind}}},
                   {"level", notice.is_warning ? "warning" : "note"},
                   {"message", message(notice.message)}};
      const Json at = location(notice.at);
      if (!at.is_null()) said["locations"] = Json::array({at});
      run["invocations"][0]["toolExecutionNotifications"].push_back(said);
    }
    run["tool"]["driver"]["rules"] = rules_;
    run["results"] = results;
    if (!controls_.empty()) run["taxonomies"] = taxonomies();
    return run;
  }

  Json run(const Diagnostics& errors) {
    Json run = head();
    Json notifications = Json::array();
    for (const Diagnostic& error : errors) {
      Json notification = {{"descriptor", {{"id", error.code}}},
                           {"level", "error"},
                           {"message", message(bounded(error.message))}};
      const Json at = location({error.at, ""});
      if (!at.is_null()) notification["locations"] = Json::array({at});
      notifications.push_back(notification);
    }
    run["invocations"][0]["toolConfigurationNotifications"] = notifications;
    return run;
  }

 private:
  bool is_for_github() const { return profile_ == SarifProfile::GitHub; }
  static bool is_alert(const Entry& entry) {
    return is_failure(entry) || entry.kind == Entry::Kind::Undecided;
  }

  Json head() const {
    Json driver = {
        {"name", "ringfence"}, {"semanticVersion", facts_.version}, {"rules", Json::array()}};
    Json bases = {{"%SRCROOT%", {{"description", message("The root of the repository.")}}}};
    if (!is_for_github())
      bases["RINGFENCE"] = {{"description", message("Where ringfence keeps its specifications.")}};
    return {{"tool", {{"driver", driver}}},
            {"automationDetails", {{"id", "ringfence/check/"}}},
            {"columnKind", "unicodeCodePoints"},
            {"originalUriBaseIds", bases},
            {"invocations", Json::array({invocation()})},
            {"results", Json::array()}};
  }

  Json invocation() const {
    Json json = {{"executionSuccessful", facts_.exit_status != 2},
                 {"exitCode", facts_.exit_status}};
    for (const RunFacts::Skipped& skipped : facts_.skipped) {
      json["toolExecutionNotifications"].push_back(
          {{"descriptor", {{"id", "skipped"}}},
           {"level", "note"},
           {"message", message(bounded("skipped " + skipped.path + ": " + skipped.reason))}});
    }
    return json;
  }

  /// The position of the policy's rule, made when its first result is.
  std::size_t rule_of(const Entry& entry) {
    const auto [at, is_new] = rule_positions_.emplace(entry.policy, rules_.size());
    if (is_new) rules_.push_back(rule(entry));
    return at->second;
  }

  Json rule(const Entry& entry) {
    const std::string title = entry.title.empty() ? entry.policy : entry.title;
    const std::string full = entry.description.empty() ? title : entry.description;
    const std::string help = entry.help.empty() ? "ringfence explain " + entry.policy : entry.help;
    Json tags = Json::array({"security"});
    Json relations = Json::array();
    for (const std::string& control : entry.controls) {
      if (tags.size() < kMostTags) tags.push_back(control);
      const std::size_t colon = control.find(':');
      if (colon == std::string::npos) continue;
      const std::string catalogue = control.substr(0, colon), id = control.substr(colon + 1);
      controls_[catalogue].insert(id);
      relations.push_back({{"target", {{"id", id}, {"toolComponent", {{"name", catalogue}}}}},
                           {"kinds", Json::array({"relevant"})}});
    }
    Json rule = {{"id", entry.policy},
                 {"name", entry.policy.substr(0, 255)},
                 {"shortDescription", message(title)},
                 {"fullDescription", message(full)},
                 {"help", {{"text", unlinked(help)}}},
                 {"defaultConfiguration", {{"level", level_of(entry.severity)}}},
                 {"properties",
                  {{"tags", tags},
                   {"precision", "very-high"},
                   {"security-severity", score_of(entry.severity)}}}};
    if (!relations.empty() && !is_for_github()) rule["relationships"] = relations;
    return rule;
  }

  Json taxonomies() const {
    Json list = Json::array();
    if (is_for_github()) return list;
    for (const auto& [catalogue, ids] : controls_) {
      Json taxa = Json::array();
      for (const std::string& id : ids) taxa.push_back({{"id", id}});
      list.push_back({{"name", catalogue}, {"taxa", taxa}});
    }
    return list;
  }

  Json result(const Entry& entry) {
    Json json = {{"ruleId", entry.policy}, {"ruleIndex", rule_of(entry)}};
    add_kind(entry, json);
    json["message"] = message(text_of(entry));
    json["locations"] = Json::array({location_or_first_input(entry.primary)});
    json["partialFingerprints"] = {{"ringfence/finding/v1", entry.identity}};
    const Json related = locations_of(entry.facts, kMostRelated);
    if (!related.empty()) json["relatedLocations"] = related;
    if (is_failure(entry) || entry.accepted) add_steps(entry, json);
    if (entry.accepted) {
      json["suppressions"] =
          Json::array({{{"kind", entry.accepted->is_in_source ? "inSource" : "external"},
                        {"status", "accepted"},
                        {"justification", entry.accepted->justification}}});
      const Json waiver = location(entry.accepted->waiver);
      if (!waiver.is_null()) json["suppressions"][0]["location"] = waiver;
    }
    json["properties"] = {{"statement", entry.id},
                          {"verdict", word_for(entry)},
                          {"certified", entry.certified},
                          {"possibleOnly", entry.possible_only},
                          {"subjects", entry.subjects}};
    return json;
  }

  void add_kind(const Entry& entry, Json& json) const {
    constexpr const char* kKinds[] = {"pass", "fail", "fail", "open", "notApplicable"};
    std::string kind = kKinds[static_cast<std::size_t>(entry.kind)];
    std::string level = kind == "fail" ? level_of(entry.severity) : "none";
    if (is_for_github() && kind == "open") {
      kind = "fail";  // a result of another kind must have no level, and is shown as an error
      level = "warning";
    }
    json["kind"] = kind;
    json["level"] = level;
  }

  static std::string text_of(const Entry& entry) {
    std::string text = entry.message + ".";
    if (!entry.choices.empty()) {
      text +=
          entry.kind == Entry::Kind::Holds ? " Shown by the world where" : " In the world where";
      for (std::size_t i = 0; i < entry.choices.size(); ++i) {
        text += (i == 0 ? " " : ", ") + entry.choices[i];
      }
      text += ".";
    }
    for (const std::string& detail : entry.details) text += " " + detail + ".";
    if (is_failure(entry) && !entry.help.empty()) text += " Help: " + entry.help + ".";
    return bounded(text);
  }

  void add_steps(const Entry& entry, Json& json) const {
    Json steps = Json::array();
    for (const Place& step : entry.steps) {
      if (steps.size() == kMostSteps) break;
      Json at = location(step);
      if (!at.is_null()) steps.push_back({{"location", at}});
    }
    if (steps.empty()) return;
    json["codeFlows"] = Json::array({{{"threadFlows", Json::array({{{"locations", steps}}})}}});
  }

  Json locations_of(const std::vector<Place>& list, std::size_t most) const {
    Json locations = Json::array();
    for (const Place& place : list) {
      if (locations.size() == most) break;
      Json at = location(place);
      if (at.is_null()) continue;
      at["id"] = locations.size() + 1;
      locations.push_back(at);
    }
    return locations;
  }

  /// Null for what is nowhere or, for GitHub, in no file of the repository.
  Json location(const Place& place) const {
    if (!place.at.is_somewhere()) return nullptr;
    const Json artifact = artifact_of(place.at);
    if (artifact.is_null()) return nullptr;
    const Region region = region_of(sources_, place.at);
    Json json = {{"physicalLocation",
                  {{"artifactLocation", artifact},
                   {"region",
                    {{"startLine", region.line},
                     {"startColumn", region.column},
                     {"endLine", region.end_line},
                     {"endColumn", region.end_column}}}}}};
    if (!place.text.empty()) json["message"] = message(place.text);
    return json;
  }

  Json artifact_of(const Span& at) const {
    const std::string& name = sources_.name(at.source);
    if (!facts_.is_input(at)) {
      if (is_for_github()) return nullptr;
      return {{"uri", uri_of(name)}, {"uriBaseId", "RINGFENCE"}};
    }
    if (const auto path = facts_.path_in_repository(name))
      return {{"uri", uri_of(*path)}, {"uriBaseId", "%SRCROOT%"}};
    if (is_for_github()) return nullptr;
    if (name == "<stdin>") return {{"uri", "stdin"}};
    return {
        {"uri", "file://" +
                    uri_of((facts_.working_directory / name).lexically_normal().generic_string())}};
  }

  /// GitHub refuses a result without a place. What is about nothing in particular, as a policy that
  /// is vacuous, stands at the first file that was checked.
  Json location_or_first_input(const Place& place) const {
    Json json = location(place);
    if (!json.is_null()) return json;
    for (const RunFacts::Input& input : facts_.inputs) {
      const auto path = facts_.path_in_repository(input.path);
      if (!path) continue;
      return {
          {"physicalLocation",
           {{"artifactLocation", {{"uri", uri_of(*path)}, {"uriBaseId", "%SRCROOT%"}}},
            {"region", {{"startLine", 1}, {"startColumn", 1}, {"endLine", 1}, {"endColumn", 1}}}}}};
    }
    return {
        {"physicalLocation",
         {{"artifactLocation", {{"uri", "stdin"}}},
          {"region", {{"startLine", 1}, {"startColumn", 1}, {"endLine", 1}, {"endColumn", 1}}}}}};
  }

  const RunFacts& facts_;
  const Sources& sources_;
  const SarifProfile profile_;
  Json rules_ = Json::array();
  std::map<std::string, std::size_t> rule_positions_;
  std::map<std::string, std::set<std::string>> controls_;  ///< Ids by catalogue.
};

std::string log(const Json& run) {
  const Json log = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                    {"version", "2.1.0"},
                    {"runs", Json::array({run})}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string sarif(const Digest& digest, const RunFacts& facts, const Sources& sources,
                  SarifProfile profile) {
  return log(Log(facts, sources, profile).run(digest));
}

std::string sarif(const Diagnostics& errors, const RunFacts& facts, const Sources& sources) {
  return log(Log(facts, sources, SarifProfile::Full).run(errors));
}

}  // namespace ringfence::report
