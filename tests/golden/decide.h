#pragma once
#include <string>
#include <vector>

#include "syntax/gap.h"

namespace ringfence::tests {

struct Setup {
  bool snapshot = false;
  std::vector<syntax::Gap> gaps = {};  ///< As an importer would list them.
};

/// What is said of one `.rf` text with the prelude: `holds`, `violated`, `violated (possible)`,
/// `vacuous`, `undecided` or `not applicable`, one word per statement, joined by `, `; or
/// `contradiction`; or `E0302 …`, the first error's code and message.
std::string decide(const std::string& text, const Setup& setup = {});

}  // namespace ringfence::tests
