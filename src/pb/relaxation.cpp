// A constraint joins the tableau only once the values found so far violate it, those first that
// are farthest from being satisfied: most of a formula has no part in a contradiction and is never
// looked at by the simplex method.
#include "pb/relaxation.h"

#include <algorithm>

namespace ringfence::pb {
namespace {

Integer square_root(Integer n) {
  Integer root = 0;
  Integer highest = 1;
  while (highest * highest <= n) highest <<= 1;
  for (Integer bit = highest; bit > 0; bit >>= 1) {
    if ((root + bit) * (root + bit) <= n) root += bit;
  }
  return root;
}

}  // namespace

void Relaxation::add(std::span<const Term> terms, std::int64_t degree, RelaxedRow row, Kind kind) {
  if (entries_.size() > kMostEntries) return;  // never asked any more
  Candidate candidate;
  candidate.row = row;
  candidate.first = entries_.size();
  candidate.bound = degree;
  Integer square = 0;
  for (const Term& term : terms) {
    const Integer coefficient =
        term.literal.is_positive() ? term.coefficient : -Integer{term.coefficient};
    if (!term.literal.is_positive()) candidate.bound -= term.coefficient;
    if (term.coefficient > Tableau::kMostInRow) {
      entries_.resize(candidate.first);
      return;
    }
    square += coefficient * coefficient;
    candidate.rounding += term.coefficient;
    entries_.push_back({term.literal.var(), static_cast<std::int64_t>(coefficient)});
  }
  if (degree > Tableau::kMostInRow || candidate.bound < -Tableau::kMostInRow) {
    entries_.resize(candidate.first);
    return;
  }
  candidate.last = entries_.size();
  candidate.length = std::max<Integer>(1, square_root(square));
  candidate.kind = kind;
  has_sums_ = has_sums_ || degree > 1;
  candidates_.push_back(candidate);
}

std::optional<std::vector<Multiplier>> Relaxation::refute(std::span<const signed char> values,
                                                          std::uint64_t most) {
  const std::uint64_t end = work_ + most;
  work_ += values_.size();
  for (Var var = 0; var < values_.size(); ++var) {
    const signed char value = values[Literal::of(var).code];
    tableau_.limit(var, value > 0, value >= 0);
  }
  while (work_ < end) {
    const std::uint64_t before = tableau_.work();
    const Tableau::State state = tableau_.solve(before + (end - work_));
    const bool has_joined = state == Tableau::State::Feasible && join();
    work_ += tableau_.work() - before;
    if (state == Tableau::State::Infeasible) return multipliers();
    if (!has_joined) break;
  }
  if (tableau_.is_broken()) {
    // The order of pivots made a coefficient too large: from a new start it may stay small.
    tableau_ = Tableau(values_.size());
    for (const std::size_t candidate : joined_) candidates_[candidate].has_joined = false;
    joined_.clear();
  }
  return std::nullopt;
}

/// The sum of a candidate at the present values, in their unit.
Integer Relaxation::reached(const Candidate& candidate) const {
  const std::span entries(entries_.data() + candidate.first, candidate.last - candidate.first);
  // Where the sum fits 64 bits that is several times as fast.
  if (candidate.rounding < Integer{1} << (62 - Tableau::kFraction)) {
    std::int64_t sum = 0;
    for (const LinearEntry& entry : entries) sum += entry.coefficient * values_[entry.variable];
    return sum;
  }
  Integer sum = 0;
  for (const LinearEntry& entry : entries)
    sum += Integer{entry.coefficient} * values_[entry.variable];
  return sum;
}

/// Adds the rows that are violated most; false if there are none.
bool Relaxation::join() {
  for (Var var = 0; var < values_.size(); ++var) values_[var] = tableau_.value(var);
  struct Violated {
    Integer distance;
    std::size_t candidate;
  };
  std::vector<Violated> violated;
  Kind kind = Kind::Saturated;
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    const Candidate& candidate = candidates_[i];
    if (candidate.has_joined) continue;
    if (candidate.kind > kind) continue;
    const Integer missing = (candidate.bound << Tableau::kFraction) - reached(candidate);
    if (missing <= candidate.rounding) continue;
    if (candidate.kind < kind) violated.clear();
    kind = candidate.kind;
    violated.push_back({missing / candidate.length, i});
  }
  // A look is cheaper than a step of the elimination.
  work_ += entries_.size() / 4 + values_.size();
  const std::size_t count = std::min({violated.size(), std::max<std::size_t>(1, joined_.size() / 4),
                                      kMostJoined - std::min(kMostJoined, joined_.size())});
  std::stable_sort(violated.begin(), violated.end(),
                   [](const Violated& a, const Violated& b) { return a.distance > b.distance; });
  for (std::size_t i = 0; i < count; ++i) {
    Candidate& candidate = candidates_[violated[i].candidate];
    candidate.has_joined = true;
    joined_.push_back(violated[i].candidate);
    tableau_.add({entries_.data() + candidate.first, candidate.last - candidate.first},
                 candidate.bound);
  }
  return count > 0;
}

std::vector<Multiplier> Relaxation::multipliers() const {
  std::vector<Multiplier> result;
  for (std::size_t i = 0; i < joined_.size(); ++i) {
    const Integer factor = tableau_.multipliers()[i];
    if (factor > 0) result.push_back({candidates_[joined_[i]].row, factor});
  }
  std::sort(result.begin(), result.end(), [](const Multiplier& a, const Multiplier& b) {
    return a.row.id != b.row.id ? a.row.id < b.row.id : a.row.is_unsaturated < b.row.is_unsaturated;
  });
  return result;
}

}  // namespace ringfence::pb
