#pragma once
#include "base/result.h"
#include "check/run.h"
#include "cli/options.h"
#include "load/load.h"

namespace ringfence::cli {

/// What the options ask of the inputs: policies, engines, budgets, and which findings are accepted.
/// Errors: E0016 for a bad SOURCE_DATE_EPOCH, which is the day that waivers are held against; as
/// `read_baseline`.
Result<check::Options> questions(const Options& options, const load::Loaded& loaded);

}  // namespace ringfence::cli
