// Unit propagation: by slack for weighted rows, by watched literals where only the number of true
// literals counts (a clause is the case of one), and by watched terms for long weighted rows of
// which a few are enough. As long as the terms that are watched and not false add up to the degree
// and the largest coefficient together, nothing is forced, whatever the others are (Devriendt,
// Watched Propagation of 0-1 Integer Linear Constraints, CP 2020).
#include <algorithm>

#include "pb/search.h"

namespace ringfence::pb {

Search::RowId Search::attach(Row row) {
  const auto id = static_cast<RowId>(rows_.size());
  row.counts = row.degree > 0 && std::all_of(row.terms.begin(), row.terms.end(),
                                             [](const Term& t) { return t.coefficient == 1; });
  if (row.counts) {
    // What is not false first, then what became false last: it is what becomes free again first.
    std::sort(row.terms.begin(), row.terms.end(), [&](const Term& a, const Term& b) {
      const bool is_a_false = value(a.literal) < 0;
      const bool is_b_false = value(b.literal) < 0;
      if (is_a_false != is_b_false) return is_b_false;
      if (is_a_false && positions_[a.literal.var()] != positions_[b.literal.var()])
        return positions_[a.literal.var()] > positions_[b.literal.var()];
      return a.literal < b.literal;
    });
    const auto watched =
        std::min(row.terms.size(), static_cast<std::size_t>(std::min(row.degree, kMostCount)) + 1);
    for (std::size_t i = 0; i < watched; ++i) watches_[row.terms[i].literal.code].push_back(id);
  } else {
    std::sort(row.terms.begin(), row.terms.end(), [](const Term& a, const Term& b) {
      return a.coefficient != b.coefficient ? a.coefficient > b.coefficient : a.literal < b.literal;
    });
    if (watch_long(id, row)) {
      rows_.push_back(std::move(row));
      return id;
    }
    row.slack = -row.degree;
    for (const Term& term : row.terms) {
      occurrences_[term.literal.code].push_back({id, term.coefficient});
      if (value(term.literal) >= 0) row.slack += term.coefficient;
    }
  }
  rows_.push_back(std::move(row));
  return id;
}

Search::RowId Search::force(RowId id) {
  Row& row = rows_[id];
  if (row.counts) {
    const auto degree = static_cast<std::size_t>(std::min(row.degree, kMostCount));
    std::size_t open = 0;
    for (const Term& term : row.terms) open += value(term.literal) >= 0 ? 1U : 0U;
    if (open < degree) return id;
    if (open > degree) return kNone;
    for (const Term& term : row.terms) {
      if (value(term.literal) == 0) assign(term.literal, id);
    }
    return kNone;
  }
  if (row.is_long) row.slack = slack_of(row);
  if (row.slack < 0) return id;
  for (const Term& term : row.terms) {
    if (term.coefficient <= row.slack) break;
    if (value(term.literal) == 0) assign(term.literal, id);
  }
  return kNone;
}

Search::RowId Search::propagate() {
  while (processed_ < trail_.size()) {
    const Literal now_false = ~trail_[processed_];
    ++stats_.propagations;
    work_ += occurrences_[now_false.code].size() + watches_[now_false.code].size() +
             long_watches_[now_false.code].size();
    RowId conflict = propagate_weighted(now_false);
    ++processed_;
    if (conflict == kNone) conflict = propagate_counting(now_false);
    if (conflict == kNone) conflict = propagate_long(now_false);
    if (conflict != kNone) return conflict;
  }
  return kNone;
}

Search::RowId Search::propagate_weighted(Literal now_false) {
  RowId conflict = kNone;
  for (const Occurrence& at : occurrences_[now_false.code]) {
    Row& row = rows_[at.row];
    row.slack -= at.coefficient;
    // Every slack is brought up to date, also after a conflict: backtracking undoes them all.
    if (conflict != kNone || row.is_deleted) continue;
    if (row.slack < 0) {
      conflict = at.row;
    } else if (row.slack < row.terms.front().coefficient) {
      force(at.row);
    }
  }
  return conflict;
}

/// Finds another literal to watch; false if the row has none left.
bool Search::keep_watch(RowId id, Row& row, Literal now_false) {
  const auto watched = static_cast<std::size_t>(std::min(row.degree, kMostCount)) + 1;
  std::size_t place = 0;
  while (row.terms[place].literal != now_false) ++place;
  for (std::size_t i = watched; i < row.terms.size(); ++i) {
    if (value(row.terms[i].literal) < 0) continue;
    std::swap(row.terms[place], row.terms[i]);
    watches_[row.terms[place].literal.code].push_back(id);
    return true;
  }
  return false;
}

Search::RowId Search::propagate_counting(Literal now_false) {
  std::vector<RowId>& watching = watches_[now_false.code];
  std::size_t kept = 0;
  RowId conflict = kNone;
  for (std::size_t i = 0; i < watching.size(); ++i) {
    const RowId id = watching[i];
    Row& row = rows_[id];
    if (row.is_deleted) continue;
    if (conflict == kNone && keep_watch(id, row, now_false)) continue;
    watching[kept++] = id;
    if (conflict != kNone) continue;
    // All others that are watched must be true.
    const auto watched =
        std::min(row.terms.size(), static_cast<std::size_t>(std::min(row.degree, kMostCount)) + 1);
    for (std::size_t w = 0; w < watched && conflict == kNone; ++w) {
      const Literal literal = row.terms[w].literal;
      if (literal == now_false) continue;
      if (value(literal) < 0) conflict = id;
    }
    for (std::size_t w = 0; w < watched && conflict == kNone; ++w) {
      const Literal literal = row.terms[w].literal;
      if (literal != now_false && value(literal) == 0) assign(literal, id);
    }
  }
  watching.resize(kept);
  return conflict;
}

std::int64_t Search::slack_of(const Row& row) const {
  std::int64_t slack = -row.degree;
  for (const Term& term : row.terms) {
    if (value(term.literal) >= 0) slack += term.coefficient;
  }
  return slack;
}

/// Watches the terms of a row that is being attached, largest first, if it is long and an eighth of
/// them is enough. What is not false comes first, then what became false last: it is what becomes
/// free again first.
bool Search::watch_long(RowId id, Row& row) {
  if (row.degree <= 0 || row.terms.size() <= long_row_) return false;
  const std::int64_t enough = row.degree + row.terms.front().coefficient;
  std::vector<std::uint32_t> order(row.terms.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto when_false = [&](std::uint32_t i) {
    const Literal literal = row.terms[i].literal;
    return value(literal) < 0 ? positions_[literal.var()] : static_cast<std::size_t>(-1);
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return when_false(a) > when_false(b); });
  std::int64_t sum = 0;
  for (const std::uint32_t i : order) {
    if (sum >= enough) break;
    sum += row.terms[i].coefficient;
    row.watched.push_back(i);
  }
  row.is_long = long_row_ == 0 || row.watched.size() <= row.terms.size() / 8;
  if (!row.is_long) row.watched.clear();
  for (const std::uint32_t i : row.watched) long_watches_[row.terms[i].literal.code].push_back(id);
  return row.is_long;
}

/// Watches further terms in place of one that is false now; true if they are enough without it.
bool Search::keep_long_watch(RowId id, Row& row, Literal now_false) {
  const std::int64_t enough = row.degree + row.terms.front().coefficient;
  std::int64_t sum = 0;
  std::vector<bool>& is_watched = scratch_;
  is_watched.assign(row.terms.size(), false);
  for (const std::uint32_t i : row.watched) {
    is_watched[i] = true;
    if (value(row.terms[i].literal) >= 0) sum += row.terms[i].coefficient;
  }
  for (std::uint32_t i = 0; i < row.terms.size() && sum < enough; ++i) {
    const Literal literal = row.terms[i].literal;
    if (is_watched[i] || value(literal) < 0) continue;
    row.watched.push_back(i);
    long_watches_[literal.code].push_back(id);
    sum += row.terms[i].coefficient;
  }
  row.slack = sum - row.degree;
  if (sum < enough) return false;
  std::erase_if(row.watched, [&](std::uint32_t i) { return row.terms[i].literal == now_false; });
  return true;
}

Search::RowId Search::propagate_long(Literal now_false) {
  std::vector<RowId>& watching = long_watches_[now_false.code];
  std::size_t kept = 0;
  RowId conflict = kNone;
  for (std::size_t i = 0; i < watching.size(); ++i) {
    const RowId id = watching[i];
    Row& row = rows_[id];
    if (row.is_deleted) continue;
    if (conflict == kNone && keep_long_watch(id, row, now_false)) continue;
    watching[kept++] = id;
    if (conflict != kNone) continue;
    // All that is not false is watched: the slack is the row's.
    if (row.slack < 0) {
      conflict = id;
      continue;
    }
    for (const Term& term : row.terms) {
      if (term.coefficient <= row.slack) break;
      if (value(term.literal) == 0) assign(term.literal, id);
    }
  }
  watching.resize(kept);
  return conflict;
}

/// Forgets half of what was learned: what spans many levels, oldest first. Reasons of the present
/// assignment stay.
void Search::clean_up() {
  std::vector<RowId> candidates;
  for (RowId id = 0; id < rows_.size(); ++id) {
    const Row& row = rows_[id];
    if (!row.is_learned || row.is_deleted || row.glue <= 2) continue;
    bool is_reason = false;
    for (const Term& term : row.terms) {
      const Var var = term.literal.var();
      is_reason = is_reason || (value(term.literal) > 0 && reasons_[var] == id);
    }
    if (!is_reason) candidates.push_back(id);
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](RowId a, RowId b) { return rows_[a].glue > rows_[b].glue; });
  candidates.resize(candidates.size() / 2);
  for (const RowId id : candidates) {
    Row& row = rows_[id];
    if (proof_ != nullptr) proof_->erase(row.id);
    row.is_deleted = true;
    --learned_;
  }
  detach_deleted();
  allowed_ += 500;
}

void Search::detach_deleted() {
  for (auto& list : occurrences_)
    std::erase_if(list, [&](const Occurrence& at) { return rows_[at.row].is_deleted; });
  for (auto& list : watches_) std::erase_if(list, [&](RowId id) { return rows_[id].is_deleted; });
  for (auto& list : long_watches_)
    std::erase_if(list, [&](RowId id) { return rows_[id].is_deleted; });
  for (Row& row : rows_) {
    if (row.is_deleted) row.terms = {};
  }
}

}  // namespace ringfence::pb
