#include "base/nearest_name.h"

#include <algorithm>

namespace ringfence {
namespace {

/// Optimal string alignment: insertions, deletions, substitutions, swaps of neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({substituted, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view misspelt, const std::vector<std::string>& known) {
  std::size_t least = std::max<std::size_t>(misspelt.size() / 3, 1) + 1;
  std::string nearest;
  for (const std::string& name : known) {
    const std::size_t difference =
        std::max(name.size(), misspelt.size()) - std::min(name.size(), misspelt.size());
    if (difference >= least) continue;
    const std::size_t distance = edit_distance(misspelt, name);
    if (distance >= least || distance >= name.size()) continue;
    least = distance;
    nearest = name;
  }
  return nearest;
}

}  // namespace ringfence
