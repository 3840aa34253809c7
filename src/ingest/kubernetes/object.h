#pragma once
#include <span>
#include <vector>

#include "ingest/kubernetes/context.h"

namespace ringfence::ingest::kubernetes {

/// The objects of the documents in order, those inside a `List`, `PodList`, … one by one. Errors:
/// E0501 for what is no object, E0502 for one without a name.
std::vector<Object> read_objects(Context& context, std::span<const NodeId> documents);

/// The group of an `apiVersion`: `apps` of `apps/v1`, empty for the core's `v1`.
std::string_view group_of(std::string_view api_version);

}  // namespace ringfence::ingest::kubernetes
