#pragma once
#include <string>

#include "check/verdict.h"
#include "report/style.h"

namespace ringfence::report {

/// One verdict as text: name, what failed or why it holds, the lines, the world's choices, help.
std::string finding_text(const model::Model& model, const check::Report& report,
                         const check::Verdict& verdict, const Sources& sources, const Style& style);

/// Declarations that contradict each other, as text.
std::string contradiction_text(const check::Contradiction& contradiction, const Sources& sources,
                               const Style& style);

}  // namespace ringfence::report
