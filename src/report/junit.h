#pragma once
#include <string>

#include "base/diagnostic.h"
#include "report/entries.h"

namespace ringfence::report {

/// The report as JUnit XML, as test dashboards read it: one case per statement, its name stable
/// from run to run. Violated and vacuous are failures, undecided is an error, not applicable is
/// skipped. Times are left out: the same input gives the same bytes.
std::string junit(const Digest& digest, const RunFacts& facts, const Sources& sources);

/// A run that could not start: one case `load`, with an error for each message.
std::string junit(const Diagnostics& errors, const RunFacts& facts, const Sources& sources);

}  // namespace ringfence::report
