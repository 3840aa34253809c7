// Attributes, derived attributes and paths of them.
#include <algorithm>

#include "base/nearest_name.h"
#include "policy/obligation.h"
#include "policy/typing.h"
#include "syntax/print.h"

namespace ringfence::policy {

using Shape = Typed::Shape;

namespace {

const syntax::Expr& path_of(const syntax::Expr& expr, std::vector<const syntax::Ident*>& steps) {
  const syntax::Expr* at = &expr;
  while (const auto* member = std::get_if<syntax::Member>(&at->node)) {
    steps.insert(steps.begin(), &member->attribute);
    at = &member->object[0];
  }
  return *at;
}

}  // namespace

Typed TypeChecker::of_schema(const model::Attribute& row, model::AttributeId id) const {
  Typed typed;
  switch (row.type.base) {
    case model::Type::Base::Bool:
      typed = of(Shape::Bool);
      break;
    case model::Type::Base::Number:
      typed = number_of(row.type.dimension);
      break;
    case model::Type::Base::Symbol:
      typed = of(Shape::Symbol);
      break;
    case model::Type::Base::Ref:
      typed = reference(row.type.kinds);
      break;
    case model::Type::Base::None:
      typed = of(Shape::None);
      break;
  }
  typed.is_constant = !open_.contains(id);
  if (row.type.is_keyed) return of(Shape::Keyed);
  if (row.type.is_set) return set_of(std::move(typed));
  typed.may_be_absent = row.presence == model::Presence::Optional;
  return typed;
}

std::optional<Typed> TypeChecker::attribute(model::Kind kind, const std::string& attribute_name) {
  if (const auto id = model::find_attribute(kind, attribute_name))
    return of_schema(model::attribute(*id), *id);
  const auto def = model_.derived.find(std::string(model::name_of(kind)) + "." + attribute_name);
  if (def == model_.derived.end()) {
    if (attribute_name == "name" || attribute_name == "kind") return of(Shape::Symbol);
    return std::nullopt;
  }
  const auto key = std::pair(def->second, kind);
  if (const auto known = derived_.find(key); known != derived_.end()) return known->second;
  // The dispatch is by kind: `kernel` of a pod may use `kernel` of a node, but not of a pod.
  if (!deriving_.insert(key).second) {
    return fail("E0411", def->second->name.at,
                "`" + attribute_name + "` of a " + std::string(model::name_of(kind)) +
                    " is defined by itself");
  }
  Scope scope;
  scope.trusting = false;
  scope.variables.emplace_back(def->second->params[0].name.text, reference({kind}));
  Typed result = type(def->second->body, scope);
  result.may_be_absent = false;
  deriving_.erase(key);
  derived_.emplace(key, result);
  return result;
}

Typed TypeChecker::step(const Typed& object, const std::vector<const syntax::Ident*>& steps,
                        std::size_t first, std::size_t& length, const Scope& /*scope*/) {
  std::optional<Typed> result;
  std::string missing;
  length = 0;
  for (std::size_t k = 0; k < model::kKindCount; ++k) {
    const auto kind = static_cast<model::Kind>(k);
    if (!object.kinds.contains(kind)) continue;
    std::optional<Typed> found;
    for (std::size_t take = steps.size() - first; take > 0 && !found; --take) {
      std::string full = steps[first]->text;
      for (std::size_t i = 1; i < take; ++i) full += "." + steps[first + i]->text;
      found = attribute(kind, full);
      if (found && length != 0 && length != take)
        return fail("E0404", steps[first]->at, "`" + full + "` means different things here");
      if (found) length = take;
    }
    if (!found) {
      missing += (missing.empty() ? "a " : " or a ") + std::string(model::name_of(kind));
      continue;
    }
    const auto both = result ? unified(*result, *found) : found;
    if (!both)
      return fail("E0405", steps[first]->at,
                  "`" + steps[first]->text + "` is " + words(*result) + " here and " +
                      words(*found) + " there");
    result = both;
  }
  if (missing.empty() && result) return *result;
  std::vector<std::string> known;
  for (std::size_t k = 0; k < model::kKindCount; ++k) {
    const auto kind = static_cast<model::Kind>(k);
    if (!object.kinds.contains(kind)) continue;
    for (std::string& one : model::attribute_names(kind)) known.push_back(std::move(one));
    for (const auto& [derived_name, def] : model_.derived) {
      if (derived_name.starts_with(std::string(model::name_of(kind)) + "."))
        known.push_back(def->name.text);
    }
  }
  std::sort(known.begin(), known.end());
  const std::string near = nearest_name(steps[first]->text, known);
  return fail("E0402", steps[first]->at, missing + " has no attribute `" + steps[first]->text + "`",
              near.empty() ? "" : "did you mean `" + near + "`?");
}

Typed TypeChecker::member(const syntax::Expr& expr, const Scope& scope) {
  std::vector<const syntax::Ident*> steps;
  const syntax::Expr& base = path_of(expr, steps);
  Typed at = needed(base, scope);
  std::string printed = syntax::print(base);
  bool is_constant = true;
  for (std::size_t first = 0; first < steps.size();) {
    if (at.shape == Shape::Broken) return at;
    if (at.shape == Shape::None) return at;
    if (at.shape != Shape::Ref)
      return fail("E0405", steps[first]->at,
                  "only an entity has a `" + steps[first]->text + "`; this is " + words(at));
    if (at.may_be_absent && !scope.trusting) {
      return fail("E0406", expr.at, "`" + printed + "` may be absent",
                  "guard it: `where has " + printed + "`, or `has " + printed + " and …`");
    }
    std::size_t length = 0;
    is_constant = is_constant && at.is_constant;
    at = step(at, steps, first, length, scope);
    if (at.shape == Shape::Broken) return at;
    for (std::size_t i = 0; i < length; ++i) printed += "." + steps[first + i]->text;
    first += length;
    at.absent_name = printed;
    if (at.may_be_absent && scope.present.contains(printed)) at.may_be_absent = false;
  }
  at.is_constant = at.is_constant && is_constant;
  return at;
}

Typed TypeChecker::index(const syntax::Index& indexed, const Scope& scope) {
  const Typed object = needed(indexed.object_and_key[0], scope);
  const Typed key = needed(indexed.object_and_key[1], scope);
  if (object.shape == Shape::Broken || key.shape == Shape::Broken) return of(Shape::Broken);
  if (object.shape != Shape::Keyed)
    return fail("E0405", indexed.object_and_key[0].at,
                "expected an amount per resource, found " + words(object));
  if (key.shape != Shape::Symbol)
    return fail("E0405", indexed.object_and_key[1].at,
                "expected a resource's name, found " + words(key));
  return number_of(Dimension::Count);
}

}  // namespace ringfence::policy
