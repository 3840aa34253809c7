#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "model/model.h"

/// Whether network policies let one packet through, straight from the rules as they are written.
namespace ringfence::semantics {

/// `http:tcp/8080`: a port that a container names.
struct ListenedPort {
  std::string name;
  syntax::Protocol protocol = syntax::Protocol::Tcp;
  std::uint32_t number = 0;
};
/// Nothing for a port without a name, which no rule can mean by name.
std::optional<ListenedPort> listened_port(std::string_view text);

/// One end of a packet, as rules see it.
struct Party {
  enum class Kind {
    Pod,
    Address,
    Node,  ///< A pod in its node's network, taken for the node.
  };
  Kind kind = Kind::Pod;
  std::string space;
  std::vector<std::string> space_labels, labels;  ///< `key=value`
  std::vector<ListenedPort> ports;
  std::vector<Address> addresses;  ///< One of an Address; of a pod those that a file gives.
  bool host_network = false;
  bool blocks_mean_it = false;  ///< Of a Node, whose addresses no file gives.
};
/// All that a party may be taken for.
std::vector<Party> variants(const Party& party);

/// Without a protocol, one of those that have no ports.
struct Packet {
  std::optional<syntax::Protocol> protocol;
  std::uint32_t port = 0;
};
/// `tcp/443`, or `tcp/*` with port 0 for every port.
std::optional<Packet> packet(std::string_view text);

/// Whether the policy is one that decides about packets between the two, for either side.
bool is_asked(const syntax::NetworkPolicy& policy, const Party& from, const Party& to);

enum class Passage { Allowed, Denied, Undefined };
/// Both sides must let it through: the source's egress and the destination's ingress.
Passage passage_of(const model::Network& network, const Party& from, const Party& to,
                   const Packet& packet);

}  // namespace ringfence::semantics
