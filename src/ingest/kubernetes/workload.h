#pragma once
#include "ingest/kubernetes/context.h"

namespace ringfence::ingest::kubernetes {

/// Whether the kind is a pod or makes pods by a template.
bool makes_pods(std::string_view kind);

/// Adds what a Pod or a controller describes: its pods as replicas from the count that is asked
/// for up to the most that exist at one time, with the surge of a rollout, within an autoscaler's
/// bounds. Replicas that a rollout takes down are worlds too: they are the pending ones.
void add_workload_object(Context& context, const Object& object);

}  // namespace ringfence::ingest::kubernetes
