#include "resolve/values.h"

#include <algorithm>

#include "base/match.h"

namespace ringfence::resolve {
namespace {

using model::Type;

std::nullopt_t wrong_type(Work& work, const Expected& expected, const Span& at) {
  Type one = expected.attribute.type;
  one.is_keyed = false;
  std::string help;
  if (one.is_set) help = "a set is written `{a, b}`";
  if (one.base == Type::Base::Symbol && !one.is_set) help = "text is written in quotes";
  work.errors.push_back(
      {"E0305",
       at,
       "expected " + to_string(one) + " for `" + std::string(expected.attribute.name) + "`",
       {},
       help});
  return std::nullopt;
}

/// The dimension the attribute has; `unit` is what the number was written with.
bool fits(const Expected& expected, std::optional<Dimension> unit) {
  return !unit || *unit == expected.attribute.type.dimension;
}

std::optional<Rational> number_of(Work& work, const Expected& expected, const syntax::Expr& expr);

/// `10/3`: an amount that no decimal can write, over a plain number.
std::optional<Rational> quotient_of(Work& work, const Expected& expected,
                                    const syntax::Binary& division) {
  const auto over = number_of(work, expected, division.sides[0]);
  const auto* literal = std::get_if<syntax::NumberLit>(&division.sides[1].node);
  if (literal == nullptr) return wrong_type(work, expected, division.sides[1].at);
  const QuantityResult under = parse_quantity(literal->text);
  const bool is_plain = under.quantity && !under.quantity->dimension;
  const auto value = over && is_plain ? checked_divide(*over, under.quantity->value) : std::nullopt;
  const bool bytes = expected.attribute.type.dimension == Dimension::Bytes;
  if (over && (!value || (bytes && !value->is_whole()))) {
    work.errors.push_back(
        {"E0316", division.sides[1].at, "cannot divide by `" + literal->text + "`"});
    return std::nullopt;
  }
  return value;
}

std::optional<Rational> number_of(Work& work, const Expected& expected, const syntax::Expr& expr) {
  if (const auto* minus = std::get_if<syntax::Unary>(&expr.node)) {
    if (minus->op == syntax::UnaryOp::Minus) {
      work.errors.push_back(
          {"E0306", expr.at, "`" + std::string(expected.attribute.name) + "` cannot be negative"});
      return std::nullopt;
    }
  }
  if (const auto* division = std::get_if<syntax::Binary>(&expr.node)) {
    if (division->op == syntax::BinaryOp::Divide) return quotient_of(work, expected, *division);
  }
  const auto* literal = std::get_if<syntax::NumberLit>(&expr.node);
  if (literal == nullptr) return wrong_type(work, expected, expr.at);
  const QuantityResult read = parse_quantity(literal->text);
  if (!read.quantity) {
    const char* why = read.error == QuantityError::Overflow ? "is too large to be counted exactly"
                      : read.error == QuantityError::UnknownUnit ? "has an unknown unit"
                                                                 : "is no quantity";
    work.errors.push_back({"E0316", expr.at, "`" + literal->text + "` " + why});
    return std::nullopt;
  }
  if (!fits(expected, read.quantity->dimension)) {
    work.errors.push_back({"E0305", expr.at,
                           "`" + std::string(expected.attribute.name) + "` is counted in " +
                               std::string(to_string(expected.attribute.type.dimension)) +
                               ", not in " + std::string(to_string(*read.quantity->dimension))});
    return std::nullopt;
  }
  const bool bytes = expected.attribute.type.dimension == Dimension::Bytes;
  if (bytes && !expected.imported && !read.quantity->value.is_whole()) {
    work.errors.push_back({"E0305",
                           expr.at,
                           "`" + literal->text + "` is a fraction of a byte",
                           {},
                           "`m` means thousandths; `MiB` means mebibytes"});
    return std::nullopt;
  }
  return read.quantity->value;
}

std::optional<model::Scalar> symbol_of(Work& work, const Expected& expected,
                                       const syntax::Expr& expr) {
  if (const auto* text = std::get_if<syntax::StringLit>(&expr.node))
    return model::Scalar(work.model.symbols.intern(text->text));
  if (const auto* name = std::get_if<syntax::Name>(&expr.node))
    return model::Scalar(work.model.symbols.intern(name->text));
  if (const auto* port = std::get_if<syntax::PortLit>(&expr.node)) {
    return model::Scalar(work.model.symbols.intern(port->protocol + "/" + port->port));
  }
  return wrong_type(work, expected, expr.at);
}

std::optional<model::Scalar> reference_of(Work& work, const Expected& expected,
                                          const syntax::Expr& expr) {
  const model::KindSet kinds = expected.attribute.type.kinds;
  const auto named = [&](model::KindSet among,
                         const std::string& name) -> std::optional<model::Scalar> {
    const auto id = look_up(work, among, name, expr.at);
    if (!id) return std::nullopt;
    return model::Scalar(*id);
  };
  if (const auto* text = std::get_if<syntax::StringLit>(&expr.node))
    return named(kinds, text->text);
  if (const auto* name = std::get_if<syntax::Name>(&expr.node)) return named(kinds, name->text);
  if (const auto* call = std::get_if<syntax::Call>(&expr.node)) {
    const auto kind = model::kind_of(call->function.text);
    const auto* text = call->arguments.size() == 1
                           ? std::get_if<syntax::StringLit>(&call->arguments[0].node)
                           : nullptr;
    if (kind && text != nullptr && kinds.contains(*kind))
      return named(model::KindSet{*kind}, text->text);
  }
  return wrong_type(work, expected, expr.at);
}

}  // namespace

namespace {

/// A pod may be pending and a container not running; a machine is always on some host.
bool may_be_none(const model::Attribute& row) {
  if (row.presence == model::Presence::Optional) return !row.type.is_set;
  const bool runs = row.kind == model::Kind::Pod || row.kind == model::Kind::Container;
  return row.presence == model::Presence::Open && runs;
}

}  // namespace

std::optional<model::Scalar> scalar_value(Work& work, const Expected& expected,
                                          const syntax::Expr& expr) {
  const Type& type = expected.attribute.type;
  if (std::holds_alternative<syntax::NoneLit>(expr.node)) {
    if (may_be_none(expected.attribute)) return model::Scalar(model::None{});
    return wrong_type(work, expected, expr.at);
  }
  switch (type.base) {
    case Type::Base::Bool: {
      const auto* literal = std::get_if<syntax::BoolLit>(&expr.node);
      if (literal == nullptr) return wrong_type(work, expected, expr.at);
      return model::Scalar(literal->value);
    }
    case Type::Base::Number: {
      const auto number = number_of(work, expected, expr);
      if (!number) return std::nullopt;
      return model::Scalar(Quantity{*number, type.dimension});
    }
    case Type::Base::Symbol:
      return symbol_of(work, expected, expr);
    case Type::Base::Ref:
      return reference_of(work, expected, expr);
    case Type::Base::None:
      break;
  }
  return wrong_type(work, expected, expr.at);
}

bool before(const Symbols& symbols, const model::Scalar& a, const model::Scalar& b) {
  if (a.index() != b.index()) return a.index() < b.index();
  if (const auto* x = std::get_if<Symbol>(&a))
    return symbols.text(*x) < symbols.text(std::get<Symbol>(b));
  if (const auto* x = std::get_if<Quantity>(&a)) return x->value < std::get<Quantity>(b).value;
  if (const auto* x = std::get_if<model::EntityId>(&a)) return *x < std::get<model::EntityId>(b);
  if (const auto* x = std::get_if<bool>(&a)) return !*x && std::get<bool>(b);
  return false;
}

std::optional<model::Value> closed_value(Work& work, const Expected& expected,
                                         const syntax::Expr& expr) {
  if (!expected.attribute.type.is_set) {
    const auto scalar = scalar_value(work, expected, expr);
    if (!scalar) return std::nullopt;
    return model::Value(*scalar);
  }
  const auto* literal = std::get_if<syntax::SetLit>(&expr.node);
  if (literal == nullptr) return wrong_type(work, expected, expr.at);
  model::SetValue set;
  for (const syntax::Expr& item : literal->items) {
    const auto scalar = scalar_value(work, expected, item);
    if (!scalar) return std::nullopt;
    set.items.push_back(*scalar);
  }
  const auto less = [&](const model::Scalar& a, const model::Scalar& b) {
    return before(work.model.symbols, a, b);
  };
  std::sort(set.items.begin(), set.items.end(), less);
  set.items.erase(std::unique(set.items.begin(), set.items.end()), set.items.end());
  return model::Value(std::move(set));
}

std::optional<Rational> keyed_value(Work& work, const Expected& expected,
                                    const syntax::Expr& expr) {
  return number_of(work, expected, expr);
}

std::optional<model::Domain> range_domain(Work& work, const Expected& expected,
                                          const syntax::RangeValue& range, const Span& at) {
  if (expected.attribute.type.base != Type::Base::Number || expected.attribute.type.is_set) {
    return wrong_type(work, expected, at);
  }
  const auto low = number_of(work, expected, range.low_and_high[0]);
  const auto high = number_of(work, expected, range.low_and_high[1]);
  // A core is divided as finely as Kubernetes divides it; everything else in whole units.
  const bool cpu = expected.attribute.type.dimension == Dimension::Cpu;
  std::optional<Rational> step = cpu ? Rational::of(1, 1000) : Rational(1);
  if (!range.step.empty()) step = number_of(work, expected, range.step[0]);
  if (!low || !high || !step) return std::nullopt;
  if (*high < *low) {
    work.errors.push_back({"E0306", at, "the range is empty: its low end is above its high end"});
    return std::nullopt;
  }
  if (*step <= Rational(0)) {
    work.errors.push_back(
        {"E0306", range.step.empty() ? at : range.step[0].at, "a step must be above 0"});
    return std::nullopt;
  }
  return model::Domain(model::RangeDomain{*low, *high, *step, expected.attribute.type.dimension});
}

}  // namespace ringfence::resolve
