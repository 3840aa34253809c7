#pragma once
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
  bool show_unmodelled = false;  ///< Text lists every gap, not only their number.
};

}  // namespace ringfence::report
