#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/address.h"
#include "base/source.h"

/// Who may talk to whom, as files say it: the rules of network policies of every API, and the
/// Services and Ingresses that lead from outside to pods. Plain data with places; what it means is
/// decided by `reach` for all pairs at once, and by `semantics` for one pair and one port.
namespace ringfence::syntax {

/// A requirement on one label, as the Kubernetes API's LabelSelectorRequirement.
struct LabelRequirement {
  enum class Operator : std::uint8_t { In, NotIn, Exists, DoesNotExist };
  std::string key;
  Operator op = Operator::In;
  std::vector<std::string> values;  ///< Of In and NotIn; at least one.
  friend auto operator<=>(const LabelRequirement&, const LabelRequirement&) = default;
};
/// All requirements must be met: an empty selector selects everything.
struct LabelSelector {
  std::vector<LabelRequirement> requirements;
  friend auto operator<=>(const LabelSelector&, const LabelSelector&) = default;
};

/// Pods, by the labels of their namespace and their own.
struct PodSelector {
  /// Absent: only `space`.
  std::optional<LabelSelector> namespaces;
  std::string space;  ///< Only without `namespaces`.
  LabelSelector pods;
  friend auto operator<=>(const PodSelector&, const PodSelector&) = default;
};
/// Addresses of a block, less some.
struct AddressBlock {
  AddressRange block;
  std::vector<AddressRange> except;
  friend auto operator<=>(const AddressBlock&, const AddressBlock&) = default;
};
/// A peer that is neither a pod nor an address that a file knows: nodes, domain names.
struct OtherPeer {
  std::string what;  ///< `nodes`, `domainNames`.
};
struct Peer {
  std::variant<PodSelector, AddressBlock, OtherPeer> is;
  Span at;
};

/// In the order in which connections are printed.
enum class Protocol : std::uint8_t { Tcp, Udp, Sctp };
inline constexpr std::size_t kProtocols = 3;

/// Ports from `first` to `last`.
struct PortRange {
  std::uint16_t first = 1, last = 65535;
};
/// A port that each destination gives a number of its own, or none.
struct NamedPort {
  std::string name;
};
struct RulePort {
  std::optional<Protocol> protocol;  ///< Absent with a NamedPort: of whatever protocol it is.
  std::variant<PortRange, NamedPort> ports;
  Span at;
};

enum class RuleAction : std::uint8_t {
  Allow,
  Deny,
  Pass,  ///< Leaves the connection to the next tier.
};
struct NetworkRule {
  RuleAction action = RuleAction::Allow;
  std::string name;             ///< May be empty.
  bool any_peer = false;        ///< Everything inside and outside the cluster.
  std::vector<Peer> peers;      ///< One of them must match; none: nothing does.
  bool any_port = false;        ///< Every port of every protocol.
  std::vector<RulePort> ports;  ///< One of them must match.
  Span at;
};

/// Which policies are asked first (KEP-2091): the first tier that decides a connection does.
enum class PolicyTier : std::uint8_t {
  Admin,      ///< Rules in order of priority; the first that matches decides, unless it passes.
  Namespace,  ///< NetworkPolicies: what selects a pod denies all that no rule of any allows.
  Baseline,   ///< As Admin, for what no NetworkPolicy selects.
};
struct NetworkPolicy {
  PolicyTier tier = PolicyTier::Namespace;
  std::string kind;   ///< As written: `NetworkPolicy`, `ClusterNetworkPolicy`.
  std::string space;  ///< Empty for policies of the whole cluster.
  std::string name;
  std::int32_t priority = 0;  ///< Of Admin and Baseline; the lowest goes first.
  PodSelector subject;
  bool for_ingress = false, for_egress = false;  ///< The directions it says something of.
  std::vector<NetworkRule> ingress, egress;      ///< In order.
  /// Whether the API says that a block of addresses also means pods that have them. Where it does
  /// not, blocks name what is outside the cluster.
  bool blocks_match_pods = false;
  Span at;
};

/// A port of a Service, and where it leads on the pods.
struct ServicePort {
  std::string name;
  std::uint16_t port = 0;
  Protocol protocol = Protocol::Tcp;
  std::variant<PortRange, NamedPort> target;
  Span at;
};
struct Service {
  std::string space, name;
  std::optional<LabelSelector> selector;  ///< Absent: it leads to no pods.
  std::vector<ServicePort> ports;
  bool is_external = false;  ///< `NodePort` or `LoadBalancer`.
  Span at;
};
/// What an Ingress leads to: a port of a Service, by name or number.
struct IngressBackend {
  std::string service;
  std::string port_name;
  std::uint16_t port_number = 0;  ///< 0: by name.
  Span at;
};
struct Ingress {
  std::string space, name;
  std::vector<IngressBackend> backends;
  Span at;
};

struct Network {
  std::vector<NetworkPolicy> policies;
  std::vector<Service> services;
  std::vector<Ingress> ingresses;
};

}  // namespace ringfence::syntax
