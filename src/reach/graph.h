#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/address.h"
#include "model/model.h"
#include "reach/connections.h"

/// Who reaches whom, for all pods at once. Pods that no rule tells apart are one class; a class has
/// one answer for all peers that none of its rules names, and one for each class that some rule
/// does, so that nothing is worked out per pair of pods.
namespace ringfence::reach {

using PodIndex = std::uint32_t;
using ClassId = std::uint32_t;

/// A pod as the rules see it.
struct Pod {
  model::EntityId entity;
  std::string_view space;
  std::vector<std::string_view> labels;  ///< `key=value`, sorted.
  /// Ports that its containers name: by name, with protocol.
  std::vector<std::pair<std::string, std::pair<syntax::Protocol, std::uint16_t>>> named_ports;
  std::vector<Address> addresses;  ///< Those that a file gives; usually none.
  bool host_network = false;
};

/// What may be exchanged with every address outside the cluster. Ranges ascend, touch, and cover
/// both families; neighbours differ.
using Outside = std::vector<std::pair<AddressRange, Connections>>;

/// One direction of one class: what its own policies let in or out. A connection needs the leave
/// of both sides.
struct Side {
  bool is_governed = false;  ///< Some policy selects the class in this direction.
  std::vector<const syntax::NetworkPolicy*> policies;  ///< Those, in the order they are asked.
  /// With each pod of a class that is not in `named`, and with a pod that no file describes and
  /// that no rule but one about all pods names.
  Connections others = Connections::all();
  std::vector<std::pair<ClassId, Connections>> named;  ///< Ascending by class.
  Outside outside;

  const Connections& with(ClassId peer) const;
  Connections with(const Address& address) const;
};

/// Two policies of one priority that say different things of one connection: which of them counts
/// is up to whoever implements the API.
struct Ambiguity {
  const syntax::NetworkPolicy* first = nullptr;
  const syntax::NetworkPolicy* second = nullptr;
  ClassId of = 0;  ///< The class whose connections they are.
};

struct Graph {
  std::vector<Pod> pods;                       ///< In the order of the model's.
  std::vector<ClassId> class_of;               ///< By pod.
  std::vector<std::vector<PodIndex>> members;  ///< By class, ascending.
  std::vector<Side> ingress, egress;           ///< By class.
  std::vector<Ambiguity> ambiguities;

  /// What may go from a pod of one class to another pod of the other. A pod always reaches itself.
  Connections between(ClassId from, ClassId to) const {
    return egress[from].with(to) & ingress[to].with(from);
  }
  /// The pod that an entity of the model is; pods stand in the order of their entities.
  std::optional<PodIndex> find(model::EntityId pod) const;
};

/// The graph of the model's pods under its network policies.
Graph build(const model::Model& model);

}  // namespace ringfence::reach
