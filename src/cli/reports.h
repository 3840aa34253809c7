#pragma once
#include "base/diagnostic.h"
#include "check/verdict.h"
#include "cli/options.h"
#include "model/model.h"
#include "report/run_facts.h"

namespace ringfence::cli {

/// Writes a run's report in every format that was asked for. Files appear whole or not at all.
/// False when one cannot be written; why has been said then.
bool write_reports(const Options& options, const model::Model& model, const check::Report& report,
                   const report::RunFacts& facts, const Sources& sources);

/// The same for a run that could not start. The messages go to standard error, too.
void write_refusal(const Options& options, const Diagnostics& errors, const report::RunFacts& facts,
                   const Sources& sources);

}  // namespace ringfence::cli
