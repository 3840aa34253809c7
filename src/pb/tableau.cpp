#include "pb/tableau.h"

#include <algorithm>
#include <numeric>

namespace ringfence::pb {
namespace {

constexpr Integer kMostInEquation = Integer{1} << 62;
constexpr Integer kMostToShift = Integer{1} << (126 - Tableau::kFraction);
/// Pivots by the rule that looks best, before the one that cannot go round in circles (R. Bland,
/// "New finite pivoting rules for the simplex method", 1977).
constexpr std::size_t kGreedyPivots = 300;

Integer size(Integer n) {
  return n < 0 ? -n : n;
}

}  // namespace

Tableau::Tableau(std::size_t variables)
    : variables_(variables),
      limits_(variables),
      equation_of_(variables, kOutside),
      scratch_(variables, 0),
      appearances_(variables, 0) {}

void Tableau::limit(Var variable, bool lower, bool upper) {
  limits_[variable].lower = lower;
  limits_[variable].upper = upper;
}

Integer Tableau::resting(Column column) const {
  if (is_surplus(column)) return bounds_[column - variables_];
  const Limits& limits = limits_[column];
  return (limits.rests_at_upper ? limits.upper : limits.lower) ? 1 : 0;
}

/// Of the basic column's value; the denominator is `own`.
Integer Tableau::numerator(const Equation& equation) const {
  Integer sum = 0;
  for (const Entry& entry : equation.entries) sum -= entry.coefficient * resting(entry.column);
  return sum;
}

void Tableau::add(std::span<const LinearEntry> entries, Integer bound) {
  Equation equation{static_cast<Column>(variables_ + bounds_.size()), 1, {}};
  bounds_.push_back(bound);
  equation_of_.push_back(static_cast<std::uint32_t>(equations_.size()));
  scratch_.push_back(0);
  appearances_.push_back(0);
  for (const LinearEntry& entry : entries) {
    equation.entries.push_back({entry.variable, -entry.coefficient});
    ++appearances_[entry.variable];
  }
  // What is in the basis is replaced by what it equals.
  for (const LinearEntry& entry : entries) {
    const std::uint32_t at = equation_of_[entry.variable];
    if (at != kOutside && !is_broken_) eliminate(equation, equations_[at]);
  }
  equations_.push_back(std::move(equation));
}

/// Adds a multiple of `by` to a multiple of `from` such that the basic column of `by` vanishes from
/// it. False if it was not there.
bool Tableau::eliminate(Equation& from, const Equation& by) {
  const auto there = std::find_if(from.entries.begin(), from.entries.end(),
                                  [&](const Entry& entry) { return entry.column == by.basic; });
  if (there == from.entries.end()) return false;
  const std::int64_t common = std::gcd(there->coefficient, by.own);
  const Integer keep = by.own / common;
  const Integer factor = -Integer{there->coefficient / common};
  --appearances_[by.basic];
  *there = from.entries.back();
  from.entries.pop_back();
  work_ += from.entries.size() + by.entries.size();
  Integer divisor = keep * from.own;
  const Integer own = divisor;
  for (const Entry& entry : from.entries) {
    scratch_[entry.column] += keep * entry.coefficient;
    --appearances_[entry.column];
  }
  for (const Entry& entry : by.entries) scratch_[entry.column] += factor * entry.coefficient;
  const auto measure = [&](const Entry& entry) {
    if (divisor != 1) divisor = greatest_common_divisor(divisor, scratch_[entry.column]);
  };
  std::for_each(from.entries.begin(), from.entries.end(), measure);
  std::for_each(by.entries.begin(), by.entries.end(), measure);
  std::vector<Entry> entries;
  entries.reserve(from.entries.size() + by.entries.size());
  const auto collect = [&](const Entry& entry) {
    Integer& sum = scratch_[entry.column];
    if (sum == 0) return;
    const Integer reduced = sum / divisor;
    sum = 0;
    is_broken_ = is_broken_ || size(reduced) > kMostInEquation;
    entries.push_back({entry.column, static_cast<std::int64_t>(reduced)});
    ++appearances_[entry.column];
  };
  std::for_each(from.entries.begin(), from.entries.end(), collect);
  std::for_each(by.entries.begin(), by.entries.end(), collect);
  is_broken_ = is_broken_ || own / divisor > kMostInEquation;
  from.own = static_cast<std::int64_t>(own / divisor);
  from.entries = std::move(entries);
  return true;
}

/// An equation whose basic column is outside its limits: the one that is farthest out, or that of
/// the least column.
std::optional<Tableau::Violation> Tableau::violated(bool least) {
  std::optional<Violation> found;
  Integer farthest = -1;  // in units of 2^-kFraction
  for (std::size_t i = 0; i < equations_.size(); ++i) {
    const Equation& equation = equations_[i];
    if (least && found && equation.basic > equations_[found->equation].basic) continue;
    work_ += equation.entries.size();
    const Integer sum = numerator(equation);
    Integer lower = equation.own;
    Integer upper = equation.own;
    if (is_surplus(equation.basic)) {
      lower *= bounds_[equation.basic - variables_];
      upper = sum;
    } else {
      lower *= limits_[equation.basic].lower ? 1 : 0;
      upper *= limits_[equation.basic].upper ? 1 : 0;
    }
    const Integer outside = std::max(lower - sum, sum - upper);
    if (outside <= 0) continue;
    const Integer distance =
        outside < kMostToShift ? (outside << kFraction) / equation.own : kMostToShift;
    if (!least && distance <= farthest) continue;
    farthest = distance;
    found = {i, sum < lower, outside};
  }
  return found;
}

bool Tableau::can_move(Column column, bool up) const {
  if (is_surplus(column)) return up;  // it rests at its only limit
  const Limits& limits = limits_[column];
  return limits.lower != limits.upper && limits.rests_at_upper != up;
}

/// The least column outside the basis whose move brings the basic one nearer to its limit.
std::optional<Tableau::Column> Tableau::least_entering(const Equation& equation,
                                                       bool is_below) const {
  std::optional<Column> least;
  for (const Entry& entry : equation.entries) {
    if (least && entry.column > *least) continue;
    if (can_move(entry.column, (entry.coefficient < 0) == is_below)) least = entry.column;
  }
  return least;
}

/// A column outside the basis that can bring the basic one to its limit. Variables that cannot by
/// themselves go to their other limit: all but the last would enter the basis only to leave it.
/// Those come first that are in the fewest equations, so that these stay short, and then those of
/// the most effect.
std::optional<Tableau::Column> Tableau::entering(const Equation& equation, const Violation& out) {
  candidates_.clear();
  for (const Entry& entry : equation.entries) {
    if (can_move(entry.column, (entry.coefficient < 0) == out.is_below))
      candidates_.push_back({appearances_[entry.column], entry});
  }
  std::stable_sort(candidates_.begin(), candidates_.end(),
                   [](const Candidate& a, const Candidate& b) {
                     return size(a.entry.coefficient) * (b.appearances + 1) >
                            size(b.entry.coefficient) * (a.appearances + 1);
                   });
  Integer missing = out.outside;
  for (const Candidate& candidate : candidates_) {
    const Integer effect = size(candidate.entry.coefficient);
    const Column column = candidate.entry.column;
    if (is_surplus(column) || effect >= missing) return column;
    missing -= effect;
    limits_[column].rests_at_upper = !limits_[column].rests_at_upper;
  }
  return std::nullopt;
}

/// No column of the equation can help: the surpluses in it say which rows cannot be together.
void Tableau::explain(const Equation& equation, bool is_below) {
  multipliers_.assign(bounds_.size(), 0);
  for (const Entry& entry : equation.entries) {
    if (!is_surplus(entry.column)) continue;
    multipliers_[entry.column - variables_] = is_below ? entry.coefficient : -entry.coefficient;
  }
  if (is_surplus(equation.basic)) multipliers_[equation.basic - variables_] = equation.own;
}

void Tableau::pivot(const Violation& leaving, Column entering) {
  Equation& equation = equations_[leaving.equation];
  const auto there = std::find_if(equation.entries.begin(), equation.entries.end(),
                                  [&](const Entry& entry) { return entry.column == entering; });
  if (!is_surplus(equation.basic)) limits_[equation.basic].rests_at_upper = !leaving.is_below;
  equation_of_[equation.basic] = kOutside;
  equation_of_[entering] = static_cast<std::uint32_t>(leaving.equation);
  --appearances_[entering];
  ++appearances_[equation.basic];
  std::swap(there->column, equation.basic);
  std::swap(there->coefficient, equation.own);
  if (equation.own < 0) {
    equation.own = -equation.own;
    for (Entry& entry : equation.entries) entry.coefficient = -entry.coefficient;
  }
  for (std::size_t i = 0; i < equations_.size() && !is_broken_; ++i) {
    if (i == leaving.equation) continue;
    work_ += equations_[i].entries.size();
    eliminate(equations_[i], equation);
  }
}

Tableau::State Tableau::solve(std::uint64_t most) {
  for (std::size_t pivots = 0; !is_broken_ && work_ < most; ++pivots) {
    const bool least = pivots >= kGreedyPivots;
    const auto leaving = violated(least);
    if (!leaving) return State::Feasible;
    const Equation& equation = equations_[leaving->equation];
    const auto column =
        least ? least_entering(equation, leaving->is_below) : entering(equation, *leaving);
    if (!column) {
      explain(equation, leaving->is_below);
      return State::Infeasible;
    }
    pivot(*leaving, *column);
  }
  return State::GaveUp;
}

std::int64_t Tableau::value(Var variable) const {
  const std::uint32_t at = equation_of_[variable];
  if (at == kOutside) return static_cast<std::int64_t>(resting(variable) << kFraction);
  const Equation& equation = equations_[at];
  return static_cast<std::int64_t>((numerator(equation) << kFraction) / equation.own);
}

}  // namespace ringfence::pb
