#include "semantics/evaluator.h"

#include <algorithm>

#include "base/match.h"
#include "base/quantity.h"

// Expressions, one case per kind of node. Quantifiers, attributes and functions have files of
// their own.

namespace ringfence::semantics {

using model::EntityId;
using model::Scalar;
using model::SetValue;
using model::Value;

void get_stuck(std::string reason, const Span& at) {
  throw StuckAt{{std::move(reason), at}};
}

namespace {

// The grammar bounds how deep one text nests, and definitions cannot be recursive, but a long chain
// of definitions could still leave the stack. This many steps fit it in every build.
constexpr int kDeepest = 2000;

class Deeper {
 public:
  explicit Deeper(int& depth) : depth_(depth) { ++depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  ~Deeper() { --depth_; }

 private:
  int& depth_;
};

}  // namespace

Value Evaluator::value(const syntax::Expr& expr) {
  const Deeper deeper(depth_);
  if (depth_ > kDeepest) get_stuck("definitions are nested too deeply here", expr.at);
  if (steps_left_-- == 0) get_stuck("evaluation was limited", expr.at);
  return match(
      expr.node,  //
      [](const syntax::BoolLit& literal) -> Value { return Scalar(literal.value); },
      [&](const syntax::NumberLit& literal) { return number(literal, expr.at); },
      [&](const syntax::StringLit& literal) -> Value { return Scalar(intern(literal.text)); },
      [](const syntax::NoneLit&) -> Value { return Scalar(model::None{}); },
      [&](const syntax::PortLit& literal) -> Value {
        return Scalar(intern(literal.protocol + "/" + literal.port));
      },
      [&](const syntax::Name& written) { return name(expr, written.text); },
      [&](const syntax::Member&) { return member(expr); },
      [&](const syntax::Index& written) { return index(written, expr.at); },
      [&](const syntax::Call& written) { return call(expr, written); },
      [&](const syntax::Unary& written) { return unary(written); },
      [&](const syntax::Binary& written) { return binary(written, expr.at); },
      [&](const syntax::Quantifier& written) -> Value { return Scalar(quantifier(written)); },
      [&](const syntax::Aggregate& written) { return aggregate(written, expr.at); },
      [&](const syntax::Comprehension& written) { return comprehension(written); },
      [&](const syntax::Conditional& written) {
        return value(written.parts[boolean(written.parts[0]) ? 1 : 2]);
      },
      [&](const syntax::Has& written) -> Value { return Scalar(has(written.member[0])); },
      [&](const syntax::SetLit& literal) { return set_literal(literal); });
}

bool Evaluator::boolean(const syntax::Expr& expr) {
  const Value found = value(expr);
  if (const auto* scalar = std::get_if<Scalar>(&found)) {
    if (const bool* truth = std::get_if<bool>(scalar)) return *truth;
    if (std::holds_alternative<model::None>(*scalar)) {
      get_stuck("this is none where true or false is needed", expr.at);
    }
  }
  get_stuck("this is neither true nor false", expr.at);
}

Scalar Evaluator::scalar(const syntax::Expr& expr) {
  const Value found = value(expr);
  if (const auto* scalar = std::get_if<Scalar>(&found)) return *scalar;
  get_stuck("this is a set where one value is needed", expr.at);
}

std::vector<Scalar> Evaluator::members(const syntax::Expr& expr) {
  Value found = value(expr);
  if (auto* set = std::get_if<SetValue>(&found)) return std::move(set->items);
  if (found == Value(Scalar(model::None{}))) return {};
  get_stuck("this is no set", expr.at);
}

Quantity Evaluator::quantity(const syntax::Expr& expr) {
  const Scalar found = scalar(expr);
  if (const Quantity* number = std::get_if<Quantity>(&found)) return *number;
  if (std::holds_alternative<model::None>(found)) {
    get_stuck("this is none where a number is needed", expr.at);
  }
  get_stuck("this is no number", expr.at);
}

Value Evaluator::number(const syntax::NumberLit& literal, const Span& at) const {
  const QuantityResult read = parse_quantity(literal.text);
  if (!read.quantity) get_stuck("`" + literal.text + "` is no exact number", at);
  return Scalar(
      Quantity{read.quantity->value, read.quantity->dimension.value_or(Dimension::Count)});
}

Value Evaluator::name(const syntax::Expr& expr, const std::string& text) {
  if (const Value* variable = environment_.find(text)) return *variable;
  if (collection(expr) != nullptr) {
    SetValue members;
    if (text == "resources") {
      members.items.assign(model_.extended_resources.begin(), model_.extended_resources.end());
      return members;
    }
    for (std::uint32_t i = 0; i < model_.entities.size(); ++i) {
      if (is_member(text, EntityId{i})) members.items.emplace_back(EntityId{i});
    }
    return members;
  }
  if (const syntax::Def* found = definition(expr)) {
    const Frame frame(environment_);
    return value(found->body);
  }
  return Scalar(entity_named(text, expr.at));
}

EntityId Evaluator::entity_named(const std::string& text, const Span& at) const {
  std::optional<EntityId> only;
  for (std::size_t i = 0; i < model::kKindCount; ++i) {
    const auto found = model::find_entity(model_, static_cast<model::Kind>(i), text);
    if (!found) continue;
    if (only) get_stuck("`" + text + "` is the name of several entities", at);
    only = found;
  }
  if (!only) get_stuck("nothing is called `" + text + "`", at);
  return *only;
}

Value Evaluator::set_literal(const syntax::SetLit& literal) {
  SetValue set;
  for (const syntax::Expr& item : literal.items) {
    const Scalar member = scalar(item);
    const bool known = std::any_of(set.items.begin(), set.items.end(),
                                   [&](const Scalar& earlier) { return same(earlier, member); });
    if (!known) set.items.push_back(member);
  }
  return set;
}

Symbol Evaluator::intern(std::string_view text) {
  const Symbol known = model_.symbols.find(text);
  if (known != kNoSymbol) return known;
  return Symbol{model_.symbols.size() + more_symbols_.intern(text).index};
}

const std::string& Evaluator::text(Symbol symbol) const {
  const std::uint32_t known = model_.symbols.size();
  if (symbol.index < known) return model_.symbols.text(symbol);
  return more_symbols_.text(Symbol{symbol.index - known});
}

}  // namespace ringfence::semantics
