#include <fstream>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "load/files.h"
#include "pb/opb.h"
#include "pb/solver.h"
#include "report/diagnostics.h"

namespace ringfence::cli {
namespace {

/// The lines of the pseudo-Boolean competition: `s` the status, `o` an objective, `v` the values.
std::string answer_text(const pb::Formula& formula, const pb::Solution& solution) {
  using Kind = pb::Solution::Kind;
  std::string text = "s ";
  switch (solution.kind) {
    case Kind::Unsatisfiable:
      return "s UNSATISFIABLE\n";
    case Kind::Satisfiable:
      text += "SATISFIABLE\n";
      break;
    case Kind::Optimum:
      text += "OPTIMUM FOUND\n";
      break;
    case Kind::Unknown:
      text += solution.values ? "SATISFIABLE\n" : "UNKNOWN\n";
      break;
  }
  if (!solution.values) return text;
  text += "v";
  for (pb::Var var = 0; var < formula.names.size(); ++var)
    text += ((*solution.values)[var] ? " " : " -") + formula.names[var];
  return text + "\n";
}

}  // namespace

Exit run_pb(const Options& options) {
  Sources sources;
  const auto refuse = [&](const Diagnostics& errors) {
    write_messages(report::text(sources, errors, style_for_messages(options.colour)));
    return Exit::CouldNotRun;
  };
  const std::string& path = options.inputs.front();
  Result<std::string> text = load::read_file(path, {});
  if (!text) return refuse(text.errors());
  const SourceId source = sources.add(path, std::move(text).value());
  const Result<pb::Formula> formula = pb::read_opb(sources, source);
  if (!formula) return refuse(formula.errors());

  pb::Options wanted;
  wanted.bounds = {options.conflicts, &watch_for_interrupt()};
  std::ofstream file;
  std::optional<pb::Proof> proof;
  if (options.proof) {
    file.open(*options.proof, std::ios::binary);
    const auto write = [&](std::string_view more) {
      file.write(more.data(), static_cast<std::streamsize>(more.size()));
    };
    const auto version = options.proof_version == 1 ? pb::ProofVersion::One : pb::ProofVersion::Two;
    proof.emplace(formula.value(), write, version);
    wanted.proof = &*proof;
  }
  std::string improved;
  const pb::Solution solution = pb::solve(
      formula.value(), wanted, [&](Integer value) { improved += "o " + to_string(value) + "\n"; });
  if (options.proof && !file.flush()) {
    write_messages("ringfence: cannot write " + *options.proof + "\n");
    return Exit::CouldNotRun;
  }
  if (!write_results(improved + answer_text(formula.value(), solution))) return Exit::CouldNotRun;
  return solution.kind == pb::Solution::Kind::Unknown ? Exit::Undecided : Exit::Holds;
}

}  // namespace ringfence::cli
