#include "cli/exit.h"

#include "base/match.h"

namespace ringfence::cli {

Exit exit_code(const check::Report& report, bool allow_empty) {
  bool failed = report.contradiction.has_value();
  bool open = report.interrupted;
  bool applicable = failed;
  for (const check::Verdict& verdict : report.verdicts) {
    if (verdict.is_accepted) {
      applicable = true;
      continue;
    }
    match(
        verdict.outcome,  //
        [&](const check::Holds&) { applicable = true; },
        [&](const check::Violated&) { applicable = failed = true; },
        [&](const check::Vacuous&) { applicable = failed = true; },
        [&](const check::Undecided&) { applicable = open = true; },
        [&](const check::NotApplicable&) {});
  }
  if (failed) return Exit::Violated;
  if (open) return Exit::Undecided;
  if (!applicable && !allow_empty) return Exit::CouldNotRun;
  return Exit::Holds;
}

}  // namespace ringfence::cli
