#pragma once
#include <optional>
#include <variant>
#include <vector>

#include "reach/explain.h"
#include "reach/rows.h"

/// What two deployments let through, compared: not endpoint by endpoint alone, whose pods may
/// differ, but for each two groups of pods that no rule of either deployment tells apart.
namespace ringfence::reach {

/// One side of a comparison.
struct Deployment {
  const model::Model& model;
  const Graph& graph;
};

/// Pods that no file describes, whatever their labels: what only rules about all pods let in.
struct OtherPods {
  friend auto operator<=>(const OtherPods&, const OtherPods&) = default;
};
using End = std::variant<Endpoint, OtherPods>;
std::string to_string(const End& end);

/// What may go from one end to the other on one side only. Never empty. The key is the two ends,
/// which is their kinds, namespaces, names and addresses, and then protocol and port.
struct Change {
  End from, to;
  Connections connections;
  /// Two ends between which the first of the connections may go, on the side that has it: pods or
  /// an address. Absent where no rule of ours is asked (Ingresses, pods no file describes).
  std::optional<Peer> sender, receiver;
};

/// How much was compared, so that "nothing new" can be read as the claim it is.
struct Compared {
  std::size_t endpoints_before = 0, endpoints_after = 0;  ///< Workloads.
  std::size_t groups = 0;          ///< Groups of pods that neither side's rules tell apart.
  std::size_t address_ranges = 0;  ///< Ranges of addresses, over all groups and both directions.
};

struct Difference {
  std::vector<Endpoint> appeared, disappeared;  ///< Workloads that one side only has.
  std::vector<Change> gained, lost;             ///< Ascending.
  Compared compared;
};

/// Everything that `after` lets through and `before` does not, and the other way round. A pod is
/// compared with the pod of its name; one that its workload did not have is compared with all that
/// the workload had, so that more replicas of the same are no change; a workload that there was
/// not had nothing. Two pods of one workload count as soon as there are two.
Difference difference(const Deployment& before, const Deployment& after);

/// The first connection: of the first protocol that has ports the lowest port, else the others.
Connections first_of(const Connections& connections);

}  // namespace ringfence::reach
