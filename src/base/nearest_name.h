#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ringfence {

/// The known name a misspelt one most likely meant: least edit distance (Damerau-Levenshtein),
/// at most a third of the length away, ties to the first. Empty if none is near.
std::string nearest_name(std::string_view misspelt, const std::vector<std::string>& known);

}  // namespace ringfence
