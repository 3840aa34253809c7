#include "pb/formula.h"

#include <algorithm>
#include <map>

namespace ringfence::pb {

std::optional<Constraint> normalised(const std::vector<Summand>& sum, Integer degree) {
  std::map<Var, Integer> weights;  // of the positive literal
  for (const Summand& one : sum) {
    // c * ~x is c - c * x.
    Integer weight = one.coefficient;
    if (!one.literal.is_positive()) {
      const auto rest = checked_add(degree, -weight);
      if (!rest) return std::nullopt;
      degree = *rest;
      weight = -weight;
    }
    const auto total = checked_add(weights[one.literal.var()], weight);
    if (!total) return std::nullopt;
    weights[one.literal.var()] = *total;
  }
  Constraint result;
  Integer all = 0;
  for (const auto& [var, weight] : weights) {
    if (weight == 0) continue;
    const Integer size = weight < 0 ? -weight : weight;
    if (weight < 0) {
      const auto moved = checked_add(degree, size);
      if (!moved) return std::nullopt;
      degree = *moved;
    }
    const auto next = checked_add(all, size);
    if (!next || *next > kMostSum) return std::nullopt;
    all = *next;
    result.terms.push_back({static_cast<std::int64_t>(size), Literal::of(var, weight > 0)});
  }
  if (degree <= 0) return Constraint{};  // always true
  // What no assignment reaches, none reaches by any distance.
  if (degree > all) degree = all + 1;
  result.degree = static_cast<std::int64_t>(degree);
  return result;
}

void saturate(Constraint& constraint) {
  for (Term& term : constraint.terms)
    term.coefficient = std::min(term.coefficient, constraint.degree);
}

bool is_satisfied(const Constraint& constraint, const Values& values) {
  Integer sum = 0;
  for (const Term& term : constraint.terms) {
    if (values[term.literal.var()] == term.literal.is_positive()) sum += term.coefficient;
  }
  return sum >= constraint.degree;
}

Integer value_of(const Objective& objective, const Values& values) {
  Integer sum = objective.constant;
  for (const Term& term : objective.terms) {
    if (values[term.literal.var()] == term.literal.is_positive()) sum += term.coefficient;
  }
  return sum;
}

}  // namespace ringfence::pb
