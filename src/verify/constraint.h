#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <variant>
#include <vector>

#include "verify/integer.h"

// Linear constraints over literals in one normal form, and the rules of cutting planes that make
// constraints of constraints.
namespace ringfence::verify {

/// The proof does not follow its rules.
struct Rejected : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A variable, from 0, or its negation.
struct Literal {
  std::uint32_t code = 0;  ///< Twice the variable, plus one if negated.
  std::uint32_t variable() const { return code / 2; }
  bool is_negated() const { return code % 2 == 1; }
  Literal operator~() const { return {code ^ 1U}; }
  friend auto operator<=>(Literal, Literal) = default;
};

struct Term {
  Integer coefficient;
  Literal literal;
  friend bool operator==(const Term&, const Term&) = default;
};

/// Normal form of "the sum of the terms is at least `degree`": positive coefficients, one term
/// per variable, ascending. The degree may be negative. Equal constraints have equal forms.
struct Constraint {
  std::vector<Term> terms;
  Integer degree;
  friend bool operator==(const Constraint&, const Constraint&) = default;
};

/// A sum to be minimised; coefficients of any sign.
struct Objective {
  std::vector<Term> terms;
  Integer constant;
};

struct Formula {
  std::vector<Constraint> constraints;
  std::optional<Objective> objective;
};

/// What a literal becomes under a witness: a constant or a literal.
using Image = std::variant<bool, Literal>;
using Witness = std::map<std::uint32_t, Image>;  ///< By variable; others stay what they are.

Constraint normalized(std::vector<Term> terms, Integer degree);
Constraint sum(const Constraint& a, const Constraint& b);
Constraint multiplied(Constraint c, const Integer& factor);  ///< Rejects a negative factor.
Constraint divided(Constraint c, const Integer& divisor);    ///< Rejects what is not positive.
Constraint saturated(Constraint c);
Constraint weakened(Constraint c, std::uint32_t variable);
Constraint negation(Constraint c);
Image image(Literal literal, const Witness& witness);
Constraint restricted(const Constraint& c, const Witness& witness);
Objective restricted(const Objective& f, const Witness& witness);
Constraint not_less(const Objective& f, const Objective& g);  ///< f >= g
/// How much the left side exceeds the degree when every literal is true; negative: unsatisfiable.
Integer slack(const Constraint& c);
inline bool is_contradiction(const Constraint& c) {
  return slack(c) < 0;
}
/// Whether `a` implies `b` by adding multiples of literal axioms; sound, not complete.
inline bool implies(const Constraint& a, const Constraint& b) {
  return is_contradiction(a) || is_contradiction(sum(a, negation(b)));
}

}  // namespace ringfence::verify
