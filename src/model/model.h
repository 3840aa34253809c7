#pragma once
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/diagnostic.h"
#include "base/names.h"
#include "base/source.h"
#include "model/schema.h"
#include "model/value.h"
#include "syntax/document.h"
#include "syntax/gap.h"

namespace ringfence::model {

/// One fact: what an attribute of an entity is, or that it is open.
struct Fact {
  AttributeId attribute;
  std::variant<Value, UnknownId> value;
  Span at;                  ///< Nowhere for a default.
  bool is_default = false;  ///< From the schema, not from a file.
};

struct Entity {
  Kind kind = Kind::Host;
  std::string name;  ///< Unique within the kind: `node-1`, `shop/db[2]`, `shop/db[2]/postgres`.
  /// What a string in a policy may also call it, when unambiguous: `db` for `shop/db`.
  std::string short_name;
  std::vector<Fact> facts;  ///< Sorted by attribute; one per attribute; absent optionals missing.
  /// Set when the entity may not exist (a replica between the bounds). The unknown is a Bool.
  std::optional<UnknownId> exists;
  /// The `exists` unknown of the replica before this one: replicas exist from the first upwards,
  /// so this one's existence implies that one's. Empty for the first that may be missing.
  std::optional<UnknownId> exists_after;
  /// False for a machine that only stands for "some host that no file describes": it can be a
  /// place, but collections do not range over it and none of its attributes is known.
  bool described = true;
  /// True for what is not described and has a name of ours (`some host 1`): no text names it.
  bool invented = false;
  Span at;  ///< Its declaration.
};

struct BoolDomain {};
/// low, low+step, …, at most high.
struct RangeDomain {
  Rational low, high, step;
  Dimension dimension = Dimension::Count;
};
/// The first so many of a list that many domains share: the nodes of a cluster are the options of
/// each of its pods.
class Options {
 public:
  Options(std::vector<Scalar> items)
      : items_(std::make_shared<const std::vector<Scalar>>(std::move(items))),
        size_(items_->size()) {}
  /// Only the first `size` of them, which there must be.
  Options first(std::size_t size) const {
    Options fewer = *this;
    fewer.size_ = size;
    return fewer;
  }
  std::size_t size() const { return size_; }
  const Scalar& operator[](std::size_t i) const { return (*items_)[i]; }
  auto begin() const { return items_->begin(); }
  auto end() const { return items_->begin() + static_cast<std::ptrdiff_t>(size_); }
  /// The whole list that they are taken from; the same object for all that share it.
  const std::vector<Scalar>& shared() const { return *items_; }

 private:
  std::shared_ptr<const std::vector<Scalar>> items_;  // INVARIANT: never null
  std::size_t size_;                                  // INVARIANT: at most its size
};
/// One of the options, in canonical order: `none` first, then declaration order. At least one.
struct ChoiceDomain {
  Options options;
};
using Domain = std::variant<BoolDomain, RangeDomain, ChoiceDomain>;

/// Something the specs leave open. A world gives each unknown one value of its domain.
struct Unknown {
  std::string name;  ///< For people and SMT-LIB: `node-2.on`, `shop/cache[3].exists`.
  EntityId entity;   ///< Whose attribute it is.
  std::optional<AttributeId> attribute;  ///< Empty for existence.
  Domain domain;
  Span at;
};

/// A constraint on worlds: declared, or a platform's rule.
struct Assumption {
  std::string name;
  std::string description;
  const syntax::Expr* formula = nullptr;  ///< Closed and Boolean; owned by the model's documents.
  syntax::AssumeOrigin origin = syntax::AssumeOrigin::Declared;
  Span at;
};

/// Two entities that are one machine, and why; listed in every report when inferred.
struct MachineLink {
  EntityId node, machine;
  std::string reason;  ///< `same name`, `providerID`, `declared`.
  Span at;
};

/// The rules of the network of all files, in their order. Owned by the model's documents.
struct Network {
  std::vector<const syntax::NetworkPolicy*> policies;
  std::vector<const syntax::Service*> services;
  std::vector<const syntax::Ingress*> ingresses;
};

/// A definition or derived attribute of the prelude or the user.
using DefPtr = const syntax::Def*;

/// The resolved deployment. Immutable once built; ids are positions.
struct Model {
  Symbols symbols;
  std::vector<Entity>
      entities;  ///< Grouped by kind in the order of Kind, declaration order within.
  std::vector<Unknown> unknowns;
  std::vector<Assumption> assumptions;
  std::vector<const syntax::Policy*> policies;
  std::vector<const syntax::TestBlock*> tests;
  std::vector<MachineLink> links;
  Network network;
  std::vector<syntax::Gap> gaps;
  std::vector<Note> remarks;
  std::vector<Symbol> extended_resources;  ///< The collection `resources`, sorted by text.
  std::unordered_map<std::string, DefPtr> functions;  ///< By name.
  /// Derived attributes by `kind.name` (`container.kernel`).
  std::unordered_map<std::string, DefPtr> derived;
  /// Keeps every Expr that is pointed to alive.
  std::vector<std::shared_ptr<const syntax::Document>> documents;

  const Entity& entity(EntityId id) const { return entities[id.index]; }
  const Unknown& unknown(UnknownId id) const { return unknowns[id.index]; }
};

/// The fact about `attribute`: what a file says, else the schema's default (one shared fact for
/// all entities), else null for an absent optional.
const Fact* find_fact(const Entity& entity, AttributeId attribute);
/// The symbols that defaults use get the same numbers in every model: call this on an empty table
/// before anything else is interned.
void intern_default_symbols(Symbols& symbols);
/// The entities of a kind as a half-open range of ids.
struct EntityRange {
  std::uint32_t begin = 0, end = 0;
};
EntityRange entities_of(const Model& model, Kind kind);
/// The labels of a namespace, `key=value` and sorted: those of the entity, and the one with its
/// name that the API server gives every namespace.
std::vector<std::string> namespace_labels(const Model& model, std::string_view name);
/// The entity of that kind with that full name or, if only one has it, that short name.
std::optional<EntityId> find_entity(const Model& model, Kind kind, std::string_view name);

/// One complete choice: a value per unknown, in the order of `Model::unknowns`.
struct World {
  std::vector<Scalar> values;
};

}  // namespace ringfence::model
