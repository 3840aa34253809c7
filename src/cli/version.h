#pragma once
#include <string>
#include <vector>

namespace ringfence::cli {

/// `0.1.0`.
std::string version();
/// `z3 4.8.12`, `cvc5 1.0.3`, as the linked libraries report themselves.
std::vector<std::string> engine_versions();
/// What `--version` prints.
std::string version_text();

}  // namespace ringfence::cli
