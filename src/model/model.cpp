#include "model/model.h"

#include <algorithm>

namespace ringfence::model {

const Fact* find_fact(const Entity& entity, AttributeId attribute) {
  const auto at = std::lower_bound(
      entity.facts.begin(), entity.facts.end(), attribute,
      [](const Fact& fact, AttributeId wanted) { return fact.attribute < wanted; });
  return at != entity.facts.end() && at->attribute == attribute ? &*at : nullptr;
}

EntityRange entities_of(const Model& model, Kind kind) {
  const auto begin = std::partition_point(model.entities.begin(), model.entities.end(),
                                          [&](const Entity& entity) { return entity.kind < kind; });
  const auto end = std::partition_point(begin, model.entities.end(),
                                        [&](const Entity& entity) { return entity.kind == kind; });
  return {static_cast<std::uint32_t>(begin - model.entities.begin()),
          static_cast<std::uint32_t>(end - model.entities.begin())};
}

std::optional<EntityId> find_entity(const Model& model, Kind kind, std::string_view name) {
  std::optional<EntityId> by_short_name;
  bool ambiguous = false;
  const EntityRange range = entities_of(model, kind);
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (model.entities[i].name == name) return EntityId{i};
    if (model.entities[i].short_name != name) continue;
    ambiguous = by_short_name.has_value();
    by_short_name = EntityId{i};
  }
  return ambiguous ? std::nullopt : by_short_name;
}

}  // namespace ringfence::model
