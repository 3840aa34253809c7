// Expressions as somebody reads them who does not know what the variables stand for: their values
// are put in their places.

#include <algorithm>

#include "base/match.h"
#include "policy/reasons.h"
#include "policy/search.h"
#include "syntax/print.h"

namespace ringfence::policy {

namespace {

syntax::Expr expression(syntax::ExprNode node) {
  return {std::move(node), {}};
}

/// Calls `visit` with each direct part.
void for_each_part(syntax::Expr& expr, const std::function<void(syntax::Expr&)>& visit) {
  const auto all = [&](std::vector<syntax::Expr>& parts) {
    for (syntax::Expr& part : parts) visit(part);
  };
  const auto ranges = [&](std::vector<syntax::Binder>& binders) {
    for (syntax::Binder& binder : binders) all(binder.range);
  };
  match(
      expr.node, [](syntax::BoolLit&) {}, [](syntax::NumberLit&) {}, [](syntax::StringLit&) {},
      [](syntax::NoneLit&) {}, [](syntax::PortLit&) {}, [](syntax::Name&) {},
      [&](syntax::Member& member) { all(member.object); },
      [&](syntax::Index& index) { all(index.object_and_key); },
      [&](syntax::Call& call) { all(call.arguments); },
      [&](syntax::Unary& unary) { all(unary.operand); },
      [&](syntax::Binary& binary) { all(binary.sides); },
      [&](syntax::Quantifier& quantifier) {
        ranges(quantifier.binders);
        all(quantifier.guard);
        all(quantifier.body);
      },
      [&](syntax::Aggregate& aggregate) {
        all(aggregate.term);
        ranges(aggregate.binders);
        all(aggregate.guard);
      },
      [&](syntax::Comprehension& set) {
        all(set.range);
        all(set.guard);
      },
      [&](syntax::Conditional& conditional) { all(conditional.parts); },
      [&](syntax::Has& has) { all(has.member); }, [&](syntax::SetLit& set) { all(set.items); });
}

/// The variables that an expression binds itself.
std::vector<std::string_view> bound_in(const syntax::Expr& expr) {
  std::vector<std::string_view> names;
  const auto add = [&](const std::vector<syntax::Binder>& binders) {
    for (const syntax::Binder& binder : binders) {
      for (const syntax::Ident& name : binder.variables) names.push_back(name.text);
    }
  };
  if (const auto* quantifier = std::get_if<syntax::Quantifier>(&expr.node))
    add(quantifier->binders);
  if (const auto* aggregate = std::get_if<syntax::Aggregate>(&expr.node)) add(aggregate->binders);
  if (const auto* set = std::get_if<syntax::Comprehension>(&expr.node))
    names.push_back(set->variable.text);
  return names;
}

}  // namespace

std::string Grounder::written(const Closure& closure, Wording wording) const {
  syntax::Expr expr = *closure.expr;
  write_out(expr, closure.names, wording);
  std::string text = syntax::print(expr);
  if (wording == Wording::Name) std::erase(text, '"');
  return text;
}

void Grounder::write_out(syntax::Expr& expr, const Names& names, Wording wording) const {
  if (const auto* name = std::get_if<syntax::Name>(&expr.node)) {
    const CellPtr* cell = find(names, name->text);
    if (cell == nullptr || !(*cell)->bound) return;
    if (auto value = written_value((*cell)->value, wording)) expr = std::move(*value);
    return;
  }
  const std::vector<std::string_view> hidden = bound_in(expr);
  Names inner = names;
  std::erase_if(inner, [&](const auto& one) {
    return std::find(hidden.begin(), hidden.end(), one.first) != hidden.end();
  });
  for_each_part(expr, [&](syntax::Expr& part) { write_out(part, inner, wording); });
}

/// Nothing for what depends on the world, and for tables.
std::optional<syntax::Expr> Grounder::written_value(const Value& value, Wording wording) const {
  const auto item = [&](const Leaf& leaf) {
    return match(
        leaf, [](const model::None&) { return std::optional(expression(syntax::NoneLit{})); },
        [&](const logic::Term& truth) -> std::optional<syntax::Expr> {
          if (!terms_.is_true(truth) && !terms_.is_false(truth)) return std::nullopt;
          return expression(syntax::BoolLit{terms_.is_true(truth)});
        },
        [&](const Number& number) -> std::optional<syntax::Expr> {
          if (!number.is_constant()) return std::nullopt;
          return expression(syntax::NumberLit{to_string(number.constant)});
        },
        [&](const Symbol& symbol) {
          return std::optional(expression(syntax::StringLit{text(symbol)}));
        },
        [&](const model::EntityId& id) {
          const model::Entity& entity = model_.entity(id);
          if (wording == Wording::Name) return std::optional(expression(syntax::Name{entity.name}));
          syntax::Call call;
          call.function.text = model::name_of(entity.kind);
          call.arguments.push_back(expression(syntax::StringLit{entity.name}));
          return std::optional(expression(std::move(call)));
        });
  };
  if (const auto* scalar = std::get_if<Scalar>(&value)) {
    const bool is_one =
        scalar->alternatives.size() == 1 && terms_.is_true(scalar->alternatives.front().second);
    return is_one ? item(scalar->alternatives.front().first) : std::nullopt;
  }
  const auto* set = std::get_if<Set>(&value);
  if (set == nullptr) return std::nullopt;
  syntax::SetLit literal;
  for (const auto& [member, guard] : set->members) {
    auto one = item(leaf_of(terms_, member));
    if (!one || !terms_.is_true(guard)) return std::nullopt;
    literal.items.push_back(std::move(*one));
  }
  return expression(std::move(literal));
}

}  // namespace ringfence::policy
