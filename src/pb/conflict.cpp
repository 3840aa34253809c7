#include "pb/conflict.h"

#include <algorithm>

#include "base/require.h"

namespace ringfence::pb {

void Conflict::clear() {
  for (const Var var : used_) {
    weights_[var] = 0;
    is_used_[var] = false;
  }
  used_.clear();
  degree_ = 0;
}

void Conflict::touch(Var var) {
  if (is_used_.size() < weights_.size()) is_used_.resize(weights_.size());
  if (is_used_[var]) return;
  is_used_[var] = true;
  used_.push_back(var);
}

void Conflict::load(std::span<const Term> terms, std::int64_t degree) {
  clear();
  for (const Term& term : terms) {
    touch(term.literal.var());
    weights_[term.literal.var()] =
        term.literal.is_positive() ? term.coefficient : -Integer{term.coefficient};
  }
  degree_ = degree;
}

void Conflict::add(const WideConstraint& other, Integer factor, Derivation& derivation) {
  const bool is_first = used_.empty();
  degree_ += factor * other.degree;
  for (const WideTerm& term : other.terms) {
    const Var var = term.literal.var();
    touch(var);
    const Integer more =
        factor * (term.literal.is_positive() ? term.coefficient : -term.coefficient);
    Integer& weight = weights_[var];
    // a * x + b * ~x is min(a, b) + (a - b) * x.
    if ((weight < 0) != (more < 0) && weight != 0) {
      degree_ -= std::min(weight < 0 ? -weight : weight, more < 0 ? -more : more);
    }
    weight += more;
  }
  derivation.multiply(factor);
  if (!is_first) derivation.add();
}

void Conflict::saturate(Derivation& derivation) {
  bool has_changed = false;
  const Integer most = std::max<Integer>(degree_, 0);
  for (const Var var : used_) {
    Integer& weight = weights_[var];
    has_changed = has_changed || weight > most || weight < -most;
    weight = std::clamp(weight, -most, most);
  }
  if (has_changed) derivation.saturate();
}

void Conflict::weaken(Var var, Derivation& derivation) {
  degree_ -= size(var);
  weights_[var] = 0;
  derivation.weaken(var);
}

void Conflict::divide(Integer divisor, Derivation& derivation) {
  if (divisor == 1) return;
  const auto up = [&](Integer value) { return (value + divisor - 1) / divisor; };
  for (const Var var : used_) {
    Integer& weight = weights_[var];
    weight = weight < 0 ? -up(-weight) : up(weight);
  }
  require(degree_ >= 0, "a constraint in conflict has a positive degree");
  degree_ = up(degree_);
  derivation.divide(divisor);
}

Integer Conflict::largest() const {
  Integer most = 0;
  for (const Var var : used_) most = std::max(most, size(var));
  return most;
}

Constraint Conflict::row() const {
  Constraint result;
  Integer sum = 0;
  for (const Var var : used_) {
    if (weights_[var] == 0) continue;
    sum += size(var);
    result.terms.push_back({static_cast<std::int64_t>(size(var)), literal(var)});
  }
  require(sum <= kMostSum, "the engine bounds what it learns");
  std::sort(result.terms.begin(), result.terms.end(),
            [](const Term& a, const Term& b) { return a.literal < b.literal; });
  // Only a contradiction asks for more than there is, and by how much says nothing.
  result.degree = static_cast<std::int64_t>(std::min(degree_, sum + 1));
  return result;
}

}  // namespace ringfence::pb
