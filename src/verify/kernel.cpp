#include "verify/kernel.h"

#include <algorithm>

namespace ringfence::verify {
namespace {

std::string name(Kernel::Id id) {
  return "constraint " + std::to_string(id);
}

}  // namespace

Kernel::Id Kernel::insert(Constraint c, Origin origin) {
  const Id id = entries_.size();
  const Propagator::Row row = propagator_.add(std::move(c));
  entries_.push_back({row, true, origin != Origin::Derived, origin});
  numbers_[row] = id;
  return id;
}

Kernel::Id Kernel::resolve(const Integer& reference) const {
  const auto count = static_cast<std::int64_t>(entries_.size());
  const Integer id = reference < 0 ? reference + count : reference;
  if (id < 1 || id >= count) throw Rejected("there is no constraint " + reference.text());
  const auto index = static_cast<Id>(id.small());
  if (!is_live(index)) throw Rejected(name(index) + " has been deleted");
  return index;
}

Kernel::Id Kernel::load(std::size_t index) {
  if (index >= inputs())
    throw Rejected("the formula has no constraint " + std::to_string(index + 1));
  if (pending_) throw Rejected("the formula is not loaded inside a subproof");
  return insert(formula_.constraints[index], Origin::Input);
}

Kernel::Id Kernel::pol(const std::vector<Step>& steps) {
  std::vector<Constraint> stack;
  const auto pop = [&] {
    if (stack.empty()) throw Rejected("an operation lacks an operand");
    Constraint top = std::move(stack.back());
    stack.pop_back();
    return top;
  };
  for (const Step& step : steps) {
    Constraint result;
    switch (step.op) {
      case Step::Op::Constraint:
        result = at(resolve(step.number));
        break;
      case Step::Op::Axiom:
        result = {{{1, step.literal}}, 0};
        break;
      case Step::Op::Add:
        result = sum(pop(), pop());
        break;
      case Step::Op::Multiply:
        result = multiplied(pop(), step.number);
        break;
      case Step::Op::Divide:
        result = divided(pop(), step.number);
        break;
      case Step::Op::Saturate:
        result = saturated(pop());
        break;
      case Step::Op::Weaken:
        result = weakened(pop(), step.literal.variable());
        break;
    }
    stack.push_back(std::move(result));
  }
  if (stack.size() != 1) {
    throw Rejected("the derivation leaves " + std::to_string(stack.size()) +
                   " constraints, not one");
  }
  return insert(std::move(stack.back()), Origin::Derived);
}

/// Whether the database and `c` lead unit propagation to a conflict.
bool Kernel::is_refuted(const Constraint& c) const {
  propagator_.push();
  propagator_.add(c);
  const bool is_conflicting = propagator_.is_conflicting();
  propagator_.pop();
  return is_conflicting;
}

Kernel::Id Kernel::rup(const Constraint& c) {
  if (!is_refuted(negation(c))) throw Rejected("unit propagation does not imply it");
  return insert(c, Origin::Derived);
}

Kernel::Id Kernel::add_implied(const Integer& reference, const Constraint& c) {
  const Id id = resolve(reference);
  if (!implies(at(id), c)) throw Rejected(name(id) + " does not imply it syntactically");
  return insert(c, Origin::Derived);
}

void Kernel::check_contradiction(const Integer& reference) const {
  const Id id = resolve(reference);
  if (!is_contradiction(at(id))) throw Rejected(name(id) + " is not a contradiction");
}

// Deletion. It keeps the invariant, hence whatever is refuted afterwards is refuted. But to say
// more of the formula than that, the core must go on implying it: deletion from the core is
// checked, and where the check fails, only a refutation may be concluded any more.

void Kernel::move_to_core(Id id) {
  if (pending_) throw Rejected("the core does not change inside a subproof");
  entries_[id].is_core = true;
}

bool Kernel::follows_from_rest_of_core(Id id) const {
  Propagator rest;
  for (Id other = 1; other < entries_.size(); ++other) {
    const Entry& entry = entries_[other];
    const bool stays = entry.is_live && entry.is_core && entry.origin != Origin::Solution;
    if (stays && other != id) rest.add(at(other));
  }
  rest.add(negation(at(id)));
  return rest.is_conflicting();
}

void Kernel::erase(Id id) {
  Entry& entry = entries_[id];
  if (pending_ && id < pending_->first)
    throw Rejected("a subproof may delete only what it derived");
  // What a solution added is no part of the formula: its value and existence are kept elsewhere.
  const bool is_checked = entry.is_core && entry.origin != Origin::Solution;
  if (is_checked && unchecked_ == 0 && !follows_from_rest_of_core(id)) unchecked_ = id;
  entry.is_live = false;
  if (pending_) return;  // the end of its scope takes it out of propagation
  numbers_.erase(entry.row);
  propagator_.remove(entry.row);
}

// Strengthening.

void Kernel::begin(Pending pending) {
  if (pending_) throw Rejected("a step with obligations cannot be part of another");
  pending.first = entries_.size();
  pending_ = std::move(pending);
  propagator_.push();
}

void Kernel::begin_red(const Constraint& c, const Witness& witness, bool numbers_negation) {
  Pending pending;
  std::vector<Id> touched;
  for (const auto& [variable, image] : witness) {
    for (const Propagator::Row row : propagator_.mentioning(variable)) {
      const auto found = numbers_.find(row);
      if (found != numbers_.end()) touched.push_back(found->second);
    }
  }
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  for (const Id id : touched) pending.goals.push_back({id, 0, restricted(at(id), witness)});
  pending.goals.push_back({0, 1, restricted(c, witness)});
  if (objective_) {
    pending.goals.push_back({0, 2, not_less(*objective_, restricted(*objective_, witness))});
  }
  pending.constraint = c;
  begin(std::move(pending));
  if (numbers_negation) {
    insert(negation(c), Origin::Derived);
  } else {
    propagator_.add(negation(c));
  }
}

void Kernel::begin_objective(const Objective& f) {
  if (!objective_) throw Rejected("there is no objective to change");
  const Objective& present = *objective_;
  Pending pending;
  pending.goals.push_back({0, 1, not_less(present, f)});
  pending.goals.push_back({0, 2, not_less(f, present)});
  pending.objective = f;
  begin(std::move(pending));
}

void Kernel::begin_goal(const Integer& number, bool is_own) {
  if (!pending_ || pending_->open) throw Rejected("a goal is proved only inside a step's subproof");
  const Id about = is_own ? 0 : resolve(number);
  for (std::size_t i = 0; i < pending_->goals.size(); ++i) {
    const Goal& goal = pending_->goals[i];
    const bool is_it = is_own ? goal.about == 0 && static_cast<std::int64_t>(goal.number) == number
                              : goal.about == about;
    if (!is_it || goal.is_proved) continue;
    pending_->open = i;
    pending_->first_of_goal = entries_.size();
    propagator_.push();
    insert(negation(goal.claim), Origin::Derived);
    return;
  }
  throw Rejected("the step has no open goal " + number.text());
}

void Kernel::end_goal(const std::optional<Integer>& reference) {
  if (!is_in_goal()) throw Rejected("there is no goal to end");
  if (reference) {
    check_contradiction(*reference);
  } else if (!propagator_.is_conflicting()) {
    throw Rejected("the subproof ends without a contradiction");
  }
  forget_from(pending_->first_of_goal);
  pending_->goals[*pending_->open].is_proved = true;
  pending_->open.reset();
}

void Kernel::forget_from(Id first) {
  for (Id id = first; id < entries_.size(); ++id) {
    entries_[id].is_live = false;
    numbers_.erase(entries_[id].row);
  }
  propagator_.pop();
}

/// Without a proof given: by the form of one constraint, by unit propagation, or by adding the
/// goal's negation to one constraint under what is propagated.
bool Kernel::follows(const Goal& goal) const {
  const Constraint& claim = goal.claim;
  if (claim.degree <= 0) return true;
  if (goal.about != 0 && implies(at(goal.about), claim)) return true;
  const Constraint denied = negation(claim);
  propagator_.push();
  propagator_.add(denied);
  const auto refutes = [&](const Constraint& c) {
    return propagator_.slack_now(sum(c, denied)) < 0;
  };
  bool is_shown = propagator_.is_conflicting() || (goal.about != 0 && refutes(at(goal.about)));
  if (!is_shown && pending_->constraint) is_shown = refutes(negation(*pending_->constraint));
  for (Id id = 1; id < entries_.size() && !is_shown; ++id)
    is_shown = is_live(id) && refutes(at(id));
  propagator_.pop();
  return is_shown;
}

void Kernel::finish() {
  if (!pending_ || pending_->open) throw Rejected("there is no finished subproof");
  for (const Goal& goal : pending_->goals) {
    if (goal.is_proved || follows(goal)) continue;
    throw Rejected(
        "the obligation " +
        (goal.about != 0 ? "about " + name(goal.about) : "#" + std::to_string(goal.number)) +
        " is not shown");
  }
  forget_from(pending_->first);
  const Pending done = std::move(*pending_);
  pending_.reset();
  if (done.constraint) insert(*done.constraint, Origin::Derived);
  if (done.objective) {
    objective_ = done.objective;
    is_objective_changed_ = true;
  }
}

// Solutions.

/// By variable: 1 true, -1 false, 0 not said.
std::vector<signed char> Kernel::values_of(const Literals& literals) const {
  std::vector<signed char> values;
  for (const Literal literal : literals) {
    if (literal.variable() >= values.size()) values.resize(literal.variable() + 1);
    const auto value = static_cast<signed char>(literal.is_negated() ? -1 : 1);
    signed char& known = values[literal.variable()];
    if (known == -value) throw Rejected("the solution says both of one variable");
    known = value;
  }
  return values;
}

namespace {

signed char value_of(Literal literal, const std::vector<signed char>& values) {
  const signed char value =
      literal.variable() < values.size() ? values[literal.variable()] : static_cast<signed char>(0);
  return literal.is_negated() ? static_cast<signed char>(-value) : value;
}

}  // namespace

void Kernel::check_solves_formula(const std::vector<signed char>& values) const {
  for (std::size_t i = 0; i < formula_.constraints.size(); ++i) {
    Integer left;
    for (const Term& term : formula_.constraints[i].terms) {
      if (value_of(term.literal, values) > 0) left += term.coefficient;
    }
    if (left >= formula_.constraints[i].degree) continue;
    throw Rejected("the solution does not satisfy input " + name(i + 1));
  }
}

/// The literals and all that follows from them by unit propagation.
Kernel::Literals Kernel::propagated(const Literals& literals) const {
  propagator_.push();
  for (const Literal literal : literals) propagator_.assume(literal);
  const bool is_conflicting = propagator_.is_conflicting();
  const Literals all = propagator_.trail();
  propagator_.pop();
  if (is_conflicting) throw Rejected("the solution contradicts the database");
  return all;
}

void Kernel::solution(const Literals& literals, Use use) {
  if (pending_) throw Rejected("no solution is logged inside a subproof");
  const std::vector<signed char> listed = values_of(literals);
  const std::vector<signed char> values =
      use == Use::Check ? listed : values_of(propagated(literals));
  check_solves_formula(values);
  const auto check_settled = [&](const std::vector<Term>& terms) {
    for (const Term& term : terms) {
      if (value_of(term.literal, values) == 0)
        throw Rejected("the solution leaves a variable open");
    }
  };
  for (const Constraint& c : formula_.constraints) check_settled(c.terms);
  Integer value;
  if (formula_.objective) {
    check_settled(formula_.objective->terms);
    value = formula_.objective->constant;
    for (const Term& term : formula_.objective->terms) {
      if (value_of(term.literal, values) > 0) value += term.coefficient;
    }
  }
  if (!best_ || value < *best_) best_ = value;
  if (use == Use::Improve) improve(listed);
  if (use == Use::Exclude) exclude(literals);
}

void Kernel::improve(const std::vector<signed char>& listed) {
  if (!formula_.objective) throw Rejected("there is no objective to improve");
  Integer value = formula_.objective->constant;
  for (const Term& term : formula_.objective->terms) {
    const signed char literal = value_of(term.literal, listed);
    if (literal == 0) throw Rejected("the solution leaves a variable of the objective open");
    if (literal > 0) value += term.coefficient;
  }
  insert(not_less({{}, value - 1}, *objective_), Origin::Solution);
}

/// What agrees with the literals agrees with the whole solution, by unit propagation: nothing else
/// is excluded, and what is has the solution's value.
void Kernel::exclude(const Literals& literals) {
  // Later deletions may part the objectives, so that what takes the place of a better solution
  // by the new one could be the very solution that is excluded here.
  if (is_objective_changed_) throw Rejected("the objective was changed: improve, do not exclude");
  std::vector<Term> terms;
  for (const Literal literal : literals) terms.push_back({1, ~literal});
  insert(normalized(std::move(terms), 1), Origin::Solution);
}

// Conclusions.

void Kernel::require_kept_core() const {
  if (pending_) throw Rejected("a subproof is open");
  if (unchecked_ == 0) return;
  throw Rejected(name(unchecked_) + " of the core was deleted though the rest does not imply it " +
                 "by unit propagation; only a refutation may be concluded");
}

Verdict Kernel::unsatisfiable(const std::optional<Integer>& reference) const {
  if (pending_) throw Rejected("a subproof is open");
  if (best_) throw Rejected("a solution was logged");
  if (reference) {
    check_contradiction(*reference);
  } else if (!propagator_.is_conflicting()) {
    throw Rejected("unit propagation finds no contradiction");
  }
  return {Verdict::Kind::Unsatisfiable};
}

Verdict Kernel::satisfiable() const {
  require_kept_core();
  if (!best_) throw Rejected("no solution was logged");
  return {Verdict::Kind::Satisfiable};
}

Verdict Kernel::bounds(const Integer& lower, const std::optional<Integer>& reference,
                       const std::optional<Integer>& upper) {
  require_kept_core();
  if (!objective_) throw Rejected("there is no objective to bound");
  const Constraint claim = not_less(*objective_, {{}, lower});
  const bool is_shown =
      reference ? implies(at(resolve(*reference)), claim) : is_refuted(negation(claim));
  if (!is_shown) throw Rejected("the lower bound " + lower.text() + " is not implied");
  // Of values from the best solution's on, the database says nothing.
  if (best_ && *best_ < lower)
    throw Rejected("a solution of value " + best_->text() + " was logged");
  if (upper && (!best_ || *upper < *best_)) {
    throw Rejected("no solution of value " + upper->text() + " or less was logged");
  }
  return {Verdict::Kind::Bounds, lower, upper};
}

Verdict Kernel::contradiction(const Integer& reference) const {
  if (!best_) return unsatisfiable(reference);
  check_contradiction(reference);
  require_kept_core();
  if (!formula_.objective) return {Verdict::Kind::Satisfiable};
  return {Verdict::Kind::Bounds, *best_, best_};
}

Verdict Kernel::nothing() const {
  require_kept_core();
  return {};
}

}  // namespace ringfence::verify
