#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "pb/formula.h"

namespace ringfence::pb {

/// One coefficient of a linear row over the variables themselves, not over literals; any sign.
struct LinearEntry {
  Var variable = 0;
  std::int64_t coefficient = 0;
};

/// Real values between 0 and 1 that satisfy linear rows `sum >= bound`, or a reason why there are
/// none: the bounded simplex method in the form of B. Dutertre and L. de Moura, "A fast
/// linear-arithmetic solver for DPLL(T)" (CAV 2006), all of it exact.
///
/// The sum of each row is a column of its own, the row's surplus, which must be at least the bound.
/// An equation of the tableau is homogeneous with whole coefficients of 62 bits at most; columns
/// outside the basis rest at one of their limits, which are whole too, so a value in the basis is a
/// fraction whose parts are 128-bit integers that cannot overflow.
class Tableau {
 public:
  static constexpr Integer kMostInRow = Integer{1} << 50;  ///< Of what `add` takes, either sign.
  static constexpr int kFraction = 40;                     ///< Bits of `value` after the point.

  explicit Tableau(std::size_t variables);

  /// One more row; later ones may meet values that violate it, which `solve` then repairs.
  void add(std::span<const LinearEntry> entries, Integer bound);
  /// Between which two of 0 and 1 a variable must be from now on.
  void limit(Var variable, bool lower, bool upper);

  enum class State : std::uint8_t { Feasible, Infeasible, GaveUp };
  /// Gives up once `work` reaches `most`, and for good when a coefficient would not fit.
  State solve(std::uint64_t most);
  bool is_broken() const { return is_broken_; }  ///< A coefficient did not fit.
  std::uint64_t work() const { return work_; }   ///< Entries touched so far: what time it took.

  std::size_t rows() const { return bounds_.size(); }
  /// After Infeasible: by row, how often it counts in a sum that no values within the limits
  /// satisfy. At least 0 each.
  const std::vector<Integer>& multipliers() const { return multipliers_; }
  /// After Feasible: where a variable is, rounded down to a multiple of 2^-kFraction, times 2^that.
  std::int64_t value(Var variable) const;

 private:
  using Column = std::uint32_t;  // a variable, or past all of them the surplus of a row
  struct Entry {
    Column column;
    std::int64_t coefficient;
  };
  struct Equation {  // the sum of the entries is 0
    Column basic = 0;
    std::int64_t own = 1;  // coefficient of the basic column, positive; not among the entries
    std::vector<Entry> entries;
  };
  struct Violation {
    std::size_t equation;
    bool is_below;
    Integer outside;  // how far, times the basic column's coefficient
  };
  struct Candidate {
    std::uint32_t appearances;
    Entry entry;
  };
  struct Limits {
    bool lower = false, upper = true;
    bool rests_at_upper = false;
  };
  static constexpr std::uint32_t kOutside = 0xffffffff;

  bool is_surplus(Column column) const { return column >= variables_; }
  Integer resting(Column column) const;
  Integer numerator(const Equation& equation) const;
  std::optional<Violation> violated(bool least);
  bool can_move(Column column, bool up) const;
  std::optional<Column> least_entering(const Equation& equation, bool is_below) const;
  std::optional<Column> entering(const Equation& equation, const Violation& out);
  void explain(const Equation& equation, bool is_below);
  void pivot(const Violation& leaving, Column entering);
  bool eliminate(Equation& from, const Equation& by);

  std::size_t variables_;
  std::uint64_t work_ = 0;
  bool is_broken_ = false;
  std::vector<Limits> limits_;              // by variable
  std::vector<Integer> bounds_;             // by row
  std::vector<std::uint32_t> equation_of_;  // by column; kOutside when it is not in the basis
  std::vector<Equation> equations_;
  std::vector<Integer> scratch_;            // by column; all 0 between calls
  std::vector<std::uint32_t> appearances_;  // by column: in how many equations it is no basis
  std::vector<Candidate> candidates_;       // of one call of `entering`
  std::vector<Integer> multipliers_;
};

}  // namespace ringfence::pb
