#pragma once
#include <optional>
#include <span>
#include <vector>

#include "check/decode.h"
#include "engine/engine.h"
#include "policy/obligation.h"

// What a report shows, computed after the verdict by one fixed engine (Z3) with its own budget of
// steps, so that it does not depend on which engine won: DESIGN 4.1, "Determinism".
namespace ringfence::check {

/// Positions of constraints that no world satisfies together with the question.
struct Core {
  std::vector<std::size_t> positions;  ///< Sorted.
  bool minimal = true;                 ///< No member can be left out.
};
/// `constraints` and `question` together must be unsatisfiable. Members are tried in order of
/// position. When the budget ends first, what is left is a core that is not minimal.
Core minimal_core(const logic::Terms& terms, const std::vector<policy::Labelled>& constraints,
                  logic::Term question, const engine::Limits& limits);

/// Which value each digit has.
struct Least {
  std::vector<Integer> numbers;  ///< By digit.
  bool minimal = true;           ///< Lexicographically least of all solutions.
};
/// The lexicographically least solution of the assertions, first digit most significant. They
/// must be satisfiable; `known` (may be null) is a solution to fall back to. Nullopt when the
/// budget ends before any solution is found.
std::optional<Least> least_solution(logic::Terms& terms, const std::vector<logic::Term>& assertions,
                                    const std::vector<Digit>& digits,
                                    const engine::Assignment* known, const engine::Limits& limits);

}  // namespace ringfence::check
