// Comparisons of sums in a certificate: the numbers stand in the constraint, so that whoever checks
// the proof does the arithmetic again.
//
// For `a <= b` to be false, a would have to be more or b less than the facts say. A number v that
// is read in `a` becomes v * x + W * ~u: x is free, and a fact says u, "it is at most v"
// (W is more than all that the row holds otherwise). A number w in `b` becomes w * y, where the
// fact y says that it is at least w. Amounts are taken to be at least 0.

#include "policy/reasons.h"
#include "policy/search.h"

namespace ringfence::policy {

using logic::Term;
using syntax::BinaryOp;

/// At most (`upper`) or at least what a number is, in every world in which the facts that follow
/// are so and nothing of `otherwise` is.
struct Grounder::Bound {
  /// An amount that counts because a fact says that it is no less.
  struct Firm {
    Rational amount;  ///< More than 0.
    std::string text, name;
    std::vector<Span> lines;
  };
  Number sum;             ///< Without the firm amounts.
  std::vector<Term> far;  ///< Each true one puts the bound out of reach.
  std::vector<Firm> firm;
  std::vector<Term> otherwise;

  void add(Bound more, const Rational& factor);
};

namespace {

Rational exact(const std::optional<Rational>& value) {
  if (!value) throw TooLarge{};
  return *value;
}

Rational magnitude(const Rational& value) {
  return value < Rational(0) ? exact(checked_multiply(value, Rational(-1))) : value;
}

template <class T>
void move_to(std::vector<T>& all, std::vector<T>& more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

/// Of the sum of this and `factor` times the other, whose bound is on the side that asks for.
void Grounder::Bound::add(Bound more, const Rational& factor) {
  move_to(otherwise, more.otherwise);
  if (factor == Rational(0)) return;
  append(sum, scaled(more.sum, factor));
  for (Firm& one : more.firm) one.amount = exact(checked_multiply(one.amount, magnitude(factor)));
  move_to(firm, more.firm);
  move_to(far, more.far);
}

Term Grounder::denial_of_order(const Closure& closure, bool value) {
  const auto& operation = std::get<syntax::Binary>(closure.expr->node);
  const bool is_turned =
      operation.op == BinaryOp::Greater || operation.op == BinaryOp::GreaterEqual;
  const bool is_strict = operation.op == BinaryOp::Less || operation.op == BinaryOp::Greater;
  const Closure less{&operation.sides[is_turned ? 1 : 0], closure.names};
  const Closure more{&operation.sides[is_turned ? 0 : 1], closure.names};
  const Term found = value ? exceeds(bound(less, true), bound(more, false), is_strict)
                           : exceeds(bound(more, true), bound(less, false), !is_strict);
  return found;
}

/// The most that a number can be, as far as its parts tell one by one.
Rational Grounder::most(const Number& number) const {
  std::map<Term, Rational> coefficients;
  for (const auto& [coefficient, term] : number.addends) {
    Rational& sum = coefficients.try_emplace(term, Rational(0)).first->second;
    sum = exact(checked_add(sum, coefficient));
  }
  Rational most = number.constant;
  for (const auto& [term, coefficient] : coefficients) {
    const auto [low, high] =
        terms_.sort(term) == logic::Sort::Bool ? logic::Terms::Bounds{0, 1} : terms_.bounds(term);
    const Rational part(coefficient < Rational(0) ? low : high);
    most = exact(checked_add(most, exact(checked_multiply(coefficient, part))));
  }
  return most;
}

/// What it takes for one bound to be more than the other, or equal. It is not so as things are.
Term Grounder::exceeds(Bound upper, Bound lower, bool or_equals) {
  Bound difference = std::move(upper);
  difference.add(std::move(lower), Rational(-1));
  Rational worst = most(difference.sum);
  for (const Bound::Firm& one : difference.firm)
    worst = exact(checked_add(worst, exact(checked_multiply(one.amount, Rational(-1)))));
  for (Bound::Firm& one : difference.firm) {
    // Where there is room to spare, less is enough: no fact is needed for the rest.
    const Rational without = exact(checked_add(worst, one.amount));
    if (without < Rational(0) || (!or_equals && without == Rational(0))) {
      worst = without;
      continue;
    }
    const Term at_least =
        terms_.negation(fact_as_said(one.text, std::move(one.name), true, std::move(one.lines)));
    append(difference.sum, {{{exact(checked_multiply(one.amount, Rational(-1))), at_least}}, {}});
  }
  // Far is so far that nothing else in the row makes up for it.
  const Rational least = most(scaled(difference.sum, Rational(-1)));
  const Rational far = exact(checked_add(magnitude(least), Rational(1)));
  for (const Term term : difference.far) append(difference.sum, {{{far, term}}, {}});
  difference.otherwise.push_back(or_equals ? at_most(terms_, {}, difference.sum)
                                           : less(terms_, {}, difference.sum));
  return terms_.disjunction(std::move(difference.otherwise));
}

Grounder::Bound Grounder::bound(const Closure& closure, bool upper) {
  const syntax::Expr& expr = *closure.expr;
  const Number whole = number(closure);
  const auto known = [&](const Number& number) {
    Bound bound;
    bound.sum = number;
    return bound;
  };
  if (std::holds_alternative<syntax::NumberLit>(expr.node)) return known(whole);
  if (const auto* unary = std::get_if<syntax::Unary>(&expr.node)) {
    Bound result = known({});
    result.add(bound({&unary->operand[0], closure.names}, !upper), Rational(-1));
    return result;
  }
  if (const auto* operation = std::get_if<syntax::Binary>(&expr.node))
    return bound_of_arithmetic(*operation, closure.names, upper);
  if (std::holds_alternative<syntax::Aggregate>(expr.node))
    return bound_of_aggregate(closure, upper);
  std::vector<Term> otherwise;
  const Closure inner = behind(closure, otherwise);
  if (inner.expr != &expr) {
    Bound result = bound(inner, upper);
    move_to(result.otherwise, otherwise);
    return result;
  }
  return whole.is_constant() ? bound_of_fact(closure, upper) : known(whole);
}

Grounder::Bound Grounder::bound_of_arithmetic(const syntax::Binary& operation, const Names& names,
                                              bool upper) {
  const auto in_full = [&] {
    Bound result;
    result.sum =
        product(terms_, number({&operation.sides[0], names}), number({&operation.sides[1], names}));
    return result;
  };
  const Closure left{&operation.sides[0], names};
  const Closure right{&operation.sides[1], names};
  Bound result;
  if (operation.op == BinaryOp::Add || operation.op == BinaryOp::Subtract) {
    const bool is_sum = operation.op == BinaryOp::Add;
    result.add(bound(left, upper), Rational(1));
    result.add(bound(right, is_sum ? upper : !upper), Rational(is_sum ? 1 : -1));
    return result;
  }
  // One side is taken as the number that it is: a product of two facts is no sum.
  const bool is_product = operation.op == BinaryOp::Multiply;
  const bool by_left = is_product && !number(right).is_constant();
  const Closure& fixed = by_left ? left : right;
  if (!number(fixed).is_constant()) return in_full();
  Rational factor = number(fixed).constant;
  if (!is_product) factor = exact(checked_divide(Rational(1), factor));
  const bool same_side = !(factor < Rational(0));
  result.add(bound(by_left ? right : left, same_side ? upper : !upper), factor);
  if (!std::holds_alternative<syntax::NumberLit>(fixed.expr->node))
    result.otherwise.push_back(denial_of_value(fixed));
  return result;
}

Grounder::Bound Grounder::bound_of_aggregate(const Closure& closure, bool upper) {
  const auto& aggregate = std::get<syntax::Aggregate>(closure.expr->node);
  const bool is_sum = aggregate.kind == syntax::AggregateKind::Sum;
  std::vector<Variable> variables;
  const Names inner = bind(aggregate.binders, closure.names, variables);
  std::vector<Closure> conditions;
  for (const syntax::Expr& guard : aggregate.guard) conditions.push_back({&guard, inner, false});
  Bound result;
  Trace trace;
  trace.wants_dead_ends = is_sum || upper;  // one more to count is no less
  for_each_tuple(
      std::move(variables), std::move(conditions), false,
      [&](Term condition) {
        if (!terms_.is_true(condition)) {
          const Number term = is_sum ? number({&aggregate.term[0], inner}) : constant(Rational(1));
          append(result.sum, guarded(terms_, term, condition));
          return true;
        }
        const Number one = is_sum ? number({&aggregate.term[0], inner}) : constant(Rational(1));
        // Without it the sum would be on the safe side where the term is no less than 0.
        const bool counts = !upper || !one.is_constant() || one.constant < Rational(0);
        if (counts) note_support(trace);
        Bound term;
        term.sum = one;
        if (is_sum) term = bound({&aggregate.term[0], inner}, upper);
        result.add(std::move(term), Rational(1));
        return true;
      },
      &trace);
  move_to(result.otherwise, trace.otherwise);
  return result;
}

Grounder::Bound Grounder::bound_of_fact(const Closure& closure, bool upper) {
  const Rational value = number(closure).constant;
  Bound result;
  if (value < Rational(0)) {
    result.sum = constant(value);
    result.otherwise.push_back(denial_of_value(closure));
    return result;
  }
  const std::string amount = to_string(value);
  const std::string text = written(closure, Wording::Sentence);
  const std::string name = written(closure, Wording::Name);
  if (!upper) {
    if (value != Rational(0))
      result.firm.push_back({value, text + " >= " + amount, name + " at least " + amount,
                             lines_behind(std::vector{closure})});
    return result;
  }
  if (value != Rational(0)) result.sum = {{{value, amount_of(text, name + " is " + amount)}}, {}};
  result.far.push_back(fact_as_said(text + " <= " + amount, name + " at most " + amount, true,
                                    std::vector{closure}));
  return result;
}

/// A variable that no fact speaks of.
Term Grounder::amount_of(const std::string& text, const std::string& name) {
  const auto [known, is_new] = reasons_->by_text.try_emplace("amount of " + text);
  if (!is_new) return known->second;
  std::string unique = name;
  for (std::size_t i = 2; terms_.find_var(unique); ++i) unique = name + " " + std::to_string(i);
  return known->second = terms_.bool_var(std::move(unique));
}

}  // namespace ringfence::policy
