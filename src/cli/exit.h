#pragma once
#include "check/verdict.h"

namespace ringfence::cli {

/// Process exit codes. Scripts branch on them: they change only with a major version.
enum class Exit { Holds = 0, Violated = 1, CouldNotRun = 2, Undecided = 3 };

/// Precedence: could not run, violated or vacuous, undecided, holds (DESIGN 1). A report without
/// any applicable policy checked nothing, which is no success unless `allow_empty`.
Exit exit_code(const check::Report& report, bool allow_empty);

}  // namespace ringfence::cli
