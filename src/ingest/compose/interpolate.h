#pragma once
#include <set>
#include <string>

#include "base/diagnostic.h"
#include "ingest/compose/environment.h"
#include "ingest/compose/value.h"

namespace ringfence::ingest::compose {

/// What replacing variables found out beside its result.
struct Interpolation {
  Diagnostics errors;
  /// Variables without a value and a default, which are empty; the first place of each.
  std::map<std::string, Span, std::less<>> unset;
};

/// `text` with `$NAME`, `${NAME}`, `${NAME:-default}`, `-`, `:?`, `?`, `:+` and `+` replaced and
/// `$$` as `$`. Errors: E0703 something else behind `$`, E0704 a variable that must be set.
std::string interpolate(std::string_view text, const Environment& environment, const Span& at,
                        Interpolation& into);

/// The same in all values, though not in keys.
void interpolate(Value& value, const Environment& environment, Interpolation& into);

}  // namespace ringfence::ingest::compose
