// Settings to facts. Closed settings come first, for all entities, because the guard of an
// `any … where` reads its candidates' facts; then everything that is open becomes an unknown.
#include "resolve/facts.h"

#include <algorithm>

#include "base/require.h"

namespace ringfence::resolve {
namespace {

using model::AttributeId;

/// Unknowns in the order of entities, existence first, then by attribute.
void number_unknowns(Facts& facts) {
  model::Model& model = facts.work.model;
  for (std::uint32_t i = 0; i < model.entities.size(); ++i) {
    model::Entity& entity = model.entities[i];
    const Instance& instance = facts.work.instances[i];
    const auto next = [&] {
      return model::UnknownId{static_cast<std::uint32_t>(model.unknowns.size())};
    };
    const auto outer =
        instance.parent != Group::kNone ? model.entities[instance.parent].exists : std::nullopt;
    if (instance.may_be_missing) {
      entity.exists = next();
      const bool follows =
          instance.previous != Group::kNone && model.entities[instance.previous].exists;
      entity.exists_after = follows ? model.entities[instance.previous].exists : outer;
      model.unknowns.push_back(
          {entity.name + ".exists", {i}, std::nullopt, model::BoolDomain{}, entity.at});
    } else {
      entity.exists = outer;
    }
    std::sort(facts.pending[i].begin(), facts.pending[i].end(),
              [](const Pending& a, const Pending& b) {
                return a.attributes.front() < b.attributes.front();
              });
    for (const Pending& pending : facts.pending[i]) {
      const AttributeId first = pending.attributes.front();
      for (const AttributeId attribute : pending.attributes)
        entity.facts.push_back({attribute, next(), pending.at, false});
      model.unknowns.push_back({entity.name + "." + std::string(model::attribute(first).name),
                                {i},
                                first,
                                pending.domain,
                                pending.at});
    }
    sort_facts(entity);
  }
}

/// Unknowns are numbered: the followers read that of the container they follow.
void place_followers(Facts& facts) {
  const AttributeId in = required(model::Kind::Container, "in");
  for (const auto& [follower, leader] : facts.leaders) {
    const model::Fact* place = model::find_fact(facts.work.model.entities[leader], in);
    if (place == nullptr) continue;  // its domain is empty, which is an error already
    const model::Fact copy = *place;
    facts.work.model.entities[follower].facts.push_back(copy);
    sort_facts(facts.work.model.entities[follower]);
  }
}

void collect_resources(Work& work) {
  for (const model::Entity& entity : work.model.entities) {
    for (const model::Fact& fact : entity.facts) {
      const auto* value = std::get_if<model::Value>(&fact.value);
      const auto* keyed = value != nullptr ? std::get_if<model::KeyedValue>(value) : nullptr;
      if (keyed == nullptr) continue;
      for (const auto& [key, amount] : keyed->items) work.model.extended_resources.push_back(key);
    }
  }
  auto& names = work.model.extended_resources;
  std::sort(names.begin(), names.end(), [&](Symbol a, Symbol b) {
    return work.model.symbols.text(a) < work.model.symbols.text(b);
  });
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace

AttributeId required(model::Kind kind, std::string_view name) {
  const auto id = model::find_attribute(kind, name);
  require(id.has_value(), "the schema has this attribute");
  return *id;
}

void add_fact(Work& work, std::size_t entity, AttributeId attribute, model::Value value,
              const Span& at) {
  work.model.entities[entity].facts.push_back({attribute, std::move(value), at, false});
}

void sort_facts(model::Entity& entity) {
  std::sort(entity.facts.begin(), entity.facts.end(),
            [](const model::Fact& a, const model::Fact& b) { return a.attribute < b.attribute; });
}

void resolve_facts(Work& work, const std::map<std::size_t, Match>& matches) {
  Facts facts{work, matches, {}, {}, {}, {}, 0};
  facts.pending.resize(work.instances.size());
  facts.open.resize(work.groups.size());
  work.left_open.resize(work.groups.size());
  facts.set.resize(work.groups.size());
  facts.keyed.resize(work.groups.size());
  add_settings(facts);
  add_containment(facts);
  add_matches(facts);
  for (model::Entity& entity : work.model.entities) sort_facts(entity);
  refuse_two_places(facts);
  gather_projects(facts);
  follow_joins(facts);
  add_pod_requests(facts);
  add_open_settings(facts);
  add_open_by_absence(facts);
  number_unknowns(facts);
  place_followers(facts);
  inherit_tenants(work);
  collect_resources(work);
}

}  // namespace ringfence::resolve
