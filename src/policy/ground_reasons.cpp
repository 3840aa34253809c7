// What a formula that came out constant rested on: the denial of a certificate (docs/trust.md).
//
// Evaluation is followed once more, and wherever facts settled something a Bool variable stands for
// what they said. To be otherwise, a conjunction that is true needs one of its sides false; one
// that is false needs the side that settled it true; a `forall` needs one of the tuples that
// dropped out to come back in, or another candidate where they were looked up. So the result is a
// disjunction of single facts and of sums (ground_bounds.cpp). It claims less than the formula's
// negation, which is the safe side: it is what gets refuted.

#include <algorithm>

#include "base/match.h"
#include "base/require.h"
#include "policy/reasons.h"
#include "policy/search.h"
#include "syntax/closure.h"
#include "syntax/print.h"

namespace ringfence::policy {

using logic::Term;
using model::EntityId;
using syntax::BinaryOp;

Term Grounder::denial(const syntax::Expr& formula, bool value, std::size_t most) {
  reasons_ = std::make_shared<Reasons>();
  reasons_->most = most;
  const Closure closure{&formula, {}};
  const Term found = denial(closure, value);
  return terms_.is_false(found) ? denial_of_fact(closure, value) : found;
}

const std::vector<Labelled>& Grounder::facts() const {
  return reasons_->facts;
}

Term Grounder::denial(const Closure& closure, bool value) {
  const syntax::Expr& expr = *closure.expr;
  const bool is = value != closure.negated;
  const Closure plain{&expr, closure.names};
  if (const auto* unary = std::get_if<syntax::Unary>(&expr.node);
      unary != nullptr && unary->op == syntax::UnaryOp::Not) {
    return denial({&unary->operand[0], closure.names}, !is);
  }
  if (const auto* operation = std::get_if<syntax::Binary>(&expr.node)) {
    const Closure left{&operation->sides[0], closure.names};
    const Closure right{&operation->sides[1], closure.names};
    const BinaryOp op = operation->op;
    if (op == BinaryOp::And || op == BinaryOp::Or || op == BinaryOp::Implies) {
      // Both sides settle it together, or either does by itself.
      const bool if_both = op == BinaryOp::And;
      const bool left_side = op == BinaryOp::Implies ? !is : is;
      if (is == if_both) return terms_.disjunction({denial(left, left_side), denial(right, is)});
      return denial_of_either(plain, {left, left_side}, {right, is});
    }
    const bool is_order = op == BinaryOp::Less || op == BinaryOp::LessEqual ||
                          op == BinaryOp::Greater || op == BinaryOp::GreaterEqual;
    if (is_order) return denial_of_order(plain, is);
    const bool is_equality = op == BinaryOp::Equal || op == BinaryOp::NotEqual;
    return is_equality ? denial_of_equality(plain, is) : denial_of_fact(plain, is);
  }
  if (const auto* quantifier = std::get_if<syntax::Quantifier>(&expr.node)) {
    const bool is_none = (quantifier->kind == syntax::QuantifierKind::ForAll) == is;
    return is_none ? denial_of_none(plain) : denial_of_some(plain, is);
  }
  if (const auto* call = std::get_if<syntax::Call>(&expr.node);
      call != nullptr && syntax::is_closure(*call)) {
    return denial_of_closure(plain, is);
  }
  if (reads_nothing(plain)) return terms_.truth(false);
  std::vector<Term> otherwise;
  const Closure inner = behind(plain, otherwise);
  otherwise.push_back(inner.expr == &expr ? denial_of_fact(plain, is) : denial(inner, is));
  return terms_.disjunction(std::move(otherwise));
}

/// What an expression is in place of which it stands: the body of a definition or of a derived
/// attribute, the branch of a conditional that counts. `otherwise` gets what led there.
Closure Grounder::behind(Closure closure, std::vector<Term>& otherwise) {
  while (true) {
    const syntax::Expr& expr = *closure.expr;
    if (const auto* choice = std::get_if<syntax::Conditional>(&expr.node)) {
      const Closure test{&choice->parts[0], closure.names};
      const Term condition = boolean(test);
      const bool holds = terms_.is_true(condition);
      if (!holds && !terms_.is_false(condition)) return closure;
      otherwise.push_back(denial(test, holds));
      closure = {&choice->parts[holds ? 1 : 2], closure.names};
      continue;
    }
    if (const syntax::Def* def = definition(expr, closure.names)) {
      const auto inner = parameters(expr, *def, closure.names);
      if (!inner || !note_arguments(closure, otherwise)) return closure;
      closure = {&def->body, *inner};
      continue;
    }
    const auto inner = derived_body(closure);
    if (!inner) return closure;
    const syntax::Expr& owner = std::get<syntax::Member>(expr.node).object[0];
    if (!std::holds_alternative<syntax::Name>(owner.node))
      otherwise.push_back(denial_of_value({&owner, closure.names}));
    closure = *inner;
  }
}

/// A literal, or a variable, whose value is said where it is bound.
bool Grounder::reads_nothing(const Closure& closure) const {
  const auto& node = closure.expr->node;
  return std::holds_alternative<syntax::BoolLit>(node) ||
         std::holds_alternative<syntax::NumberLit>(node) ||
         std::holds_alternative<syntax::StringLit>(node) ||
         std::holds_alternative<syntax::NoneLit>(node) ||
         std::holds_alternative<syntax::PortLit>(node) ||
         (std::holds_alternative<syntax::Name>(node) &&
          definition(*closure.expr, closure.names) == nullptr &&
          !is_collection(*closure.expr, closure.names));
}

/// A definition's arguments are what they are. False when one of them depends on the world.
bool Grounder::note_arguments(const Closure& closure, std::vector<Term>& otherwise) {
  const auto* call = std::get_if<syntax::Call>(&closure.expr->node);
  if (call == nullptr) return true;
  std::vector<Term> noted;
  for (const syntax::Expr& argument : call->arguments) {
    const Closure one{&argument, closure.names};
    if (reads_nothing(one)) continue;
    if (!written_value(value(one), Wording::Name)) return false;
    noted.push_back(denial_of_value(one));
  }
  otherwise.insert(otherwise.end(), noted.begin(), noted.end());
  return true;
}

/// One of the two settles it: the first that does, as evaluation takes them.
Term Grounder::denial_of_either(const Closure& whole, const std::pair<Closure, bool>& first,
                                const std::pair<Closure, bool>& second) {
  if (boolean(first.first) == terms_.truth(first.second)) return denial(first.first, first.second);
  if (boolean(second.first) == terms_.truth(second.second))
    return denial(second.first, second.second);
  return denial_of_fact(whole, terms_.is_true(boolean(whole)));
}

/// No tuple passes: what it would take for one to.
Term Grounder::denial_of_none(const Closure& closure) {
  const auto& quantifier = std::get<syntax::Quantifier>(closure.expr->node);
  const bool is_forall = quantifier.kind == syntax::QuantifierKind::ForAll;
  std::vector<Variable> variables;
  const Names inner = bind(quantifier.binders, closure.names, variables);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : quantifier.guard) conditions.push_back({&guard, inner, false});
  conditions.push_back({&quantifier.body[0], inner, is_forall});
  Trace trace;
  trace.wants_dead_ends = true;
  for_each_tuple(
      std::move(variables), std::move(conditions), true,
      [&](Term condition) {
        trace.otherwise.push_back(condition);
        return true;
      },
      &trace);
  const Term found = terms_.disjunction(std::move(trace.otherwise));
  return terms_.is_false(found) ? denial_of_fact(closure, is_forall) : found;
}

/// Some tuple passes: what it would take for the first one not to.
Term Grounder::denial_of_some(const Closure& closure, bool value) {
  const auto& quantifier = std::get<syntax::Quantifier>(closure.expr->node);
  const bool is_forall = quantifier.kind == syntax::QuantifierKind::ForAll;
  std::vector<Variable> variables;
  const Names inner = bind(quantifier.binders, closure.names, variables);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : quantifier.guard) conditions.push_back({&guard, inner, false});
  conditions.push_back({&quantifier.body[0], inner, is_forall});
  Trace trace;
  bool is_found = false;
  for_each_tuple(
      std::move(variables), std::move(conditions), true,
      [&](Term condition) {
        is_found = terms_.is_true(condition);
        if (is_found) note_support(trace);
        return !is_found;
      },
      &trace);
  return is_found ? terms_.disjunction(std::move(trace.otherwise)) : denial_of_fact(closure, value);
}

// ---- Facts --------------------------------------------------------------------------------------

/// The variable's value that the facts deny.
Term Grounder::fact_as_said(const std::string& text, std::string name, bool value,
                            const Lines& lines) {
  const auto [known, is_new] = reasons_->by_text.try_emplace(text);
  if (!is_new) return known->second;
  if (reasons_->facts.size() == reasons_->most) throw TooManyFacts{};
  std::string unique = name;
  for (std::size_t i = 2; terms_.find_var(unique); ++i) unique = name + " " + std::to_string(i);
  const Term var = terms_.bool_var(std::move(unique));
  const Term as_it_is = value ? var : terms_.negation(var);
  const auto* read = std::get_if<std::vector<Closure>>(&lines);
  reasons_->facts.push_back(
      {as_it_is, Labelled::Role::Fact, value ? text : "not " + text,
       read != nullptr ? lines_behind(*read) : std::get<std::vector<Span>>(lines)});
  known->second = terms_.negation(as_it_is);
  return known->second;
}

Term Grounder::denial_of_fact(const Closure& closure, bool value) {
  const Closure plain{closure.expr, closure.names};
  const bool is = value != closure.negated;
  const Term truth = boolean(plain);
  if (truth != terms_.truth(is)) return is ? terms_.negation(truth) : truth;
  const bool is_simple = !std::holds_alternative<syntax::Binary>(closure.expr->node) || is;
  const std::string text = written(plain, Wording::Sentence);
  return fact_as_said(is_simple ? text : "(" + text + ")", written(plain, Wording::Name), is,
                      std::vector{plain});
}

/// An equality is a fact about what both sides stand for.
Term Grounder::denial_of_equality(const Closure& closure, bool value) {
  const auto& operation = std::get<syntax::Binary>(closure.expr->node);
  const Term truth = boolean(closure);
  if (truth != terms_.truth(value)) return value ? terms_.negation(truth) : truth;
  std::vector<Term> otherwise;
  const Closure left = behind({&operation.sides[0], closure.names}, otherwise);
  const Closure right = behind({&operation.sides[1], closure.names}, otherwise);
  if (reads_nothing(left) && reads_nothing(right)) return terms_.disjunction(std::move(otherwise));
  const bool is_equal = (operation.op == BinaryOp::Equal) == value;
  otherwise.push_back(fact_as_said(written(left, Wording::Sentence) + (is_equal ? " == " : " != ") +
                                       written(right, Wording::Sentence),
                                   written(left, Wording::Name) + (is_equal ? " is " : " is not ") +
                                       written(right, Wording::Name),
                                   true, std::vector{left, right}));
  return terms_.disjunction(std::move(otherwise));
}

/// That an expression has the value it has.
Term Grounder::denial_of_value(const Closure& closure) {
  const Value found = value(closure);
  const auto sentence = written_value(found, Wording::Sentence);
  const auto name = written_value(found, Wording::Name);
  if (!sentence || !name) return terms_.truth(false);
  return fact_as_said(written(closure, Wording::Sentence) + " == " + syntax::print(*sentence),
                      written(closure, Wording::Name) + " is " + syntax::print(*name), true,
                      std::vector{closure});
}

// ---- Tuples -------------------------------------------------------------------------------------

/// A condition was false. One that only what is open makes false needs no fact.
void Grounder::note_dead_end(Trace& trace, const Closure& condition, Term truth) {
  if (terms_.is_false(truth)) trace.otherwise.push_back(denial(condition, false));
}

/// A candidate is in the collection in no world.
void Grounder::note_absence(Trace& trace, const Closure& range, const model::Scalar& item) {
  const auto* entity = std::get_if<EntityId>(&item);
  if (entity == nullptr || !model_.entity(*entity).described) return;
  const Value value = constant_value(item);
  const std::string where = written(range, Wording::Sentence);
  trace.otherwise.push_back(fact_as_said(
      "(" + syntax::print(*written_value(value, Wording::Sentence)) + " in " + where + ")",
      syntax::print(*written_value(value, Wording::Name)) + " in " + where, false,
      std::vector{model_.entity(*entity).at}));
}

/// `p.node.pods` is of the node that it is of.
void Grounder::note_owner(Trace& trace, const Closure& range) {
  const syntax::Expr& owner = std::get<syntax::Member>(range.expr->node).object[0];
  if (std::holds_alternative<syntax::Name>(owner.node)) return;
  trace.otherwise.push_back(denial_of_value({&owner, range.names}));
}

/// There are no other candidates.
void Grounder::note_candidates(Trace& trace, const Candidates& candidates) {
  const std::string range = written(candidates.range, Wording::Sentence);
  if (candidates.join) {
    const auto& [key, known] = *candidates.join;
    std::string only = candidates.entities.empty() ? "none" : "only";
    for (const std::uint32_t entity : candidates.entities)
      only += " " + model_.entity({entity}).name;
    trace.otherwise.push_back(
        fact_as_said(only + " of " + range + " with " + written(key, Wording::Sentence) +
                         " == " + written(known, Wording::Sentence),
                     "all of " + range + " with " + written(key, Wording::Name) + " is " +
                         written(known, Wording::Name),
                     true, std::vector{known}));
    return;
  }
  const bool is_collection = !candidates.collection.empty();
  const std::size_t number = is_collection ? candidates.entities.size() : candidates.members.size();
  trace.otherwise.push_back(fact_as_said(
      range + " has no members but these " + std::to_string(number),
      "all of " + written(candidates.range, Wording::Name), true,
      is_collection ? std::vector<Closure>{} : std::vector<Closure>{candidates.range}));
}

/// The tuple at hand is one, and passes.
void Grounder::note_support(Trace& trace) {
  const Search& search = *trace.at;
  for (std::size_t i = 0; i < search.variables.size(); ++i) {
    const Value& value = search.variables[i].cell->value;
    const auto sentence = written_value(value, Wording::Sentence);
    const auto name = written_value(value, Wording::Name);
    if (!sentence || !name) continue;
    const Closure& range = search.ranges[i];
    trace.otherwise.push_back(
        fact_as_said(syntax::print(*sentence) + " in " + written(range, Wording::Sentence),
                     syntax::print(*name) + " in " + written(range, Wording::Name), true,
                     is_collection(*range.expr, range.names) ? std::vector<Closure>{}
                                                             : std::vector<Closure>{range}));
  }
  for (const Search::Condition& condition : search.conditions)
    trace.otherwise.push_back(denial(condition.closure, true));
}

}  // namespace ringfence::policy
