// `closure(R)(a, b)`: R relates entities, and what one step arrives at the next can leave from.

#include <algorithm>

#include "base/nearest_name.h"
#include "policy/typing.h"
#include "syntax/closure.h"

namespace ringfence::policy {

using Shape = Typed::Shape;

/// The definition whose closure is asked for; null, and an error, if there is none.
const syntax::Def* TypeChecker::relation(const syntax::Expr& expr, const syntax::Call& called,
                                         const Scope& scope) {
  const auto* name =
      called.arguments.size() == 3 ? std::get_if<syntax::Name>(&called.arguments[0].node) : nullptr;
  if (name == nullptr) {
    fail("E0407", expr.at, "`closure` takes the name of a definition, and two entities",
         "write `closure(R)(a, b)` for a definition `R` of two entities");
    return nullptr;
  }
  const Span& at = called.arguments[0].at;
  const bool is_hidden =
      std::any_of(scope.variables.begin(), scope.variables.end(),
                  [&](const auto& variable) { return variable.first == name->text; });
  if (is_hidden) {
    fail("E0404", at, "`" + name->text + "` is a variable here, and `closure` takes a definition",
         "give the variable another name");
    return nullptr;
  }
  const auto def = model_.functions.find(name->text);
  if (def == model_.functions.end()) {
    std::vector<std::string> known;
    for (const auto& [function, one] : model_.functions) {
      if (one->params.size() == 2) known.push_back(function);
    }
    const std::string near = nearest_name(name->text, known);
    fail("E0403", at, "nothing defines `" + name->text + "`",
         near.empty() ? "" : "did you mean `" + near + "`?");
    return nullptr;
  }
  if (def->second->params.size() != 2) {
    fail("E0407", at,
         "`" + name->text + "` takes " + std::to_string(def->second->params.size()) +
             " arguments, and a closure is of a definition of two");
    return nullptr;
  }
  return def->second;
}

Typed TypeChecker::closure(const syntax::Expr& expr, const syntax::Call& called,
                           const Scope& scope) {
  const syntax::Def* def = relation(expr, called, scope);
  if (def == nullptr) return of(Shape::Broken);
  const std::string said = "`" + def->name.text + "` ";
  const Span& at = called.arguments[0].at;
  const Typed from = parameter(def->params[0]);
  const Typed to = parameter(def->params[1]);
  if (from.shape == Shape::Broken || to.shape == Shape::Broken) return of(Shape::Broken);
  for (const Typed& end : {from, to}) {
    if (end.shape != Shape::Ref)
      return fail("E0405", at, said + "takes " + words(end) + ", and a closure relates entities");
  }
  const model::KindSet between = from.kinds.common(to.kinds);
  if (between.empty()) {
    return fail(
        "E0405", at,
        said + "leads from " + words(from) + " to " + words(to) + ": no second step can follow",
        "a relation of one kind of entity has a closure");
  }
  const auto left = argument(*def, 0, called.arguments[1], scope);
  const auto right = argument(*def, 1, called.arguments[2], scope);
  if (!left || !right) return of(Shape::Broken);
  Scope inner;
  inner.trusting = scope.trusting;
  inner.variables = {
      {def->params[0].name.text, reference(left->kinds.with(between))},
      {def->params[1].name.text, reference(right->kinds.with(between))},
  };
  std::string key = std::to_string(reinterpret_cast<std::uintptr_t>(def)) + "closure";
  for (const auto& [name, end] : inner.variables) key += "|" + words(end);
  const Typed body = body_of(*def, inner, key + (scope.trusting ? "t" : ""), at);
  if (body.shape == Shape::Broken) return body;
  if (body.shape != Shape::Bool)
    return fail("E0405", at, said + "is " + words(body) + ", and a closure needs true or false");
  present(body, called.arguments[0], scope);
  return of(Shape::Bool);
}

}  // namespace ringfence::policy
