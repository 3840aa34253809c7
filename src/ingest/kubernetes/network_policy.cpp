#include <algorithm>

#include "ingest/kubernetes/network.h"
#include "ingest/kubernetes/network_rules.h"

// NetworkPolicy as the API reference defines it:
// https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::NetworkRule;

/// NetworkPolicyPort: without a port, every port of the protocol.
std::optional<syntax::RulePort> read_port(Context& context, NodeId node) {
  syntax::RulePort port;
  port.at = context.at(node);
  port.protocol = protocol(context, node);
  if (!port.protocol) return std::nullopt;
  const NodeId number = present(context, node, "port");
  const NodeId end = present(context, node, "endPort");
  if (!number) {
    if (!end) return port;
    context.error("E0512", context.at(end), "`endPort` needs a `port`");
    return std::nullopt;
  }
  if (!yaml::as_integer(context.tree[number])) {
    const auto name = as_text(context, number, "port");
    if (!name) return std::nullopt;
    if (end) {
      context.error("E0512", context.at(end), "`endPort` cannot stand beside a port's name");
      return std::nullopt;
    }
    port.ports = syntax::NamedPort{std::string(*name)};
    return port;
  }
  const auto first = port_number(context, node, "port");
  if (!first) return std::nullopt;
  syntax::PortRange range{*first, *first};
  if (end) {
    const auto last = port_number(context, node, "endPort");
    if (!last) return std::nullopt;
    range.last = *last;
    if (range.last < range.first) {
      context.error("E0512", context.at(end), "`endPort` is below `port`");
      return std::nullopt;
    }
  }
  port.ports = range;
  return port;
}

std::optional<syntax::Peer> read_block(Context& context, NodeId node, Span at) {
  const NodeId cidr = present(context, node, "cidr");
  if (!cidr) {
    context.error("E0512", context.at(node), "the `ipBlock` has no `cidr`");
    return std::nullopt;
  }
  const auto block = address_block(context, cidr);
  if (!block) return std::nullopt;
  syntax::AddressBlock peer{*block, {}};
  for (const NodeId item : sequence(context, node, "except")) {
    const auto except = address_block(context, item);
    if (!except) continue;
    if (!block->contains(except->first) || !block->contains(except->last) || *except == *block) {
      context.error("E0513", context.at(item), "the exception is no part of the block");
      continue;
    }
    peer.except.push_back(*except);
  }
  return syntax::Peer{std::move(peer), at};
}

std::optional<syntax::Peer> read_peer(Context& context, NodeId node, std::string_view space) {
  const Span at = context.at(node);
  const NodeId block = mapping(context, node, "ipBlock");
  const auto pods = label_selector(context, node, "podSelector");
  auto namespaces = label_selector(context, node, "namespaceSelector");
  if (block && (pods || namespaces)) {
    context.error("E0512", at, "a peer is an `ipBlock` or has selectors, not both");
    return std::nullopt;
  }
  if (block) return read_block(context, block, at);
  if (!pods && !namespaces) {
    context.error("E0512", at, "the peer names nothing",
                  "give it a `podSelector`, a `namespaceSelector` or an `ipBlock`");
    return std::nullopt;
  }
  syntax::PodSelector selector;
  if (!namespaces) selector.space = std::string(space);
  selector.namespaces = std::move(namespaces);
  selector.pods = pods.value_or(syntax::LabelSelector{});
  return syntax::Peer{std::move(selector), at};
}

std::vector<NetworkRule> read_rules(Context& context, const Object& object, std::string_view key,
                                    std::string_view peers) {
  std::vector<NetworkRule> rules;
  for (const NodeId item : sequence(context, object.spec, key)) {
    NetworkRule rule;
    rule.at = context.at(item);
    // An absent list and an empty one both stand for everything.
    const auto from = sequence(context, item, peers);
    rule.any_peer = from.empty();
    for (const NodeId peer : from) {
      if (auto read = read_peer(context, peer, object.space)) rule.peers.push_back(*read);
    }
    const auto ports = sequence(context, item, "ports");
    rule.any_port = ports.empty();
    for (const NodeId port : ports) {
      if (auto read = read_port(context, port)) rule.ports.push_back(*read);
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

/// Without `policyTypes` a policy is for ingress, and for egress if it has rules for it.
void read_types(Context& context, const Object& object, syntax::NetworkPolicy& policy) {
  const auto types = sequence(context, object.spec, "policyTypes");
  if (types.empty()) {
    policy.for_ingress = true;
    policy.for_egress = !sequence(context, object.spec, "egress").empty();
    return;
  }
  for (const NodeId item : types) {
    const auto type = as_text(context, item, "policyTypes");
    if (!type) continue;
    if (*type == "Ingress") {
      policy.for_ingress = true;
    } else if (*type == "Egress") {
      policy.for_egress = true;
    } else {
      context.error("E0509", context.at(item), "`" + std::string(*type) + "` is no policy type",
                    "use `Ingress` or `Egress`");
    }
  }
}

}  // namespace

void add_network_policy(Context& context, const Object& object) {
  if (!object.spec) {
    // The API server reads an absent spec as an empty one, which denies all ingress to the
    // namespace: nobody means that, and kubectl's validation refuses it.
    context.error("E0502", object.at, "the NetworkPolicy has no `spec`");
    return;
  }
  syntax::NetworkPolicy policy;
  policy.kind = std::string(object.kind);
  policy.space = std::string(object.space);
  policy.name = std::string(object.name);
  policy.at = object.at;
  policy.subject.space = policy.space;
  // The field is no pointer in the API: absent or null, it is the empty selector.
  policy.subject.pods =
      label_selector(context, object.spec, "podSelector").value_or(syntax::LabelSelector{});
  read_types(context, object, policy);
  policy.ingress = read_rules(context, object, "ingress", "from");
  policy.egress = read_rules(context, object, "egress", "to");
  context.document.network.policies.push_back(std::move(policy));
}

}  // namespace ringfence::ingest::kubernetes
