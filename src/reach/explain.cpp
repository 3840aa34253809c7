#include "reach/explain.h"

#include <algorithm>

#include "reach/selection.h"

namespace ringfence::reach {
namespace {

using syntax::NetworkPolicy;
using syntax::NetworkRule;
using syntax::PolicyTier;
using syntax::RuleAction;

bool selects_pod(const model::Model& model, const syntax::PodSelector& selector, const Pod& pod) {
  if (!selector.namespaces && pod.space != selector.space) return false;
  if (selector.namespaces) {
    const std::vector<std::string> labels = model::namespace_labels(model, pod.space);
    const std::vector<std::string_view> views(labels.begin(), labels.end());
    if (!selects(*selector.namespaces, views)) return false;
  }
  return selects(selector.pods, pod.labels);
}

bool holds(const syntax::AddressBlock& block, const Address& address) {
  return block.block.contains(address) &&
         std::none_of(block.except.begin(), block.except.end(),
                      [&](const AddressRange& except) { return except.contains(address); });
}

class Explainer {
 public:
  Explainer(const model::Model& model, const Graph& graph, PodIndex pod, const Peer& peer,
            bool is_ingress)
      : model_(model), pod_(graph.pods[pod]), peer_(peer), is_ingress_(is_ingress) {
    if (const auto* other = std::get_if<PodIndex>(&peer)) peer_pod_ = &graph.pods[*other];
    destination_ = is_ingress ? &pod_ : peer_pod_;
    const auto& sides = is_ingress ? graph.ingress : graph.egress;
    policies_ = &sides[graph.class_of[pod]].policies;
  }

  std::vector<Reason> reasons() {
    tier_with_actions(PolicyTier::Admin);
    const NetworkPolicy* selecting = nullptr;
    for (const NetworkPolicy* policy : *policies_) {
      if (policy->tier != PolicyTier::Namespace) continue;
      if (selecting == nullptr) selecting = policy;
      each_matching(*policy, [&](const NetworkRule& rule, std::size_t number) {
        add(Reason::What::Allowed, policy, &rule, number, ports(rule) & undecided_);
      });
    }
    if (selecting != nullptr) {
      add(Reason::What::NotListed, selecting, nullptr, 0, undecided_);
    } else {
      tier_with_actions(PolicyTier::Baseline);
      add(Reason::What::NotGoverned, nullptr, nullptr, 0, undecided_);
    }
    return std::move(all_);
  }

 private:
  void add(Reason::What what, const NetworkPolicy* policy, const NetworkRule* rule,
           std::size_t number, Connections connections) {
    if (connections.is_none()) return;
    if (what != Reason::What::Passed) undecided_ -= connections;
    all_.push_back({what, policy, rule, number, std::move(connections)});
  }

  void tier_with_actions(PolicyTier tier) {
    Connections passed;
    for (const NetworkPolicy* policy : *policies_) {
      if (policy->tier != tier) continue;
      each_matching(*policy, [&](const NetworkRule& rule, std::size_t number) {
        const Connections some = (ports(rule) & undecided_) - passed;
        if (rule.action == RuleAction::Pass) {
          passed |= some;
          add(Reason::What::Passed, policy, &rule, number, some);
        } else {
          const bool allows = rule.action == RuleAction::Allow;
          add(allows ? Reason::What::Allowed : Reason::What::Denied, policy, &rule, number, some);
        }
      });
    }
  }

  template <class Visit>
  void each_matching(const NetworkPolicy& policy, const Visit& visit) {
    const auto& rules = is_ingress_ ? policy.ingress : policy.egress;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (matches(policy, rules[i])) visit(rules[i], i + 1);
    }
  }

  bool matches(const NetworkPolicy& policy, const NetworkRule& rule) const {
    if (rule.any_peer) return true;
    return std::any_of(rule.peers.begin(), rule.peers.end(), [&](const syntax::Peer& each) {
      if (const auto* pods = std::get_if<syntax::PodSelector>(&each.is)) {
        return peer_pod_ != nullptr && selects_pod(model_, *pods, *peer_pod_);
      }
      const auto* block = std::get_if<syntax::AddressBlock>(&each.is);
      if (block == nullptr) return false;
      if (peer_pod_ == nullptr) return holds(*block, std::get<Address>(peer_));
      if (!policy.blocks_match_pods) return false;
      const bool is_all = block->except.empty() && block->block == all_addresses(false);
      return is_all || std::any_of(peer_pod_->addresses.begin(), peer_pod_->addresses.end(),
                                   [&](const Address& address) { return holds(*block, address); });
    });
  }

  Connections ports(const NetworkRule& rule) const {
    Connections all;
    if (rule.any_port) return Connections::all();
    for (const syntax::RulePort& port : rule.ports) {
      if (const auto* range = std::get_if<syntax::PortRange>(&port.ports)) {
        all |= Connections::of(*port.protocol, Ports(range->first, range->last));
        continue;
      }
      if (destination_ == nullptr) continue;
      for (const auto& [name, number] : destination_->named_ports) {
        const bool is_it = name == std::get<syntax::NamedPort>(port.ports).name &&
                           (!port.protocol || *port.protocol == number.first);
        if (is_it) all |= Connections::of(number.first, Ports(number.second, number.second));
      }
    }
    return all;
  }

  const model::Model& model_;
  const Pod& pod_;
  const Peer& peer_;
  bool is_ingress_;
  const Pod* peer_pod_ = nullptr;
  const Pod* destination_ = nullptr;
  const std::vector<const NetworkPolicy*>* policies_ = nullptr;
  Connections undecided_ = Connections::all();
  std::vector<Reason> all_;
};

/// One of the pods for each class of the workload.
std::vector<PodIndex> representatives(const Graph& graph, const Workload& workload) {
  std::vector<PodIndex> all;
  for (const ClassId id : workload.classes) {
    const auto first = std::find_if(workload.pods.begin(), workload.pods.end(),
                                    [&](PodIndex pod) { return graph.class_of[pod] == id; });
    all.push_back(*first);
  }
  return all;
}

class PairExplainer {
 public:
  PairExplainer(const model::Model& model, const Graph& graph, const Filter& filter)
      : model_(model), graph_(graph), filter_(filter), workloads_(workloads_of(model, graph)) {}

  std::vector<Explained> explain() {
    const bool names_both = !filter_.from.empty() && !filter_.to.empty();
    for (const Workload& from : workloads_) {
      if (!filter_.from.empty() && !means(filter_.from, from.endpoint)) continue;
      for (const Workload& to : workloads_) {
        if (!filter_.to.empty() && !means(filter_.to, to.endpoint)) continue;
        if (&from != &to) add_pods(from, to, names_both);
      }
    }
    for (const Row& row : rows_of(model_, graph_, filter_)) add_outside(row);
    std::stable_sort(all_.begin(), all_.end(),
                     [](const Explained& a, const Explained& b) { return a.row < b.row; });
    return std::move(all_);
  }

 private:
  void add_pods(const Workload& from, const Workload& to, bool even_if_none) {
    for (const PodIndex a : representatives(graph_, from)) {
      for (const PodIndex b : representatives(graph_, to)) {
        Connections both = graph_.between(graph_.class_of[a], graph_.class_of[b]);
        if (filter_.over) both &= *filter_.over;
        if (both.is_none() && !even_if_none) continue;
        all_.push_back({{from.endpoint, to.endpoint, std::move(both)},
                        reasons(model_, graph_, a, b, false),
                        reasons(model_, graph_, b, a, true)});
      }
    }
  }

  void add_outside(const Row& row) {
    using Kind = Endpoint::Kind;
    if (row.from.kind == Kind::Workload && row.to.kind == Kind::Workload) return;
    Explained explained{row, {}, {}};
    const bool is_ingress = row.to.kind == Kind::Workload;
    const Endpoint& inside = is_ingress ? row.to : row.from;
    const Endpoint& outside = is_ingress ? row.from : row.to;
    const auto workload =
        std::find_if(workloads_.begin(), workloads_.end(),
                     [&](const Workload& each) { return each.endpoint == inside; });
    if (outside.kind == Kind::Addresses && workload != workloads_.end()) {
      auto& side = is_ingress ? explained.entering : explained.leaving;
      side = reasons(model_, graph_, workload->pods[0], outside.range.first, is_ingress);
    }
    all_.push_back(std::move(explained));
  }

  const model::Model& model_;
  const Graph& graph_;
  const Filter& filter_;
  std::vector<Workload> workloads_;
  std::vector<Explained> all_;
};

}  // namespace

std::vector<Explained> explain(const model::Model& model, const Graph& graph,
                               const Filter& filter) {
  return PairExplainer(model, graph, filter).explain();
}

std::vector<Reason> reasons(const model::Model& model, const Graph& graph, PodIndex pod,
                            const Peer& peer, bool is_ingress) {
  return Explainer(model, graph, pod, peer, is_ingress).reasons();
}

}  // namespace ringfence::reach
