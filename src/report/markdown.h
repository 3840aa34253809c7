#pragma once
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "report/entries.h"

namespace ringfence::report {

/// The report as a comment on a review: a table of what is not in order, each finding's world and
/// lines folded below it, then what holds. Texts of the inputs stand in code only, so that they
/// can neither be markup nor call anybody.
std::string markdown(const Digest& digest, const RunFacts& facts, const Sources& sources);
/// The errors of a run that could not start.
std::string markdown(const Diagnostics& errors, const RunFacts& facts, const Sources& sources);

/// A code span of CommonMark that shows exactly the text, on one line.
std::string code_span(std::string_view text);
/// A fenced block that no text inside can end.
std::string code_block(std::string_view text);

}  // namespace ringfence::report
