#pragma once
#include <cstdint>
#include <set>
#include <string>

namespace ringfence::property {

/// A random small deployment with policies, as `.rf` text, well-typed by construction as far as
/// that is cheap.
struct GeneratedSpec {
  std::string text;
  /// Names of the constructs that occur, for the test of the generator itself.
  std::set<std::string> constructs;
  bool snapshot = false;  ///< Whether to ask about it with the rules of scheduling time.
};
GeneratedSpec generate(std::uint64_t seed);

/// Every construct `generate` can name; a run of ordinary length must meet them all.
const std::set<std::string>& all_constructs();

}  // namespace ringfence::property
