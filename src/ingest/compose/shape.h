#pragma once
#include "base/diagnostic.h"
#include "ingest/compose/value.h"

namespace ringfence::ingest::compose {

/// Checks a file against the field table and writes short forms out, so that files can be merged:
/// a list of `name=value` becomes a mapping, one text where a list may stand becomes a list.
/// Errors: E0705 a value of the wrong shape, E0706 a field that the specification does not have.
void write_out(Value& file, Diagnostics& errors);

/// `path` with what stands under `key`: the row of the key itself, else that of any name.
std::string below(const std::string& path, std::string_view key);

}  // namespace ringfence::ingest::compose
