#pragma once
#include <cstddef>
#include <vector>

namespace ringfence::policy {

/// The strongly connected components of the graph with an edge from i to each of `next[i]`. Each
/// comes after those that its edges lead to; members ascend. Linear in nodes and edges, without
/// recursion.
/// R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972).
std::vector<std::vector<std::size_t>> strong_components(
    const std::vector<std::vector<std::size_t>>& next);

}  // namespace ringfence::policy
