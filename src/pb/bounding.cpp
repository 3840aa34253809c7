// The linear relaxation as a bound, asked first of all and then along the search where it pays:
// what it refutes is a conflict like any other, the sum of constraints that shows it. See J.
// Devriendt, A. Gleixner and J. Nordström, "Learn to relax: integrating 0-1 integer linear
// programming with pseudo-Boolean conflict-driven search" (Constraints 26, 2021). There the sum is
// found in floating point and checked; here it is exact from the start.
#include <algorithm>

#include "pb/search.h"

namespace ringfence::pb {
namespace {

// Work is counted in entries and terms looked at on both sides, never in time.
constexpr std::uint64_t kFirstWork = 500'000;  // on top of what grows with the formula
constexpr std::uint64_t kFirstWorkPerEntry = 150;
constexpr std::uint64_t kMostFirst = 50'000'000;  // some tenths of a second
constexpr std::uint64_t kMostAtOnce = 1'000'000;
/// A formula that takes fewer is easy without.
constexpr std::uint64_t kConflictsBefore = 10;

}  // namespace

/// What it may take before the search has done anything.
std::uint64_t Search::first_allowance() const {
  return std::min(kMostFirst, kFirstWork + kFirstWorkPerEntry * relaxation_.size());
}

/// Once when there is something new, an objective's bound for instance, and else only as much as
/// the search itself takes.
bool Search::is_time_to_relax() const {
  if (relaxed_rows_ == 0) return true;
  if (!relaxation_.is_worth_asking()) return false;
  if (has_news_) return relaxation_.work() <= work_ + first_allowance();
  return stats_.conflicts >= kConflictsBefore && relaxation_.work() <= work_;
}

/// Tells the relaxation of the rows it does not know. What is learned follows from the others.
void Search::load_relaxation() {
  for (; relaxed_rows_ < rows_.size(); ++relaxed_rows_) {
    const auto id = static_cast<RowId>(relaxed_rows_);
    const Row& row = rows_[id];
    if (row.is_learned) continue;
    const auto before = unsaturated_.find(id);
    using Kind = Relaxation::Kind;
    if (before != unsaturated_.end()) {
      relaxation_.add(before->second.terms, before->second.degree, {id, true}, Kind::Sum);
      relaxation_.add(row.terms, row.degree, {id, false}, Kind::Saturated);
    } else {
      relaxation_.add(row.terms, row.degree, {id, false},
                      row.degree > 1 ? Kind::Sum : Kind::Clause);
    }
  }
}

void Search::add_to_conflict(const Multiplier& one) {
  const Row& row = rows_[one.row.id];
  if (one.row.is_unsaturated) {
    derivation_.constraint(row.id);
  } else {
    cite(row);
  }
  const Constraint* before = one.row.is_unsaturated ? &unsaturated_.at(one.row.id) : nullptr;
  reason_.degree = before != nullptr ? before->degree : row.degree;
  reason_.terms.clear();
  for (const Term& term : before != nullptr ? before->terms : row.terms)
    reason_.terms.push_back({term.coefficient, term.literal});
  conflict_.add(reason_, one.factor, derivation_);
}

bool Search::is_refuted_by_relaxation() {
  load_relaxation();
  has_news_ = false;
  if (!relaxation_.is_worth_asking()) return false;
  const bool is_first = stats_.relaxations++ == 0;
  const auto sum = relaxation_.refute(values_, is_first ? first_allowance() : kMostAtOnce);
  if (!sum) return false;
  derivation_.clear();
  conflict_.clear();
  for (const Multiplier& one : *sum) add_to_conflict(one);
  // What follows always holds unless the simplex method is wrong; then the search goes on without.
  if (conflict_.degree() <= 0) return false;
  conflict_.saturate(derivation_);
  Integer reached = 0;
  for (const Var var : conflict_.variables()) {
    if (value(conflict_.literal(var)) >= 0) reached += conflict_.size(var);
    if (reached >= conflict_.degree()) return false;  // at once: the whole sum might not fit
  }
  ++stats_.refutations;
  return true;
}

}  // namespace ringfence::pb
