#pragma once
#include "ingest/compose/context.h"

namespace ringfence::ingest::compose {

/// `limit.*` and `request.*`. A limit of 0, and -1 processes, is none. Errors: E0709.
void read_limits(const Context& context, syntax::EntityDecl& decl, const Value& service);

}  // namespace ringfence::ingest::compose
