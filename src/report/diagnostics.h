#pragma once
#include <string>

#include "base/diagnostic.h"
#include "report/style.h"

namespace ringfence::report {

/// Errors as text, one after the other, each standing alone: `error[E0302]: message`, the source
/// line underlined, contributing places, notes, help.
std::string text(const Sources& sources, const Diagnostics& diagnostics, const Style& style);

}  // namespace ringfence::report
