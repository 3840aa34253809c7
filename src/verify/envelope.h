#pragma once
#include <optional>
#include <string>
#include <vector>

#include "verify/signature.h"

namespace ringfence::verify {

/// One file of a bundle.
struct Part {
  std::string path, bytes;
};

/// Checks a file of DSSE envelopes, one on each line: they hold the statements, in their order, and
/// nothing else, in the one form that ringfence writes; with a key, each signature must be the
/// key's. Throws Refused.
void check_envelopes(const Part& file, const std::vector<Part>& statements,
                     const std::optional<PublicKey>& key);

}  // namespace ringfence::verify
