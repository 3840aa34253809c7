#pragma once
#include <span>
#include <vector>

#include "pb/proof.h"

namespace ringfence::pb {

/// A term while constraints are combined: wider than what is stored.
struct WideTerm {
  Integer coefficient = 0;
  Literal literal;
};
struct WideConstraint {
  std::vector<WideTerm> terms;
  Integer degree = 0;
};

/// The constraint of conflict analysis: what the conflict says, combined with the reasons of its
/// literals one by one. Every operation is one of cutting planes and is named in the derivation.
///
/// INVARIANT: coefficients are at most kMostInConflict between two calls of `add`. A reason that
/// was rounded has coefficients that add up to at most kMostSum, so that their product, and the
/// sum of two, stay far below 2^127.
class Conflict {
 public:
  static constexpr Integer kMostInConflict = Integer{1} << 40;

  void resize(std::size_t variables) { weights_.resize(variables); }
  void clear();
  void load(std::span<const Term> terms, std::int64_t degree);

  /// Of that very literal; 0 if it is not there, or negated.
  Integer coefficient(Literal literal) const {
    const Integer weight = weights_[literal.var()];
    return literal.is_positive() ? std::max<Integer>(weight, 0) : std::max<Integer>(-weight, 0);
  }
  Integer degree() const { return degree_; }
  const std::vector<Var>& variables() const { return used_; }  ///< Some may have gone to 0.
  Literal literal(Var var) const { return Literal::of(var, weights_[var] > 0); }
  Integer size(Var var) const { return weights_[var] < 0 ? -weights_[var] : weights_[var]; }

  /// Adds `factor` times the other one, which the derivation has just named; opposite literals
  /// cancel. A cleared conflict becomes that alone.
  void add(const WideConstraint& other, Integer factor, Derivation& derivation);
  void saturate(Derivation& derivation);
  void weaken(Var var, Derivation& derivation);
  void divide(Integer divisor, Derivation& derivation);
  Integer largest() const;

  /// As a row of the engine; all its coefficients fit.
  Constraint row() const;

 private:
  void touch(Var var);
  std::vector<Integer> weights_;  // of the positive literal; negative for the negated one
  std::vector<bool> is_used_;
  std::vector<Var> used_;
  Integer degree_ = 0;
};

}  // namespace ringfence::pb
