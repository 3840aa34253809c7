#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/match.h"
#include "report/inventory.h"
#include "report/names.h"

namespace ringfence::report {
namespace {

using Json = nlohmann::ordered_json;

Json place(const Sources& sources, const Span& span) {
  if (!span.is_somewhere()) return nullptr;
  const Position at = sources.position(span.source, span.begin);
  return {{"file", sources.name(span.source)}, {"line", at.line}, {"column", at.column}};
}

Json fact_json(const model::Model& model, const Sources& sources, const model::Fact& fact) {
  Json json = {{"attribute", model::attribute(fact.attribute).name}};
  if (const auto* unknown = std::get_if<model::UnknownId>(&fact.value)) {
    json["unknown"] = model.unknown(*unknown).name;
  } else {
    json["value"] = value_text(model, std::get<model::Value>(fact.value));
  }
  json["default"] = fact.is_default;
  json["location"] = place(sources, fact.at);
  return json;
}

/// Listed of each unknown: a thousand pods that can be on a thousand nodes are a million lines.
constexpr std::size_t kMostOptions = 100;

Json domain_json(const model::Model& model, const model::Domain& domain) {
  return match(
      domain,  //
      [](const model::BoolDomain&) {
        return Json{{"kind", "bool"}};
      },
      [](const model::RangeDomain& range) {
        return Json{{"kind", "range"},
                    {"low", to_string(Quantity{range.low, range.dimension})},
                    {"high", to_string(Quantity{range.high, range.dimension})},
                    {"step", to_string(Quantity{range.step, range.dimension})}};
      },
      [&](const model::ChoiceDomain& choice) {
        Json options = Json::array();
        const std::size_t listed = std::min(choice.options.size(), kMostOptions);
        for (const model::Scalar& option : choice.options.first(listed))
          options.push_back(value_text(model, option));
        return Json{{"kind", "choice"},
                    {"options", options},
                    {"moreOptions", choice.options.size() - listed}};
      });
}

}  // namespace

std::string inventory_json(const model::Model& model, const Sources& sources) {
  Json json = {{"schema", "ringfence/model/v1"},
               {"entities", Json::array()},
               {"unknowns", Json::array()},
               {"links", Json::array()}};
  for (const model::Entity& entity : model.entities) {
    Json facts = Json::array();
    for (const model::Fact& fact : entity.facts) {
      facts.push_back(fact_json(model, sources, fact));
    }
    json["entities"].push_back(
        {{"kind", model::name_of(entity.kind)},
         {"name", entity.name},
         {"described", entity.described},
         {"exists", entity.exists ? Json(model.unknown(*entity.exists).name) : Json(true)},
         {"location", place(sources, entity.at)},
         {"facts", facts}});
  }
  for (const model::Unknown& unknown : model.unknowns) {
    json["unknowns"].push_back({{"name", unknown.name},
                                {"domain", domain_json(model, unknown.domain)},
                                {"location", place(sources, unknown.at)}});
  }
  for (const model::MachineLink& link : model.links) {
    json["links"].push_back({{"node", model.entity(link.node).name},
                             {"machine", model.entity(link.machine).name},
                             {"reason", link.reason}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ringfence::report
