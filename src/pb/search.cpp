#include "pb/search.h"

#include <algorithm>
#include <numeric>

#include "base/require.h"

namespace ringfence::pb {
namespace {

constexpr std::uint64_t kRestart = 100;  // conflicts, times the Luby sequence

/// 1, 1, 2, 1, 1, 2, 4, … (Luby, Sinclair and Zuckerman 1993), from index 1.
std::uint64_t luby(std::uint64_t index) {
  for (std::uint64_t power = 1;; power *= 2) {
    if (index == 2 * power - 1) return power;
    if (index < 2 * power - 1) return luby(index - power + 1);
  }
}

}  // namespace

Search::Search(std::size_t variables, Proof* proof, std::size_t long_row)
    : proof_(proof),
      long_row_(long_row),
      occurrences_(2 * variables),
      watches_(2 * variables),
      long_watches_(2 * variables),
      values_(2 * variables),
      levels_(variables),
      positions_(variables),
      reasons_(variables, kNone),
      phases_(variables),
      derivation_(proof),
      relaxation_(variables) {
  activity_.resize(variables);
  conflict_.resize(variables);
}

void Search::add(Constraint constraint, Proof::Id id) {
  if (is_root_conflict_) return;
  require(level() == 0, "constraints are added at the root");
  if (constraint.degree <= 0) return;
  has_news_ = true;
  Row row;
  row.id = id;
  for (const Term& term : constraint.terms)
    row.is_saturated = row.is_saturated || term.coefficient > constraint.degree;
  if (row.is_saturated) {
    unsaturated_.emplace(static_cast<RowId>(rows_.size()), constraint);
    saturate(constraint);
  }
  std::int64_t common = 0;
  for (const Term& term : constraint.terms) common = std::gcd(common, term.coefficient);
  if (common > 1) {
    // The sum is a multiple of it, so the degree may be rounded up to one.
    row.divisor = common;
    for (Term& term : constraint.terms) term.coefficient /= common;
    constraint.degree = (constraint.degree - 1) / common + 1;
  }
  row.terms = std::move(constraint.terms);
  row.degree = constraint.degree;
  const RowId attached = attach(std::move(row));
  RowId conflict = force(attached);
  if (conflict == kNone) conflict = propagate();
  if (conflict != kNone) learn_from(conflict);
}

void Search::assign(Literal literal, RowId reason) {
  const Var var = literal.var();
  values_[literal.code] = 1;
  values_[(~literal).code] = -1;
  levels_[var] = static_cast<std::uint32_t>(level());
  positions_[var] = trail_.size();
  reasons_[var] = reason;
  trail_.push_back(literal);
}

void Search::decide(Literal literal) {
  level_starts_.push_back(trail_.size());
  assign(literal, kNone);
}

void Search::backtrack(std::size_t to) {
  if (level() <= to) return;
  const std::size_t start = level_starts_[to];
  while (trail_.size() > start) {
    const Literal literal = trail_.back();
    const Var var = literal.var();
    if (trail_.size() <= processed_) {
      for (const Occurrence& at : occurrences_[(~literal).code])
        rows_[at.row].slack += at.coefficient;
    }
    trail_.pop_back();
    values_[literal.code] = 0;
    values_[(~literal).code] = 0;
    reasons_[var] = kNone;
    phases_[var] = literal.is_positive();
    activity_.insert(var);
  }
  processed_ = std::min(processed_, trail_.size());
  level_starts_.resize(to);
}

std::optional<Literal> Search::next_decision() {
  while (!activity_.is_empty()) {
    const Var var = activity_.pop();
    if (value(Literal::of(var)) == 0) return Literal::of(var, phases_[var]);
  }
  return std::nullopt;
}

Answer Search::solve(std::span<const Literal> assumptions, const Bounds& bounds) {
  core_.clear();
  const std::uint64_t end = stats_.conflicts + bounds.conflicts;
  std::uint64_t until_restart = kRestart;
  std::uint64_t since_restart = 0;
  while (!is_root_conflict_) {
    if (const RowId conflict = propagate(); conflict != kNone) {
      ++stats_.conflicts;
      ++since_restart;
      if (!learn_from(conflict)) break;
      continue;
    }
    const bool is_stopped = bounds.stop != nullptr && bounds.stop->load(std::memory_order_relaxed);
    if (is_stopped || (bounds.conflicts != 0 && stats_.conflicts >= end)) {
      backtrack(0);
      return Answer::Unknown;
    }
    if (since_restart >= until_restart) {
      since_restart = 0;
      until_restart = kRestart * luby(++stats_.restarts + 1);
      backtrack(0);
      continue;
    }
    if (learned_ > allowed_) clean_up();
    if (level() < assumptions.size()) {
      const Literal next = assumptions[level()];
      if (value(next) < 0) {
        explain(next, assumptions);
        backtrack(0);
        return Answer::Unsatisfiable;
      }
      // An assumption that is true already gets a level of its own, so that levels match.
      if (value(next) > 0) {
        level_starts_.push_back(trail_.size());
      } else {
        decide(next);
      }
      continue;
    }
    if (is_time_to_relax() && is_refuted_by_relaxation()) {
      ++stats_.conflicts;
      ++since_restart;
      if (!learn()) break;
      continue;
    }
    const auto next = next_decision();
    if (!next) {
      model_.assign(phases_.size(), false);
      for (const Literal literal : trail_) model_[literal.var()] = literal.is_positive();
      backtrack(0);
      return Answer::Satisfiable;
    }
    ++stats_.decisions;
    decide(*next);
  }
  backtrack(0);
  return Answer::Unsatisfiable;
}

}  // namespace ringfence::pb
