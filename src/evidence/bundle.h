#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "check/verdict.h"

/// Evidence bundles: all that somebody who was not there needs to check a report. docs/evidence.md
/// describes the files; ringfence-verify checks them and shares no code with what writes them.
namespace ringfence::evidence {

struct File {
  std::string path;  ///< Inside the bundle, with `/`.
  std::string bytes;
};

/// The files of a bundle: the manifest last but one, and the seal (its hash) last. `report` is the
/// JSON report of the same run. Deterministic. Errors: those of writing obligations as SMT-LIB.
Result<std::vector<File>> compose(const model::Model& model, const check::Report& report,
                                  const std::string& report_json, bool snapshot,
                                  const Sources& sources);

/// Writes the files to a new directory, the seal last: a run that is ended at any moment leaves no
/// bundle that verifies. Errors: E0013 there is something already, or it cannot be written.
Diagnostics write(const std::filesystem::path& directory, const std::vector<File>& files);

}  // namespace ringfence::evidence
