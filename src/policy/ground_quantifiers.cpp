// Quantifiers, sums, counts and comprehensions, made of the tuples that ground_tuples.cpp finds.

#include "base/match.h"
#include "policy/search.h"

namespace ringfence::policy {

using logic::Term;
using model::EntityId;
using model::None;

Term Grounder::exists_some(const Closure& closure) {
  const auto& quantifier = std::get<syntax::Quantifier>(closure.expr->node);
  std::vector<Variable> variables;
  const Names inner = bind(quantifier.binders, closure.names, variables);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : quantifier.guard) conditions.push_back({&guard, inner, false});
  conditions.push_back({&quantifier.body[0], inner, closure.negated});
  std::vector<Term> cases;
  for_each_tuple(std::move(variables), std::move(conditions), true, [&](Term condition) {
    cases.push_back(condition);
    return !terms_.is_true(condition);
  });
  return terms_.disjunction(std::move(cases));
}

Value Grounder::aggregate(const syntax::Aggregate& aggregate, const Names& names) {
  std::vector<Variable> variables;
  const Names inner = bind(aggregate.binders, names, variables);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : aggregate.guard) conditions.push_back({&guard, inner, false});
  Number total;
  for_each_tuple(std::move(variables), std::move(conditions), false, [&](Term condition) {
    const bool is_sum = aggregate.kind == syntax::AggregateKind::Sum;
    const Number term = is_sum ? number({&aggregate.term[0], inner}) : constant(Rational(1));
    append(total, guarded(terms_, term, condition));
    return true;
  });
  return Scalar{{{std::move(total), terms_.truth(true)}}};
}

Value Grounder::comprehension(const syntax::Comprehension& comprehension, const Names& names) {
  auto cell = std::make_shared<Cell>();
  Names inner = names;
  inner.emplace_back(comprehension.variable.text, cell);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : comprehension.guard)
    conditions.push_back({&guard, inner, false});
  Set set;
  for_each_tuple({{cell, {&comprehension.range[0], names}}}, std::move(conditions), false,
                 [&](Term condition) {
                   const auto& alternatives = std::get<Scalar>(cell->value).alternatives;
                   set.members.emplace_back(known_scalar(alternatives.front().first), condition);
                   return true;
                 });
  return set;
}

/// A variable's value is always known: it is a member of a set.
model::Scalar Grounder::known_scalar(const Leaf& leaf) const {
  return match(
      leaf, [](const None& none) { return model::Scalar(none); },
      [&](const Term& truth) { return model::Scalar(terms_.is_true(truth)); },
      [](const Number& number) {
        return model::Scalar(Quantity{number.constant, Dimension::Count});
      },
      [](const Symbol& symbol) { return model::Scalar(symbol); },
      [](const EntityId& entity) { return model::Scalar(entity); });
}

Term Grounder::reached(const Closure& closure) {
  const auto& node = closure.expr->node;
  if (const auto* binary = std::get_if<syntax::Binary>(&node);
      binary != nullptr && binary->op == syntax::BinaryOp::And) {
    return terms_.disjunction(
        {reached({&binary->sides[0], closure.names}), reached({&binary->sides[1], closure.names})});
  }
  if (const syntax::Def* def = definition(*closure.expr, closure.names)) {
    if (const auto inner = parameters(*closure.expr, *def, closure.names))
      return reached({&def->body, *inner});
  }
  const auto* quantifier = std::get_if<syntax::Quantifier>(&node);
  if (quantifier == nullptr || quantifier->kind != syntax::QuantifierKind::ForAll)
    return terms_.truth(true);
  std::vector<Variable> variables;
  const Names inner = bind(quantifier->binders, closure.names, variables);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : quantifier->guard) conditions.push_back({&guard, inner, false});
  std::vector<Term> cases;
  for_each_tuple(std::move(variables), std::move(conditions), false, [&](Term condition) {
    cases.push_back(terms_.conjunction({condition, reached({&quantifier->body[0], inner})}));
    if (terms_.is_true(cases.back())) return false;
    reached_in_part_ = reached_in_part_ || cases.size() == most_reached_;
    return cases.size() < most_reached_;
  });
  return terms_.disjunction(std::move(cases));
}

std::vector<Term> Grounder::conjuncts(const syntax::Expr& formula) {
  const Closure closure{&formula, {}};
  if (const auto* binary = std::get_if<syntax::Binary>(&formula.node);
      binary != nullptr && binary->op == syntax::BinaryOp::And) {
    std::vector<Term> all = conjuncts(binary->sides[0]);
    // The right side counts only where the left one is true, and otherwise all is false anyway.
    for (const Term term : conjuncts(binary->sides[1])) all.push_back(term);
    return all;
  }
  const auto* quantifier = std::get_if<syntax::Quantifier>(&formula.node);
  if (quantifier == nullptr || quantifier->kind != syntax::QuantifierKind::ForAll)
    return {boolean(closure)};
  std::vector<Variable> variables;
  const Names inner = bind(quantifier->binders, {}, variables);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : quantifier->guard) conditions.push_back({&guard, inner, false});
  conditions.push_back({&quantifier->body[0], inner, true});
  std::vector<Term> all;
  for_each_tuple(std::move(variables), std::move(conditions), true, [&](Term condition) {
    all.push_back(terms_.negation(condition));
    return true;
  });
  return all;
}

}  // namespace ringfence::policy
