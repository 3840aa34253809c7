#pragma once
#include <string>
#include <vector>

#include "ingest/kubernetes/context.h"
#include "ingest/kubernetes/facts.h"
#include "ingest/kubernetes/resources.h"
#include "ingest/kubernetes/volumes.h"

namespace ringfence::ingest::kubernetes {

/// What a container takes over from its pod.
struct PodDefaults {
  NodeId security;  ///< The pod's securityContext.
  NodeId metadata;  ///< The pod's metadata, or that of its template.
  bool host_network = false;
  const Volumes* volumes = nullptr;
  std::string_view space;
  /// The object is part of a cluster's dump: what it lacks was left out of the dump.
  bool is_observed = false;
  bool is_admitted = false;  ///< It is in a cluster already, with all defaults written.
};
/// A container as a declaration, and what it adds to its pod.
struct ReadContainer {
  syntax::EntityDecl decl;
  Demand demand;
  std::vector<Member> host_ports;
  std::vector<Member> apparmor;  ///< Profile types it names itself.
  Mounted mounted;
  std::vector<Member> refused;  ///< Why the API server refuses the pod for it.
};
/// One entry of `containers`, `initContainers` or `ephemeralContainers`. Its entity's name is the
/// container's; a container without a name (E0502, unless it was observed) has an empty one.
ReadContainer read_container(Context& context, NodeId container, Role list,
                             const PodDefaults& defaults);

}  // namespace ringfence::ingest::kubernetes
