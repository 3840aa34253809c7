#pragma once
#include <string>

#include "base/diagnostic.h"
#include "check/verdict.h"
#include "report/run_facts.h"

namespace ringfence::report {

/// The report in the schema of docs/json.md (`ringfence/report/v1`). The same bytes for the same
/// input, whichever engine answered: neither times nor engine names of single verdicts are in it.
std::string json(const model::Model& model, const check::Report& report, const RunFacts& facts,
                 const Sources& sources);

/// The same schema for a run that could not start: `diagnostics[]` and exit status 2, no verdicts.
std::string json(const Diagnostics& diagnostics, const RunFacts& facts, const Sources& sources);

}  // namespace ringfence::report
