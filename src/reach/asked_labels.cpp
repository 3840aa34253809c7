#include "reach/asked_labels.h"

#include <algorithm>
#include <tuple>

namespace ringfence::reach {
namespace {

using syntax::LabelRequirement;
using syntax::NetworkPolicy;
using syntax::PolicyTier;

class Collector {
 public:
  Collector(const model::Model& model, const Subjects& subjects)
      : model_(model), subjects_(subjects) {}

  AskedLabels run() {
    for (const NetworkPolicy* policy : model_.network.policies) {
      asked_.policies.push_back(policy);
      add_values(policy->subject);
      for (const bool is_ingress : {true, false}) {
        for (const syntax::NetworkRule& rule : rules_of(*policy, is_ingress)) {
          for (const syntax::Peer& peer : rule.peers) {
            if (const auto* pods = std::get_if<syntax::PodSelector>(&peer.is)) add_values(*pods);
          }
          if (policy->tier == PolicyTier::Namespace || !applies(*policy, is_ingress)) continue;
          const Rule& read = *subjects_.find(rule);
          const bool by_address = !read.blocks.empty() && !read.all_pods;
          if (read.has_named_ports || by_address) asked_.decides_by_name_or_address = true;
        }
      }
    }
    for (const Pod& pod : subjects_.graph().pods) add_space(pod.space);
    const model::EntityRange spaces = model::entities_of(model_, model::Kind::Namespace);
    for (std::uint32_t i = spaces.begin; i < spaces.end; ++i) add_space(model_.entities[i].name);
    std::stable_sort(asked_.policies.begin(), asked_.policies.end(),
                     [](const NetworkPolicy* a, const NetworkPolicy* b) {
                       return std::tuple(a->tier, a->priority) < std::tuple(b->tier, b->priority);
                     });
    return std::move(asked_);
  }

 private:
  static void add(const syntax::LabelSelector& selector, AskedLabels::Values& values) {
    for (const LabelRequirement& each : selector.requirements) {
      values[each.key].insert(each.values.begin(), each.values.end());
    }
  }

  void add_values(const syntax::PodSelector& selector) {
    add(selector.pods, asked_.of_pods);
    if (selector.namespaces) {
      add(*selector.namespaces, asked_.of_spaces);
    } else {
      add_space(selector.space);
    }
  }

  void add_space(std::string_view name) {
    const auto [place, is_new] = asked_.spaces.try_emplace(std::string(name));
    if (!is_new) return;
    for (const std::string& label : model::namespace_labels(model_, name)) {
      const std::size_t equals = label.find('=');
      place->second[label.substr(0, equals)] =
          equals == std::string::npos ? "" : label.substr(equals + 1);
    }
  }

  const model::Model& model_;
  const Subjects& subjects_;
  AskedLabels asked_;
};

}  // namespace

AskedLabels asked_labels(const model::Model& model, const Subjects& subjects) {
  return Collector(model, subjects).run();
}

bool applies(const NetworkPolicy& policy, bool is_ingress) {
  return is_ingress ? policy.for_ingress : policy.for_egress;
}

const std::vector<syntax::NetworkRule>& rules_of(const NetworkPolicy& policy, bool is_ingress) {
  return is_ingress ? policy.ingress : policy.egress;
}

}  // namespace ringfence::reach
