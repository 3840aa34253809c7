// Equality and membership of values that depend on the world.

#include "policy/grounder.h"

namespace ringfence::policy {

using logic::Term;
using model::EntityId;
using model::None;

namespace {

Scalar certain(const logic::Terms& terms, Leaf leaf) {
  return {{{std::move(leaf), terms.truth(true)}}};
}

bool goes_by(const model::Model& model, EntityId id, const std::string& name) {
  const model::Entity& entity = model.entity(id);
  if (entity.name == name) return true;
  return entity.short_name == name && model::find_entity(model, entity.kind, name) == id;
}

}  // namespace

Term Grounder::equality(const Leaf& a, const Leaf& b) {
  if (const auto* left = std::get_if<Term>(&a)) {
    const auto* right = std::get_if<Term>(&b);
    return right != nullptr ? terms_.iff(*left, *right) : terms_.truth(false);
  }
  if (const auto* left = std::get_if<Number>(&a)) {
    const auto* right = std::get_if<Number>(&b);
    return right != nullptr ? equal(terms_, *left, *right) : terms_.truth(false);
  }
  const auto* entity = std::get_if<EntityId>(&a);
  const auto* symbol = std::get_if<Symbol>(&b);
  if (entity == nullptr) entity = std::get_if<EntityId>(&b);
  if (symbol == nullptr) symbol = std::get_if<Symbol>(&a);
  if (entity != nullptr && symbol != nullptr) {
    return terms_.truth(goes_by(model_, *entity, text(*symbol)));
  }
  if (const auto* left = std::get_if<EntityId>(&a)) {
    const auto* right = std::get_if<EntityId>(&b);
    return terms_.truth(right != nullptr && *left == *right);
  }
  if (const auto* left = std::get_if<Symbol>(&a)) {
    const auto* right = std::get_if<Symbol>(&b);
    return terms_.truth(right != nullptr && *left == *right);
  }
  return terms_.truth(std::holds_alternative<None>(a) && std::holds_alternative<None>(b));
}

Term Grounder::equality(const Scalar& a, const Scalar& b) {
  std::vector<Term> cases;
  for (const auto& [left, when] : a.alternatives) {
    if (excluded(when)) continue;
    for (const auto& [right, then] : b.alternatives) {
      const Term same = equality(left, right);
      if (terms_.is_false(same) || excluded(then)) continue;
      cases.push_back(terms_.conjunction({when, then, same}));
    }
  }
  return terms_.disjunction(std::move(cases));
}

Term Grounder::set_equality(const Set& a, const Set& b) {
  std::vector<Term> covered;
  for (const auto& [one, other] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    for (const auto& [item, guard] : one->members) {
      const Scalar wanted = certain(terms_, leaf_of(terms_, item));
      covered.push_back(terms_.implication(guard, membership(wanted, *other)));
    }
  }
  return terms_.conjunction(std::move(covered));
}

Term Grounder::equality(const Value& a, const Value& b) {
  const auto* left = std::get_if<Scalar>(&a);
  const auto* right = std::get_if<Scalar>(&b);
  if (left != nullptr && right != nullptr) return equality(*left, *right);
  const auto* left_set = std::get_if<Set>(&a);
  const auto* right_set = std::get_if<Set>(&b);
  if (left_set != nullptr && right_set != nullptr) return set_equality(*left_set, *right_set);
  // None is the empty set where the other side is a set.
  const Set* set = left_set != nullptr ? left_set : right_set;
  const Scalar* other = left != nullptr ? left : right;
  if (set == nullptr || other == nullptr) return terms_.truth(false);
  std::vector<Term> none;
  for (const auto& [leaf, guard] : other->alternatives) {
    if (std::holds_alternative<None>(leaf)) none.push_back(guard);
  }
  return terms_.conjunction({terms_.disjunction(std::move(none)), set_equality(*set, {})});
}

Term Grounder::membership(const Scalar& item, const Set& set) {
  std::vector<Term> cases;
  for (const auto& [leaf, when] : item.alternatives) {
    if (excluded(when)) continue;
    for (const auto& [member, guard] : set.members) {
      const Term same = equality(leaf, leaf_of(terms_, member));
      if (!terms_.is_false(same)) cases.push_back(terms_.conjunction({when, guard, same}));
    }
  }
  return terms_.disjunction(std::move(cases));
}

}  // namespace ringfence::policy
