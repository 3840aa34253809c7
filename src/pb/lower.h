#pragma once
#include <map>
#include <span>
#include <string>

#include "logic/term.h"
#include "pb/formula.h"

namespace ringfence::pb {

/// A term that must be true, and what it says to the reader of the formula (may be empty).
struct Asserted {
  logic::Term term;
  std::string label;
};

/// Asserted terms as linear constraints: solutions of the formula are exactly the assignments that
/// make all of them true, with one value of the helper variables each.
struct Lowered {
  Formula formula;
  std::map<std::uint32_t, Literal> bools;  ///< By term index: of every BoolVar.
  /// By term index: low + sum of 2^i * bits[i], of every IntVar.
  struct Number {
    Integer low = 0;
    std::vector<Var> bits;
  };
  std::map<std::uint32_t, Number> ints;
  std::vector<Literal> assumed;  ///< By position of the assumption: true iff it is.
};

/// Gates become clauses, bounded integers binary with their upper bound as a constraint, and
/// linear atoms inside other terms are reified in both directions; what is asserted itself is
/// stated as it is. `assumptions` are encoded and not asserted. Nullopt when a constraint's numbers
/// do not fit the engine (formula.h).
std::optional<Lowered> lower(const logic::Terms& terms, std::span<const Asserted> assertions,
                             std::span<const logic::Term> assumptions = {});

/// The terms' variables in a solution, by term index.
std::unordered_map<std::uint32_t, Integer> read_back(const Lowered& lowered, const Values& values);

}  // namespace ringfence::pb
