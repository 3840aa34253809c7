#pragma once
#include <utility>
#include <variant>
#include <vector>

#include "base/number.h"
#include "logic/term.h"
#include "model/value.h"

/// What expressions come to while grounding: values that depend on the world through terms.
namespace ringfence::policy {

/// constant + sum of coefficient * term. A Bool term counts 1 when true. Exact; scaled to whole
/// numbers only when a comparison is formed.
struct Number {
  std::vector<std::pair<Rational, logic::Term>> addends;
  Rational constant;
  bool is_constant() const { return addends.empty(); }
};

/// One value a scalar can have. A Bool is a term, so that it needs no alternatives.
using Leaf = std::variant<model::None, logic::Term, Number, Symbol, model::EntityId>;

/// A scalar: in each world exactly one guard is true, unless evaluation is stuck there.
struct Scalar {
  std::vector<std::pair<Leaf, logic::Term>> alternatives;
};

/// A set: the members with the worlds in which each is one. No member stands twice.
struct Set {
  std::vector<std::pair<model::Scalar, logic::Term>> members;
};

/// Keyed numbers, by the entity they were read from. Null: an absent table, which is `none`.
struct Keyed {
  std::vector<std::pair<const model::KeyedValue*, logic::Term>> alternatives;
};

using Value = std::variant<Scalar, Set, Keyed>;

/// Thrown when the open places of one obligation are more than memory would hold.
struct TooManyPlaces {};

/// Thrown when exact arithmetic leaves 128 bits; becomes E0401.
struct TooLarge {};

/// A value of the model, the same in all worlds.
Leaf leaf_of(const logic::Terms& terms, const model::Scalar& item);

Number constant(Rational value);
/// Adds in place: sums of thousands of terms stay linear.
void append(Number& sum, const Number& part);
Number plus(const Number& a, const Number& b);
Number scaled(const Number& a, const Rational& factor);
/// `a` where the guard is true, else 0.
Number guarded(logic::Terms& terms, const Number& a, logic::Term guard);
/// a * b, one of them constant or a count (only Bool terms).
Number product(logic::Terms& terms, const Number& a, const Number& b);
/// a <= b, a < b, a == b as Bool terms over whole numbers.
logic::Term at_most(logic::Terms& terms, const Number& a, const Number& b);
logic::Term less(logic::Terms& terms, const Number& a, const Number& b);
logic::Term equal(logic::Terms& terms, const Number& a, const Number& b);

}  // namespace ringfence::policy
