#pragma once
#include <string>

#include "base/diagnostic.h"
#include "report/entries.h"

namespace ringfence::report {

/// Failures and open questions as GitLab's Code Quality report: an array of `description`,
/// `check_name`, `fingerprint`, `severity`, `location`. The widget does not show the check's name,
/// so the description begins with it. Fingerprints are unique, as GitLab drops repeated ones.
std::string gitlab(const Digest& digest, const RunFacts& facts, const Sources& sources);
/// The errors of a run that could not start; those without a place are at the first line of
/// `.ringfence.yaml`, as every entry must name a file.
std::string gitlab(const Diagnostics& errors, const RunFacts& facts, const Sources& sources);

}  // namespace ringfence::report
