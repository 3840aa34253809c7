#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "check/certify.h"
#include "evidence/run.h"

namespace ringfence::evidence {

/// What a bundle records of the run that wrote it: enough to make its formulas once more.
struct Recorded {
  std::string version;  ///< Of the ringfence that wrote it.
  std::vector<load::Text> texts;
  std::optional<std::string> host;
  std::vector<std::string> policies;  ///< Globs; empty for all.
  bool snapshot = false;
  struct File {
    std::string path, bytes;
  };
  struct Statement {
    std::string id;
    check::Selection selection;
    std::optional<File> formula;  ///< The claim as OPB, if one was proved.
    std::optional<File> smt;
    std::optional<File> world;   ///< In which the statement is `holds`, as a specification.
    std::optional<File> values;  ///< The same world as values.
    bool holds = false;          ///< The verdict.
  };
  std::vector<Statement> statements;  ///< In the order of the report.
};

/// Adds the bundle's texts to `sources`, which must be empty. That the bundle is whole and signed
/// is for ringfence-verify to say; nothing outside of it is read. Errors: it is none that this
/// version can read (E0017).
Result<Recorded> read_bundle(const std::filesystem::path& bundle, Sources& sources);

}  // namespace ringfence::evidence
