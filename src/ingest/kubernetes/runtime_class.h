#pragma once
#include "ingest/kubernetes/context.h"
#include "syntax/document.h"

/// RuntimeClasses: what they add to a pod, and whether their runtime gives it a kernel of its own.
/// https://kubernetes.io/docs/concepts/containers/runtime-class/
namespace ringfence::ingest::kubernetes {

void survey_runtime_class(Context& context, const Object& object, Surroundings& around);
/// Reports what is wrong with a RuntimeClass (E0502, E0503, E0504).
void check_runtime_class(Context& context, const Object& object);

/// Writes `runtime_class` and `sandboxed` of the pod. What a handler's runtime does no file says:
/// handlers named after sandboxed runtimes are taken for those, with a remark, those named after
/// plain ones for those, and any other is a gap, as is a class that no file describes. Returns
/// the class; null if there is none, or none is described.
const RuntimeClass* read_runtime_class(Context& context, NodeId pod_spec, syntax::EntityDecl& pod);

}  // namespace ringfence::ingest::kubernetes
