#include "report/json.h"

#include <nlohmann/json.hpp>

#include "base/match.h"
#include "check/identity.h"
#include "report/counts.h"
#include "report/names.h"

namespace ringfence::report {
namespace {

using Json = nlohmann::ordered_json;

/// Null for what is nowhere.
Json location(const Sources& sources, const Span& span) {
  if (!span.is_somewhere()) return nullptr;
  const Position begin = sources.position(span.source, span.begin);
  const Position end = sources.position(span.source, std::max(span.begin, span.end));
  return {{"file", sources.name(span.source)},
          {"line", begin.line},
          {"column", begin.column},
          {"endLine", end.line},
          {"endColumn", end.column}};
}

Json facts_json(const Sources& sources, const std::vector<Span>& spans,
                const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (std::size_t i = 0; i < std::max(spans.size(), texts.size()); ++i) {
    list.push_back({{"text", i < texts.size() ? texts[i] : ""},
                    {"location", i < spans.size() ? location(sources, spans[i]) : Json()}});
  }
  return list;
}

Json subjects_json(const model::Model& model, const semantics::Subjects& subjects) {
  Json list = Json::array();
  for (const auto& [variable, entity] : subjects) {
    list.push_back({{"variable", variable},
                    {"kind", model::name_of(model.entity(entity).kind)},
                    {"name", model.entity(entity).name}});
  }
  return list;
}

Json scene_json(const model::Model& model, const Sources& sources, const check::Scene& scene) {
  Json choices = Json::array();
  for (const check::Choice& choice : scene.choices) {
    choices.push_back({{"unknown", model.unknown(choice.unknown).name},
                       {"value", value_text(model, choice.value)},
                       {"text", choice_text(model, choice)},
                       {"location", location(sources, model.unknown(choice.unknown).at)}});
  }
  return {{"choices", choices},
          {"facts", facts_json(sources, scene.facts, scene.facts_text)},
          {"minimal", scene.minimal}};
}

Json gap_json(const Sources& sources, const syntax::Gap& gap) {
  constexpr const char* kEffects[] = {"inert", "narrows", "widens", "unknown"};
  return {{"construct", gap.construct},
          {"effect", kEffects[static_cast<std::size_t>(gap.effect)]},
          {"touches", gap.touches},
          {"reason", gap.reason},
          {"location", location(sources, gap.at)}};
}

Json gaps_json(const model::Model& model, const Sources& sources,
               const std::vector<std::size_t>& gaps) {
  Json list = Json::array();
  for (const std::size_t gap : gaps) list.push_back(gap_json(sources, model.gaps[gap]));
  return list;
}

/// Fields that only some outcomes have; every field exists in every verdict.
void add_outcome(Json& json, const model::Model& model, const Sources& sources,
                 const check::Outcome& outcome) {
  match(
      outcome,  //
      [&](const check::Holds& holds) {
        json["certified"] = holds.certificate != nullptr;
        json["evaluated"] = holds.evaluated;
        json["core"] = facts_json(sources, holds.core, holds.core_text);
        json["coreMinimal"] = holds.core_minimal;
        if (holds.witness) {
          json["witness"] = scene_json(model, sources, *holds.witness);
          json["subjects"] = subjects_json(model, holds.witness->subjects);
        }
      },
      [&](const check::Violated& violated) {
        if (violated.counterexample) {
          json["counterexample"] = scene_json(model, sources, *violated.counterexample);
          json["subjects"] = subjects_json(model, violated.counterexample->subjects);
          for (const semantics::Subjects& other : violated.counterexample->others)
            json["others"].push_back(subjects_json(model, other));
          json["othersComplete"] = violated.counterexample->others_complete;
          for (const Span& fact : violated.counterexample->facts) {
            json["locations"].push_back(location(sources, fact));
          }
        }
        json["core"] = facts_json(sources, violated.core, violated.core_text);
        json["possibleOnly"] = violated.possible_only;
        json["unmodelled"] = gaps_json(model, sources, violated.gaps);
      },
      [&](const check::Vacuous& vacuous) { json["reason"] = vacuous.reason; },
      [&](const check::Undecided& undecided) {
        json["reason"] = undecided.reason;
        if (undecided.at.is_somewhere()) {
          json["locations"].push_back(location(sources, undecided.at));
        }
        json["unmodelled"] = gaps_json(model, sources, undecided.gaps);
      },
      [&](const check::NotApplicable& none) { json["reason"] = none.reason; });
}

/// Findings that do not count, each by a waiver (its position in `waivers`) or by the baseline.
Json accepted_json(const model::Model& model, const check::Verdict& verdict) {
  Json list = Json::array();
  for (const check::Suppression& each : verdict.accepted) {
    list.push_back({{"by", each.waiver ? "waiver" : "baseline"},
                    {"waiver", each.waiver ? Json(*each.waiver) : Json()},
                    {"identity", each.identity},
                    {"subjects", subjects_json(model, each.subjects)}});
  }
  return list;
}

Json waivers_json(const check::Report& report, const Sources& sources) {
  constexpr const char* kStates[] = {"used",      "unused",  "not reached",
                                     "not asked", "expired", "unknown policy"};
  Json list = Json::array();
  for (const check::WaiverUse& use : report.waivers) {
    list.push_back({{"policy", use.waiver.policy},
                    {"subject", use.waiver.subject},
                    {"reason", use.waiver.reason},
                    {"owner", use.waiver.owner},
                    {"expires", use.waiver.expires},
                    {"state", kStates[static_cast<std::size_t>(use.state)]},
                    {"location", location(sources, use.waiver.at)}});
  }
  return list;
}

Json verdict_json(const model::Model& model, const Sources& sources,
                  const check::Verdict& verdict) {
  Json assumptions = Json::array();
  for (const std::size_t index : verdict.assumptions) {
    assumptions.push_back(model.assumptions[index].name);
  }
  Json json = {{"id", verdict.id},
               {"policy", verdict.policy->name.text},
               {"title", verdict.policy->title},
               {"verdict", word_for(verdict.outcome)},
               {"severity", verdict.policy->severity},
               {"controls", verdict.policy->controls},
               {"certified", false},
               {"evaluated", false},
               {"possibleOnly", false},
               {"subjects", Json::array()},
               {"others", Json::array()},
               {"othersComplete", true},
               {"locations", Json::array({location(sources, verdict.statement->at)})},
               {"identity", check::identity(model, verdict)},
               {"counterexample", nullptr},
               {"witness", nullptr},
               {"core", Json::array()},
               {"coreMinimal", true},
               {"reason", ""},
               {"unmodelled", Json::array()},
               {"assumptions", assumptions},
               {"accepted", accepted_json(model, verdict)},
               {"isAccepted", verdict.is_accepted},
               {"restCertified", verdict.is_rest_certified}};
  add_outcome(json, model, sources, verdict.outcome);
  return json;
}

Json head(const RunFacts& facts) {
  Json json = {
      {"schema", "ringfence/report/v1"},
      {"tool", {{"name", "ringfence"}, {"version", facts.version}, {"engines", facts.engines}}},
      {"exitStatus", facts.exit_status},
      {"inputs", Json::array()},
      {"packs", facts.packs}};
  for (const RunFacts::Input& input : facts.inputs) {
    json["inputs"].push_back({{"file", input.path},
                              {"format", input.format},
                              {"sha256", input.sha256},
                              {"documents", input.documents}});
  }
  return json;
}

/// Names may hold anything; what is no UTF-8 is replaced rather than refused.
std::string dumped(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string json(const model::Model& model, const check::Report& report, const RunFacts& facts,
                 const Sources& sources) {
  Json json = head(facts);
  json["skipped"] = Json::array();
  for (const RunFacts::Skipped& skipped : facts.skipped) {
    json["skipped"].push_back({{"file", skipped.path},
                               {"reason", skipped.reason},
                               {"location", location(sources, skipped.at)}});
  }
  json["unmodelled"] = Json::array();
  for (const syntax::Gap& gap : model.gaps) json["unmodelled"].push_back(gap_json(sources, gap));
  json["links"] = Json::array();
  for (const model::MachineLink& link : model.links) {
    json["links"].push_back({{"node", model.entity(link.node).name},
                             {"machineKind", model::name_of(model.entity(link.machine).kind)},
                             {"machine", model.entity(link.machine).name},
                             {"reason", link.reason},
                             {"location", location(sources, link.at)}});
  }
  json["assumptions"] = Json::array();
  for (const model::Assumption& assumption : model.assumptions) {
    constexpr const char* kOrigins[] = {"declared", "invariant", "snapshot"};
    json["assumptions"].push_back(
        {{"name", assumption.name},
         {"description", assumption.description},
         {"origin", kOrigins[static_cast<std::size_t>(assumption.origin)]},
         {"location", location(sources, assumption.at)}});
  }
  json["remarks"] = Json::array();
  for (const Note& remark : model.remarks) {
    json["remarks"].push_back({{"text", remark.text}, {"location", location(sources, remark.at)}});
  }
  json["contradiction"] = nullptr;
  if (report.contradiction) {
    json["contradiction"] =
        facts_json(sources, report.contradiction->core, report.contradiction->core_text);
  }
  json["verdicts"] = Json::array();
  for (const check::Verdict& verdict : report.verdicts) {
    json["verdicts"].push_back(verdict_json(model, sources, verdict));
  }
  json["waivers"] = waivers_json(report, sources);
  json["baselineGone"] = report.gone;
  const Counts counts = count(report);
  json["summary"] = {{"holds", counts.holds},
                     {"violated", counts.violated},
                     {"vacuous", counts.vacuous},
                     {"undecided", counts.undecided},
                     {"waived", counts.waived},
                     {"known", counts.known},
                     {"notApplicable", counts.not_applicable},
                     {"interrupted", report.interrupted}};
  json["diagnostics"] = Json::array();
  return dumped(json);
}

std::string json(const Diagnostics& diagnostics, const RunFacts& facts, const Sources& sources) {
  Json json = head(facts);
  json["verdicts"] = Json::array();
  json["diagnostics"] = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    Json notes = Json::array();
    for (const Note& note : diagnostic.notes) {
      notes.push_back({{"text", note.text}, {"location", location(sources, note.at)}});
    }
    json["diagnostics"].push_back({{"code", diagnostic.code},
                                   {"message", diagnostic.message},
                                   {"location", location(sources, diagnostic.at)},
                                   {"notes", notes},
                                   {"help", diagnostic.help}});
  }
  return dumped(json);
}

}  // namespace ringfence::report
