#include <algorithm>

#include "semantics/evaluator.h"

// Section 5 of docs/semantics.md, and the order of evaluation of section 3.

namespace ringfence::semantics {

using model::EntityId;
using model::Scalar;
using model::SetValue;
using model::Value;
using syntax::BinaryOp;

Value Evaluator::unary(const syntax::Unary& unary) {
  if (unary.op == syntax::UnaryOp::Not) return Scalar(!boolean(unary.operand[0]));
  const Quantity operand = quantity(unary.operand[0]);
  const auto negated = checked_subtract(Rational(), operand.value);
  if (!negated) get_stuck("the number is too large to be exact", unary.operand[0].at);
  return Scalar(Quantity{*negated, operand.dimension});
}

Value Evaluator::binary(const syntax::Binary& binary, const Span& at) {
  const syntax::Expr& left = binary.sides[0];
  const syntax::Expr& right = binary.sides[1];
  switch (binary.op) {
    case BinaryOp::And:
      return Scalar(boolean(left) && boolean(right));
    case BinaryOp::Or:
      return Scalar(boolean(left) || boolean(right));
    case BinaryOp::Implies:
      return Scalar(!boolean(left) || boolean(right));
    case BinaryOp::Iff: {
      const bool from = boolean(left);
      return Scalar(from == boolean(right));
    }
    case BinaryOp::Equal:
    case BinaryOp::NotEqual: {
      const Value from = value(left);
      return Scalar(same(from, value(right)) == (binary.op == BinaryOp::Equal));
    }
    case BinaryOp::Less:
    case BinaryOp::LessEqual:
    case BinaryOp::Greater:
    case BinaryOp::GreaterEqual:
      return Scalar(compare(binary));
    case BinaryOp::In:
      return Scalar(contains(left, right));
    case BinaryOp::NotIn:
      return Scalar(!contains(left, right));
    case BinaryOp::Add:
    case BinaryOp::Subtract:
    case BinaryOp::Multiply:
    case BinaryOp::Divide:
      return arithmetic(binary, at);
  }
  get_stuck("this operator is unknown", at);
}

bool Evaluator::compare(const syntax::Binary& binary) {
  const Rational left = quantity(binary.sides[0]).value;
  const Rational right = quantity(binary.sides[1]).value;
  if (binary.op == BinaryOp::Less) return left < right;
  if (binary.op == BinaryOp::LessEqual) return left <= right;
  if (binary.op == BinaryOp::Greater) return left > right;
  return left >= right;
}

Value Evaluator::arithmetic(const syntax::Binary& binary, const Span& at) {
  const Quantity left = quantity(binary.sides[0]);
  const Quantity right = quantity(binary.sides[1]);
  std::optional<Rational> result;
  if (binary.op == BinaryOp::Add) {
    result = checked_add(left.value, right.value);
  } else if (binary.op == BinaryOp::Subtract) {
    result = checked_subtract(left.value, right.value);
  } else if (binary.op == BinaryOp::Multiply) {
    result = checked_multiply(left.value, right.value);
  } else {
    if (right.value == Rational()) get_stuck("division by zero", at);
    result = checked_divide(left.value, right.value);
  }
  if (!result) get_stuck("the result is too large to be exact", at);
  // A literal without a unit takes the other side's dimension; it only matters for printing.
  const bool left_is_plain = left.dimension == Dimension::Count;
  return Scalar(Quantity{*result, left_is_plain ? right.dimension : left.dimension});
}

bool Evaluator::contains(const syntax::Expr& element, const syntax::Expr& set) {
  const Scalar wanted = scalar(element);
  const std::vector<Scalar> items = members(set);
  return std::any_of(items.begin(), items.end(),
                     [&](const Scalar& item) { return same(item, wanted); });
}

bool Evaluator::same(const Value& a, const Value& b) const {
  const auto* left = std::get_if<Scalar>(&a);
  const auto* right = std::get_if<Scalar>(&b);
  if (left != nullptr && right != nullptr) return same(*left, *right);
  // None is the empty set where the other side is a set.
  const auto items = [](const Value& value) -> std::optional<std::vector<Scalar>> {
    if (const auto* set = std::get_if<SetValue>(&value)) return set->items;
    if (value == Value(Scalar(model::None{}))) return std::vector<Scalar>();
    return std::nullopt;
  };
  const auto left_items = items(a);
  const auto right_items = items(b);
  if (!left_items || !right_items) return false;
  const auto covers = [&](const std::vector<Scalar>& all, const std::vector<Scalar>& some) {
    return std::all_of(some.begin(), some.end(), [&](const Scalar& item) {
      return std::any_of(all.begin(), all.end(),
                         [&](const Scalar& other) { return same(item, other); });
    });
  };
  return covers(*left_items, *right_items) && covers(*right_items, *left_items);
}

bool Evaluator::same(const Scalar& a, const Scalar& b) const {
  if (const Quantity* left = std::get_if<Quantity>(&a)) {
    const Quantity* right = std::get_if<Quantity>(&b);
    return right != nullptr && left->value == right->value;
  }
  const EntityId* left_entity = std::get_if<EntityId>(&a);
  const EntityId* right_entity = std::get_if<EntityId>(&b);
  const Symbol* left_symbol = std::get_if<Symbol>(&a);
  const Symbol* right_symbol = std::get_if<Symbol>(&b);
  if (left_entity != nullptr && right_symbol != nullptr)
    return goes_by(*left_entity, *right_symbol);
  if (left_symbol != nullptr && right_entity != nullptr)
    return goes_by(*right_entity, *left_symbol);
  return a == b;
}

bool Evaluator::goes_by(EntityId id, Symbol name) const {
  const model::Entity& entity = model_.entity(id);
  const std::string& wanted = text(name);
  if (entity.name == wanted) return true;
  if (entity.short_name != wanted) return false;
  return model::find_entity(model_, entity.kind, wanted) == id;
}

}  // namespace ringfence::semantics
