// Where a machine, a pod or a container is when nothing says it: anywhere it could be. And whether
// what is outside gets into a network of which nothing says it.
#include <algorithm>

#include "resolve/facts.h"

namespace ringfence::resolve {
namespace {

using model::AttributeId;
using model::EntityId;
using model::Kind;

bool is_described(const Work& work, const model::Scalar& place) {
  return work.model.entity(std::get<EntityId>(place)).described;
}

/// Worlds that differ only in the names of undescribed machines are one: the n-th placeless
/// machine may use the first n of them.
model::Domain any_host(Facts& facts) {
  const model::EntityRange range = model::entities_of(facts.work.model, Kind::Host);
  if (!facts.hosts) facts.hosts = places(facts.work, Kind::Host, range.end - range.begin);
  std::size_t described = 0;
  while (described < facts.hosts->size() && is_described(facts.work, (*facts.hosts)[described]))
    ++described;
  ++facts.placeless;
  return model::ChoiceDomain{
      facts.hosts->first(std::min(facts.hosts->size(), described + facts.placeless))};
}

void open_if_absent(Facts& facts, std::size_t entity, std::string_view attribute,
                    model::Domain domain) {
  const Span& at = facts.work.model.entities[entity].at;
  facts.pending[entity].push_back(
      {{required(facts.work.model.entities[entity].kind, attribute)}, std::move(domain), at});
}

bool is_set(const Facts& facts, std::size_t entity, std::string_view attribute) {
  const std::size_t g = facts.work.instances[entity].group;
  return facts.set[g].contains(required(facts.work.groups[g].kind, attribute));
}

enum class InVm { No, Perhaps, Yes };

/// What is known of a node's being a vm; `vm: none` says that it is none.
InVm is_in_vm(const Facts& facts, std::size_t node) {
  const AttributeId vm = required(Kind::Node, "vm");
  const std::vector<model::Fact>& known = facts.work.model.entities[node].facts;
  const auto is_vm = [&](const model::Fact& fact) { return fact.attribute == vm; };
  if (std::any_of(known.begin(), known.end(), is_vm)) return InVm::Yes;
  for (const Pending& pending : facts.pending[node]) {
    if (pending.attributes.front() != vm) continue;
    const auto& options = std::get<model::ChoiceDomain>(pending.domain).options;
    return std::holds_alternative<model::None>(options[0]) ? InVm::Perhaps : InVm::Yes;
  }
  return InVm::No;
}

void open_node(Facts& facts, std::size_t node) {
  const AttributeId on = required(Kind::Node, "on");
  const AttributeId bare = required(Kind::Node, "bare_metal");
  if (!facts.work.instances[node].described) {
    add_fact(facts.work, node, bare, model::Scalar(false), {});
    return open_if_absent(facts, node, "on", any_host(facts));
  }
  const Span at = facts.work.model.entities[node].at;
  const InVm in_vm = is_in_vm(facts, node);
  if (!is_set(facts, node, "on")) {
    if (in_vm == InVm::Yes) {
      add_fact(facts.work, node, on, model::Scalar(model::None{}), at);
    } else {
      open_if_absent(facts, node, "on", any_host(facts));
    }
  }
  if (is_set(facts, node, "bare_metal")) return;
  if (in_vm == InVm::Yes) {
    add_fact(facts.work, node, bare, model::Scalar(false), at);
  } else {
    open_if_absent(facts, node, "bare_metal", model::BoolDomain{});
  }
}

/// Domains of pods: pending, or any node; built once where they are the same for many.
class PodPlaces {
 public:
  explicit PodPlaces(const Work& work) : work_(work) {
    const model::EntityRange range = model::entities_of(work.model, Kind::Node);
    for (std::uint32_t i = range.begin; i < range.end; ++i)
      described_ += work.model.entities[i].described ? 1U : 0U;
    total_ = range.end - range.begin;
    for (std::uint32_t i = range.end; i-- > range.begin;) {
      if (work.model.entities[i].invented) first_numbered_ = i - range.begin;
    }
  }
  /// `ordinal` counts pods from 0.
  model::Domain of(std::size_t ordinal) {
    const std::size_t undescribed = total_ - described_;
    const std::size_t named =
        first_numbered_ < described_ ? undescribed : first_numbered_ - described_;
    const std::size_t usable = std::min(undescribed, named + ordinal + 1);
    if (!nodes_) {
      std::vector<model::Scalar> options = places(work_, Kind::Node, undescribed);
      options.insert(options.begin(), model::None{});
      nodes_ = std::move(options);
    }
    return model::ChoiceDomain{nodes_->first(1 + described_ + usable)};
  }

 private:
  const Work& work_;
  std::size_t described_ = 0, total_ = 0, first_numbered_ = 0;
  std::optional<model::Options> nodes_;  // none, then all nodes, described ones first
};

void open_pod(Facts& facts, PodPlaces& pods, std::size_t pod, std::size_t ordinal) {
  const Instance& instance = facts.work.instances[pod];
  if (instance.pinned_node != Group::kNone) {
    const model::Scalar node = EntityId{static_cast<std::uint32_t>(instance.pinned_node)};
    return open_if_absent(facts, pod, "node",
                          model::ChoiceDomain{model::Options({model::None{}, node})});
  }
  if (!is_set(facts, pod, "node")) open_if_absent(facts, pod, "node", pods.of(ordinal));
}

/// A project's machine: any that is described, or one that no file describes, a host or a virtual
/// machine. Like `any_host`, so that the n-th project has n of either to choose from; but after all
/// hosts that other machines may be on.
class ProjectPlaces {
 public:
  explicit ProjectPlaces(const Facts& facts) : facts_(facts) {}
  /// `ordinal` counts projects from 0.
  model::Domain of(std::size_t ordinal) {
    if (!all_) build();
    return model::ChoiceDomain{all_->first(std::min(all_->size(), first_ + 2 * (ordinal + 1)))};
  }

 private:
  void build() {
    std::vector<model::Scalar> options = places(facts_.work, Kind::Host, 0);
    const std::size_t described_hosts = options.size();
    const std::vector<model::Scalar> vms = places(facts_.work, Kind::Vm, 0);
    options.insert(options.end(), vms.begin(), vms.end());
    const model::EntityRange host = model::entities_of(facts_.work.model, Kind::Host);
    const model::EntityRange vm = model::entities_of(facts_.work.model, Kind::Vm);
    std::uint32_t next = host.begin + static_cast<std::uint32_t>(described_hosts);
    for (std::size_t i = 0; i < facts_.placeless && next < host.end; ++i)
      options.emplace_back(EntityId{next++});
    first_ = options.size();
    for (std::uint32_t i = vm.begin + static_cast<std::uint32_t>(vms.size()); i < vm.end; ++i) {
      if (next < host.end) options.emplace_back(EntityId{next++});
      options.emplace_back(EntityId{i});
    }
    all_ = std::move(options);
  }

  const Facts& facts_;
  std::optional<model::Options> all_;  // hosts, vms, then pairs of a host and a vm
  std::size_t first_ = 0;              // of the pairs
};

void open_container(Facts& facts, ProjectPlaces& projects, std::size_t& project,
                    std::size_t container) {
  const model::Entity& entity = facts.work.model.entities[container];
  const bool is_placed = is_set(facts, container, "in") ||
                         model::find_fact(entity, required(Kind::Container, "in")) != nullptr;
  if (is_placed || facts.leaders.contains(container)) return;
  if (model::find_fact(entity, required(Kind::Container, "project")) != nullptr)
    return open_if_absent(facts, container, "in", projects.of(project++));
  std::vector<model::Scalar> options = places(facts.work, Kind::Host, 0);
  for (const model::Scalar& vm : places(facts.work, Kind::Vm, 0)) options.push_back(vm);
  if (options.empty()) {
    facts.work.errors.push_back(
        {"E0307", entity.at,
         "container `" + entity.name + "` has nowhere to be: no vm and no host is described"});
    return;
  }
  open_if_absent(facts, container, "in", model::ChoiceDomain{model::Options(std::move(options))});
}

}  // namespace

void add_open_by_absence(Facts& facts) {
  PodPlaces pods(facts.work);
  ProjectPlaces projects(facts);
  std::size_t project = 0;
  std::size_t ordinal = 0;
  for (std::size_t i = 0; i < facts.work.instances.size(); ++i) {
    switch (facts.work.model.entities[i].kind) {
      case Kind::Vm:
        if (!is_set(facts, i, "on")) open_if_absent(facts, i, "on", any_host(facts));
        break;
      case Kind::Node:
        open_node(facts, i);
        break;
      case Kind::Pod:
        open_pod(facts, pods, i, ordinal++);
        break;
      case Kind::Container:
        open_container(facts, projects, project, i);
        break;
      case Kind::Network:
        if (!is_set(facts, i, "open_to_outside"))
          open_if_absent(facts, i, "open_to_outside", model::BoolDomain{});
        break;
      case Kind::Host:
      case Kind::Volume:
      case Kind::Device:
      case Kind::Tenant:
      case Kind::Workload:
      case Kind::Namespace:
      case Kind::Quota:
      case Kind::Account:
        break;
    }
  }
}

}  // namespace ringfence::resolve
