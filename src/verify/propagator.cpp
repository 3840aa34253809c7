#include "verify/propagator.h"

#include <algorithm>

namespace ringfence::verify {

bool Propagator::is_true(Literal literal) const {
  if (literal.variable() >= variables_.size()) return false;
  return variables_[literal.variable()].value == (literal.is_negated() ? -1 : 1);
}

Integer Propagator::slack_now(const Constraint& c) const {
  Integer result = -c.degree;
  for (const Term& term : c.terms) {
    if (!is_false(term.literal)) result += term.coefficient;
  }
  return result;
}

void Propagator::know(std::uint32_t variable) {
  if (variable < variables_.size()) return;
  variables_.resize(variable + 1);
  occurrences_.resize(2 * variables_.size());
}

Propagator::Row Propagator::add(Constraint c) {
  propagate();
  const auto row = static_cast<Row>(rows_.size());
  Tracked tracked;
  tracked.slack = -c.degree;
  for (const Term& term : c.terms) {
    know(term.literal.variable());
    const Assigned& variable = variables_[term.literal.variable()];
    const bool is_counted = is_false(term.literal) && variable.position < head_;
    if (!is_counted) tracked.slack += term.coefficient;
    tracked.largest = std::max(tracked.largest, term.coefficient);
  }
  tracked.constraint = std::move(c);
  rows_.push_back(std::move(tracked));
  examine(row);
  const std::vector<Term>& terms = rows_[row].constraint.terms;
  // What is all assigned in a scope has nothing more to say before the scope ends.
  const bool is_done =
      !scopes_.empty() && std::all_of(terms.begin(), terms.end(), [&](const Term& t) {
        return is_true(t.literal) || is_false(t.literal);
      });
  if (is_done) return row;
  for (const Term& term : terms) {
    occurrences_[term.literal.code].push_back({row, term.coefficient});
  }
  return row;
}

void Propagator::remove(Row row) {
  for (const Term& term : rows_[row].constraint.terms) {
    const Assigned& variable = variables_[term.literal.variable()];
    if (variable.value != 0 && variable.reason == row) is_stale_ = true;
  }
  if (conflict_) is_stale_ = true;
  rows_[row].is_live = false;
  rows_[row].constraint = {};
}

void Propagator::push() {
  is_conflicting();
  scopes_.push_back({trail_.size(), rows_.size(), conflict_});
}

void Propagator::pop() {
  const Scope scope = scopes_.back();
  scopes_.pop_back();
  undo(scope.trail);
  conflict_ = scope.is_conflicting;
  for (std::size_t row = scope.row; row < rows_.size(); ++row) {
    rows_[row].is_live = false;
    rows_[row].constraint = {};
  }
}

void Propagator::assume(Literal literal) {
  know(literal.variable());
  if (is_false(literal)) conflict_ = true;
  if (!is_true(literal) && !conflict_) assign(literal, kAssumed);
}

bool Propagator::is_conflicting() {
  if (is_stale_) {
    undo(0);
    conflict_ = is_stale_ = false;
    for (Row row = 0; row < rows_.size(); ++row) {
      if (rows_[row].is_live) examine(row);
    }
  }
  propagate();
  return conflict_;
}

/// Notes a conflict or assigns what the row implies now.
void Propagator::examine(Row row) {
  const Tracked& tracked = rows_[row];
  if (tracked.slack < 0) conflict_ = true;
  if (conflict_ || tracked.slack >= tracked.largest) return;
  for (const Term& term : tracked.constraint.terms) {
    const bool is_open = variables_[term.literal.variable()].value == 0;
    if (is_open && term.coefficient > tracked.slack) assign(term.literal, row);
  }
}

void Propagator::assign(Literal literal, Row reason) {
  const auto value = static_cast<signed char>(literal.is_negated() ? -1 : 1);
  variables_[literal.variable()] = {value, trail_.size(), reason};
  trail_.push_back(literal);
}

void Propagator::propagate() {
  while (!conflict_ && head_ < trail_.size()) {
    std::vector<Occurrence>& list = occurrences_[(~trail_[head_++]).code];
    // Through to the end also after a conflict: undoing gives back what the whole list lost.
    for (std::size_t i = 0; i < list.size();) {
      Tracked& tracked = rows_[list[i].row];
      if (!tracked.is_live) {
        std::swap(list[i], list.back());
        list.pop_back();
        continue;
      }
      tracked.slack -= list[i].coefficient;
      examine(list[i].row);
      ++i;
    }
  }
}

void Propagator::undo(std::size_t size) {
  while (trail_.size() > size) {
    const Literal literal = trail_.back();
    trail_.pop_back();
    variables_[literal.variable()] = {};
    if (trail_.size() >= head_) continue;
    for (const Occurrence& occurrence : occurrences_[(~literal).code]) {
      rows_[occurrence.row].slack += occurrence.coefficient;
    }
    head_ = trail_.size();
  }
}

std::vector<Propagator::Row> Propagator::mentioning(std::uint32_t variable) const {
  std::vector<Row> rows;
  if (variable >= variables_.size()) return rows;
  for (const std::uint32_t code : {2 * variable, 2 * variable + 1}) {
    for (const Occurrence& occurrence : occurrences_[code]) {
      if (rows_[occurrence.row].is_live) rows.push_back(occurrence.row);
    }
  }
  return rows;
}

}  // namespace ringfence::verify
