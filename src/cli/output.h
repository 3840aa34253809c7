#pragma once
#include <string>

#include "cli/options.h"
#include "report/style.h"

namespace ringfence::cli {

/// Writes results. False when standard output is gone (a broken pipe, a full disk): the caller
/// leaves with `CouldNotRun`, because whoever reads the output did not get it all.
bool write_results(const std::string& text);
/// Everything that is no result goes to standard error.
void write_messages(const std::string& text);

/// Colour for standard output or standard error: `auto` means a terminal and no NO_COLOR.
report::Style style_for_results(Colour colour);
report::Style style_for_messages(Colour colour);

}  // namespace ringfence::cli
