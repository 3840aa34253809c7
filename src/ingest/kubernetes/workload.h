#pragma once
#include "ingest/kubernetes/context.h"

namespace ringfence::ingest::kubernetes {

/// Whether the kind is a pod or makes pods by a template.
bool makes_pods(std::string_view kind);

/// What the pods and the workload of the object are called: `namespace/name`, or where objects of
/// several kinds have that name, `namespace/kind/name`.
std::string entity_name(const Context& context, const Object& object);

/// Adds what a Pod or a controller describes: its pods as replicas from the count that is asked
/// for up to the most that exist at one time, with the surge of a rollout, within an autoscaler's
/// bounds. Replicas that a rollout takes down are worlds too: they are the pending ones.
void add_workload_object(Context& context, const Object& object);

}  // namespace ringfence::ingest::kubernetes
