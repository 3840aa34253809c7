// A pod whose own request no file gives asks for what its containers ask for: the running ones
// together, or a container that runs before them beside the sidecars, whichever is more
// (Kubernetes API, "Resource sharing within containers"). Importers give a pod's request
// themselves, so this is for pods that are written by hand.
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

const model::Scalar* closed_scalar(const model::Entity& entity, AttributeId attribute) {
  const model::Fact* fact = model::find_fact(entity, attribute);
  const auto* value = fact != nullptr ? std::get_if<model::Value>(&fact->value) : nullptr;
  return value != nullptr ? std::get_if<model::Scalar>(value) : nullptr;
}

bool is_open(const Facts& facts, std::size_t container, AttributeId attribute) {
  for (const AttributeId open : facts.work.left_open[facts.work.instances[container].group]) {
    if (open == attribute) return true;
  }
  return false;
}

/// Adds one container; false if the sum is too large to be exact.
bool count_container(const Facts& facts, std::size_t c, AttributeId request, Demand& demand) {
  const model::Entity& container = facts.work.model.entities[c];
  const AttributeId role_row = required(Kind::Container, "role");
  if (is_open(facts, c, request)) {
    demand.is_any = true;
    demand.is_known = false;
    demand.at = container.at;
    return true;
  }
  const model::Fact* fact = model::find_fact(container, request);
  if (fact == nullptr || fact->is_default) return true;
  const Rational amount = std::get<Quantity>(*closed_scalar(container, request)).value;
  demand.is_any = true;
  demand.at = fact->at;
  // The number of containers is open where a replica of one may be missing.
  demand.is_known =
      demand.is_known && !facts.work.instances[c].may_be_missing && !is_open(facts, c, role_row);
  const auto* symbol = std::get_if<Symbol>(closed_scalar(container, role_row));
  const std::string role = symbol != nullptr ? facts.work.model.symbols.text(*symbol) : "main";
  if (role == "init") {
    if (demand.before < amount) demand.before = amount;
    return true;
  }
  const auto running = checked_add(demand.running, amount);
  const auto sidecars = role == "sidecar" ? checked_add(demand.sidecars, amount) : demand.sidecars;
  if (!running || !sidecars) return false;
  demand.running = *running;
  demand.sidecars = *sidecars;
  return true;
}

void refuse(Facts& facts, std::size_t pod, const Demand& demand, const std::string& attribute) {
  const model::Entity& entity = facts.work.model.entities[pod];
  facts.work.errors.push_back({"E0319",
                               entity.at,
                               "the `" + attribute + "` of pod `" + entity.name +
                                   "` does not follow from its containers, which leave theirs open",
                               {{demand.at, "a container of it"}},
                               "give the pod a `" + attribute + "` of its own"});
}

void add_request(Facts& facts, std::string_view name,
                 const std::map<std::size_t, std::vector<std::size_t>>& containers) {
  const AttributeId own = required(Kind::Pod, name);
  const AttributeId theirs = required(Kind::Container, name);
  for (const auto& [pod, inside] : containers) {
    if (facts.set[facts.work.instances[pod].group].contains(own)) continue;
    Demand demand;
    bool is_exact = true;
    for (const std::size_t c : inside) {
      is_exact = is_exact && count_container(facts, c, theirs, demand);
    }
    if (!demand.is_any) continue;
    const auto starting = checked_add(demand.before, demand.sidecars);
    if (!demand.is_known || !is_exact || !starting) {
      refuse(facts, pod, demand, std::string(name));
      continue;
    }
    const Rational total = demand.running < *starting ? *starting : demand.running;
    add_fact(facts.work, pod, own,
             model::Scalar(Quantity{total, model::attribute(own).type.dimension}), demand.at);
    sort_facts(facts.work.model.entities[pod]);
  }
}

}  // namespace

void add_pod_requests(Facts& facts) {
  const AttributeId in = required(Kind::Container, "in");
  std::map<std::size_t, std::vector<std::size_t>> containers;  // by pod
  const model::EntityRange range = model::entities_of(facts.work.model, Kind::Container);
  for (std::uint32_t c = range.begin; c < range.end; ++c) {
    const model::Scalar* place = closed_scalar(facts.work.model.entities[c], in);
    const auto* id = place != nullptr ? std::get_if<model::EntityId>(place) : nullptr;
    if (id != nullptr && facts.work.model.entity(*id).kind == Kind::Pod)
      containers[id->index].push_back(c);
  }
  for (const std::string_view name : {"request.cpu", "request.memory", "request.ephemeral_storage",
                                      "request.hugepages_2Mi", "request.hugepages_1Gi"}) {
    add_request(facts, name, containers);
  }
}

}  // namespace ringfence::resolve
