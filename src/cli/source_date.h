#pragma once
#include <string>

#include "base/result.h"

namespace ringfence::cli {

/// The time that outputs may carry, as RFC 3339 in UTC: the environment's SOURCE_DATE_EPOCH, in
/// seconds since 1970 (https://reproducible-builds.org/specs/source-date-epoch/), up to the year
/// 9999. Empty when it is not set: without it no output has a time, so that the same inputs give
/// the same bytes. Errors: it is set to something else (E0016).
Result<std::string> source_date();

}  // namespace ringfence::cli
