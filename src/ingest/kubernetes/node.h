#pragma once
#include "ingest/kubernetes/context.h"

namespace ringfence::ingest::kubernetes {

/// Adds a Node. Taints of the moment (`node.kubernetes.io/…`), which come and go while pods stay,
/// are listed and left out.
void add_node(Context& context, const Object& object);

}  // namespace ringfence::ingest::kubernetes
