#pragma once
#include <algorithm>
#include <span>
#include <vector>

#include "logic/term.h"

// The commonest sums, of which one Bool, or at most one, may be true, as clauses: solvers for
// arithmetic take seconds over a hundred choices of sixty-four that clauses settle at once.
namespace ringfence::engine {

/// Whether a sum counts Bools one each; `terms` says what is Bool.
inline bool counts_bools(const logic::Terms& terms, const std::vector<logic::Addend>& addends) {
  return std::all_of(addends.begin(), addends.end(), [&](const logic::Addend& addend) {
    return addend.coefficient == 1 && terms.sort(addend.term) == logic::Sort::Bool;
  });
}

/// Of some Bools: is any true, and is at most one true?
template <class Code>
struct Tally {
  Code any;
  Code at_most_one;
};

/// By halves: at most one of all is at most one of each half and none in one of them. Needs
/// n log n literals and no variable of its own. `Algebra` has `both`, `either` and `negated`.
template <class Code, class Algebra>
Tally<Code> tally(std::span<const Code> codes, const Algebra& algebra) {
  if (codes.size() == 1) return {codes[0], algebra.truth()};
  const std::size_t half = codes.size() / 2;
  const Tally<Code> left = tally(codes.first(half), algebra);
  const Tally<Code> right = tally(codes.subspan(half), algebra);
  const Code apart = algebra.negated(algebra.both(left.any, right.any));
  return {algebra.either(left.any, right.any),
          algebra.both(algebra.both(left.at_most_one, right.at_most_one), apart)};
}

}  // namespace ringfence::engine
