#include "cli/commands.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "report/diagnostics.h"
#include "report/inventory.h"

namespace ringfence::cli {

Exit run_model(const Options& options) {
  Sources sources;
  const Result<Prepared> prepared = prepare(options, sources);
  if (!prepared) {
    write_messages(report::text(sources, prepared.errors(), style_for_messages(options.colour)));
    return Exit::CouldNotRun;
  }
  const model::Model& model = prepared.value().model;
  const std::string text =
      options.output == Output::Json
          ? report::inventory_json(model, sources)
          : report::inventory_text(model, sources, style_for_results(options.colour));
  return write_results(text) ? Exit::Holds : Exit::CouldNotRun;
}

}  // namespace ringfence::cli
