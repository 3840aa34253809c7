// `reach` and `flows` (docs/semantics.md section 9). Between pods, network policies say who may
// talk to whom: it is read off the graph of classes of pods, and what the rules leave open is
// stuck (pods in their node's network, policies of one priority that disagree). Between containers
// that are in no pod, and between virtual machines, predicates of the prelude say it.

#include <algorithm>
#include <charconv>

#include "policy/reach_ends.h"
#include "policy/relation.h"
#include "policy/search.h"

namespace ringfence::policy {

using logic::Term;
using model::EntityId;
using model::Kind;
using model::None;

namespace {

/// The connections that `tcp/443` or `tcp/*` names.
std::optional<reach::Connections> connections_over(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view name = text.substr(0, slash);
  const std::string_view port = text.substr(slash + 1);
  auto protocol = syntax::Protocol::Tcp;
  if (name == "udp") {
    protocol = syntax::Protocol::Udp;
  } else if (name == "sctp") {
    protocol = syntax::Protocol::Sctp;
  } else if (name != "tcp") {
    return std::nullopt;
  }
  if (port == "*") return reach::Connections::of(protocol, reach::Ports::all());
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || end != port.data() + port.size() || number == 0) return std::nullopt;
  return reach::Connections::of(protocol, reach::Ports(number, number));
}

}  // namespace

/// Everything about the network that does not change from question to question.
struct Grounder::Network {
  reach::Graph graph;
  std::vector<bool> is_ambiguous;                     ///< By class.
  std::map<EntityId, std::vector<EntityId>> pods_of;  ///< By workload.
};

const Grounder::Network& Grounder::network() {
  if (network_) return *network_;
  auto made = std::make_shared<Network>();
  made->graph = reach::build(model_);
  made->is_ambiguous.resize(made->graph.members.size());
  for (const reach::Ambiguity& each : made->graph.ambiguities) made->is_ambiguous[each.of] = true;
  const auto workload = *model::find_attribute(Kind::Pod, "workload");
  for (const reach::Pod& pod : made->graph.pods) {
    const model::Fact* fact = model::find_fact(model_.entity(pod.entity), workload);
    if (fact == nullptr) continue;
    const auto* value = std::get_if<model::Value>(&fact->value);
    const auto* scalar = value == nullptr ? nullptr : std::get_if<model::Scalar>(value);
    const auto* id = scalar == nullptr ? nullptr : std::get_if<EntityId>(scalar);
    if (id != nullptr) made->pods_of[*id].push_back(pod.entity);
  }
  network_ = std::move(made);
  return *network_;
}

void Grounder::note_pod(EntityId pod) {
  for (const std::string_view name :
       {"namespace", "labels", "ports", "addresses", "host_network"}) {
    note_read(pod, *model::find_attribute(Kind::Pod, name));
  }
}

std::string_view name_of(ReachLayer layer) {
  switch (layer) {
    case ReachLayer::Pods:
      return "a pod";
    case ReachLayer::Containers:
      return "a container outside pods";
    case ReachLayer::Vms:
      return "a virtual machine";
    case ReachLayer::Addresses:
      return "an address";
  }
  return "";
}

/// What an end stands for, each with the worlds in which it does.
std::vector<ReachEnd> Grounder::reach_ends(const Leaf& leaf, Term when, const Span& at) {
  using enum ReachLayer;
  if (const auto* symbol = std::get_if<Symbol>(&leaf)) {
    auto block = parse_cidr(text(*symbol));
    if (const auto one = parse_address(text(*symbol))) block = AddressRange{*one, *one};
    if (block) return {{Addresses, std::nullopt, *block, when}};
    get_stuck(when, "this is no address and no block of addresses", at);
    return {};
  }
  const auto* entity = std::get_if<EntityId>(&leaf);
  const Kind kind = entity == nullptr ? Kind::Host : model_.entity(*entity).kind;
  if (entity != nullptr && kind == Kind::Pod) return {{Pods, *entity, {}, when}};
  if (entity != nullptr && kind == Kind::Vm) return {{Vms, *entity, {}, when}};
  if (entity != nullptr && kind == Kind::Workload) return ends_of_workload(*entity, when);
  if (entity != nullptr && kind == Kind::Container) return ends_of_container(*entity, when, at);
  get_stuck(when,
            entity == nullptr
                ? "this is no endpoint"
                : "endpoints are pods, workloads, containers, virtual machines and addresses",
            at);
  return {};
}

std::vector<ReachEnd> Grounder::ends_of_workload(EntityId workload, Term when) {
  std::vector<ReachEnd> ends;
  const auto found = network().pods_of.find(workload);
  if (found == network().pods_of.end()) return ends;
  for (const EntityId pod : found->second) {
    note_read(pod, *model::find_attribute(Kind::Pod, "workload"));
    ends.push_back({ReachLayer::Pods,
                    pod,
                    {},
                    terms_.conjunction({when, in_collection("declared_pods", pod)})});
  }
  return ends;
}

/// What is in a pod has the pod's network.
std::vector<ReachEnd> Grounder::ends_of_container(EntityId container, Term when, const Span& at) {
  std::vector<ReachEnd> ends;
  const Value place = fact(container, *model::find_attribute(Kind::Container, "in"), at);
  std::vector<Term> elsewhere;
  for (const auto& [leaf, then] : std::get<Scalar>(place).alternatives) {
    const Term both = terms_.conjunction({when, then});
    const auto* in = std::get_if<EntityId>(&leaf);
    if (in != nullptr && model_.entity(*in).kind == Kind::Pod) {
      ends.push_back({ReachLayer::Pods, *in, {}, both});
    } else {
      elsewhere.push_back(both);
    }
  }
  if (!elsewhere.empty()) {
    ends.push_back(
        {ReachLayer::Containers, container, {}, terms_.disjunction(std::move(elsewhere))});
  }
  return ends;
}

bool Grounder::pods_reach(const ReachEnd& from, const ReachEnd& to,
                          const std::optional<reach::Connections>& over, Term when,
                          const Span& at) {
  if (from.entity && from.entity == to.entity) return true;
  const reach::Graph& graph = network().graph;
  const auto class_of = [&](const ReachEnd& end) {
    note_pod(*end.entity);
    return graph.class_of[*graph.find(*end.entity)];
  };
  // Of each end in the cluster: its class, and what its own policies leave.
  const reach::Side* out = from.entity ? &graph.egress[class_of(from)] : nullptr;
  const reach::Side* in = to.entity ? &graph.ingress[class_of(to)] : nullptr;
  for (const reach::Side* side : {out, in}) {
    if (side == nullptr) continue;
    for (const syntax::NetworkPolicy* policy : side->policies) policies_read_.insert(policy->at);
  }
  const bool governed = (out != nullptr && out->is_governed) || (in != nullptr && in->is_governed);
  const auto in_host_network = [&](const ReachEnd& end) {
    return end.entity && graph.pods[*graph.find(*end.entity)].host_network;
  };
  if (governed && (in_host_network(from) || in_host_network(to))) {
    get_stuck(when, "what policies do to pods in their node's network is up to the network plugin",
              at);
  }
  const auto is_ambiguous = [&](const ReachEnd& end) {
    return end.entity && network().is_ambiguous[graph.class_of[*graph.find(*end.entity)]];
  };
  if (is_ambiguous(from) || is_ambiguous(to)) {
    get_stuck(when, "two policies of one priority disagree on whether this is allowed", at);
  }
  const auto passes = [&](const reach::Connections& some) {
    return !(over ? some & *over : some).is_none();
  };
  if (out != nullptr && in != nullptr) {
    return passes(graph.between(class_of(from), class_of(to)));
  }
  const reach::Side& side = out != nullptr ? *out : *in;
  const AddressRange& block = out != nullptr ? to.block : from.block;
  return std::any_of(side.outside.begin(), side.outside.end(), [&](const auto& part) {
    return part.first.first <= block.last && block.first <= part.first.last && passes(part.second);
  });
}

/// A predicate of the prelude, of these arguments.
Term Grounder::predicate(const std::string& name, const std::vector<Leaf>& arguments) {
  const syntax::Def& def = *model_.functions.at(name);
  Names names;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto cell = std::make_shared<Cell>();
    cell->value = Scalar{{{arguments[i], terms_.truth(true)}}};
    cell->bound = true;
    names.emplace_back(def.params[i].name.text, std::move(cell));
  }
  return boolean({&def.body, names});
}

Term Grounder::vms_reach(const ReachEnd& from, const ReachEnd& to, Term when, const Span& at) {
  if (from.entity && from.entity == to.entity) return terms_.truth(true);
  const Term connected = !to.entity     ? predicate("vm_reaches_outside", {*from.entity})
                         : !from.entity ? predicate("outside_reaches_vm", {*to.entity})
                                        : predicate("vms_reach", {*from.entity, *to.entity});
  for (const ReachEnd* end : {&from, &to}) {
    if (!end->entity) continue;
    get_stuck(terms_.conjunction({when, connected, predicate("is_filtered", {*end->entity})}),
              "what network filters of libvirt let through is not modelled", at);
  }
  return connected;
}

Term Grounder::containers_reach(const ReachEnd& from, const ReachEnd& to, const std::string& port,
                                Term when, const Span& at) {
  const Leaf wanted = intern(port);
  const Term connected = !to.entity ? predicate("container_reaches_outside", {*from.entity})
                         : !from.entity
                             ? predicate("outside_reaches_container", {*to.entity, wanted})
                             : predicate("containers_reach", {*from.entity, *to.entity, wanted});
  for (const ReachEnd* end : {&from, &to}) {
    if (!end->entity || terms_.is_true(connected)) continue;
    get_stuck(terms_.conjunction({when, terms_.negation(connected),
                                  predicate("is_wired_elsewhere", {*end->entity})}),
              "what a network namespace of an OCI configuration is connected to is not said", at);
  }
  return connected;
}

/// Whether both are of one layer, or one is an address; stuck if not.
bool Grounder::can_meet(const ReachEnd& from, const ReachEnd& to, Term when, const Span& at) {
  if (!from.entity && !to.entity) {
    get_stuck(when, "one end must be in the deployment", at);
    return false;
  }
  if (from.layer == to.layer || !from.entity || !to.entity) return true;
  get_stuck(when,
            "what passes between " + std::string(name_of(from.layer)) + " and " +
                std::string(name_of(to.layer)) + " is not modelled",
            at);
  return false;
}

/// In the worlds of `when`, which are known to be the ones at hand.
Term Grounder::reaches(const ReachEnd& from, const ReachEnd& to, const std::string& port, Term when,
                       const Span& at) {
  if (!can_meet(from, to, when, at)) return terms_.truth(false);
  const auto over = connections_over(port);
  if (port != "*" && !over) {
    get_stuck(when, "this is no port such as `tcp/443`", at);
    return terms_.truth(false);
  }
  switch (from.entity ? from.layer : to.layer) {
    case ReachLayer::Pods:
      return terms_.truth(pods_reach(from, to, over, when, at));
    case ReachLayer::Vms:
      return vms_reach(from, to, when, at);
    case ReachLayer::Containers:
    case ReachLayer::Addresses:
      break;
  }
  return containers_reach(from, to, port, when, at);
}

/// True where `related` is, for the ends that are meant there.
Value Grounder::between_ends(
    const syntax::Call& call, const Names& names,
    const std::function<Term(const ReachEnd&, const ReachEnd&, Term)>& related) {
  const Scalar from = scalar({&call.arguments[0], names});
  const Scalar to = scalar({&call.arguments[1], names});
  std::vector<Term> cases;
  for (const auto& [a, when] : from.alternatives) {
    for (const ReachEnd& source : reach_ends(a, when, call.arguments[0].at)) {
      for (const auto& [b, then] : to.alternatives) {
        for (const ReachEnd& target : reach_ends(b, then, call.arguments[1].at)) {
          const Term both = terms_.conjunction({source.when, target.when});
          if (excluded(both)) continue;
          const Path path(*this, both);
          cases.push_back(terms_.conjunction({both, related(source, target, both)}));
        }
      }
    }
  }
  return Scalar{{{terms_.disjunction(std::move(cases)), terms_.truth(true)}}};
}

Value Grounder::reach(const syntax::Call& call, const Names& names, const Span& at) {
  std::string port = "*";
  if (call.arguments.size() == 3) {
    const Scalar written = scalar({&call.arguments[2], names});
    const auto* symbol = written.alternatives.size() == 1
                             ? std::get_if<Symbol>(&written.alternatives[0].first)
                             : nullptr;
    if (symbol == nullptr) {
      get_stuck(terms_.truth(true), "this is no port such as `tcp/443`", call.arguments[2].at);
      return Scalar{{{terms_.truth(false), terms_.truth(true)}}};
    }
    port = text(*symbol);
  }
  return between_ends(call, names, [&](const ReachEnd& from, const ReachEnd& to, Term when) {
    return reaches(from, to, port, when, at);
  });
}

// ---- `flows` ----------------------------------------------------------------------------------

/// The one step of `flows` in a layer.
Grounder::Relation& Grounder::exchange_in(ReachLayer layer, const Span& at) {
  const char* const name = layer == ReachLayer::Pods         ? "pods_exchange"
                           : layer == ReachLayer::Containers ? "containers_exchange"
                                                             : "vms_exchange";
  return relation_of(*model_.functions.at(name), at, true);
}

/// From an entity to an address by way of others, or the other way round.
Term Grounder::flows_outside(const ReachEnd& inside, const ReachEnd& outside, bool outwards,
                             Term when, const Span& at) {
  Relation& relation = exchange_in(inside.layer, at);
  std::vector<EntityId> all = {*inside.entity};
  for (const model::Entity& entity : model_.entities) {
    const EntityId id{static_cast<std::uint32_t>(&entity - model_.entities.data())};
    const bool is_one = std::count(relation.kinds.begin(), relation.kinds.end(), entity.kind) != 0;
    if (is_one && id != *inside.entity) all.push_back(id);
  }
  std::vector<Term> ways;
  for (const EntityId last : all) {
    const ReachEnd end{inside.layer, last, {}, when};
    Term way = terms_.truth(true);
    if (last != *inside.entity) {
      const EntityId from = outwards ? *inside.entity : last;
      const EntityId to = outwards ? last : *inside.entity;
      way = terms_.conjunction({member_between(relation, last), chained(relation, from, to)});
    }
    if (terms_.is_false(way)) continue;
    const Term there =
        terms_.disjunction({reaches(end, outside, "*", terms_.conjunction({when, way}), at),
                            reaches(outside, end, "*", terms_.conjunction({when, way}), at)});
    ways.push_back(terms_.conjunction({way, there}));
  }
  return terms_.disjunction(std::move(ways));
}

Value Grounder::flows(const syntax::Call& call, const Names& names, const Span& at) {
  return between_ends(call, names, [&](const ReachEnd& from, const ReachEnd& to, Term when) {
    if (!can_meet(from, to, when, at)) return terms_.truth(false);
    if (!to.entity) return flows_outside(from, to, true, when, at);
    if (!from.entity) return flows_outside(to, from, false, when, at);
    if (from.entity == to.entity) return terms_.truth(true);
    return chained(exchange_in(from.layer, at), *from.entity, *to.entity);
  });
}

}  // namespace ringfence::policy
