#pragma once
#include "ingest/kubernetes/context.h"
#include "syntax/document.h"

namespace ringfence::ingest::kubernetes {

/// Adds the `account`s that the object declares, if `Surroundings` chose it for that: a
/// ServiceAccount itself, else the first binding that names it, or the first pods that have it.
void add_accounts(Context& context, const Object& object);

/// Writes `account` and `mounts_token` of a pod.
void write_account(Context& context, const Object& owner, NodeId pod_spec, syntax::EntityDecl& pod);

}  // namespace ringfence::ingest::kubernetes
