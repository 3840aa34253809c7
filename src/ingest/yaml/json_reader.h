#pragma once
#include <optional>

#include "base/result.h"
#include "ingest/yaml/tree.h"

namespace ringfence::ingest::yaml {

/// What the strict reader made of a text.
struct JsonReading {
  /// The tree, or errors in a text that is JSON beyond doubt (duplicate keys, nesting).
  std::optional<Result<Tree>> result;
  /// Without a result: why the text is not JSON (E0202). It may still be YAML.
  Diagnostics complaint;
};

/// Reads UTF-8 as RFC 8259 JSON, one value or several after each other. Numbers, `true` and
/// `false` become plain scalars, strings quoted ones with their escapes resolved.
JsonReading read_json(const Sources& sources, SourceId source, const Limits& limits);

}  // namespace ringfence::ingest::yaml
