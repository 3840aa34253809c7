#include "base/match.h"
#include "semantics/evaluator.h"

// Section 4 of docs/semantics.md: collections and attributes.

namespace ringfence::semantics {

using model::EntityId;
using model::Kind;
using model::None;
using model::Scalar;
using model::Value;

const std::string* Evaluator::collection(const syntax::Expr& expr) const {
  const auto* written = std::get_if<syntax::Name>(&expr.node);
  if (written == nullptr || environment_.find(written->text) != nullptr) return nullptr;
  const std::string& text = written->text;
  const bool is_collection = model::kind_of_plural(text) || text == "declared_pods" ||
                             text == "declared_containers" || text == "resources";
  return is_collection ? &text : nullptr;
}

bool Evaluator::exists(EntityId id) {
  const model::Entity& entity = model_.entity(id);
  if (!entity.exists) return true;
  if (reads_ != nullptr) reads_->unknowns.insert(*entity.exists);
  return std::get<bool>(world_.values[entity.exists->index]);
}

bool Evaluator::is_member(std::string_view collection, EntityId id) {
  const model::Entity& entity = model_.entity(id);
  const bool declared = collection.starts_with("declared_");
  if (declared) collection.remove_prefix(std::string_view("declared_").size());
  if (model::plural_of(entity.kind) != collection || !entity.described) return false;
  if (!exists(id)) return false;
  if (declared) return true;
  const auto reference = [&](EntityId from, std::string_view name) -> std::optional<EntityId> {
    const Step step{Step::What::Fact, *model::find_attribute(model_.entity(from).kind, name)};
    const Value found = take(from, step, {std::string(name), entity.at});
    const auto* target = std::get_if<EntityId>(&std::get<Scalar>(found));
    return target == nullptr ? std::nullopt : std::optional(*target);
  };
  if (entity.kind == Kind::Pod) return reference(id, "node").has_value();
  if (entity.kind != Kind::Container) return true;
  const auto place = reference(id, "in");
  if (!place || !exists(*place)) return false;
  return model_.entity(*place).kind != Kind::Pod || reference(*place, "node").has_value();
}

Path path_of(const syntax::Expr& member) {
  Path path;
  const syntax::Expr* at = &member;
  while (const auto* step = std::get_if<syntax::Member>(&at->node)) {
    path.steps.insert(path.steps.begin(), &step->attribute);
    at = &step->object[0];
  }
  path.base = at;
  return path;
}

Step Evaluator::step(EntityId id, const Path& path, std::size_t first) const {
  const Kind kind = model_.entity(id).kind;
  for (std::size_t length = path.steps.size() - first; length > 0; --length) {
    std::string name = path.steps[first]->text;
    for (std::size_t i = 1; i < length; ++i) name += "." + path.steps[first + i]->text;
    if (const auto attribute = model::find_attribute(kind, name)) {
      return {Step::What::Fact, *attribute, nullptr, length};
    }
    const auto derived = model_.derived.find(std::string(model::name_of(kind)) + "." + name);
    if (derived != model_.derived.end()) return {Step::What::Derived, {}, derived->second, length};
    if (name == "name" || name == "kind") return {Step::What::BuiltIn, {}, nullptr, length};
  }
  const syntax::Ident& unknown = *path.steps[first];
  get_stuck("a " + std::string(model::name_of(kind)) + " has no `" + unknown.text + "`",
            unknown.at);
}

Value Evaluator::take(EntityId id, const Step& step, const syntax::Ident& name) {
  const model::Entity& entity = model_.entity(id);
  if (step.what == Step::What::BuiltIn) {
    const bool is_name = name.text == "name";
    return Scalar(intern(is_name ? std::string_view(entity.name) : model::name_of(entity.kind)));
  }
  if (step.what == Step::What::Derived) {
    Frame frame(environment_);
    frame.bind(step.definition->params[0].name.text, Scalar(id));
    return value(step.definition->body);
  }
  if (reads_ != nullptr) reads_->facts.insert({id, step.attribute});
  if (const model::Fact* fact = model::find_fact(entity, step.attribute)) {
    const auto* unknown = std::get_if<model::UnknownId>(&fact->value);
    if (unknown == nullptr) return std::get<Value>(fact->value);
    if (reads_ != nullptr) reads_->unknowns.insert(*unknown);
    return world_.values[unknown->index];
  }
  // A node that no file describes is matched to no VM; that much is known about it.
  const std::string_view attribute = model::attribute(step.attribute).name;
  const bool is_known = entity.described || (entity.kind == Kind::Node && attribute == "vm");
  if (!is_known) {
    get_stuck("no file describes the `" + std::string(attribute) + "` of " + entity.name, name.at);
  }
  return Scalar(None{});
}

Evaluator::Owner Evaluator::owner(const Path& path) {
  Owner owner{value(*path.base), 0};
  while (const auto* scalar = std::get_if<Scalar>(&owner.object)) {
    const EntityId* id = std::get_if<EntityId>(scalar);
    if (id == nullptr) return owner;
    const Step next = step(*id, path, owner.first);
    if (owner.first + next.length == path.steps.size()) return owner;
    owner.object = take(*id, next, *path.steps[owner.first]);
    owner.first += next.length;
  }
  return owner;
}

Value Evaluator::member(const syntax::Expr& expr) {
  const Path path = path_of(expr);
  const Owner last = owner(path);
  if (const auto* scalar = std::get_if<Scalar>(&last.object)) {
    if (std::holds_alternative<None>(*scalar)) return *scalar;
    if (const EntityId* id = std::get_if<EntityId>(scalar)) {
      return take(*id, step(*id, path, last.first), *path.steps[last.first]);
    }
  }
  get_stuck("only an entity has a `" + path.steps[last.first]->text + "`",
            path.steps[last.first]->at);
}

Value Evaluator::index(const syntax::Index& index, const Span& at) {
  const Value object = value(index.object_and_key[0]);
  const Scalar key = scalar(index.object_and_key[1]);
  if (object == Value(Scalar(None{}))) return Scalar(None{});
  const auto* keyed = std::get_if<model::KeyedValue>(&object);
  const Symbol* wanted = std::get_if<Symbol>(&key);
  if (keyed == nullptr || wanted == nullptr) get_stuck("there is nothing to index here", at);
  for (const auto& [name, amount] : keyed->items) {
    if (name == *wanted) return Scalar(Quantity{amount, Dimension::Count});
  }
  return Scalar(Quantity{});
}

bool Evaluator::has(const syntax::Expr& target) {
  const auto* indexed = std::get_if<syntax::Index>(&target.node);
  if (indexed == nullptr) return value(target) != Value(Scalar(None{}));
  const Value object = value(indexed->object_and_key[0]);
  const Scalar key = scalar(indexed->object_and_key[1]);
  const auto* keyed = std::get_if<model::KeyedValue>(&object);
  if (keyed == nullptr) return false;
  for (const auto& [name, amount] : keyed->items) {
    if (Scalar(name) == key) return true;
  }
  return false;
}

}  // namespace ringfence::semantics
