#include <algorithm>
#include <array>

#include "ingest/kubernetes/network.h"
#include "ingest/kubernetes/network_rules.h"
#include "ingest/kubernetes/object.h"

// Policies of the whole cluster, in two versions of one API:
// AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1), and their successor
// ClusterNetworkPolicy (v1alpha2), which writes the tier as a field, `Accept` for `Allow`,
// and `protocols` for `ports`. https://network-policy-api.sigs.k8s.io/

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::GapEffect;
using syntax::NetworkRule;
using syntax::PolicyTier;

constexpr Integer kMostPriority = 1000;
/// Baseline policies of v1alpha1 have no priority, and there is only one of them.
constexpr std::int32_t kOnly = 0;

/// The only entry of a mapping that must have exactly one; an error (E0512) and nothing otherwise.
std::optional<Entry> only_entry(Context& context, NodeId node, std::string_view what) {
  std::vector<Entry> found;
  for (const Entry& entry : entries(context, node)) {
    if (!yaml::is_null(context.tree[entry.value])) found.push_back(entry);
  }
  if (found.size() == 1) return found.front();
  context.error("E0512", context.at(node),
                "exactly one field must be set in " + std::string(what) + ", found " +
                    std::to_string(found.size()));
  return std::nullopt;
}

void refuse(Context& context, const Entry& entry, std::string_view what) {
  context.error("E0512", context.at(entry.key_node),
                "`" + std::string(entry.key) + "` is no field of " + std::string(what));
}

/// `namespaces: SELECTOR` or `pods: {namespaceSelector, podSelector}`; nothing for other fields.
std::optional<syntax::PodSelector> read_pods(Context& context, NodeId holder, const Entry& entry) {
  syntax::PodSelector selector;
  if (entry.key == "namespaces") {
    selector.namespaces = label_selector(context, holder, "namespaces");
  } else if (entry.key == "pods") {
    const NodeId pods = mapping(context, holder, "pods");
    // Both are no pointers in the API: absent, they are the empty selector.
    selector.namespaces = label_selector(context, pods, "namespaceSelector");
    selector.pods = label_selector(context, pods, "podSelector").value_or(syntax::LabelSelector{});
  } else {
    return std::nullopt;
  }
  if (!selector.namespaces) selector.namespaces = syntax::LabelSelector{};
  return selector;
}

void add_networks(Context& context, const Entry& entry, NetworkRule& rule) {
  if (context.tree[entry.value].type != NodeType::Sequence ||
      context.tree[entry.value].items.empty()) {
    context.error("E0512", context.at(entry.value), "`networks` must list at least one block");
    return;
  }
  for (const NodeId item : context.tree[entry.value].items) {
    if (const auto block = address_block(context, item)) {
      rule.peers.push_back({syntax::AddressBlock{*block, {}}, context.at(item)});
    }
  }
}

void add_peer(Context& context, NodeId node, bool is_egress, NetworkRule& rule) {
  const auto entry = only_entry(context, node, "a rule's peer");
  if (!entry) return;
  const Span at = context.at(node);
  if (auto pods = read_pods(context, node, *entry)) {
    rule.peers.push_back({std::move(*pods), at});
  } else if (is_egress && entry->key == "networks") {
    add_networks(context, *entry, rule);
  } else if (is_egress && (entry->key == "nodes" || entry->key == "domainNames")) {
    rule.peers.push_back({syntax::OtherPeer{std::string(entry->key)}, at});
    context.out.gaps.push_back({context.at(entry->key_node),
                                "peer `" + std::string(entry->key) + "`",
                                GapEffect::Unknown,
                                {"reach.outside"},
                                "no file says which addresses they have"});
  } else {
    refuse(context, *entry, is_egress ? "an egress peer" : "an ingress peer");
  }
}

/// `start` and `end`, which v1alpha1 calls a range when they are equal, and v1alpha2 does not.
std::optional<syntax::PortRange> read_range(Context& context, NodeId node, bool may_be_one) {
  const auto first = port_number(context, node, "start");
  const auto last = port_number(context, node, "end");
  if (!first || !last) return std::nullopt;
  if (*last < *first || (*last == *first && !may_be_one)) {
    context.error("E0512", context.at(node),
                  "the range of ports is empty: its `end` is not above its `start`");
    return std::nullopt;
  }
  return syntax::PortRange{*first, *last};
}

/// AdminNetworkPolicyPort: `portNumber`, `namedPort` or `portRange`.
void add_port(Context& context, NodeId node, NetworkRule& rule) {
  const auto entry = only_entry(context, node, "a port");
  if (!entry) return;
  syntax::RulePort port;
  port.at = context.at(node);
  if (entry->key == "namedPort") {
    const auto name = text(context, node, "namedPort");
    if (!name) return;
    port.ports = syntax::NamedPort{std::string(*name)};
  } else if (entry->key == "portNumber") {
    const NodeId number = mapping(context, node, "portNumber");
    port.protocol = protocol(context, number);
    const auto value = port_number(context, number, "port");
    if (!port.protocol || !value) return;
    port.ports = syntax::PortRange{*value, *value};
  } else if (entry->key == "portRange") {
    const NodeId range = mapping(context, node, "portRange");
    port.protocol = protocol(context, range);
    const auto ports = read_range(context, range, false);
    if (!port.protocol || !ports) return;
    port.ports = *ports;
  } else {
    refuse(context, *entry, "a port");
    return;
  }
  rule.ports.push_back(std::move(port));
}

/// ClusterNetworkPolicyProtocol: `tcp`, `udp`, `sctp` or `destinationNamedPort`.
void add_protocol(Context& context, NodeId node, NetworkRule& rule) {
  const auto entry = only_entry(context, node, "a protocol");
  if (!entry) return;
  syntax::RulePort port;
  port.at = context.at(node);
  if (entry->key == "destinationNamedPort") {
    const auto name = text(context, node, "destinationNamedPort");
    if (!name) return;
    port.ports = syntax::NamedPort{std::string(*name)};
    rule.ports.push_back(std::move(port));
    return;
  }
  constexpr std::array<std::string_view, syntax::kProtocols> kNames{"tcp", "udp", "sctp"};
  const auto found = std::find(kNames.begin(), kNames.end(), entry->key);
  if (found == kNames.end()) return refuse(context, *entry, "a protocol");
  port.protocol = static_cast<syntax::Protocol>(found - kNames.begin());
  const NodeId of_protocol = mapping(context, node, entry->key);
  const NodeId destination = mapping(context, of_protocol, "destinationPort");
  if (destination) {
    const auto which = only_entry(context, destination, "a destination port");
    if (!which) return;
    if (which->key == "number") {
      const auto value = port_number(context, destination, "number");
      if (!value) return;
      port.ports = syntax::PortRange{*value, *value};
    } else if (which->key == "range") {
      const auto range = read_range(context, mapping(context, destination, "range"), false);
      if (!range) return;
      port.ports = *range;
    } else {
      return refuse(context, *which, "a destination port");
    }
  } else {
    context.error("E0512", port.at, "the protocol names no `destinationPort`");
    return;
  }
  rule.ports.push_back(std::move(port));
}

std::optional<syntax::RuleAction> action(Context& context, NodeId rule, bool is_v2, bool may_pass) {
  const auto name = text(context, rule, "action");
  if (!name) {
    context.error("E0502", context.at(rule), "the rule has no `action`");
    return std::nullopt;
  }
  if (*name == (is_v2 ? "Accept" : "Allow")) return syntax::RuleAction::Allow;
  if (*name == "Deny") return syntax::RuleAction::Deny;
  if (*name == "Pass" && may_pass) return syntax::RuleAction::Pass;
  context.error("E0509", place_of(context, rule, "action"),
                "`" + std::string(*name) + "` is no action of this kind of policy");
  return std::nullopt;
}

struct Version {
  bool is_v2 = false;
  bool may_pass = true;
};

std::vector<NetworkRule> read_rules(Context& context, const Object& object, bool is_egress,
                                    Version version) {
  std::vector<NetworkRule> rules;
  const std::string_view peers = is_egress ? "to" : "from";
  for (const NodeId item : sequence(context, object.spec, is_egress ? "egress" : "ingress")) {
    NetworkRule rule;
    rule.at = context.at(item);
    rule.name = text(context, item, "name").value_or("");
    const auto read = action(context, item, version.is_v2, version.may_pass);
    if (read) rule.action = *read;
    const auto list = sequence(context, item, peers);
    if (list.empty()) {
      context.error("E0512", rule.at, "`" + std::string(peers) + "` must list at least one peer");
    }
    for (const NodeId peer : list) add_peer(context, peer, is_egress, rule);
    const auto ports = sequence(context, item, version.is_v2 ? "protocols" : "ports");
    rule.any_port = ports.empty();
    for (const NodeId port : ports) {
      if (version.is_v2) add_protocol(context, port, rule);
      if (!version.is_v2) add_port(context, port, rule);
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

void read_subject(Context& context, const Object& object, syntax::NetworkPolicy& policy) {
  const NodeId subject = mapping(context, object.spec, "subject");
  if (!subject) {
    context.error("E0502", object.at, "the " + policy.kind + " has no `subject`");
    return;
  }
  const auto entry = only_entry(context, subject, "a subject");
  if (!entry) return;
  if (auto pods = read_pods(context, subject, *entry)) {
    policy.subject = std::move(*pods);
  } else {
    refuse(context, *entry, "a subject");
  }
}

std::int32_t read_priority(Context& context, const Object& object) {
  const auto value = integer(context, object.spec, "priority");
  if (value && *value >= 0 && *value <= kMostPriority) return static_cast<std::int32_t>(*value);
  if (value || !present(context, object.spec, "priority")) {
    context.error("E0509", place_of(context, object.spec, "priority"),
                  "`priority` must be from 0 to " + to_string(kMostPriority));
  }
  return 0;
}

}  // namespace

void add_cluster_policy(Context& context, const Object& object) {
  if (!object.spec) {
    context.error("E0502", object.at, "the " + std::string(object.kind) + " has no `spec`");
    return;
  }
  syntax::NetworkPolicy policy;
  policy.kind = std::string(object.kind);
  policy.name = std::string(object.name);
  policy.at = object.at;
  policy.for_ingress = policy.for_egress = true;
  policy.blocks_match_pods = true;  // "cluster-internal traffic will be checked against the rule"
  Version version;
  if (object.kind == "ClusterNetworkPolicy") {
    version.is_v2 = true;
    const auto tier = text(context, object.spec, "tier");
    policy.tier = tier == "Baseline" ? PolicyTier::Baseline : PolicyTier::Admin;
    if (tier != "Admin" && tier != "Baseline") {
      context.error("E0509", place_of(context, object.spec, "tier"),
                    "`tier` must be `Admin` or `Baseline`");
    }
    policy.priority = read_priority(context, object);
  } else if (object.kind == "AdminNetworkPolicy") {
    policy.tier = PolicyTier::Admin;
    policy.priority = read_priority(context, object);
  } else {
    policy.tier = PolicyTier::Baseline;
    policy.priority = kOnly;
    version.may_pass = false;
    if (object.name != "default") {
      context.error("E0509", object.at, "a BaselineAdminNetworkPolicy must be called `default`");
    }
  }
  read_subject(context, object, policy);
  policy.ingress = read_rules(context, object, false, version);
  policy.egress = read_rules(context, object, true, version);
  context.document.network.policies.push_back(std::move(policy));
}

}  // namespace ringfence::ingest::kubernetes
