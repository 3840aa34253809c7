#pragma once
#include "base/result.h"
#include "ingest/yaml/tree.h"

namespace ringfence::ingest::yaml {

/// Reads a text that is UTF-8 without control characters as a YAML stream.
Result<Tree> read_yaml(const Sources& sources, SourceId source, const Limits& limits);

}  // namespace ringfence::ingest::yaml
