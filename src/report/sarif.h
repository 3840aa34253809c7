#pragma once
#include <string>

#include "base/diagnostic.h"
#include "report/entries.h"

namespace ringfence::report {

/// Which consumer a SARIF log is for.
enum class SarifProfile {
  Full,    ///< The whole record: passes, open questions, what was not applicable.
  GitHub,  ///< Failures, and open questions as warnings: GitHub's code scanning makes an alert of
           ///< every result, whatever its `kind`, and shows locations in the repository only.
};

/// The report as a SARIF 2.1.0 log (OASIS sarif-v2.1.0-errata01; "SARIF support for code scanning"
/// of GitHub's documentation): a rule per policy, a result per statement, with the facts of a
/// counterexample as related locations and its steps as a code flow. Columns count code points.
/// Paths are relative to the repository (`%SRCROOT%`); those of packs have the base `RINGFENCE`.
std::string sarif(const Digest& digest, const RunFacts& facts, const Sources& sources,
                  SarifProfile profile);

/// The log of a run that could not start: no results, the errors as notifications.
std::string sarif(const Diagnostics& errors, const RunFacts& facts, const Sources& sources);

}  // namespace ringfence::report
