#pragma once
#include <optional>

#include "pb/search.h"

/// The native engine for questions that are mostly arithmetic: one formula, one answer, and a
/// proof of it that `ringfence-verify` checks without any of this code.
namespace ringfence::pb {

struct Options {
  Bounds bounds;
  Proof* proof = nullptr;  ///< Gets the whole proof, conclusion included; may be null.
  std::size_t long_row = Search::kLongRow;
};

struct Solution {
  enum class Kind {
    Unsatisfiable,
    Satisfiable,
    Optimum,  ///< `values` is a solution, and none is better.
    Unknown,  ///< The bounds ended the search; `values` is the best solution found, if any.
  };
  Kind kind = Kind::Unknown;
  std::optional<Values> values;
  Integer objective = 0;  ///< Of `values`, when the formula has an objective.
  Stats stats;
};

/// Deterministic: the same formula and bounds on conflicts give the same answer and proof.
/// `improved` (may be empty) hears of each better value.
Solution solve(const Formula& formula, const Options& options,
               const std::function<void(Integer)>& improved = {});

}  // namespace ringfence::pb
