#pragma once
#include <string>

#include "base/diagnostic.h"
#include "report/entries.h"

namespace ringfence::report {

/// Failures and open questions as workflow commands, which GitHub shows at the lines of a change:
/// `::error title=…,file=…,line=…,col=…,endLine=…,endColumn=…::message`. A summary is the last
/// line.
std::string github(const Digest& digest, const RunFacts& facts, const Sources& sources);
/// The errors of a run that could not start.
std::string github(const Diagnostics& errors, const RunFacts& facts, const Sources& sources);

}  // namespace ringfence::report
