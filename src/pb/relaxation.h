#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "pb/tableau.h"

namespace ringfence::pb {

/// A constraint of the search: as it is there, or as it was before its coefficients were cut down
/// to the degree. The latter says less, but its coefficients may be those of other constraints and
/// then stay small where these are combined.
struct RelaxedRow {
  std::uint32_t id = 0;
  bool is_unsaturated = false;
};

/// How often a constraint counts in a sum.
struct Multiplier {
  RelaxedRow row;
  Integer factor = 1;  ///< Positive.
};

/// The linear relaxation of a formula: its constraints over values between 0 and 1. Where that has
/// no solution neither has the formula, and a sum of multiples of constraints shows it (J. Farkas,
/// 1902). Deterministic; what is too large for exact arithmetic is left out, which loses
/// refutations and never makes a wrong one.
class Relaxation {
 public:
  /// In the order in which they are looked at: sums say much each, clauses little and are many, and
  /// what a sum becomes by saturation says more and is harder to combine.
  enum class Kind : std::uint8_t { Sum, Clause, Saturated };

  explicit Relaxation(std::size_t variables) : tableau_(variables), values_(variables) {}

  /// A constraint, by the name that `refute` gives back.
  void add(std::span<const Term> terms, std::int64_t degree, RelaxedRow row, Kind kind);
  /// Clauses alone (all values 1/2 satisfy any of two literals) are left to the search, and so is
  /// what is too large to look at often.
  bool is_worth_asking() const { return has_sums_ && entries_.size() <= kMostEntries; }
  std::size_t size() const { return entries_.size(); }  ///< Entries of all constraints.

  /// Constraints whose sum no values satisfy that agree with the literals that have a value (by
  /// code: 1 true, -1 false, 0 none); nullopt when there is none, or none was found before `work`
  /// grew by `most`. INVARIANT: there are at most 2^13 factors of at most 2^62, of constraints with
  /// coefficients and a degree of at most 2^50: in their sum no number is past 2^125.
  std::optional<std::vector<Multiplier>> refute(std::span<const signed char> values,
                                                std::uint64_t most);
  std::uint64_t work() const { return work_; }  ///< Entries touched so far: what time it took.

 private:
  static constexpr std::size_t kMostEntries = 4'000'000;
  static constexpr std::size_t kMostJoined = 5'000;
  struct Candidate {
    RelaxedRow row;
    std::size_t first = 0, last = 0;  // of the entries
    Integer bound = 0;
    Integer length = 1;    // Euclidean, rounded down
    Integer rounding = 0;  // what the rounding of values can make at most
    Kind kind = Kind::Sum;
    bool has_joined = false;
  };

  Integer reached(const Candidate& candidate) const;
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
