#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/number.h"
#include "ingest/kubernetes/amounts.h"
#include "ingest/kubernetes/context.h"

namespace ringfence::ingest::kubernetes {

/// The `resources` of a container. A limit without a request is a request too, as the API server
/// defaults. Errors: E0504 for what is no quantity or negative, E0505 for a request above its
/// limit, E0508 for a resource that does not exist.
Resources read_resources(Context& context, NodeId holder, Span holder_at);
/// The resources of a pod as a whole, where requests are not defaulted from limits here.
Resources read_pod_resources(Context& context, NodeId spec, Span spec_at);
/// A mapping from resource names to quantities (`overhead`, `allocatable`); any name is taken.
Amounts read_amounts(Context& context, NodeId map, std::string_view key);

enum class Role { Main, Init, Sidecar, Ephemeral };
struct Demand {
  Role role = Role::Main;
  Resources resources;
};

/// What the scheduler counts for the pod: per resource the most that is asked for at one time
/// while init containers run in order and sidecars stay, or what the pod as a whole asks for,
/// plus overhead.
/// https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
Amounts effective_requests(Context& context, const std::vector<Demand>& demands,
                           const Resources& pod, const Amounts& overhead);
/// The same for limits. A resource that some container leaves unlimited has none.
Amounts effective_limits(Context& context, const std::vector<Demand>& demands, const Resources& pod,
                         const Amounts& overhead);

/// What all of the pod's containers have of `which` at one time, whether or not each has some of
/// it; the pod's own amounts go first.
Amounts summed(Context& context, const std::vector<Demand>& demands, const Resources& pod,
               Amounts Resources::*which);

/// `BestEffort`, `Burstable` or `Guaranteed`, as the API server tells pods apart.
/// https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
std::string_view class_of_service(const std::vector<Demand>& demands, const Resources& pod);

/// Writes `request.cpu`, …, and extended resources under the bare prefix where `has_keyed`.
void set_amounts(syntax::EntityDecl& entity, std::string_view prefix, const Amounts& amounts,
                 bool has_keyed);

}  // namespace ringfence::ingest::kubernetes
