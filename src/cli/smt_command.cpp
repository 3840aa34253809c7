#include "check/smt.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "report/diagnostics.h"

namespace ringfence::cli {

Exit run_smt(const Options& options) {
  Sources sources;
  const auto refuse = [&](const Diagnostics& errors) {
    write_messages(report::text(sources, errors, style_for_messages(options.colour)));
    return Exit::CouldNotRun;
  };
  const Result<Prepared> prepared = prepare(options, sources);
  if (!prepared) return refuse(prepared.errors());
  if (options.policies.size() != 1) {
    write_messages("ringfence: smt prints one obligation: give --policy once\n");
    return Exit::CouldNotRun;
  }
  const Result<std::string> script =
      check::smt(prepared.value().model, options.policies.front(), options.snapshot, sources);
  if (!script) return refuse(script.errors());
  return write_results(script.value()) ? Exit::Holds : Exit::CouldNotRun;
}

}  // namespace ringfence::cli
