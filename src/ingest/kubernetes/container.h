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
  bool host_network = false;
  const Volumes* volumes = nullptr;
};
/// A container as a declaration, and what it adds to its pod.
struct ReadContainer {
  syntax::EntityDecl decl;
  Demand demand;
  std::vector<Member> host_ports;
  Mounted mounted;
};
/// One entry of `containers`, `initContainers` or `ephemeralContainers`. Its entity's name is the
/// container's; a container without a name (E0502) has an empty one.
ReadContainer read_container(Context& context, NodeId container, Role list,
                             const PodDefaults& defaults);

}  // namespace ringfence::ingest::kubernetes
