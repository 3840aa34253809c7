#pragma once
#include "ingest/kubernetes/context.h"

namespace ringfence::ingest::kubernetes {

/// The waivers among an object's annotations, `ringfence.dev/ignore.POLICY: REASON`; they cover
/// everything that the object declares. Errors: as `syntax::parse_waiver_reason`, and E1001 for
/// another key of `ringfence.dev`.
void add_waivers(Context& context, const Object& object);

}  // namespace ringfence::ingest::kubernetes
