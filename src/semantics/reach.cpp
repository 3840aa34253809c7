#include <algorithm>
#include <set>

#include "base/address.h"
#include "semantics/evaluator.h"
#include "semantics/packet.h"

// Section 9 of docs/semantics.md: `reach`, decided between pods for one packet after the other, and
// elsewhere by the predicates of the prelude.

namespace ringfence::semantics {
namespace {

using model::EntityId;
using model::Kind;
using model::None;
using model::Scalar;
using model::Value;

/// The packets that can be told apart: each port at which some rule's answer may change, for each
/// protocol, and one packet of a protocol without ports.
std::vector<Packet> packets(const model::Network& network, const Party& from, const Party& to) {
  std::set<std::uint32_t> ports{1};
  for (const syntax::NetworkPolicy* policy : network.policies) {
    for (const auto* rules : {&policy->ingress, &policy->egress}) {
      for (const syntax::NetworkRule& rule : *rules) {
        for (const syntax::RulePort& port : rule.ports) {
          if (const auto* range = std::get_if<syntax::PortRange>(&port.ports)) {
            ports.insert({range->first, std::uint32_t{range->last} + 1});
          }
        }
      }
    }
  }
  for (const Party* party : {&from, &to}) {
    for (const ListenedPort& port : party->ports) ports.insert({port.number, port.number + 1U});
  }
  ports.erase(65536);
  std::vector<Packet> all{{std::nullopt, 0}};
  for (const auto protocol :
       {syntax::Protocol::Tcp, syntax::Protocol::Udp, syntax::Protocol::Sctp}) {
    for (const std::uint32_t port : ports) all.push_back({protocol, port});
  }
  return all;
}

/// The addresses of a block that can be told apart.
std::vector<Address> addresses(const model::Network& network, const AddressRange& block) {
  std::set<Address> all{block.first};
  const auto cut = [&](const AddressRange& range) {
    if (block.contains(range.first)) all.insert(range.first);
    const Address behind{range.last.is_v6, range.last.bits + 1};
    if (block.contains(range.last) && block.contains(behind)) all.insert(behind);
  };
  for (const syntax::NetworkPolicy* policy : network.policies) {
    for (const auto* rules : {&policy->ingress, &policy->egress}) {
      for (const syntax::NetworkRule& rule : *rules) {
        for (const syntax::Peer& peer : rule.peers) {
          const auto* written = std::get_if<syntax::AddressBlock>(&peer.is);
          if (written == nullptr) continue;
          cut(written->block);
          std::for_each(written->except.begin(), written->except.end(), cut);
        }
      }
    }
  }
  return {all.begin(), all.end()};
}

}  // namespace

std::string_view name_of(Ends::Layer layer) {
  switch (layer) {
    case Ends::Layer::Pods:
      return "a pod";
    case Ends::Layer::Containers:
      return "a container outside pods";
    case Ends::Layer::Vms:
      return "a virtual machine";
    case Ends::Layer::Addresses:
      return "an address";
  }
  return "";
}

std::vector<std::string> Evaluator::texts_of(EntityId entity, std::string_view attribute,
                                             const Span& at) {
  const Step step{Step::What::Fact, *model::find_attribute(model_.entity(entity).kind, attribute)};
  const Value found = take(entity, step, {std::string(attribute), at});
  std::vector<std::string> all;
  if (const auto* set = std::get_if<model::SetValue>(&found)) {
    for (const Scalar& item : set->items) all.push_back(text(std::get<Symbol>(item)));
  }
  return all;
}

Party Evaluator::party(EntityId pod, const Span& at) {
  const auto fact = [&](std::string_view attribute) {
    const Step step{Step::What::Fact, *model::find_attribute(Kind::Pod, attribute)};
    return take(pod, step, {std::string(attribute), at});
  };
  Party party;
  party.kind = Party::Kind::Pod;
  const Value space = fact("namespace");
  const Symbol* name = std::get_if<Symbol>(&std::get<Scalar>(space));
  party.space = name == nullptr ? "default" : text(*name);
  party.space_labels = model::namespace_labels(model_, party.space);
  party.labels = texts_of(pod, "labels", at);
  for (const std::string& port : texts_of(pod, "ports", at)) {
    if (const auto listened = listened_port(port)) party.ports.push_back(*listened);
  }
  for (const std::string& address : texts_of(pod, "addresses", at)) {
    if (const auto read = parse_address(address)) party.addresses.push_back(*read);
  }
  const Value host_network = fact("host_network");
  party.host_network = std::get<Scalar>(host_network) == Scalar(true);
  return party;
}

/// What is in the workload, also while it is pending, as no rule asks where a pod is.
std::vector<EntityId> Evaluator::pods_of(EntityId workload, const Span& at) {
  std::vector<EntityId> pods;
  const model::EntityRange range = model::entities_of(model_, Kind::Pod);
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    const EntityId pod{i};
    const Step step{Step::What::Fact, *model::find_attribute(Kind::Pod, "workload")};
    // Pods of other workloads are not the point of any explanation.
    Reads* const outer = trace_into(nullptr);
    const bool is_one = take(pod, step, {"workload", at}) == Value(Scalar(workload));
    trace_into(outer);
    if (!is_one || !is_member("declared_pods", pod)) continue;
    take(pod, step, {"workload", at});
    pods.push_back(pod);
  }
  return pods;
}

Ends Evaluator::ends(const syntax::Expr& expr) {
  const Scalar endpoint = scalar(expr);
  if (const auto* written = std::get_if<Symbol>(&endpoint)) {
    auto block = parse_cidr(text(*written));
    if (const auto one = parse_address(text(*written))) block = AddressRange{*one, *one};
    if (!block) get_stuck("this is no address and no block of addresses", expr.at);
    return {Ends::Layer::Addresses, {}, *block};
  }
  const auto* entity = std::get_if<EntityId>(&endpoint);
  if (entity == nullptr) get_stuck("this is no endpoint", expr.at);
  const Kind kind = model_.entity(*entity).kind;
  if (kind == Kind::Pod) return {Ends::Layer::Pods, {*entity}, {}};
  if (kind == Kind::Workload) return {Ends::Layer::Pods, pods_of(*entity, expr.at), {}};
  if (kind == Kind::Vm) return {Ends::Layer::Vms, {*entity}, {}};
  if (kind != Kind::Container) {
    get_stuck("endpoints are pods, workloads, containers, virtual machines and addresses", expr.at);
  }
  // What is in a pod has the pod's network.
  const Step step{Step::What::Fact, *model::find_attribute(Kind::Container, "in")};
  const Value place = take(*entity, step, {"in", expr.at});
  const auto* in = std::get_if<EntityId>(&std::get<Scalar>(place));
  if (in != nullptr && model_.entity(*in).kind == Kind::Pod) return {Ends::Layer::Pods, {*in}, {}};
  return {Ends::Layer::Containers, {*entity}, {}};
}

/// What pods exchange with pods and addresses is up to the network policies.
bool Evaluator::pods_reach(const Ends& from, const Ends& to, const std::optional<Packet>& only,
                           const Span& at) {
  const auto parties = [&](const Ends& ends) {
    std::vector<End> all;
    for (const EntityId pod : ends.entities) all.push_back({pod, party(pod, at)});
    if (ends.layer != Ends::Layer::Addresses) return all;
    for (const Address& address : addresses(model_.network, ends.block)) {
      Party party;
      party.kind = Party::Kind::Address;
      party.addresses = {address};
      all.push_back({std::nullopt, std::move(party)});
    }
    return all;
  };
  const bool every_port = only && only->port == 0;
  const std::vector<End> sources = parties(from), targets = parties(to);
  for (const End& source : sources) {
    for (const End& target : targets) {
      if (source.pod && source.pod == target.pod) return true;
      for (const syntax::NetworkPolicy* policy : model_.network.policies) {
        if (reads_ != nullptr && is_asked(*policy, source.party, target.party)) {
          reads_->policies.insert(policy->at);
        }
      }
      for (const Packet& packet : packets(model_.network, source.party, target.party)) {
        if (only && packet.protocol != only->protocol) continue;
        if (only && !every_port && packet.port != only->port) continue;
        if (passes(source.party, target.party, packet, at)) return true;
      }
      if (only && !every_port && passes(source.party, target.party, *only, at)) return true;
    }
  }
  return false;
}

/// A predicate of the prelude, of these arguments.
bool Evaluator::predicate(const std::string& name, const std::vector<Scalar>& arguments) {
  const syntax::Def& def = *model_.functions.at(name);
  Frame frame(environment_);
  for (std::size_t i = 0; i < arguments.size(); ++i)
    frame.bind(def.params[i].name.text, arguments[i]);
  return boolean(def.body);
}

bool Evaluator::vms_reach(const Ends& from, const Ends& to, const Span& at) {
  const auto is_filtered = [&](const Ends& ends) {
    return std::any_of(ends.entities.begin(), ends.entities.end(),
                       [&](EntityId vm) { return predicate("is_filtered", {vm}); });
  };
  bool is_connected = false;
  if (to.layer == Ends::Layer::Addresses) {
    is_connected = predicate("vm_reaches_outside", {from.entities[0]});
  } else if (from.layer == Ends::Layer::Addresses) {
    is_connected = predicate("outside_reaches_vm", {to.entities[0]});
  } else {
    if (from.entities == to.entities) return true;
    is_connected = predicate("vms_reach", {from.entities[0], to.entities[0]});
  }
  if (is_connected && (is_filtered(from) || is_filtered(to)))
    get_stuck("what network filters of libvirt let through is not modelled", at);
  return is_connected;
}

bool Evaluator::containers_reach(const Ends& from, const Ends& to, const std::string& port,
                                 const Span& at) {
  const Scalar wanted = intern(port);
  bool is_connected = false;
  if (to.layer == Ends::Layer::Addresses) {
    is_connected = predicate("container_reaches_outside", {from.entities[0]});
  } else if (from.layer == Ends::Layer::Addresses) {
    is_connected = predicate("outside_reaches_container", {to.entities[0], wanted});
  } else {
    is_connected = predicate("containers_reach", {from.entities[0], to.entities[0], wanted});
  }
  if (is_connected) return true;
  for (const Ends* ends : {&from, &to}) {
    if (ends->entities.empty() || !predicate("is_wired_elsewhere", {ends->entities[0]})) continue;
    get_stuck("what a network namespace of an OCI configuration is connected to is not said", at);
  }
  return false;
}

/// `port` as written, `*` for any.
bool Evaluator::reaches(const Ends& from, const Ends& to, const std::string& port, const Span& at) {
  using enum Ends::Layer;
  const bool is_from_outside = from.layer == Addresses, is_to_outside = to.layer == Addresses;
  if (is_from_outside && is_to_outside) get_stuck("one end must be in the deployment", at);
  if (from.layer != to.layer && !is_from_outside && !is_to_outside) {
    get_stuck("what passes between " + std::string(name_of(from.layer)) + " and " +
                  std::string(name_of(to.layer)) + " is not modelled",
              at);
  }
  std::optional<Packet> only;
  if (port != "*") {
    only = packet(port);
    if (!only) get_stuck("this is no port such as `tcp/443`", at);
  }
  const Ends::Layer layer = is_from_outside ? to.layer : from.layer;
  if (layer == Pods) return pods_reach(from, to, only, at);
  if (layer == Vms) return vms_reach(from, to, at);
  return containers_reach(from, to, port, at);
}

bool Evaluator::reach(const syntax::Call& call, const Span& at) {
  if (call.arguments.size() != 2 && call.arguments.size() != 3) {
    get_stuck("`reach` takes two endpoints, and a port if one is meant", at);
  }
  const Ends from = ends(call.arguments[0]);
  const Ends to = ends(call.arguments[1]);
  const bool has_port = call.arguments.size() == 3;
  return reaches(from, to, has_port ? argument_text(call.arguments[2]) : "*", at);
}

/// A pod in its node's network is to policies a pod like any other, or the node, as which blocks
/// of addresses may mean it or not: the API leaves that to the network plugin.
bool Evaluator::passes(const Party& from, const Party& to, const Packet& packet, const Span& at) {
  std::vector<Party> sources = variants(from);
  std::vector<Party> targets = variants(to);
  std::optional<bool> answer;
  for (const Party& source : sources) {
    for (const Party& target : targets) {
      const Passage passage = passage_of(model_.network, source, target, packet);
      if (passage == Passage::Undefined) {
        get_stuck("two policies of one priority disagree on whether this is allowed", at);
      }
      const bool allowed = passage == Passage::Allowed;
      if (answer && *answer != allowed) {
        get_stuck("what policies do to pods in their node's network is up to the network plugin",
                  at);
      }
      answer = allowed;
    }
  }
  return answer.value_or(false);
}

}  // namespace ringfence::semantics
