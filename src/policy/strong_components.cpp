#include "policy/strong_components.h"

#include <algorithm>
#include <limits>

namespace ringfence::policy {
namespace {

constexpr std::size_t kUnseen = std::numeric_limits<std::size_t>::max();

/// One depth-first search.
class Search {
 public:
  explicit Search(const std::vector<std::vector<std::size_t>>& next)
      : next_(next), order_(next.size(), kUnseen), low_(next.size()), is_open_(next.size()) {}

  std::vector<std::vector<std::size_t>> run() {
    for (std::size_t root = 0; root < next_.size(); ++root) {
      if (order_[root] != kUnseen) continue;
      enter(root);
      while (!path_.empty()) advance();
    }
    return std::move(components_);
  }

 private:
  struct At {
    std::size_t node = 0, edge = 0;
  };

  void enter(std::size_t node) {
    order_[node] = low_[node] = count_++;
    is_open_[node] = true;
    open_.push_back(node);
    path_.push_back({node, 0});
  }

  void advance() {
    At& at = path_.back();
    if (at.edge == next_[at.node].size()) return leave();
    const std::size_t to = next_[at.node][at.edge++];
    if (order_[to] == kUnseen) return enter(to);
    if (is_open_[to]) low_[at.node] = std::min(low_[at.node], order_[to]);
  }

  void leave() {
    const std::size_t node = path_.back().node;
    path_.pop_back();
    if (!path_.empty()) low_[path_.back().node] = std::min(low_[path_.back().node], low_[node]);
    if (low_[node] != order_[node]) return;
    std::vector<std::size_t> component;
    do {
      component.push_back(open_.back());
      is_open_[open_.back()] = false;
      open_.pop_back();
    } while (component.back() != node);
    std::sort(component.begin(), component.end());
    components_.push_back(std::move(component));
  }

  const std::vector<std::vector<std::size_t>>& next_;
  std::vector<std::size_t> order_, low_;
  std::vector<bool> is_open_;
  std::vector<std::size_t> open_;
  std::vector<At> path_;
  std::vector<std::vector<std::size_t>> components_;
  std::size_t count_ = 0;
};

}  // namespace

std::vector<std::vector<std::size_t>> strong_components(
    const std::vector<std::vector<std::size_t>>& next) {
  return Search(next).run();
}

}  // namespace ringfence::policy
