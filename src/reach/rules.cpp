#include "reach/rules.h"

#include <algorithm>
#include <tuple>

namespace ringfence::reach {
namespace {

using syntax::NetworkPolicy;
using syntax::PolicyTier;
using syntax::RuleAction;

/// Whether the block is a whole family. Pods whose addresses no file gives have some of IPv4.
bool is_every_pod(const syntax::AddressBlock& block) {
  return block.except.empty() && block.block == all_addresses(false);
}

bool contains(const syntax::AddressBlock& block, const Address& address) {
  return block.block.contains(address) &&
         std::none_of(block.except.begin(), block.except.end(),
                      [&](const AddressRange& except) { return except.contains(address); });
}

std::vector<ClassId> classes_in(const syntax::AddressBlock& block, const std::vector<Pod>& pods,
                                const Classes& classes) {
  std::vector<ClassId> found;
  for (ClassId id = 0; id < classes.members.size(); ++id) {
    const std::vector<Address>& addresses = pods[classes.members[id][0]].addresses;
    const bool is_inside = std::any_of(addresses.begin(), addresses.end(),
                                       [&](const Address& each) { return contains(block, each); });
    if (is_inside) found.push_back(id);
  }
  return found;
}

Rule prepare(const syntax::NetworkRule& written, bool blocks_match_pods,
             const std::vector<Pod>& pods, const Classes& classes) {
  Rule rule;
  rule.written = &written;
  rule.all_pods = written.any_peer;
  for (const syntax::Peer& peer : written.peers) {
    if (const auto* selector = std::get_if<syntax::PodSelector>(&peer.is)) {
      if (is_all_pods(*selector)) {
        rule.all_pods = true;
      } else {
        rule.classes.push_back(&classes.selected.at(*selector));
      }
    } else if (const auto* block = std::get_if<syntax::AddressBlock>(&peer.is)) {
      rule.blocks.push_back(block);
      if (!blocks_match_pods) continue;
      if (is_every_pod(*block)) {
        rule.all_pods = true;
      } else {
        const std::vector<ClassId> inside = classes_in(*block, pods, classes);
        rule.by_address.insert(rule.by_address.end(), inside.begin(), inside.end());
      }
    }
  }
  if (written.any_port) rule.numbered = Connections::all();
  for (const syntax::RulePort& port : written.ports) {
    if (const auto* range = std::get_if<syntax::PortRange>(&port.ports)) {
      rule.numbered |= Connections::of(*port.protocol, Ports(range->first, range->last));
    } else {
      rule.has_named_ports = true;
    }
  }
  return rule;
}

/// What one policy of a tier with actions decides, of what is still undecided.
struct Decided {
  Connections allowed, denied, passed;
};

Decided decide_by_actions(std::span<const Asked> rules, const Pod* destination,
                          Connections undecided) {
  Decided decided;
  for (const Asked& each : rules) {
    const Connections some = ports_of(*each.rule, destination) & undecided;
    switch (each.rule->written->action) {
      case RuleAction::Allow:
        decided.allowed |= some;
        break;
      case RuleAction::Deny:
        decided.denied |= some;
        break;
      case RuleAction::Pass:
        decided.passed |= some;
        break;
    }
    undecided -= some;
  }
  return decided;
}

bool disagree(const Decided& a, const Decided& b) {
  const auto meets = [](const Connections& x, const Connections& y) { return !(x & y).is_none(); };
  return meets(a.allowed, b.denied | b.passed) || meets(a.denied, b.allowed | b.passed) ||
         meets(a.passed, b.allowed | b.denied);
}

/// Among policies of one priority: the first two that disagree on what is undecided.
void look_for_ambiguity(std::span<const Asked> rules, const Pod* destination,
                        const Connections& undecided,
                        std::pair<const NetworkPolicy*, const NetworkPolicy*>& ambiguity) {
  std::vector<std::pair<const NetworkPolicy*, Decided>> each;
  for (std::size_t begin = 0; begin < rules.size();) {
    std::size_t end = begin;
    while (end < rules.size() && rules[end].policy == rules[begin].policy) ++end;
    each.emplace_back(rules[begin].policy,
                      decide_by_actions(rules.subspan(begin, end - begin), destination, undecided));
    begin = end;
  }
  for (std::size_t i = 0; i < each.size(); ++i) {
    for (std::size_t j = i + 1; j < each.size(); ++j) {
      if (ambiguity.first != nullptr || !disagree(each[i].second, each[j].second)) continue;
      ambiguity = {each[i].first, each[j].first};
    }
  }
}

/// All policies of a tier with actions, in order of priority.
Decided decide_tier(std::span<const Asked> rules, const Pod* destination, Connections undecided,
                    std::pair<const NetworkPolicy*, const NetworkPolicy*>* ambiguity) {
  Decided decided;
  for (std::size_t begin = 0; begin < rules.size();) {
    std::size_t end = begin;
    const NetworkPolicy* first = rules[begin].policy;
    while (end < rules.size() && rules[end].policy->priority == first->priority) ++end;
    const auto group = rules.subspan(begin, end - begin);
    if (ambiguity != nullptr && group.back().policy != first) {
      look_for_ambiguity(group, destination, undecided, *ambiguity);
    }
    const Decided now = decide_by_actions(group, destination, undecided);
    decided.allowed |= now.allowed;
    decided.denied |= now.denied;
    decided.passed |= now.passed;
    undecided -= now.allowed | now.denied | now.passed;
    begin = end;
  }
  return decided;
}

}  // namespace

std::vector<Policy> order_policies(const model::Model& model, const std::vector<Pod>& pods,
                                   const Classes& classes,
                                   std::vector<std::vector<std::uint32_t>>& selecting) {
  std::vector<const NetworkPolicy*> written = model.network.policies;
  std::stable_sort(written.begin(), written.end(), [](const auto* a, const auto* b) {
    return std::tuple(a->tier, a->priority) < std::tuple(b->tier, b->priority);
  });
  selecting.assign(classes.members.size(), {});
  std::vector<Policy> policies;
  policies.reserve(written.size());
  for (const NetworkPolicy* each : written) {
    Policy policy;
    policy.written = each;
    const auto prepare_all = [&](const std::vector<syntax::NetworkRule>& rules) {
      std::vector<Rule> prepared;
      prepared.reserve(rules.size());
      for (const auto& rule : rules) {
        prepared.push_back(prepare(rule, each->blocks_match_pods, pods, classes));
      }
      return prepared;
    };
    if (each->for_ingress) policy.ingress = prepare_all(each->ingress);
    if (each->for_egress) policy.egress = prepare_all(each->egress);
    const auto index = static_cast<std::uint32_t>(policies.size());
    if (is_all_pods(each->subject)) {
      for (auto& list : selecting) list.push_back(index);
    } else {
      for (const ClassId id : classes.selected.at(each->subject)) selecting[id].push_back(index);
    }
    policies.push_back(std::move(policy));
  }
  return policies;
}

Connections ports_of(const Rule& rule, const Pod* destination) {
  Connections result = rule.numbered;
  if (!rule.has_named_ports || destination == nullptr) return result;
  for (const syntax::RulePort& port : rule.written->ports) {
    const auto* named = std::get_if<syntax::NamedPort>(&port.ports);
    if (named == nullptr) continue;
    for (const auto& [name, number] : destination->named_ports) {
      if (name != named->name || (port.protocol && *port.protocol != number.first)) continue;
      result |= Connections::of(number.first, Ports(number.second, number.second));
    }
  }
  return result;
}

Connections decide(std::span<const Asked> asked, bool has_namespace_policy, const Pod* destination,
                   std::pair<const NetworkPolicy*, const NetworkPolicy*>* ambiguity) {
  const auto tier_end = [&](PolicyTier tier) {
    return std::partition_point(asked.begin(), asked.end(),
                                [&](const Asked& each) { return each.policy->tier <= tier; });
  };
  const std::span<const Asked> admin(asked.begin(), tier_end(PolicyTier::Admin));
  const std::span<const Asked> middle(admin.end(), tier_end(PolicyTier::Namespace));
  const std::span<const Asked> baseline(middle.end(), asked.end());
  const Decided first = decide_tier(admin, destination, Connections::all(), ambiguity);
  const Connections rest = Connections::all() - first.allowed - first.denied;
  if (has_namespace_policy) {
    Connections listed;
    for (const Asked& each : middle) listed |= ports_of(*each.rule, destination);
    return first.allowed | (rest & listed);
  }
  const Decided last = decide_tier(baseline, destination, rest, ambiguity);
  return first.allowed | (rest - last.denied);
}

}  // namespace ringfence::reach
