#include <algorithm>

#include "base/address.h"
#include "base/nearest_name.h"
#include "policy/obligation.h"
#include "policy/typing.h"
#include "syntax/closure.h"
#include "syntax/print.h"

namespace ringfence::policy {

using Shape = Typed::Shape;
using syntax::BinaryOp;

Typed TypeChecker::binary(const syntax::Expr& expr, const syntax::Binary& operation,
                          const Scope& scope) {
  const syntax::Expr& left = operation.sides[0];
  const syntax::Expr& right = operation.sides[1];
  switch (operation.op) {
    case BinaryOp::And:
    case BinaryOp::Or:
    case BinaryOp::Implies: {
      boolean(left, scope);
      Scope inner = scope;
      learn(left, operation.op != BinaryOp::Or, inner.present);
      boolean(right, inner);
      return of(Shape::Bool);
    }
    case BinaryOp::Iff:
      boolean(left, scope);
      boolean(right, scope);
      return of(Shape::Bool);
    case BinaryOp::Equal:
    case BinaryOp::NotEqual: {
      const bool to_none = std::holds_alternative<syntax::NoneLit>(left.node) ||
                           std::holds_alternative<syntax::NoneLit>(right.node);
      const Typed a = to_none ? type(left, scope) : needed(left, scope);
      const Typed b = to_none ? type(right, scope) : needed(right, scope);
      comparable(left, right, a, b, expr.at);
      return of(Shape::Bool);
    }
    case BinaryOp::Less:
    case BinaryOp::LessEqual:
    case BinaryOp::Greater:
    case BinaryOp::GreaterEqual: {
      const Typed a = number(left, scope);
      const Typed b = number(right, scope);
      comparable(left, right, a, b, expr.at);
      return of(Shape::Bool);
    }
    case BinaryOp::In:
    case BinaryOp::NotIn: {
      const Typed item = needed(left, scope);
      const Typed member = element_of(right, scope);
      comparable(left, right, item, member, expr.at);
      return of(Shape::Bool);
    }
    case BinaryOp::Add:
    case BinaryOp::Subtract:
    case BinaryOp::Multiply:
    case BinaryOp::Divide:
      return arithmetic(expr, operation, scope);
  }
  return of(Shape::Broken);
}

Typed TypeChecker::arithmetic(const syntax::Expr& expr, const syntax::Binary& operation,
                              const Scope& scope) {
  const Typed a = number(operation.sides[0], scope);
  const Typed b = number(operation.sides[1], scope);
  if (a.shape == Shape::Broken || b.shape == Shape::Broken) return of(Shape::Broken);
  Typed result = a;
  result.is_constant = a.is_constant && b.is_constant;
  result.is_count = a.is_count && b.is_count;
  const auto plain = [](const Typed& typed) {
    return !typed.dimension || *typed.dimension == Dimension::Count;
  };
  if (operation.op == BinaryOp::Add || operation.op == BinaryOp::Subtract) {
    if (a.dimension && b.dimension && *a.dimension != *b.dimension) {
      return fail("E0408", expr.at, "cannot add " + words(a) + " and " + words(b));
    }
    result.dimension = a.dimension ? a.dimension : b.dimension;
    return result;
  }
  if (operation.op == BinaryOp::Multiply) {
    if (!plain(a) && !plain(b))
      return fail("E0408", expr.at, "cannot multiply " + words(a) + " by " + words(b));
    if (!a.is_constant && !b.is_constant && !a.is_count && !b.is_count) {
      return fail("E0409", expr.at,
                  "both factors are open: only a `count` may be multiplied by something open");
    }
    result.dimension = plain(a) ? b.dimension : a.dimension;
    if (!result.dimension) result.dimension = a.dimension;
    return result;
  }
  if (!b.is_constant)
    return fail("E0409", operation.sides[1].at, "cannot divide by something open");
  if (const auto* literal = std::get_if<syntax::NumberLit>(&operation.sides[1].node)) {
    const QuantityResult read = parse_quantity(literal->text);
    if (read.quantity && read.quantity->value == Rational(0))
      return fail("E0409", operation.sides[1].at, "cannot divide by zero");
  }
  if (!plain(b)) {
    if (!a.dimension || *a.dimension != *b.dimension)
      return fail("E0408", expr.at, "cannot divide " + words(a) + " by " + words(b));
    result.dimension = Dimension::Count;
  }
  return result;
}

/// A text that is compared with an entity must be the name of one: a typo would make the policy
/// true of nothing. A tenant may be named without being there.
void TypeChecker::comparable(const syntax::Expr& left, const syntax::Expr& right, const Typed& a,
                             const Typed& b, const Span& at) {
  if (a.shape == Shape::Broken || b.shape == Shape::Broken || unified(a, b)) {
    const bool disjoint =
        a.shape == Shape::Ref && b.shape == Shape::Ref && a.kinds.common(b.kinds).empty();
    if (disjoint)
      fail("E0405", at, "comparing " + words(a) + " with " + words(b) + " is always false");
    return;
  }
  const bool text_and_entity = (a.shape == Shape::Ref && b.shape == Shape::Symbol) ||
                               (a.shape == Shape::Symbol && b.shape == Shape::Ref);
  if (!text_and_entity) {
    fail(a.shape == Shape::Number && b.shape == Shape::Number ? "E0408" : "E0405", at,
         "cannot compare " + words(a) + " with " + words(b));
    return;
  }
  const Typed& entity = a.shape == Shape::Ref ? a : b;
  const syntax::Expr& text = a.shape == Shape::Ref ? right : left;
  const auto* literal = std::get_if<syntax::StringLit>(&text.node);
  if (literal == nullptr || entity.kinds.contains(model::Kind::Tenant)) return;
  std::vector<std::string> known;
  for (const model::Entity& one : model_.entities) {
    if (!entity.kinds.contains(one.kind)) continue;
    if (one.name == literal->text || one.short_name == literal->text) return;
    if (known.size() < 5000) known.insert(known.end(), {one.name, one.short_name});
  }
  const std::string near = nearest_name(literal->text, known);
  fail("E0410", text.at, "no " + words(entity).substr(2) + " is named `" + literal->text + "`",
       near.empty() ? "" : "did you mean `" + near + "`?");
}

Typed TypeChecker::call(const syntax::Expr& expr, const syntax::Call& called, const Scope& scope) {
  const std::string& text = called.function.text;
  const auto def = model_.functions.find(text);
  if (def == model_.functions.end() || model::kind_of(text)) return built_in(expr, called, scope);
  if (def->second->params.size() != called.arguments.size()) {
    return fail("E0407", expr.at,
                "`" + text + "` takes " + std::to_string(def->second->params.size()) +
                    " arguments, not " + std::to_string(called.arguments.size()));
  }
  return inlined(*def->second, &called, scope, expr.at);
}

/// A definition means its body with the arguments for the parameters, so that is what is checked:
/// a guard at the call counts inside.
Typed TypeChecker::inlined(const syntax::Def& def, const syntax::Call* called, const Scope& scope,
                           const Span& at) {
  Scope inner;
  inner.trusting = scope.trusting;
  std::string key =
      std::to_string(reinterpret_cast<std::uintptr_t>(&def)) + (scope.trusting ? "t" : "");
  for (std::size_t i = 0; i < def.params.size(); ++i) {
    const syntax::Expr& written = called->arguments[i];
    auto passed = argument(def, i, written, scope);
    if (!passed) return of(Shape::Broken);
    key += "|" + words(*passed) + (passed->is_constant ? "c" : "") + (passed->is_count ? "n" : "");
    const std::string before = syntax::print(written) + ".";
    for (const std::string& known : scope.present) {
      if (!known.starts_with(before)) continue;
      inner.present.insert(def.params[i].name.text + "." + known.substr(before.size()));
    }
    inner.variables.emplace_back(def.params[i].name.text, std::move(*passed));
  }
  return body_of(def, inner, std::move(key), at);
}

/// What is passed for a parameter; nothing, and an error, if it does not fit.
std::optional<Typed> TypeChecker::argument(const syntax::Def& def, std::size_t position,
                                           const syntax::Expr& argument, const Scope& scope) {
  const Typed given = needed(argument, scope);
  Typed wanted = parameter(def.params[position]);
  const auto both = unified(wanted, given);
  const bool too_wide = both && wanted.shape == Shape::Ref && !(both->kinds == wanted.kinds);
  if (!both || too_wide) {
    fail("E0405", argument.at,
         "`" + def.name.text + "` takes " + words(wanted) + " here, not " + words(given));
    return std::nullopt;
  }
  Typed passed = given.shape == Shape::None || given.shape == Shape::Broken ? wanted : given;
  if (passed.shape == Shape::Number && !passed.dimension) passed.dimension = wanted.dimension;
  return passed;
}

/// The type of a definition's body, checked once for each way of using it that `key` tells apart.
Typed TypeChecker::body_of(const syntax::Def& def, const Scope& inner, std::string key,
                           const Span& at) {
  if (std::find(in_progress_.begin(), in_progress_.end(), &def) != in_progress_.end()) {
    return fail("E0411", at, "`" + def.name.text + "` is defined by itself");
  }
  for (const std::string& known : inner.present) key += "+" + known;
  if (const auto done = calls_.find(key); done != calls_.end()) return done->second;
  in_progress_.push_back(&def);
  used_at_.push_back(at);
  const Typed result = type(def.body, inner);
  in_progress_.pop_back();
  used_at_.pop_back();
  calls_.emplace(key, result);
  return result;
}

/// An end of `reach` or `flows`.
void TypeChecker::endpoint(const syntax::Expr& argument, const Scope& scope) {
  const Typed end = needed(argument, scope);
  if (end.shape == Shape::Broken) return;
  bool fits = end.shape == Shape::Ref;
  for (std::size_t k = 0; k < model::kKindCount && fits; ++k) {
    const auto kind = static_cast<model::Kind>(k);
    fits = !end.kinds.contains(kind) || kind == model::Kind::Pod || kind == model::Kind::Workload ||
           kind == model::Kind::Container || kind == model::Kind::Vm;
  }
  if (const auto* literal = std::get_if<syntax::StringLit>(&argument.node)) {
    fits = parse_address(literal->text) || parse_cidr(literal->text);
  }
  if (fits) return;
  fail(
      "E0405", argument.at,
      "expected a pod, a workload, a container, a virtual machine, or addresses in quotes, found " +
          words(end));
}

/// `reach(a, b)`, `reach(a, b, tcp/443)` or `flows(a, b)`.
Typed TypeChecker::connection(const syntax::Expr& expr, const syntax::Call& called,
                              const Scope& scope) {
  const bool may_have_port = called.function.text == "reach";
  const std::size_t count = called.arguments.size();
  if (count != 2 && !(may_have_port && count == 3)) {
    return fail("E0407", expr.at,
                may_have_port ? "`reach` takes two endpoints, and a port if one is meant"
                              : "`flows` takes two endpoints");
  }
  for (std::size_t i = 0; i < 2; ++i) endpoint(called.arguments[i], scope);
  if (count == 3) {
    const syntax::Expr& port = called.arguments[2];
    const Typed typed = needed(port, scope);
    const bool is_written = std::holds_alternative<syntax::PortLit>(port.node) ||
                            std::holds_alternative<syntax::Name>(port.node);
    if (!is_written || (typed.shape != Shape::Symbol && typed.shape != Shape::Broken)) {
      fail("E0405", port.at, "expected a port such as `tcp/443`");
    }
  }
  return of(Shape::Bool);
}

Typed TypeChecker::built_in(const syntax::Expr& expr, const syntax::Call& called,
                            const Scope& scope) {
  const std::string& text = called.function.text;
  const auto want = [&](std::size_t count) { return called.arguments.size() == count; };
  if (const auto kind = model::kind_of(text)) {
    const auto* literal =
        want(1) ? std::get_if<syntax::StringLit>(&called.arguments[0].node) : nullptr;
    if (literal == nullptr)
      return fail("E0407", expr.at, "`" + text + "(…)` takes one name in quotes");
    Typed typed = of(Shape::Ref);
    typed.kinds = {*kind};
    if (model::find_entity(model_, *kind, literal->text)) return typed;
    std::vector<std::string> known;
    for (const model::Entity& one : model_.entities) {
      if (one.kind == *kind && known.size() < 5000) known.push_back(one.name);
    }
    const std::string near = nearest_name(literal->text, known);
    return fail("E0410", called.arguments[0].at, "no " + text + " is named `" + literal->text + "`",
                near.empty() ? "" : "did you mean `" + near + "`?");
  }
  if (text == "matches" || text == "within") {
    if (!want(2)) return fail("E0407", expr.at, "`" + text + "` takes 2 arguments");
    for (const syntax::Expr& argument : called.arguments) {
      const Typed typed = needed(argument, scope);
      if (typed.shape != Shape::Symbol && typed.shape != Shape::Broken &&
          typed.shape != Shape::None) {
        fail("E0405", argument.at, "expected text, found " + words(typed));
      }
    }
    return of(Shape::Bool);
  }
  if (text == "label" || text == "has_label" || text == "label_number") {
    if (!want(2)) return fail("E0407", expr.at, "`" + text + "` takes an entity and a key");
    const Typed entity = needed(called.arguments[0], scope);
    if (entity.shape != Shape::Ref && entity.shape != Shape::Broken &&
        entity.shape != Shape::None) {
      fail("E0405", called.arguments[0].at, "expected an entity, found " + words(entity));
    }
    if (!std::holds_alternative<syntax::StringLit>(called.arguments[1].node)) {
      fail("E0405", called.arguments[1].at, "expected a key in quotes");
    }
    if (text == "has_label") return of(Shape::Bool);
    Typed typed = of(text == "label" ? Shape::Symbol : Shape::Number);
    if (text == "label_number") typed.dimension = Dimension::Count;
    // An absent label is none, which compares with nothing but none; as a number it needs a guard
    // that only `has_label` can give, and so it is the evaluation that is cautious.
    return typed;
  }
  if (syntax::is_closure(called)) return closure(expr, called, scope);
  if (text == "reach" || text == "flows") return connection(expr, called, scope);
  std::vector<std::string> known = {"label",  "has_label", "label_number", "matches",
                                    "within", "reach",     "flows",        "closure"};
  for (const auto& [function, def] : model_.functions) known.push_back(function);
  std::sort(known.begin(), known.end());
  const std::string near = nearest_name(text, known);
  return fail("E0403", called.function.at, "nothing defines `" + text + "`",
              near.empty() ? "" : "did you mean `" + near + "`?");
}

}  // namespace ringfence::policy
