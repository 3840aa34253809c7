#include "semantics/packet.h"

#include <algorithm>
#include <map>

// Kubernetes API, NetworkPolicy (networking.k8s.io/v1), AdminNetworkPolicy and
// BaselineAdminNetworkPolicy (policy.networking.k8s.io/v1alpha1), ClusterNetworkPolicy (v1alpha2).
// Nothing here is shared with `reach`, which decides the same for all pods at once.

namespace ringfence::semantics {
namespace {

using syntax::LabelRequirement;
using syntax::NetworkPolicy;
using syntax::NetworkRule;
using syntax::PolicyTier;
using syntax::RuleAction;

std::optional<std::string> value_of(const std::vector<std::string>& labels,
                                    const std::string& key) {
  for (const std::string& label : labels) {
    if (label.starts_with(key + "=")) return label.substr(key.size() + 1);
    if (label == key) return "";
  }
  return std::nullopt;
}

bool meets(const syntax::LabelSelector& selector, const std::vector<std::string>& labels) {
  for (const LabelRequirement& wanted : selector.requirements) {
    const std::optional<std::string> value = value_of(labels, wanted.key);
    const bool listed = value && std::find(wanted.values.begin(), wanted.values.end(), *value) !=
                                     wanted.values.end();
    bool met = false;
    switch (wanted.op) {
      case LabelRequirement::Operator::In:
        met = listed;
        break;
      case LabelRequirement::Operator::NotIn:
        met = !listed;
        break;
      case LabelRequirement::Operator::Exists:
        met = value.has_value();
        break;
      case LabelRequirement::Operator::DoesNotExist:
        met = !value.has_value();
        break;
    }
    if (!met) return false;
  }
  return true;
}

bool selects(const syntax::PodSelector& selector, const Party& party) {
  if (party.kind != Party::Kind::Pod) return false;
  const bool in_space = selector.namespaces ? meets(*selector.namespaces, party.space_labels)
                                            : party.space == selector.space;
  return in_space && meets(selector.pods, party.labels);
}

bool holds(const syntax::AddressBlock& block, const Address& address) {
  if (!block.block.contains(address)) return false;
  for (const AddressRange& except : block.except) {
    if (except.contains(address)) return false;
  }
  return true;
}

/// Blocks mean addresses outside the cluster; where the API says so, also pods that have them. A
/// pod whose address no file gives has some of IPv4, of which nothing else is known.
bool means(const syntax::AddressBlock& block, bool also_pods, const Party& party) {
  switch (party.kind) {
    case Party::Kind::Address:
      return holds(block, party.addresses[0]);
    case Party::Kind::Node:
      return party.blocks_mean_it;
    case Party::Kind::Pod:
      break;
  }
  if (!also_pods) return false;
  if (block.except.empty() && block.block == all_addresses(false)) return true;
  return std::any_of(party.addresses.begin(), party.addresses.end(),
                     [&](const Address& address) { return holds(block, address); });
}

bool peer_matches(const NetworkPolicy& policy, const NetworkRule& rule, const Party& peer) {
  if (rule.any_peer) return true;
  for (const syntax::Peer& each : rule.peers) {
    if (const auto* pods = std::get_if<syntax::PodSelector>(&each.is)) {
      if (selects(*pods, peer)) return true;
    } else if (const auto* block = std::get_if<syntax::AddressBlock>(&each.is)) {
      if (means(*block, policy.blocks_match_pods, peer)) return true;
    }
  }
  return false;
}

bool port_matches(const NetworkRule& rule, const Party& destination, const Packet& packet) {
  if (rule.any_port) return true;
  if (!packet.protocol) return false;
  for (const syntax::RulePort& each : rule.ports) {
    if (each.protocol && *each.protocol != *packet.protocol) continue;
    if (const auto* range = std::get_if<syntax::PortRange>(&each.ports)) {
      if (range->first <= packet.port && packet.port <= range->last) return true;
      continue;
    }
    if (destination.kind == Party::Kind::Address) continue;
    const std::string& name = std::get<syntax::NamedPort>(each.ports).name;
    for (const ListenedPort& port : destination.ports) {
      if (port.name == name && port.protocol == *packet.protocol && port.number == packet.port) {
        return true;
      }
    }
  }
  return false;
}

/// One direction: `subject` is whose policies are asked, `peer` the other end.
struct Question {
  const model::Network& network;
  const Party& subject;
  const Party& peer;
  const Party& destination;
  const Packet& packet;
  bool is_ingress = false;

  const std::vector<NetworkRule>& rules(const NetworkPolicy& policy) const {
    return is_ingress ? policy.ingress : policy.egress;
  }
  bool applies(const NetworkPolicy& policy, PolicyTier tier) const {
    return policy.tier == tier && (is_ingress ? policy.for_ingress : policy.for_egress) &&
           selects(policy.subject, subject);
  }
  bool matches(const NetworkPolicy& policy, const NetworkRule& rule) const {
    return peer_matches(policy, rule, peer) && port_matches(rule, destination, packet);
  }
};

/// What a tier with actions says: nothing if no rule matches.
struct Word {
  std::optional<RuleAction> action;
  bool is_undefined = false;
};
Word word_of(const Question& question, PolicyTier tier) {
  // The first matching rule of each policy, by priority.
  std::map<std::int32_t, std::vector<RuleAction>> by_priority;
  for (const NetworkPolicy* policy : question.network.policies) {
    if (!question.applies(*policy, tier)) continue;
    for (const NetworkRule& rule : question.rules(*policy)) {
      if (!question.matches(*policy, rule)) continue;
      by_priority[policy->priority].push_back(rule.action);
      break;
    }
  }
  if (by_priority.empty()) return {};
  const std::vector<RuleAction>& first = by_priority.begin()->second;
  const bool agree = std::all_of(first.begin(), first.end(),
                                 [&](RuleAction action) { return action == first[0]; });
  return {first[0], !agree};
}

Passage side(const Question& question) {
  const Word admin = word_of(question, PolicyTier::Admin);
  if (admin.is_undefined) return Passage::Undefined;
  if (admin.action == RuleAction::Allow) return Passage::Allowed;
  if (admin.action == RuleAction::Deny) return Passage::Denied;
  bool is_selected = false;
  for (const NetworkPolicy* policy : question.network.policies) {
    if (!question.applies(*policy, PolicyTier::Namespace)) continue;
    is_selected = true;
    for (const NetworkRule& rule : question.rules(*policy)) {
      if (question.matches(*policy, rule)) return Passage::Allowed;
    }
  }
  if (is_selected) return Passage::Denied;
  const Word baseline = word_of(question, PolicyTier::Baseline);
  if (baseline.is_undefined) return Passage::Undefined;
  return baseline.action == RuleAction::Deny ? Passage::Denied : Passage::Allowed;
}

std::optional<std::uint32_t> port_number(std::string_view text) {
  std::uint32_t number = 0;
  if (text.empty() || text.size() > 5) return std::nullopt;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  return number >= 1 && number <= 65535 ? std::optional(number) : std::nullopt;
}

std::optional<syntax::Protocol> protocol_of(std::string_view text) {
  if (text == "tcp") return syntax::Protocol::Tcp;
  if (text == "udp") return syntax::Protocol::Udp;
  if (text == "sctp") return syntax::Protocol::Sctp;
  return std::nullopt;
}

}  // namespace

std::optional<ListenedPort> listened_port(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto read = packet(text.substr(colon + 1));
  if (!read || read->port == 0) return std::nullopt;
  return ListenedPort{std::string(text.substr(0, colon)), *read->protocol, read->port};
}

std::vector<Party> variants(const Party& party) {
  std::vector<Party> all{party};
  if (!party.host_network) return all;
  for (const bool blocks_mean_it : {false, true}) {
    Party node = party;
    node.kind = Party::Kind::Node;
    node.blocks_mean_it = blocks_mean_it;
    all.push_back(std::move(node));
  }
  return all;
}

std::optional<Packet> packet(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto protocol = protocol_of(text.substr(0, slash));
  if (!protocol) return std::nullopt;
  if (text.substr(slash + 1) == "*") return Packet{protocol, 0};
  const auto port = port_number(text.substr(slash + 1));
  return port ? std::optional(Packet{protocol, *port}) : std::nullopt;
}

bool is_asked(const NetworkPolicy& policy, const Party& from, const Party& to) {
  return (policy.for_egress && selects(policy.subject, from)) ||
         (policy.for_ingress && selects(policy.subject, to));
}

Passage passage_of(const model::Network& network, const Party& from, const Party& to,
                   const Packet& packet) {
  const Passage out = side({network, from, to, to, packet, false});
  const Passage in = side({network, to, from, to, packet, true});
  if (out == Passage::Denied || in == Passage::Denied) return Passage::Denied;
  if (out == Passage::Undefined || in == Passage::Undefined) return Passage::Undefined;
  return Passage::Allowed;
}

}  // namespace ringfence::semantics
