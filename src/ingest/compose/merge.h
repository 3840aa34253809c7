#pragma once
#include "base/diagnostic.h"
#include "ingest/compose/value.h"

namespace ringfence::ingest::compose {

/// Lays `over` over `base`, as the Compose Specification merges files and extended services:
/// mappings entry by entry, lists one behind the other, commands and single values replaced;
/// `!reset` removes and `!override` replaces. Both must have been written out. `path` is that of
/// both in the field table. Errors: E0710 a mapping against a list, and the like.
Value merge(Value base, Value over, const std::string& path, Diagnostics& errors);

/// Removes what is still marked `!reset`.
void drop_resets(Value& value);

}  // namespace ringfence::ingest::compose
