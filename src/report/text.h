#pragma once
#include <string>

#include "check/verdict.h"
#include "report/run_facts.h"
#include "report/style.h"

namespace ringfence::report {

/// The whole report for people: what failed first, with its counterexample; what holds and why;
/// what was not applicable; then what was loaded, skipped and not modelled, and a summary line.
std::string text(const model::Model& model, const check::Report& report, const RunFacts& facts,
                 const Sources& sources, const Style& style);

}  // namespace ringfence::report
