#pragma once
#include <string>

#include "ingest/kubernetes/context.h"
#include "syntax/document.h"

namespace ringfence::ingest::kubernetes {

void survey_priority_class(Context& context, const Object& object, Surroundings& around);
/// Reports what is wrong with a PriorityClass (E0502, E0503, E0509).
void check_priority_class(Context& context, const Object& object);

/// Writes `priority_class`, `priority` and `preempts` of a pod: of the class it names, else of the
/// global default (of several the one of the lowest value, as admission takes it), else 0. Returns
/// the name of the class; empty for none. A gap for a class that no file describes.
std::string read_priority(Context& context, NodeId pod_spec, syntax::EntityDecl& pod);

}  // namespace ringfence::ingest::kubernetes
