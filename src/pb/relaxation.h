#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "pb/tableau.h"

namespace ringfence::pb {

/// How often a constraint counts in a sum.
struct Multiplier {
  std::uint32_t row = 0;
  Integer factor = 1;  ///< Positive.
};

/// The linear relaxation of a formula: its constraints over values between 0 and 1. Where that has
/// no solution neither has the formula, and a sum of multiples of constraints shows it (J. Farkas,
/// 1902). Deterministic; what is too large for exact arithmetic is left out, which loses
/// refutations and never makes a wrong one.
class Relaxation {
 public:
  explicit Relaxation(std::size_t variables) : tableau_(variables), values_(variables) {}

  /// A constraint, by the number that `refute` gives back.
  void add(std::span<const Term> terms, std::int64_t degree, std::uint32_t row);
  /// Clauses alone (all values 1/2 satisfy any of two literals) are left to the search, and so is
  /// what is too large to look at often.
  bool is_worth_asking() const { return has_sums_ && entries_.size() <= kMostEntries; }
  std::size_t size() const { return entries_.size(); }  ///< Entries of all constraints.

  /// Constraints whose sum no values satisfy that agree with the literals that have a value (by
  /// code: 1 true, -1 false, 0 none); nullopt when there is none, or none was found before `work`
  /// grew by `most`. INVARIANT: there are at most 2^13 factors of at most 2^62, of constraints with
  /// coefficients and a degree of at most 2^41: their sum stays below 2^120.
  std::optional<std::vector<Multiplier>> refute(std::span<const signed char> values,
                                                std::uint64_t most);
  std::uint64_t work() const { return work_; }  ///< Entries touched so far: what time it took.

 private:
  static constexpr std::size_t kMostEntries = 4'000'000;
  static constexpr std::size_t kMostJoined = 5'000;
  struct Candidate {
    std::uint32_t row = 0;
    std::size_t first = 0, last = 0;  // of the entries
    Integer bound = 0;
    Integer length = 1;    // Euclidean, rounded down
    Integer rounding = 0;  // what the rounding of values can make at most
    bool is_sum = false;   // no clause
    bool has_joined = false;
  };

  bool join();
  std::vector<Multiplier> multipliers() const;

  Tableau tableau_;
  std::uint64_t work_ = 0;
  bool has_sums_ = false;
  std::vector<LinearEntry> entries_;
  std::vector<Candidate> candidates_;
  std::vector<std::size_t> joined_;   // candidates by row of the tableau
  std::vector<std::int64_t> values_;  // of the tableau, for `join`
};

}  // namespace ringfence::pb
