#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/source.h"

namespace ringfence::report {

/// What a run did beside giving verdicts; every format shows it, so that nothing is silent.
struct RunFacts {
  struct Input {
    std::string path, format, sha256;
    std::size_t documents = 0;
  };
  struct Skipped {
    std::string path, reason;
    Span at;  ///< Nowhere for a whole file.
  };
  std::vector<Input> inputs;
  std::vector<Skipped> skipped;
  std::vector<std::string> packs;
  std::string version;               ///< Of ringfence.
  std::vector<std::string> engines;  ///< `z3 4.8.12`.
  int exit_status = 0;
  /// By the index of a source: true for the user's texts, false for the prelude and packs.
  std::vector<bool> input_sources;
  std::filesystem::path working_directory;  ///< Absolute.
  /// The root of the git repository that the working directory is in, else that directory.
  std::filesystem::path repository;
  bool show_unmodelled = false;  ///< Text lists every gap, not only their number.

  /// True for a place in one of the user's texts.
  bool is_input(const Span& at) const {
    return at.is_somewhere() && at.source.index < input_sources.size() &&
           input_sources[at.source.index];
  }
  /// The path of a file from the repository's root, with `/`, as code scanning wants it; nothing
  /// for what is not below it (standard input, other directories).
  std::optional<std::string> path_in_repository(const std::string& name) const;
};

}  // namespace ringfence::report
