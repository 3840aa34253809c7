#include <set>

#include "check/run.h"
#include "cli/baseline_file.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "cli/questions.h"
#include "report/diagnostics.h"

namespace ringfence::cli {
namespace {

Exit refuse(const Options& options, const Diagnostics& errors, const Sources& sources) {
  write_messages(report::text(sources, errors, style_for_messages(options.colour)));
  return Exit::CouldNotRun;
}

bool is_finding(const check::Outcome& outcome) {
  return std::holds_alternative<check::Violated>(outcome) ||
         std::holds_alternative<check::Vacuous>(outcome);
}

}  // namespace

Exit run_baseline(const Options& options) {
  Sources sources;
  const Result<Prepared> prepared = prepare(options, sources);
  if (!prepared) return refuse(options, prepared.errors(), sources);
  Result<check::Options> asked = questions(options, prepared.value().loaded);
  if (!asked) return refuse(options, asked.errors(), sources);
  asked.value().acceptance.everything = true;
  const auto report = check::run(prepared.value().model, asked.value(), sources);
  if (!report) return refuse(options, report.errors(), sources);
  if (report.value().contradiction || report.value().interrupted) {
    write_messages("ringfence: no baseline: " +
                   std::string(report.value().interrupted
                                   ? "interrupted"
                                   : "the declarations contradict each other; `ringfence check` "
                                     "says which") +
                   "\n");
    return Exit::CouldNotRun;
  }
  std::set<std::string> findings;
  for (const check::Verdict& verdict : report.value().verdicts) {
    for (const check::Suppression& each : verdict.accepted) {
      if (!each.waiver) findings.insert(each.identity);
    }
    // What fails inside a definition cannot be left out, so that it would hide what is new.
    if (!verdict.is_accepted && is_finding(verdict.outcome)) {
      write_messages("ringfence: `" + verdict.id +
                     "` fails for more than a baseline can tell apart; waive the policy\n");
    }
  }
  return write_results(baseline_text(findings)) ? Exit::Holds : Exit::CouldNotRun;
}

}  // namespace ringfence::cli
