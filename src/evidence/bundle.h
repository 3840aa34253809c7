#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "evidence/run.h"
#include "evidence/signing_key.h"

/// Evidence bundles: all that somebody who was not there needs to check a report. docs/evidence.md
/// describes the files; ringfence-verify checks them and shares no code with what writes them.
namespace ringfence::evidence {

struct File {
  std::string path;  ///< Inside the bundle, with `/`.
  std::string bytes;
};

/// The files of a bundle in the order in which they may be written: what the manifest lists, the
/// manifest, what is said about it, and last the seal, which has the hashes of those. With a key,
/// the statements are signed. Deterministic. Errors: those of writing obligations as SMT-LIB.
Result<std::vector<File>> compose(const Run& run, const SigningKey* key);

/// Writes the files to a new directory, the seal last: a run that is ended at any moment leaves no
/// bundle that verifies. Errors: E0013 there is something already, or it cannot be written.
Diagnostics write(const std::filesystem::path& directory, const std::vector<File>& files);

}  // namespace ringfence::evidence
