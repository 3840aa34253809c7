#include <algorithm>

#include "base/match.h"
#include "base/quantity.h"
#include "base/require.h"
#include "policy/grounder.h"

// docs/semantics.md, sections 2 to 5: one arm per construct, no rewriting. What is constant stays
// constant because the term builders fold it.

namespace ringfence::policy {

using logic::Term;
using model::EntityId;
using model::None;
using syntax::BinaryOp;

namespace {

Scalar certain(const logic::Terms& terms, Leaf leaf) {
  return {{{std::move(leaf), terms.truth(true)}}};
}

/// A member may come several times; it is one in any of the worlds it came with.
void add_member(logic::Terms& terms, Set& set, const model::Scalar& item, Term guard) {
  if (terms.is_false(guard)) return;
  const auto known = std::find_if(set.members.begin(), set.members.end(),
                                  [&](const auto& one) { return one.first == item; });
  if (known == set.members.end()) {
    set.members.emplace_back(item, guard);
  } else {
    known->second = terms.disjunction({known->second, guard});
  }
}

/// A conjunction's parts are known to be true when it is.
void flatten(const logic::Terms& terms, Term term, std::vector<Term>& parts) {
  parts.push_back(term);
  if (const auto* both = std::get_if<logic::And>(&terms[term])) {
    for (const Term part : both->operands) flatten(terms, part, parts);
  }
}

}  // namespace

Grounder::Path::Path(Grounder& grounder, Term term) : grounder_(grounder) {
  grounder.path_.push_back(term);
  std::vector<Term> parts;
  flatten(grounder.terms_, term, parts);
  for (const Term part : parts) {
    grounder.known_true_.insert(part.index);
    added_.push_back(part.index);
  }
}

Grounder::Path::~Path() {
  grounder_.path_.pop_back();
  for (const std::uint32_t part : added_) {
    grounder_.known_true_.erase(grounder_.known_true_.find(part));
  }
}

bool Grounder::excluded(Term guard) {
  return terms_.is_false(guard) || known_true_.contains(terms_.negation(guard).index);
}

void Grounder::get_stuck(Term guard, const std::string& reason, const Span& at) {
  if (excluded(guard)) return;
  std::vector<Term> condition = path_;
  condition.push_back(guard);
  const Term where = terms_.conjunction(std::move(condition));
  if (terms_.is_false(where)) return;
  stuck_.push_back(where);
  if (!stuck_reason_) stuck_reason_ = Blocked{reason, at};
}

Symbol Grounder::intern(std::string_view text) {
  const Symbol known = model_.symbols.find(text);
  if (known != kNoSymbol) return known;
  return {model_.symbols.size() + more_symbols_.intern(text).index};
}

const std::string& Grounder::text(Symbol symbol) const {
  const std::uint32_t own = model_.symbols.size();
  if (symbol.index < own) return model_.symbols.text(symbol);
  return more_symbols_.text({symbol.index - own});
}

Value Grounder::value(const Closure& closure) {
  const Value found = compute(*closure.expr, closure.names);
  if (!closure.negated) return found;
  return certain(terms_, terms_.negation(as_boolean(found, closure.expr->at)));
}

Term Grounder::boolean(const Closure& closure) {
  return as_boolean(value(closure), closure.expr->at);
}

Scalar Grounder::scalar(const Closure& closure) {
  Value found = value(closure);
  if (auto* scalar = std::get_if<Scalar>(&found)) return std::move(*scalar);
  get_stuck(terms_.truth(true), "a single value is needed here", closure.expr->at);
  return {};
}

Number Grounder::number(const Closure& closure) {
  return as_number(value(closure), closure.expr->at);
}

Set Grounder::set(const Closure& closure) {
  Value found = value(closure);
  if (auto* set = std::get_if<Set>(&found)) return std::move(*set);
  // None is the empty set: it comes from an attribute of `none`.
  if (const auto* scalar = std::get_if<Scalar>(&found)) {
    for (const auto& [leaf, guard] : scalar->alternatives) {
      if (!std::holds_alternative<None>(leaf))
        get_stuck(guard, "a set is needed here", closure.expr->at);
    }
  }
  return {};
}

Term Grounder::as_boolean(const Value& value, const Span& at) {
  const auto* scalar = std::get_if<Scalar>(&value);
  if (scalar == nullptr) {
    get_stuck(terms_.truth(true), "true or false is needed here", at);
    return terms_.truth(false);
  }
  std::vector<Term> cases;
  for (const auto& [leaf, guard] : scalar->alternatives) {
    if (excluded(guard)) continue;
    if (const auto* truth = std::get_if<Term>(&leaf)) {
      cases.push_back(terms_.conjunction({guard, *truth}));
    } else {
      get_stuck(guard, "true or false is needed here, and there is nothing", at);
    }
  }
  return terms_.disjunction(std::move(cases));
}

Number Grounder::as_number(const Value& value, const Span& at) {
  const auto* scalar = std::get_if<Scalar>(&value);
  if (scalar == nullptr) {
    get_stuck(terms_.truth(true), "a number is needed here", at);
    return {};
  }
  Number sum;
  for (const auto& [leaf, guard] : scalar->alternatives) {
    if (excluded(guard)) continue;
    if (const auto* number = std::get_if<Number>(&leaf)) {
      sum = plus(sum, guarded(terms_, *number, guard));
    } else {
      get_stuck(guard, "a number is needed here, and there is nothing", at);
    }
  }
  return sum;
}

Value Grounder::compute(const syntax::Expr& expr, const Names& names) {
  const auto text_value = [&](const std::string& text) {
    return Value(certain(terms_, intern(text)));
  };
  return match(
      expr.node,  //
      [&](const syntax::BoolLit& literal) {
        return Value(certain(terms_, terms_.truth(literal.value)));
      },
      [&](const syntax::NumberLit& literal) {
        const QuantityResult read = parse_quantity(literal.text);
        if (!read.quantity) throw TooLarge{};
        return Value(certain(terms_, constant(read.quantity->value)));
      },
      [&](const syntax::StringLit& literal) { return text_value(literal.text); },
      [&](const syntax::NoneLit&) { return Value(certain(terms_, None{})); },
      [&](const syntax::PortLit& port) { return text_value(port.protocol + "/" + port.port); },
      [&](const syntax::Name& name) { return named(expr, name.text, names); },
      [&](const syntax::Member&) { return member(expr, names); },
      [&](const syntax::Index& indexed) { return index(indexed, names, false); },
      [&](const syntax::Call& called) { return call(expr, called, names); },
      [&](const syntax::Unary& unary) {
        if (unary.op == syntax::UnaryOp::Not) {
          return Value(certain(terms_, terms_.negation(boolean({&unary.operand[0], names}))));
        }
        return Value(certain(terms_, scaled(number({&unary.operand[0], names}), Rational(-1))));
      },
      [&](const syntax::Binary& operation) { return binary(operation, names); },
      [&](const syntax::Quantifier& quantifier) {
        const bool is_forall = quantifier.kind == syntax::QuantifierKind::ForAll;
        const Term some = exists_some({&expr, names, is_forall});
        return Value(certain(terms_, is_forall ? terms_.negation(some) : some));
      },
      [&](const syntax::Aggregate& folded) { return aggregate(folded, names); },
      [&](const syntax::Comprehension& set) { return comprehension(set, names); },
      [&](const syntax::Conditional& choice) { return conditional(choice, names); },
      [&](const syntax::Has& asked) { return Value(certain(terms_, has(asked.member[0], names))); },
      [&](const syntax::SetLit& set) { return literal(set, names); });
}

Value Grounder::named(const syntax::Expr& expr, const std::string& text, const Names& names) {
  if (const CellPtr* cell = find(names, text)) {
    require((*cell)->bound, "a variable is read only when it is bound");
    return (*cell)->value;
  }
  if (is_collection(expr, names)) return collection(text);
  if (const syntax::Def* def = definition(expr, names)) return compute(def->body, {});
  std::optional<EntityId> found;
  for (std::size_t k = 0; k < model::kKindCount; ++k) {
    const auto id = entity_named(static_cast<model::Kind>(k), text);
    if (!id) continue;
    if (found) get_stuck(terms_.truth(true), "`" + text + "` names entities of two kinds", expr.at);
    found = id;
  }
  if (found) return certain(terms_, *found);
  get_stuck(terms_.truth(true), "nothing is named `" + text + "`", expr.at);
  return Scalar{};
}

Value Grounder::call(const syntax::Expr& expr, const syntax::Call& call, const Names& names) {
  const syntax::Def* def = definition(expr, names);
  if (def == nullptr) return built_in(call, names, expr.at);
  Names inner;
  for (std::size_t i = 0; i < call.arguments.size() && i < def->params.size(); ++i) {
    auto cell = std::make_shared<Cell>();
    cell->value = value({&call.arguments[i], names});
    cell->bound = true;
    inner.emplace_back(def->params[i].name.text, std::move(cell));
  }
  return compute(def->body, inner);
}

Value Grounder::binary(const syntax::Binary& operation, const Names& names) {
  const Closure left{&operation.sides[0], names};
  const Closure right{&operation.sides[1], names};
  const auto truth = [&](Term term) { return Value(certain(terms_, term)); };
  switch (operation.op) {
    case BinaryOp::And: {
      const Term first = boolean(left);
      if (terms_.is_false(first)) return truth(first);
      const Path path(*this, first);
      return truth(terms_.conjunction({first, boolean(right)}));
    }
    case BinaryOp::Or: {
      const Term first = boolean(left);
      if (terms_.is_true(first)) return truth(first);
      const Path path(*this, terms_.negation(first));
      return truth(terms_.disjunction({first, boolean(right)}));
    }
    case BinaryOp::Implies: {
      const Term first = boolean(left);
      if (terms_.is_false(first)) return truth(terms_.truth(true));
      const Path path(*this, first);
      return truth(terms_.implication(first, boolean(right)));
    }
    case BinaryOp::Iff:
      return truth(terms_.iff(boolean(left), boolean(right)));
    case BinaryOp::Equal:
      if (never_equal(left, right)) return truth(terms_.truth(false));
      return truth(equality(value(left), value(right)));
    case BinaryOp::NotEqual:
      if (never_equal(left, right)) return truth(terms_.truth(true));
      return truth(terms_.negation(equality(value(left), value(right))));
    case BinaryOp::Less:
      return truth(less(terms_, number(left), number(right)));
    case BinaryOp::LessEqual:
      return truth(at_most(terms_, number(left), number(right)));
    case BinaryOp::Greater:
      return truth(less(terms_, number(right), number(left)));
    case BinaryOp::GreaterEqual:
      return truth(at_most(terms_, number(right), number(left)));
    case BinaryOp::In:
      return truth(membership(scalar(left), set(right)));
    case BinaryOp::NotIn:
      return truth(terms_.negation(membership(scalar(left), set(right))));
    case BinaryOp::Add:
    case BinaryOp::Subtract:
    case BinaryOp::Multiply:
    case BinaryOp::Divide:
      return arithmetic(operation, names, operation.sides[1].at);
  }
  return truth(terms_.truth(false));
}

Value Grounder::arithmetic(const syntax::Binary& operation, const Names& names, const Span& at) {
  const Number left = number({&operation.sides[0], names});
  const Number right = number({&operation.sides[1], names});
  const auto result = [&](Number number) { return Value(certain(terms_, std::move(number))); };
  if (operation.op == BinaryOp::Add) return result(plus(left, right));
  if (operation.op == BinaryOp::Subtract) return result(plus(left, scaled(right, Rational(-1))));
  if (operation.op == BinaryOp::Multiply) return result(product(terms_, left, right));
  if (!right.is_constant() || right.constant == Rational(0)) {
    get_stuck(terms_.truth(true), "division by zero", at);
    return result({});
  }
  const auto inverse = checked_divide(Rational(1), right.constant);
  if (!inverse) throw TooLarge{};
  return result(scaled(left, *inverse));
}

Value Grounder::conditional(const syntax::Conditional& conditional, const Names& names) {
  const Term condition = boolean({&conditional.parts[0], names});
  if (terms_.is_true(condition)) return value({&conditional.parts[1], names});
  if (terms_.is_false(condition)) return value({&conditional.parts[2], names});
  Value then;
  Value otherwise;
  {
    const Path path(*this, condition);
    then = value({&conditional.parts[1], names});
  }
  {
    const Path path(*this, terms_.negation(condition));
    otherwise = value({&conditional.parts[2], names});
  }
  return either(condition, then, otherwise);
}

Value Grounder::either(Term condition, const Value& then, const Value& otherwise) {
  const Term denied = terms_.negation(condition);
  if (std::holds_alternative<Scalar>(then) && std::holds_alternative<Scalar>(otherwise)) {
    Scalar both;
    for (const auto& [value, when] : {std::pair(&then, condition), std::pair(&otherwise, denied)}) {
      for (const auto& [leaf, guard] : std::get<Scalar>(*value).alternatives) {
        const Term kept = terms_.conjunction({guard, when});
        if (!terms_.is_false(kept)) both.alternatives.emplace_back(leaf, kept);
      }
    }
    return both;
  }
  Set both;
  for (const auto& [value, when] : {std::pair(&then, condition), std::pair(&otherwise, denied)}) {
    const auto* set = std::get_if<Set>(value);
    if (set == nullptr) continue;  // none, the empty set
    for (const auto& [item, guard] : set->members) {
      add_member(terms_, both, item, terms_.conjunction({guard, when}));
    }
  }
  return both;
}

Value Grounder::literal(const syntax::SetLit& literal, const Names& names) {
  std::vector<std::pair<model::Scalar, Term>> members;
  for (const syntax::Expr& item : literal.items) {
    for (const auto& [leaf, guard] : scalar({&item, names}).alternatives) {
      if (excluded(guard)) continue;
      match(
          leaf, [&](const None& none) { members.emplace_back(none, guard); },
          [&](const Term& truth) {
            members.emplace_back(true, terms_.conjunction({guard, truth}));
            members.emplace_back(false, terms_.conjunction({guard, terms_.negation(truth)}));
          },
          [&](const Number& number) {
            if (!number.is_constant()) {
              get_stuck(guard, "a set cannot hold a number that is open", item.at);
              return;
            }
            members.emplace_back(Quantity{number.constant, Dimension::Count}, guard);
          },
          [&](const Symbol& symbol) { members.emplace_back(symbol, guard); },
          [&](const EntityId& entity) { members.emplace_back(entity, guard); });
    }
  }
  Set set;
  for (const auto& [item, guard] : members) add_member(terms_, set, item, guard);
  return set;
}

}  // namespace ringfence::policy
