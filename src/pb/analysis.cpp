// Conflict analysis. The conflict is combined with the reasons of its false literals, last first.
// A reason is first rounded so that its literal has coefficient 1: what is not false and does not
// divide is weakened away, then everything is divided and rounded up ("round to one"); the
// combination then stays in conflict (Elffers and Nordström, IJCAI 2018, section 3).
#include <algorithm>

#include "base/require.h"
#include "pb/search.h"

namespace ringfence::pb {

namespace {

/// What a conflict is cut down to when it grows too large.
constexpr Integer kSmall = Integer{1} << 30;

/// Longer chains than this are left to the checker, which makes them faster than it adds them up.
constexpr std::size_t kLongestChain = 100;

}  // namespace

/// Puts a row at the end of the derivation, as the search has it.
void Search::cite(const Row& row) {
  derivation_.constraint(row.id);
  if (row.is_saturated) derivation_.saturate();
  if (row.divisor > 1) derivation_.divide(row.divisor);
}

/// Adds the reason of `literal`, which the conflict has negated. Values count before `position`.
void Search::resolve(Literal literal, std::size_t position) {
  const Row& row = rows_[reasons_[literal.var()]];
  Integer own = 0;
  for (const Term& term : row.terms) {
    if (term.literal == literal) own = term.coefficient;
  }
  require(own > 0, "a reason has the literal it gives");
  cite(row);
  work_ += row.terms.size();
  reason_.terms.clear();
  reason_.degree = row.degree;
  for (const Term& term : row.terms) {
    activity_.bump(term.literal.var());
    const bool divides = term.coefficient % own == 0;
    if (!divides && !is_false_before(term.literal, position)) {
      reason_.degree -= term.coefficient;
      derivation_.weaken(term.literal.var());
      continue;
    }
    reason_.terms.push_back({(term.coefficient + own - 1) / own, term.literal});
  }
  require(reason_.degree > 0, "a reason that was weakened still gives its literal");
  if (own != 1) derivation_.divide(own);
  reason_.degree = (reason_.degree + own - 1) / own;
  bool has_changed = false;
  for (WideTerm& term : reason_.terms) {
    has_changed = has_changed || term.coefficient > reason_.degree;
    term.coefficient = std::min(term.coefficient, reason_.degree);
  }
  if (has_changed) derivation_.saturate();
  conflict_.add(reason_, conflict_.coefficient(~literal), derivation_);
  conflict_.saturate(derivation_);
  keep_small(position);
}

/// Divides when coefficients grow past what the next step can take. What is weakened is not false
/// and what is rounded up is, or divides: the conflict stays one.
void Search::keep_small(std::size_t position) {
  const Integer largest = conflict_.largest();
  if (largest <= Conflict::kMostInConflict) return;
  const Integer divisor = (largest + kSmall - 1) / kSmall;
  for (const Var var : conflict_.variables()) {
    if (conflict_.size(var) % divisor == 0) continue;
    if (!is_false_before(conflict_.literal(var), position)) conflict_.weaken(var, derivation_);
  }
  conflict_.divide(divisor, derivation_);
  conflict_.saturate(derivation_);
}

/// What the conflict constraint does when only the levels below `level` are there.
Search::Below Search::state_below(std::size_t level) const {
  Integer slack = -conflict_.degree();
  Integer largest = 0;  // of what has no value there
  for (const Var var : conflict_.variables()) {
    const Integer size = conflict_.size(var);
    if (size == 0) continue;
    const Literal literal = conflict_.literal(var);
    const bool is_open = value(literal) == 0 || levels_[var] >= level;
    if (is_open) largest = std::max(largest, size);
    if (is_open || value(literal) > 0) slack += size;
  }
  if (slack < 0) return Below::Conflicting;
  return slack < largest ? Below::Propagating : Below::Silent;
}

/// Leaves in `conflict_` what is learned. Gives the level whose removal it needs to propagate, or
/// 0 when it is a contradiction.
std::size_t Search::analyse() {
  for (const Var var : conflict_.variables()) activity_.bump(var);
  keep_small(trail_.size());
  for (std::size_t i = trail_.size(); i-- > 0;) {
    const Literal literal = trail_[i];
    const Integer size = conflict_.coefficient(~literal);
    if (size == 0) continue;
    const std::size_t at = levels_[literal.var()];
    if (at > 0) {
      switch (state_below(at)) {
        case Below::Propagating:
          return at;
        case Below::Conflicting:
          i = level_starts_[at - 1];  // nothing of this level is needed
          continue;
        case Below::Silent:
          break;
      }
    }
    require(reasons_[literal.var()] != kNone, "a conflict propagates before it loses a decision");
    resolve(literal, i);
  }
  return 0;
}

/// The lowest level at which the learned constraint propagates.
std::size_t Search::backjump_level() const {
  std::vector<std::pair<std::size_t, Integer>> falls;  // level, and what becomes false there
  Integer slack = -conflict_.degree();
  struct Open {
    Integer size;
    std::size_t level;  // from which on it has a value
  };
  std::vector<Open> open;
  for (const Var var : conflict_.variables()) {
    const Integer size = conflict_.size(var);
    if (size == 0) continue;
    const Literal literal = conflict_.literal(var);
    const bool is_set = value(literal) != 0;
    const std::size_t at = is_set ? levels_[var] : static_cast<std::size_t>(-1);
    slack += size;
    if (value(literal) < 0) falls.emplace_back(at, size);
    open.push_back({size, at});
  }
  std::sort(falls.begin(), falls.end());
  std::sort(open.begin(), open.end(), [](const Open& a, const Open& b) { return a.size > b.size; });
  std::size_t first_open = 0;
  std::size_t next = 0;
  for (std::size_t at = 0;; at = falls[next].first) {
    while (next < falls.size() && falls[next].first <= at) slack -= falls[next++].second;
    while (first_open < open.size() && open[first_open].level <= at) ++first_open;
    if (slack < 0 || (first_open < open.size() && slack < open[first_open].size)) return at;
    require(next < falls.size(), "what was learned propagates at some level");
  }
}

std::uint32_t Search::glue_of(const Constraint& constraint) {
  ++stamp_;
  stamps_.resize(level() + 1);
  std::uint32_t glue = 0;
  for (const Term& term : constraint.terms) {
    if (value(term.literal) >= 0) continue;
    std::uint64_t& seen = stamps_[levels_[term.literal.var()]];
    if (seen == stamp_) continue;
    seen = stamp_;
    ++glue;
  }
  return glue;
}

bool Search::learn_from(RowId conflict) {
  if (level() == 0 && (proof_ == nullptr || trail_.size() > kLongestChain)) {
    is_root_conflict_ = true;
    if (proof_ != nullptr) contradiction_ = proof_->propagated_contradiction();
    return false;
  }
  const Row& row = rows_[conflict];
  derivation_.clear();
  cite(row);
  conflict_.load(row.terms, row.degree);
  return learn();
}

bool Search::learn() {
  const std::size_t at = analyse();
  if (at == 0) {
    is_root_conflict_ = true;
    if (proof_ != nullptr) contradiction_ = proof_->pol(derivation_.text());
    return false;
  }
  // Where all coefficients are the same, only their number counts.
  Constraint learned = conflict_.row();
  const std::int64_t first = learned.terms.front().coefficient;
  const bool is_uniform = std::all_of(learned.terms.begin(), learned.terms.end(),
                                      [&](const Term& t) { return t.coefficient == first; });
  if (is_uniform && first > 1) {
    conflict_.divide(first, derivation_);
    learned = conflict_.row();
  }
  Row row;
  row.glue = glue_of(learned);
  const std::size_t back = backjump_level();
  row.terms = std::move(learned.terms);
  row.degree = learned.degree;
  row.is_learned = true;
  if (proof_ != nullptr) row.id = proof_->pol(derivation_.text());
  backtrack(back);
  ++learned_;
  const RowId id = attach(std::move(row));
  const RowId again = force(id);
  require(again == kNone, "what was learned propagates where the search goes back to");
  activity_.decay();
  return true;
}

/// The assumptions that together make `failed`, an assumption itself, false.
void Search::explain(Literal failed, std::span<const Literal> assumptions) {
  std::vector<bool> is_needed(values_.size() / 2);
  is_needed[failed.var()] = true;
  core_ = {failed};
  for (std::size_t i = trail_.size(); i-- > 0;) {
    const Literal literal = trail_[i];
    if (!is_needed[literal.var()]) continue;
    const RowId reason = reasons_[literal.var()];
    if (reason == kNone) {
      const bool is_assumed =
          std::find(assumptions.begin(), assumptions.end(), literal) != assumptions.end();
      require(is_assumed, "below an assumption only assumptions are decided");
      if (literal != failed) core_.push_back(literal);
      continue;
    }
    for (const Term& term : rows_[reason].terms) {
      if (is_false_before(term.literal, i)) is_needed[term.literal.var()] = true;
    }
  }
  std::sort(core_.begin(), core_.end());
}

}  // namespace ringfence::pb
