#include "policy/typing.h"

#include <algorithm>

#include "base/match.h"
#include "base/nearest_name.h"
#include "policy/obligation.h"
#include "syntax/print.h"

namespace ringfence::policy {

using Shape = Typed::Shape;

namespace {

/// Functions that a call of that name means, whatever is defined.
constexpr std::string_view kBuiltIns[] = {"closure",      "label",   "has_label",
                                          "label_number", "matches", "within"};

}  // namespace

TypeChecker::TypeChecker(const model::Model& model) : model_(model) {
  for (const model::Entity& entity : model.entities) {
    for (const model::Fact& fact : entity.facts) {
      if (std::holds_alternative<model::UnknownId>(fact.value)) open_.insert(fact.attribute);
    }
  }
}

Typed TypeChecker::fail(std::string_view code, const Span& at, std::string message,
                        std::string help) {
  if (!reported_.emplace(at, message).second) return of(Shape::Broken);
  std::vector<Note> notes;
  if (!used_at_.empty()) notes.push_back({used_at_.front(), "the definition is used here"});
  errors_.push_back({code, at, std::move(message), std::move(notes), std::move(help)});
  return of(Shape::Broken);
}

void TypeChecker::formula(const syntax::Expr& expr) {
  boolean(expr, {});
}

void TypeChecker::definition(const syntax::Def& def) {
  if (!def.is_attribute && std::ranges::count(kBuiltIns, def.name.text) != 0) {
    fail("E0404", def.name.at, "`" + def.name.text + "` is built in",
         "give the definition another name");
  }
  Scope scope;
  scope.trusting = true;
  for (const syntax::Param& param : def.params)
    scope.variables.emplace_back(param.name.text, parameter(param));
  in_progress_.push_back(&def);
  type(def.body, scope);
  in_progress_.pop_back();
}

Typed TypeChecker::parameter(const syntax::Param& param) {
  std::string text = param.type;
  const bool is_set = text.starts_with("set of ");
  if (is_set) text = text.substr(7);
  Typed typed;
  if (text == "bool") typed = of(Shape::Bool);
  if (text == "number") typed = number_of(Dimension::Count);
  if (text == "bytes") typed = number_of(Dimension::Bytes);
  if (text == "cpu") typed = number_of(Dimension::Cpu);
  if (text == "symbol") typed = of(Shape::Symbol);
  if (typed.shape == Shape::Broken) {
    model::KindSet kinds;
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('|', begin), text.size());
      std::string one = text.substr(begin, end - begin);
      std::erase(one, ' ');
      const auto kind = model::kind_of(one);
      if (!kind)
        return fail("E0404", param.type_at, "`" + one + "` is no type",
                    "a type is a kind of entity, bool, number, bytes, cpu or symbol");
      kinds = kinds.with({*kind});
      begin = end + 1;
    }
    typed = reference(kinds);
  }
  return is_set ? set_of(std::move(typed)) : typed;
}

void TypeChecker::learn(const syntax::Expr& condition, bool truth, Present& present) const {
  if (const auto* unary = std::get_if<syntax::Unary>(&condition.node)) {
    if (unary->op == syntax::UnaryOp::Not) learn(unary->operand[0], !truth, present);
    return;
  }
  if (const auto* has = std::get_if<syntax::Has>(&condition.node)) {
    if (truth) present.insert(syntax::print(has->member[0]));
    return;
  }
  const auto* binary = std::get_if<syntax::Binary>(&condition.node);
  if (binary == nullptr) return;
  const bool both = (binary->op == syntax::BinaryOp::And && truth) ||
                    (binary->op == syntax::BinaryOp::Or && !truth);
  if (both) {
    for (const syntax::Expr& side : binary->sides) learn(side, truth, present);
  }
  const bool is_none = std::holds_alternative<syntax::NoneLit>(binary->sides[1].node);
  const auto differs = truth ? syntax::BinaryOp::NotEqual : syntax::BinaryOp::Equal;
  if (is_none && binary->op == differs) present.insert(syntax::print(binary->sides[0]));
}

void TypeChecker::boolean(const syntax::Expr& expr, const Scope& scope) {
  const Typed typed = type(expr, scope);
  if (typed.shape == Shape::Bool || typed.shape == Shape::Broken) {
    present(typed, expr, scope);
  } else {
    fail("E0405", expr.at, "expected true or false, found " + words(typed));
  }
}

Typed TypeChecker::present(Typed typed, const syntax::Expr& expr, const Scope& scope) {
  if (typed.may_be_absent && !scope.trusting) {
    return fail("E0406", expr.at, "`" + typed.absent_name + "` may be absent",
                "guard it: `where has " + typed.absent_name + "`, or `has " + typed.absent_name +
                    " and …`");
  }
  typed.may_be_absent = false;
  return typed;
}

Typed TypeChecker::needed(const syntax::Expr& expr, const Scope& scope) {
  return present(type(expr, scope), expr, scope);
}

Typed TypeChecker::number(const syntax::Expr& expr, const Scope& scope) {
  const Typed typed = type(expr, scope);
  if (typed.shape == Shape::Number || typed.shape == Shape::Broken)
    return present(typed, expr, scope);
  return fail("E0405", expr.at, "expected a number, found " + words(typed));
}

Typed TypeChecker::element_of(const syntax::Expr& set, const Scope& scope) {
  const Typed typed = type(set, scope);
  if (typed.shape == Shape::Set) return typed.element.empty() ? of(Shape::None) : typed.element[0];
  if (typed.shape == Shape::Broken) return typed;
  return fail("E0405", set.at, "expected a set to range over, found " + words(typed));
}

TypeChecker::Scope TypeChecker::bind(const std::vector<syntax::Binder>& binders,
                                     const std::vector<syntax::Expr>& guard, const Scope& scope) {
  Scope inner = scope;
  for (const syntax::Binder& binder : binders) {
    Typed element = element_of(binder.range[0], inner);
    element.is_constant = true;  // of one instance
    for (const syntax::Ident& variable : binder.variables) {
      // What was known of an outer variable of that name is not known of this one.
      std::erase_if(inner.present, [&](const std::string& known) {
        return known.starts_with(variable.text + ".") || known.starts_with(variable.text + "[");
      });
      inner.variables.emplace_back(variable.text, element);
    }
  }
  for (const syntax::Expr& condition : guard) {
    boolean(condition, inner);
    learn(condition, true, inner.present);
  }
  return inner;
}

Typed TypeChecker::type(const syntax::Expr& expr, const Scope& scope) {
  return match(
      expr.node, [](const syntax::BoolLit&) { return of(Shape::Bool); },
      [&](const syntax::NumberLit& literal) {
        const QuantityResult read = parse_quantity(literal.text);
        if (!read.quantity) {
          return fail(
              "E0316", expr.at,
              "`" + literal.text +
                  (read.error == QuantityError::Overflow ? "` is too large to be counted exactly"
                                                         : "` is no quantity"));
        }
        return number_of(read.quantity->dimension);
      },
      [](const syntax::StringLit&) { return of(Shape::Symbol); },
      [](const syntax::NoneLit&) { return of(Shape::None); },
      [](const syntax::PortLit&) { return of(Shape::Symbol); },
      [&](const syntax::Name& named) { return name(expr, named.text, scope); },
      [&](const syntax::Member&) { return member(expr, scope); },
      [&](const syntax::Index& indexed) { return index(indexed, scope); },
      [&](const syntax::Call& called) { return call(expr, called, scope); },
      [&](const syntax::Unary& unary) {
        if (unary.op == syntax::UnaryOp::Minus) return number(unary.operand[0], scope);
        boolean(unary.operand[0], scope);
        return of(Shape::Bool);
      },
      [&](const syntax::Binary& operation) { return binary(expr, operation, scope); },
      [&](const syntax::Quantifier& quantifier) {
        boolean(quantifier.body[0], bind(quantifier.binders, quantifier.guard, scope));
        return of(Shape::Bool);
      },
      [&](const syntax::Aggregate& aggregate) {
        const Scope inner = bind(aggregate.binders, aggregate.guard, scope);
        Typed result = number_of(Dimension::Count);
        if (aggregate.kind == syntax::AggregateKind::Sum) result = number(aggregate.term[0], inner);
        result.is_count = aggregate.kind == syntax::AggregateKind::Count;
        result.is_constant = false;
        return result;
      },
      [&](const syntax::Comprehension& set) {
        const syntax::Binder binder{{set.variable}, set.range};
        const Scope inner = bind({binder}, set.guard, scope);
        return set_of(inner.variables.back().second);
      },
      [&](const syntax::Conditional& choice) {
        boolean(choice.parts[0], scope);
        Scope then = scope;
        Scope otherwise = scope;
        learn(choice.parts[0], true, then.present);
        learn(choice.parts[0], false, otherwise.present);
        const Typed a = type(choice.parts[1], then);
        const Typed b = type(choice.parts[2], otherwise);
        const auto both = unified(a, b);
        if (!both)
          return fail("E0405", expr.at, "one branch is " + words(a) + ", the other " + words(b));
        return *both;
      },
      [&](const syntax::Has& has) {
        Scope trusting = scope;
        trusting.present.insert(syntax::print(has.member[0]));
        type(has.member[0], trusting);
        return of(Shape::Bool);
      },
      [&](const syntax::SetLit& set) {
        Typed result = of(Shape::Set);
        for (const syntax::Expr& item : set.items) {
          const Typed next = needed(item, scope);
          const auto both =
              result.element.empty() ? std::optional(next) : unified(result.element[0], next);
          if (!both)
            return fail(
                "E0405", item.at,
                "expected " + words(result.element[0]) + " in this set, found " + words(next));
          result.element = {*both};
        }
        return result;
      });
}

std::optional<Typed> TypeChecker::unified(const Typed& a, const Typed& b) const {
  if (a.shape == Shape::Broken) return b;
  if (b.shape == Shape::Broken) return a;
  Typed both = a.shape == Shape::None ? b : a;
  both.is_constant = a.is_constant && b.is_constant;
  both.is_count = a.is_count && b.is_count;
  if (a.shape == Shape::None || b.shape == Shape::None) return both;
  if (a.shape != b.shape) return std::nullopt;
  if (a.shape == Shape::Number) {
    if (a.dimension && b.dimension && *a.dimension != *b.dimension) return std::nullopt;
    both.dimension = a.dimension ? a.dimension : b.dimension;
  }
  if (a.shape == Shape::Ref) both.kinds = a.kinds.with(b.kinds);
  if (a.shape == Shape::Set && !a.element.empty() && !b.element.empty()) {
    const auto element = unified(a.element[0], b.element[0]);
    if (!element) return std::nullopt;
    both.element = {*element};
  } else if (a.shape == Shape::Set && a.element.empty()) {
    both.element = b.element;
  }
  both.may_be_absent = a.may_be_absent || b.may_be_absent;
  both.absent_name = a.may_be_absent ? a.absent_name : b.absent_name;
  return both;
}

Typed TypeChecker::name(const syntax::Expr& expr, const std::string& text, const Scope& scope) {
  for (std::size_t i = scope.variables.size(); i > 0; --i) {
    if (scope.variables[i - 1].first == text) return scope.variables[i - 1].second;
  }
  const std::string collection = text.starts_with("declared_") ? text.substr(9) : text;
  const auto kind = model::kind_of_plural(collection);
  const bool may_be_declared = kind == model::Kind::Pod || kind == model::Kind::Container;
  if (kind && (collection == text || may_be_declared)) return set_of(reference({*kind}));
  if (text == "resources") return set_of(of(Shape::Symbol));
  if (const auto def = model_.functions.find(text); def != model_.functions.end()) {
    if (def->second->params.empty()) return inlined(*def->second, nullptr, scope, expr.at);
    return fail(
        "E0407", expr.at,
        "`" + text + "` needs " + std::to_string(def->second->params.size()) + " arguments");
  }
  model::KindSet kinds;
  std::size_t found = 0;
  for (std::size_t k = 0; k < model::kKindCount; ++k) {
    if (!model::find_entity(model_, static_cast<model::Kind>(k), text)) continue;
    kinds = kinds.with({static_cast<model::Kind>(k)});
    ++found;
  }
  if (found == 1) return reference(kinds);
  if (found > 1)
    return fail("E0404", expr.at,
                "`" + text + "` names " + words(reference(kinds)) + ", all of that name",
                "write the kind: `vm(\"" + text + "\")`");
  std::vector<std::string> known = {
      "pods",       "containers", "declared_pods", "declared_containers",
      "hosts",      "vms",        "nodes",         "networks",
      "volumes",    "devices",    "tenants",       "workloads",
      "namespaces", "quotas",     "accounts",      "resources"};
  for (const auto& [variable, typed] : scope.variables) known.emplace_back(variable);
  for (const auto& [function, def] : model_.functions) known.push_back(function);
  for (const model::Entity& entity : model_.entities) {
    if (known.size() < 5000) known.push_back(entity.name);
  }
  std::sort(known.begin(), known.end());
  const std::string near = nearest_name(text, known);
  return fail("E0403", expr.at, "nothing is named `" + text + "`",
              near.empty() ? "" : "did you mean `" + near + "`?");
}

}  // namespace ringfence::policy
