#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/number.h"

/// Linear pseudo-Boolean constraints over 0-1 variables: what capacities and placements are.
namespace ringfence::pb {

using Var = std::uint32_t;

/// A variable or its negation.
struct Literal {
  std::uint32_t code = 0;  ///< 2 * variable, + 1 when negated.
  static Literal of(Var var, bool positive = true) { return {2 * var + (positive ? 0U : 1U)}; }
  Var var() const { return code / 2; }
  bool is_positive() const { return code % 2 == 0; }
  Literal operator~() const { return {code ^ 1U}; }
  friend auto operator<=>(Literal, Literal) = default;
};

struct Term {
  std::int64_t coefficient = 0;
  Literal literal;
  friend bool operator==(const Term&, const Term&) = default;
};

/// The sum of coefficients of the true literals is at least `degree`. Normal form: positive
/// coefficients of at most the degree, one term a variable, in the order of variables, a degree
/// of at least 0; without terms only `0 >= 0` (true) and `0 >= 1` (false).
struct Constraint {
  std::vector<Term> terms;
  std::int64_t degree = 0;
  friend bool operator==(const Constraint&, const Constraint&) = default;
};

/// What is to be as small as possible.
struct Objective {
  std::vector<Term> terms;  ///< One term a variable; any sign but 0.
  Integer constant = 0;
};

struct Formula {
  std::vector<std::string> names;  ///< By variable; each as an OPB file writes it.
  std::vector<Constraint> constraints;
  std::optional<Objective> objective;
  /// Lines for the reader of the file: `comments[i]` stands before constraint i. May be shorter.
  std::vector<std::string> comments;

  Var add_variable(std::string name) {
    names.push_back(std::move(name));
    return static_cast<Var>(names.size() - 1);
  }
};

/// One summand of a constraint that is not in normal form yet.
struct Summand {
  Integer coefficient = 0;
  Literal literal;
};

/// The largest sum of coefficients the engine takes; below 2^63 with room for a division.
inline constexpr Integer kMostSum = Integer{1} << 62;

/// `sum >= degree` without the last step of the normal form, the cut of coefficients to the degree
/// (saturation), which a proof has to name. Nullopt when the coefficients add up to more than
/// kMostSum.
std::optional<Constraint> normalised(const std::vector<Summand>& sum, Integer degree);

/// Cuts every coefficient down to the degree: what exceeds it counts for nothing.
void saturate(Constraint& constraint);

/// By variable: what it is.
using Values = std::vector<bool>;
bool is_satisfied(const Constraint& constraint, const Values& values);
Integer value_of(const Objective& objective, const Values& values);

}  // namespace ringfence::pb
