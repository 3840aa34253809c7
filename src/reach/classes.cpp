#include "reach/classes.h"

#include <algorithm>
#include <tuple>

namespace ringfence::reach {
namespace {

using syntax::NetworkPolicy;

/// Splits classes by sets of pods: pods stay together as long as every set has both or neither.
class Partition {
 public:
  explicit Partition(std::size_t pods) : class_of_(pods, 0), size_(1, pods) {}

  void split(const std::vector<PodIndex>& set) {
    // Pods of a class in the set move to a new class, unless all of it would.
    std::map<ClassId, std::vector<PodIndex>> met;
    for (const PodIndex pod : set) met[class_of_[pod]].push_back(pod);
    for (const auto& [old, pods] : met) {
      if (pods.size() == size_[old]) continue;
      const auto fresh = static_cast<ClassId>(size_.size());
      size_.push_back(pods.size());
      size_[old] -= pods.size();
      for (const PodIndex pod : pods) class_of_[pod] = fresh;
    }
  }

  /// Numbered in the order of their first pods.
  std::vector<ClassId> take() {
    std::vector<ClassId> renamed(size_.size(), kNone);
    ClassId next = 0;
    for (ClassId& each : class_of_) {
      if (renamed[each] == kNone) renamed[each] = next++;
      each = renamed[each];
    }
    return std::move(class_of_);
  }

 private:
  static constexpr ClassId kNone = ~ClassId{0};
  std::vector<ClassId> class_of_;
  std::vector<std::size_t> size_;  // by class
};

template <class Visit>
void for_each_selector(const model::Model& model, const Visit& visit) {
  for (const NetworkPolicy* policy : model.network.policies) {
    visit(policy->subject);
    for (const auto* rules : {&policy->ingress, &policy->egress}) {
      for (const syntax::NetworkRule& rule : *rules) {
        for (const syntax::Peer& peer : rule.peers) {
          if (const auto* pods = std::get_if<syntax::PodSelector>(&peer.is)) visit(*pods);
        }
      }
    }
  }
}

/// What tells pods apart without a selector.
using Nature =
    std::tuple<std::vector<std::pair<std::string, std::pair<syntax::Protocol, std::uint16_t>>>,
               std::vector<Address>, bool>;

}  // namespace

bool is_all_pods(const syntax::PodSelector& selector) {
  return selector.namespaces && selector.namespaces->requirements.empty() &&
         selector.pods.requirements.empty();
}

Classes classify(const model::Model& model, const std::vector<Pod>& pods) {
  Partition partition(pods.size());
  const bool checks_addresses =
      std::any_of(model.network.policies.begin(), model.network.policies.end(),
                  [](const NetworkPolicy* policy) { return policy->blocks_match_pods; });
  std::map<Nature, std::vector<PodIndex>> natures;
  for (PodIndex i = 0; i < pods.size(); ++i) {
    natures[{pods[i].named_ports, checks_addresses ? pods[i].addresses : std::vector<Address>{},
             pods[i].host_network}]
        .push_back(i);
  }
  for (const auto& [nature, set] : natures) partition.split(set);

  const Selection selection(model, pods);
  Classes classes;
  for_each_selector(model, [&](const syntax::PodSelector& selector) {
    if (is_all_pods(selector)) return;
    const auto [entry, is_new] = classes.selected.try_emplace(selector);
    if (!is_new) return;
    entry->second = selection.pods_of(selector);
    partition.split(entry->second);
  });
  classes.class_of = partition.take();
  for (PodIndex i = 0; i < pods.size(); ++i) {
    const ClassId id = classes.class_of[i];
    if (id == classes.members.size()) classes.members.emplace_back();
    classes.members[id].push_back(i);
  }
  // From pods to the classes that they are the whole of.
  for (auto& [selector, set] : classes.selected) {
    for (PodIndex& each : set) each = classes.class_of[each];
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    set.shrink_to_fit();
  }
  return classes;
}

}  // namespace ringfence::reach
