// Which entities an expression can be at all, without saying in which worlds.
//
// A pod that can be on a thousand nodes has a thousand machines, each with the worlds in which it
// is the one. Where a policy only compares it with what is no machine, that need not be worked out:
// two expressions that have no entity in common are equal in no world. Pods that can be on the same
// nodes share one list of them, and what a list leads to is looked up once.

#include <algorithm>

#include "base/match.h"
#include "policy/possible.h"

namespace ringfence::policy {

using logic::Term;
using model::EntityId;
using model::None;

/// That both are entities, or none, and no world makes them the same.
bool Grounder::never_equal(const Closure& a, const Closure& b) {
  const bool is_path = std::holds_alternative<syntax::Member>(a.expr->node) ||
                       std::holds_alternative<syntax::Member>(b.expr->node);
  if (!is_path) return false;
  const auto left = possible(a);
  const auto right = left ? possible(b) : std::nullopt;
  if (!left || !right || (left->can_be_none && right->can_be_none)) return false;
  const auto& [few, many] = left->entities->size() < right->entities->size()
                                ? std::pair(left->entities, right->entities)
                                : std::pair(right->entities, left->entities);
  return std::none_of(few->begin(), few->end(), [&](EntityId entity) {
    return std::binary_search(many->begin(), many->end(), entity);
  });
}

std::optional<Grounder::Possible> Grounder::possible(const Closure& closure) {
  if (closure.negated) return std::nullopt;
  const syntax::Expr& expr = *closure.expr;
  if (const auto* name = std::get_if<syntax::Name>(&expr.node)) {
    const CellPtr* cell = find(closure.names, name->text);
    return cell != nullptr && (*cell)->bound ? possible((*cell)->value) : std::nullopt;
  }
  if (std::holds_alternative<syntax::Member>(expr.node)) {
    std::vector<const syntax::Ident*> steps;
    const syntax::Expr& base = path_of(expr, steps);
    const auto object = possible(Closure{&base, closure.names});
    return object ? possible_after(*object, steps, 0) : std::nullopt;
  }
  if (const auto* choice = std::get_if<syntax::Conditional>(&expr.node)) {
    const std::size_t stuck_before = stuck_.size();
    const auto reason_before = stuck_reason_;
    const Term test = boolean({&choice->parts[0], closure.names});
    const bool got_stuck = stuck_.size() != stuck_before;
    stuck_.resize(stuck_before);
    stuck_reason_ = reason_before;
    const bool is_known = terms_.is_true(test) || terms_.is_false(test);
    if (got_stuck || !is_known) return std::nullopt;
    return possible(Closure{&choice->parts[terms_.is_true(test) ? 1 : 2], closure.names});
  }
  return std::nullopt;
}

std::optional<Grounder::Possible> Grounder::possible(const Value& value) {
  const auto* scalar = std::get_if<Scalar>(&value);
  if (scalar == nullptr) return std::nullopt;
  std::vector<EntityId> entities;
  bool can_be_none = false;
  for (const auto& [leaf, guard] : scalar->alternatives) {
    const auto* entity = std::get_if<EntityId>(&leaf);
    if (entity == nullptr && !std::holds_alternative<None>(leaf)) return std::nullopt;
    if (entity != nullptr) entities.push_back(*entity);
    can_be_none = can_be_none || entity == nullptr;
  }
  return listed(std::move(entities), can_be_none);
}

Grounder::Possible Grounder::listed(std::vector<EntityId> entities, bool can_be_none) {
  std::sort(entities.begin(), entities.end());
  entities.erase(std::unique(entities.begin(), entities.end()), entities.end());
  return {&*possibilities().lists.insert(std::move(entities)).first, can_be_none};
}

Grounder::Possibilities& Grounder::possibilities() {
  if (!possibilities_) possibilities_ = std::make_shared<Possibilities>();
  return *possibilities_;
}

/// The steps from `first` on, from whatever the object can be.
std::optional<Grounder::Possible> Grounder::possible_after(
    const Possible& object, const std::vector<const syntax::Ident*>& steps, std::size_t first) {
  auto& known = possibilities().by_step;
  const std::tuple key(object.entities, steps.back(), first);
  auto place = known.find(key);
  if (place == known.end()) {
    std::vector<EntityId> all;
    std::optional<Possible> together = Possible{};
    for (const EntityId entity : *object.entities) {
      const Step& step = step_of(model_.entity(entity).kind, steps, first);
      auto one = step.attribute        ? possible_fact(entity, *step.attribute)
                 : step.def != nullptr ? possible_derived(entity, *step.def)
                                       : std::nullopt;
      const std::size_t next = first + step.length;
      if (one && next < steps.size()) one = possible_after(*one, steps, next);
      if (!one) {
        together.reset();
        break;
      }
      together->can_be_none = together->can_be_none || one->can_be_none;
      together->entities = one->entities;
      if (object.entities->size() == 1) break;  // no list to be made
      all.insert(all.end(), one->entities->begin(), one->entities->end());
    }
    if (together && object.entities->size() != 1)
      together = listed(std::move(all), together->can_be_none);
    place = known.emplace(key, together).first;
  }
  if (!place->second) return std::nullopt;
  Possible found = *place->second;
  found.can_be_none = found.can_be_none || object.can_be_none;  // of none, all is none
  return found;
}

std::optional<Grounder::Possible> Grounder::possible_fact(EntityId id,
                                                          model::AttributeId attribute) {
  note_read(id, attribute);
  const model::Fact* fact = model::find_fact(model_.entity(id), attribute);
  if (fact == nullptr) return std::nullopt;
  const auto of_scalars = [&](const auto& items) -> std::optional<Possible> {
    std::vector<EntityId> entities;
    bool can_be_none = false;
    for (const model::Scalar& item : items) {
      const auto* entity = std::get_if<EntityId>(&item);
      if (entity == nullptr && !std::holds_alternative<None>(item)) return std::nullopt;
      if (entity != nullptr) entities.push_back(*entity);
      can_be_none = can_be_none || entity == nullptr;
    }
    return listed(std::move(entities), can_be_none);
  };
  if (const auto* open = std::get_if<model::UnknownId>(&fact->value)) {
    const auto* choice = std::get_if<model::ChoiceDomain>(&model_.unknown(*open).domain);
    if (choice == nullptr) return std::nullopt;
    // Of what many share all is taken: a little more than there is does no harm.
    const std::vector<model::Scalar>& shared = choice->options.shared();
    const auto [place, is_new] = possibilities().by_options.try_emplace(&shared);
    if (is_new) place->second = of_scalars(shared);
    return place->second;
  }
  const auto* scalar = std::get_if<model::Scalar>(&std::get<model::Value>(fact->value));
  return scalar != nullptr ? of_scalars(std::vector{*scalar}) : std::nullopt;
}

std::optional<Grounder::Possible> Grounder::possible_derived(EntityId entity,
                                                             const syntax::Def& def) {
  auto& known = possibilities().by_derived;
  const std::pair key(&def, entity);
  const auto place = known.find(key);
  if (place != known.end()) return place->second;
  auto cell = std::make_shared<Cell>();
  cell->bound = true;
  cell->value = constant_value(model::Scalar(entity));
  // The answer outlives the branch at hand: nothing of its path may enter.
  const Apart apart(*this);
  const auto found = possible(Closure{&def.body, {{def.params[0].name.text, std::move(cell)}}});
  return known.emplace(key, found).first->second;
}

}  // namespace ringfence::policy
