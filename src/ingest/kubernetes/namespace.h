#pragma once
#include "ingest/kubernetes/context.h"

namespace ringfence::ingest::kubernetes {

/// Notes the namespace that the object is, or shows to exist by being in it.
void survey_namespace(Context& context, const Object& object, Surroundings& around);

/// Adds the `namespace` that the object declares, if `Surroundings` chose it for that. The API
/// server labels every namespace with its name. One that no Namespace describes has that label
/// only.
void add_namespace(Context& context, const Object& object);

}  // namespace ringfence::ingest::kubernetes
