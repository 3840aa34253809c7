// Containers in the namespaces of other containers. A container may say whose namespace it joins,
// or the path under which its machine holds that namespace; either becomes a reference to the one
// container that stands for the namespace and itself joins none, so that the prelude need not
// follow chains.
#include <algorithm>
#include <map>

#include "resolve/facts.h"

namespace ringfence::resolve {
namespace {

using model::AttributeId;
using model::EntityId;
using model::Kind;

constexpr std::string_view kNamespaces[] = {"pid",  "ipc",   "network", "uts",
                                            "user", "mount", "cgroup",  "time"};

/// The attributes of one kind of namespace.
struct Namespace {
  std::string_view name;
  AttributeId joins, path, host;

  explicit Namespace(std::string_view kind)
      : name(kind),
        joins(required(Kind::Container, "joins." + std::string(kind))),
        path(required(Kind::Container, "joins_path." + std::string(kind))),
        host(required(Kind::Container, "host_" + std::string(kind == "user" ? "users" : kind))) {}
};

/// What a file says; without the schema's defaults.
const model::Fact* stated(const model::Entity& entity, AttributeId attribute) {
  for (const model::Fact& fact : entity.facts) {
    if (fact.attribute == attribute) return &fact;
  }
  return nullptr;
}

template <class T>
const T* scalar_of(const model::Fact* fact) {
  const auto* value = fact != nullptr ? std::get_if<model::Value>(&fact->value) : nullptr;
  const auto* scalar = value != nullptr ? std::get_if<model::Scalar>(value) : nullptr;
  return scalar != nullptr ? std::get_if<T>(scalar) : nullptr;
}

/// Where a container is, as far as it is known before any world is: two containers with one place
/// are on one machine in every world.
struct Place {
  enum class What { Closed, Project, Own } what = What::Own;
  std::uint32_t index = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

Place place_of(const model::Entity& entity, std::uint32_t index) {
  const auto* in = scalar_of<EntityId>(stated(entity, required(Kind::Container, "in")));
  if (in != nullptr) return {Place::What::Closed, in->index};
  const auto* project = scalar_of<Symbol>(stated(entity, required(Kind::Container, "project")));
  if (project != nullptr) return {Place::What::Project, project->index};
  return {Place::What::Own, index};
}

/// Every reader of a path is a join of the first container that names it in that place.
void join_by_path(Work& work, const Namespace& kind, model::EntityRange containers) {
  std::map<Symbol, std::map<Place, EntityId>> owners;
  for (std::uint32_t i = containers.begin; i < containers.end; ++i) {
    model::Entity& entity = work.model.entities[i];
    const model::Fact* fact = stated(entity, kind.path);
    const auto* path = scalar_of<Symbol>(fact);
    if (path == nullptr) continue;
    const auto [owner, is_new] = owners[*path].emplace(place_of(entity, i), EntityId{i});
    if (is_new) continue;
    entity.facts.push_back(
        {kind.joins, model::Value(model::Scalar(owner->second)), fact->at, false});
    sort_facts(entity);
  }
  for (const auto& [path, places] : owners) {
    const bool all_closed = std::all_of(places.begin(), places.end(), [](const auto& place) {
      return place.first.what == Place::What::Closed;
    });
    if (places.size() < 2 || all_closed) continue;
    const model::Entity& first = work.model.entity(places.begin()->second);
    work.model.gaps.push_back(
        {stated(first, kind.path)->at,
         "one path of a namespace (" + std::string(kind.name) + ") on machines that may be one",
         syntax::GapEffect::Widens,
         {"container." + std::string(kind.name) + "_namespace"},
         "`" + std::string(work.model.symbols.text(path)) +
             "` is one namespace if they are; place the containers, and it is decided"});
  }
}

void refuse_machines_and_another(Work& work, const Namespace& kind, const model::Entity& entity) {
  const model::Fact* joins = stated(entity, kind.joins);
  const model::Fact* host = stated(entity, kind.host);
  const bool* is_host = scalar_of<bool>(host);
  if (is_host == nullptr || !*is_host) return;
  work.errors.push_back(
      {"E0309",
       joins->at,
       "container `" + entity.name + "` is in two " + std::string(kind.name) + " namespaces",
       {{host->at, "its machine's, by this"}}});
}

/// The container that the chain from `start` ends with; nothing if it never ends.
std::optional<EntityId> end_of_chain(const Work& work, const Namespace& kind, EntityId start) {
  EntityId at = start;
  // INVARIANT: a chain without a repetition is no longer than the number of entities.
  for (std::size_t steps = 0; steps <= work.model.entities.size(); ++steps) {
    const auto* next = scalar_of<EntityId>(stated(work.model.entity(at), kind.joins));
    if (next == nullptr) return at;
    at = *next;
    if (at == start) return std::nullopt;
  }
  return std::nullopt;
}

void follow_chains(Work& work, const Namespace& kind, model::EntityRange containers) {
  std::vector<std::pair<std::uint32_t, EntityId>> ends;
  for (std::uint32_t i = containers.begin; i < containers.end; ++i) {
    const model::Entity& entity = work.model.entities[i];
    const model::Fact* joins = stated(entity, kind.joins);
    if (joins == nullptr) continue;
    refuse_machines_and_another(work, kind, entity);
    if (const auto end = end_of_chain(work, kind, {i})) {
      ends.emplace_back(i, *end);
    } else {
      work.errors.push_back({"E0320",
                             joins->at,
                             "the " + std::string(kind.name) + " namespace of container `" +
                                 entity.name + "` is that of a container that joins it in turn",
                             {},
                             "let one of them have a namespace of its own"});
    }
  }
  for (const auto& [i, end] : ends) {
    for (model::Fact& fact : work.model.entities[i].facts) {
      if (fact.attribute == kind.joins) fact.value = model::Value(model::Scalar(end));
    }
  }
}

/// Which namespace it is must be known before any world is.
void refuse_open(Facts& facts, const Namespace& kind) {
  for (const auto& open : facts.open) {
    for (const OpenSetting& setting : open) {
      const AttributeId attribute = setting.attributes.front();
      if (attribute != kind.joins && attribute != kind.path) continue;
      facts.work.errors.push_back(
          {"E0305", setting.setting->value_at,
           "`" + std::string(model::attribute(attribute).name) + "` cannot be left open"});
    }
  }
}

void refuse_two_ways(Work& work, const Namespace& kind, model::EntityRange containers) {
  for (std::uint32_t i = containers.begin; i < containers.end; ++i) {
    const model::Entity& entity = work.model.entities[i];
    const model::Fact* joins = stated(entity, kind.joins);
    const model::Fact* path = stated(entity, kind.path);
    if (joins == nullptr || path == nullptr) continue;
    work.errors.push_back(
        {"E0309",
         path->at,
         "container `" + entity.name + "` is in two " + std::string(kind.name) + " namespaces",
         {{joins->at, "another container's, by this"}}});
  }
}

/// Almost no deployment has any: its containers are looked at once, not once for each kind.
bool any_joins(const Work& work, model::EntityRange containers) {
  const AttributeId first = required(Kind::Container, "joins.pid");
  const AttributeId last = required(Kind::Container, "joins_path.time");
  for (std::uint32_t i = containers.begin; i < containers.end; ++i) {
    for (const model::Fact& fact : work.model.entities[i].facts) {
      if (first <= fact.attribute && fact.attribute <= last) return true;
    }
  }
  return false;
}

}  // namespace

void follow_joins(Facts& facts) {
  const model::EntityRange containers = model::entities_of(facts.work.model, Kind::Container);
  for (const std::string_view name : kNamespaces) refuse_open(facts, Namespace(name));
  if (!any_joins(facts.work, containers)) return;
  for (const std::string_view name : kNamespaces) {
    const Namespace kind(name);
    refuse_two_ways(facts.work, kind, containers);
    join_by_path(facts.work, kind, containers);
    follow_chains(facts.work, kind, containers);
  }
}

}  // namespace ringfence::resolve
