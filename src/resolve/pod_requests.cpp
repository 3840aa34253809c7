// A pod whose own request no file gives asks for what its containers ask for: the running ones
// together, or a container that runs before them beside the sidecars, whichever is more
// (Kubernetes API, "Resource sharing within containers"). Importers give a pod's request
// themselves, so this is for pods that are written by hand, whose containers have no order.
#include <algorithm>

#include "resolve/facts.h"

namespace ringfence::resolve {
namespace {

using model::AttributeId;
using model::Kind;

struct Demand {
  Rational running, sidecars, before;  ///< `before`: the largest of those that run before.
  Span at;                             ///< The last request that was counted.
  bool is_known = true, is_any = false;
};

/// What containers and their pod ask for of one resource: an attribute, or one key of `request`.
struct Resource {
  AttributeId own, theirs;
  std::optional<Symbol> key;
};

struct Amount {
  Rational value;
  Span at;
};

const model::Scalar* closed_scalar(const model::Entity& entity, AttributeId attribute) {
  const model::Fact* fact = model::find_fact(entity, attribute);
  const auto* value = fact != nullptr ? std::get_if<model::Value>(&fact->value) : nullptr;
  return value != nullptr ? std::get_if<model::Scalar>(value) : nullptr;
}

const model::KeyedValue* keyed_value_of(const model::Entity& entity, AttributeId attribute) {
  const model::Fact* fact = model::find_fact(entity, attribute);
  const auto* value = fact != nullptr ? std::get_if<model::Value>(&fact->value) : nullptr;
  return value != nullptr ? std::get_if<model::KeyedValue>(value) : nullptr;
}

/// What a file says the container asks for; nullopt if none says anything, or leaves it open.
std::optional<Amount> amount_of(const model::Entity& container, const Resource& resource) {
  const model::Fact* fact = model::find_fact(container, resource.theirs);
  if (fact == nullptr || fact->is_default) return std::nullopt;
  if (!resource.key)
    return Amount{std::get<Quantity>(*closed_scalar(container, resource.theirs)).value, fact->at};
  for (const auto& [key, amount] : keyed_value_of(container, resource.theirs)->items) {
    if (key == *resource.key) return Amount{amount, fact->at};
  }
  return std::nullopt;
}

bool is_open(const Facts& facts, std::size_t container, AttributeId attribute) {
  for (const AttributeId open : facts.work.left_open[facts.work.instances[container].group]) {
    if (open == attribute) return true;
  }
  return false;
}

/// Adds one container; false if the sum is too large to be exact.
bool count_container(const Facts& facts, std::size_t c, const Resource& resource, Demand& demand) {
  const model::Entity& container = facts.work.model.entities[c];
  const AttributeId role_row = required(Kind::Container, "role");
  if (is_open(facts, c, resource.theirs)) {
    demand.is_any = true;
    demand.is_known = false;
    demand.at = container.at;
    return true;
  }
  const auto amount = amount_of(container, resource);
  if (!amount) return true;
  demand.is_any = true;
  demand.at = amount->at;
  // The number of containers is open where a replica of one may be missing.
  demand.is_known =
      demand.is_known && !facts.work.instances[c].may_be_missing && !is_open(facts, c, role_row);
  const auto* symbol = std::get_if<Symbol>(closed_scalar(container, role_row));
  const std::string role = symbol != nullptr ? facts.work.model.symbols.text(*symbol) : "main";
  if (role == "init") {
    if (demand.before < amount->value) demand.before = amount->value;
    return true;
  }
  const auto running = checked_add(demand.running, amount->value);
  const auto sidecars =
      role == "sidecar" ? checked_add(demand.sidecars, amount->value) : demand.sidecars;
  if (!running || !sidecars) return false;
  demand.running = *running;
  demand.sidecars = *sidecars;
  return true;
}

/// The most that is asked for at one time. An init container runs beside the sidecars that were
/// started before it, and a spec does not say in which order they start: where that decides,
/// nullopt.
std::optional<Rational> most_at_once(const Demand& demand) {
  const auto starting = checked_add(demand.before, demand.sidecars);
  if (!starting) return std::nullopt;
  if (*starting <= demand.running) return demand.running;
  if (demand.sidecars == Rational()) return demand.before;
  return std::nullopt;
}

std::string name_in(const Facts& facts, const Resource& resource) {
  if (resource.key) return "request[\"" + facts.work.model.symbols.text(*resource.key) + "\"]";
  return std::string(model::attribute(resource.own).name);
}

void refuse(Facts& facts, std::size_t pod, const Demand& demand, const Resource& resource,
            const std::string& why) {
  const model::Entity& entity = facts.work.model.entities[pod];
  const std::string name = name_in(facts, resource);
  facts.work.errors.push_back({"E0319",
                               entity.at,
                               "the `" + name + "` of pod `" + entity.name +
                                   "` does not follow from its containers, " + why,
                               {{demand.at, "a container of it"}},
                               "give the pod a `" + name + "` of its own"});
}

void set_request(Facts& facts, std::size_t pod, const Resource& resource, const Rational& total,
                 const Span& at) {
  model::Entity& entity = facts.work.model.entities[pod];
  if (!resource.key) {
    add_fact(facts.work, pod, resource.own,
             model::Scalar(Quantity{total, model::attribute(resource.own).type.dimension}), at);
    return sort_facts(entity);
  }
  const auto set = std::find_if(entity.facts.begin(), entity.facts.end(),
                                [&](const auto& fact) { return fact.attribute == resource.own; });
  if (set == entity.facts.end()) {
    add_fact(facts.work, pod, resource.own,
             model::Value(model::KeyedValue{{{*resource.key, total}}}), at);
    return sort_facts(entity);
  }
  auto& items = std::get<model::KeyedValue>(std::get<model::Value>(set->value)).items;
  const Symbols& symbols = facts.work.model.symbols;
  const auto place = std::find_if(items.begin(), items.end(), [&](const auto& item) {
    return symbols.text(*resource.key) < symbols.text(item.first);
  });
  items.insert(place, {*resource.key, total});
}

using Containers = std::map<std::size_t, std::vector<std::size_t>>;  // by pod

bool has_own(const Facts& facts, std::size_t pod, const Resource& resource) {
  const std::size_t group = facts.work.instances[pod].group;
  if (!resource.key) return facts.set[group].contains(resource.own);
  return facts.keyed[group].contains({resource.own, facts.work.model.symbols.text(*resource.key)});
}

void add_request(Facts& facts, const Resource& resource, const Containers& containers) {
  for (const auto& [pod, inside] : containers) {
    if (has_own(facts, pod, resource)) continue;
    Demand demand;
    bool is_exact = true;
    for (const std::size_t c : inside) {
      is_exact = is_exact && count_container(facts, c, resource, demand);
    }
    if (!demand.is_any) continue;
    const auto total = most_at_once(demand);
    if (!is_exact) {
      refuse(facts, pod, demand, resource, "which are too large to add");
    } else if (!demand.is_known) {
      refuse(facts, pod, demand, resource, "which leave theirs open");
    } else if (!total) {
      refuse(facts, pod, demand, resource, "as that depends on the order in which they start");
    } else {
      set_request(facts, pod, resource, *total, demand.at);
    }
  }
}

/// The extended resources that containers ask for, in the order of their names.
std::vector<Symbol> extended_resources(const Facts& facts, AttributeId theirs) {
  std::map<std::string, Symbol> found;
  const model::EntityRange range = model::entities_of(facts.work.model, Kind::Container);
  for (std::uint32_t c = range.begin; c < range.end; ++c) {
    const auto* keyed = keyed_value_of(facts.work.model.entities[c], theirs);
    if (keyed == nullptr) continue;
    for (const auto& [key, amount] : keyed->items)
      found.emplace(facts.work.model.symbols.text(key), key);
  }
  std::vector<Symbol> keys;
  for (const auto& [text, key] : found) keys.push_back(key);
  return keys;
}

}  // namespace

void add_pod_requests(Facts& facts) {
  const AttributeId in = required(Kind::Container, "in");
  Containers containers;
  const model::EntityRange range = model::entities_of(facts.work.model, Kind::Container);
  for (std::uint32_t c = range.begin; c < range.end; ++c) {
    const model::Scalar* place = closed_scalar(facts.work.model.entities[c], in);
    const auto* id = place != nullptr ? std::get_if<model::EntityId>(place) : nullptr;
    if (id != nullptr && facts.work.model.entity(*id).kind == Kind::Pod)
      containers[id->index].push_back(c);
  }
  for (const std::string_view name : {"request.cpu", "request.memory", "request.ephemeral_storage",
                                      "request.hugepages_2Mi", "request.hugepages_1Gi"}) {
    add_request(facts, {required(Kind::Pod, name), required(Kind::Container, name), {}},
                containers);
  }
  const AttributeId own = required(Kind::Pod, "request");
  const AttributeId theirs = required(Kind::Container, "request");
  for (const Symbol key : extended_resources(facts, theirs))
    add_request(facts, {own, theirs, key}, containers);
}

}  // namespace ringfence::resolve
