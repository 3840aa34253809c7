#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace ringfence::tests {

/// What of that which holds has a proof.
struct Shares {
  std::size_t hold = 0, certified = 0, shown = 0;  ///< Shown: by a world, of a `possible`.
  std::vector<std::string> neither;                ///< Where, and the policy.
};

/// Runs `ringfence check` on the input, in the folder, and counts what it says.
void count_certified(const std::string& input, const std::filesystem::path& folder, Shares& shares);

}  // namespace ringfence::tests
