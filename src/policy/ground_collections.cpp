// Which entities are in a collection, in which worlds.

#include "policy/search.h"

namespace ringfence::policy {

using logic::Term;
using model::EntityId;
using model::None;

Term Grounder::exists(EntityId id) {
  const model::Entity& entity = model_.entity(id);
  if (!entity.exists) return terms_.truth(true);
  return std::get<Term>(encoding_.value(*entity.exists).alternatives.front().first);
}

Term Grounder::in_collection(std::string_view collection, EntityId id) {
  const bool declared = collection.starts_with("declared_");
  const auto [known, is_new] = members_.try_emplace({declared, id});
  if (is_new) {
    const model::Entity& entity = model_.entity(id);
    if (!entity.described) {
      known->second = terms_.truth(false);
    } else {
      known->second = declared ? exists(id) : terms_.conjunction({exists(id), is_somewhere(id)});
    }
  }
  return known->second;
}

/// A pod is placed; what a container is in exists and, if it is a pod, is placed.
Term Grounder::is_somewhere(EntityId id) {
  const model::Entity& entity = model_.entity(id);
  if (entity.kind == model::Kind::Pod) return is_placed(id);
  if (entity.kind != model::Kind::Container) return terms_.truth(true);
  const auto in = model::find_attribute(model::Kind::Container, "in");
  const Value where = fact(id, *in, entity.at);
  std::vector<Term> cases;
  for (const auto& [leaf, guard] : std::get<Scalar>(where).alternatives) {
    const auto* target = std::get_if<EntityId>(&leaf);
    if (target == nullptr) continue;
    const bool in_pod = model_.entity(*target).kind == model::Kind::Pod;
    cases.push_back(terms_.conjunction(
        {guard, exists(*target), in_pod ? is_placed(*target) : terms_.truth(true)}));
  }
  return terms_.disjunction(std::move(cases));
}

Term Grounder::is_placed(EntityId pod) {
  const auto node = model::find_attribute(model::Kind::Pod, "node");
  const model::Fact* known = model::find_fact(model_.entity(pod), *node);
  if (const auto* open = known ? std::get_if<model::UnknownId>(&known->value) : nullptr) {
    note_read(pod, *node);
    return terms_.negation(encoding_.is_none(*open));
  }
  const Value where = fact(pod, *node, model_.entity(pod).at);
  std::vector<Term> pending;
  for (const auto& [leaf, guard] : std::get<Scalar>(where).alternatives) {
    if (std::holds_alternative<None>(leaf)) pending.push_back(guard);
  }
  return terms_.negation(terms_.disjunction(std::move(pending)));
}

Set Grounder::collection(std::string_view name) {
  Set set;
  if (name == "resources") {
    for (const Symbol resource : model_.extended_resources)
      set.members.emplace_back(resource, terms_.truth(true));
    return set;
  }
  const std::string_view plural = name.starts_with("declared_") ? name.substr(9) : name;
  const model::EntityRange all = model::entities_of(model_, *model::kind_of_plural(plural));
  for (std::uint32_t i = all.begin; i < all.end; ++i) {
    const Term guard = in_collection(name, {i});
    if (!terms_.is_false(guard)) set.members.emplace_back(EntityId{i}, guard);
  }
  return set;
}

}  // namespace ringfence::policy
