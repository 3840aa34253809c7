#include "reach/subjects.h"

#include <algorithm>
#include <set>

namespace ringfence::reach {
namespace {

using syntax::NetworkPolicy;

constexpr std::uint32_t kNone = ~std::uint32_t{0};

bool contains(const std::vector<ClassId>& sorted, ClassId wanted) {
  return std::binary_search(sorted.begin(), sorted.end(), wanted);
}

/// Each class that the rule names, once or more often.
std::vector<ClassId> named_by(const Rule& rule) {
  std::vector<ClassId> all = rule.by_address;
  for (const auto* list : rule.classes) all.insert(all.end(), list->begin(), list->end());
  return all;
}

/// Ranges of both families that no block of the rules cuts.
std::vector<AddressRange> ranges_between_cuts(const std::vector<Asked>& rules) {
  std::set<Address> cuts{all_addresses(false).first, all_addresses(true).first};
  const auto cut_around = [&](const AddressRange& range) {
    cuts.insert(range.first);
    if (range.last != all_addresses(range.last.is_v6).last) {
      cuts.insert({range.last.is_v6, range.last.bits + 1});
    }
  };
  for (const Asked& each : rules) {
    for (const syntax::AddressBlock* block : each.rule->blocks) {
      cut_around(block->block);
      for (const AddressRange& except : block->except) cut_around(except);
    }
  }
  std::vector<AddressRange> ranges;
  for (auto cut = cuts.begin(); cut != cuts.end(); ++cut) {
    const auto next = std::next(cut);
    const bool ends = next == cuts.end() || next->is_v6 != cut->is_v6;
    const Address last =
        ends ? all_addresses(cut->is_v6).last : Address{cut->is_v6, next->bits - 1};
    ranges.push_back({*cut, last});
  }
  return ranges;
}

}  // namespace

bool matches(const Rule& rule, const Address& address) {
  const auto holds = [&](const syntax::AddressBlock* block) {
    return block->block.contains(address) &&
           std::none_of(block->except.begin(), block->except.end(),
                        [&](const AddressRange& except) { return except.contains(address); });
  };
  return rule.written->any_peer || std::any_of(rule.blocks.begin(), rule.blocks.end(), holds);
}

bool matches(const Rule& rule, ClassId peer) {
  return rule.all_pods ||
         std::any_of(rule.classes.begin(), rule.classes.end(),
                     [&](const auto* list) { return contains(*list, peer); }) ||
         std::find(rule.by_address.begin(), rule.by_address.end(), peer) != rule.by_address.end();
}

std::vector<std::uint32_t> Subject::matching(const PeerCell& cell) const {
  if (cell.kind == PeerCell::Kind::Others) return of_all;
  std::vector<std::uint32_t> positions;
  if (cell.kind == PeerCell::Kind::Addresses) {
    for (std::uint32_t i = 0; i < rules.size(); ++i) {
      if (reach::matches(*rules[i].rule, cell.range.first)) positions.push_back(i);
    }
    return positions;
  }
  const auto begin = std::lower_bound(named.begin(), named.end(), std::pair(cell.peer, 0U));
  std::vector<std::uint32_t> of_peer;
  for (auto each = begin; each != named.end() && each->first == cell.peer; ++each) {
    of_peer.push_back(each->second);
  }
  std::set_union(of_all.begin(), of_all.end(), of_peer.begin(), of_peer.end(),
                 std::back_inserter(positions));
  return positions;
}

bool Subject::names(ClassId peer) const {
  const auto found = std::lower_bound(named.begin(), named.end(), std::pair(peer, 0U));
  return found != named.end() && found->first == peer;
}

Subjects::Subjects(const model::Model& model, const Graph& graph)
    : graph_(graph),
      has_ingress_controller_(!model.network.ingresses.empty()),
      classes_(classify(model, graph.pods)) {
  std::vector<std::vector<std::uint32_t>> selecting;
  policies_ = order_policies(model, graph.pods, classes_, selecting);
  const auto count = static_cast<ClassId>(classes_.members.size());
  std::vector<ClassId> with_named_ports;
  for (ClassId id = 0; id < count; ++id) {
    if (!graph.pods[classes_.members[id][0]].named_ports.empty()) with_named_ports.push_back(id);
  }
  for (const Policy& policy : policies_) {
    by_policy_[policy.written];
    classes_by_policy_[policy.written];
    for (const auto* rules : {&policy.ingress, &policy.egress}) {
      for (const Rule& rule : *rules) rules_[rule.written] = &rule;
    }
  }
  using Key = std::pair<std::vector<std::uint32_t>, decltype(Pod::named_ports)>;
  for (const bool is_ingress : {true, false}) {
    std::map<Key, std::uint32_t> known;
    std::vector<std::uint32_t>& of_class = is_ingress ? ingress_ : egress_;
    of_class.assign(count, kNone);
    for (ClassId id = 0; id < count; ++id) {
      Key key;
      for (const std::uint32_t index : selecting[id]) {
        const NetworkPolicy& policy = *policies_[index].written;
        if (is_ingress ? policy.for_ingress : policy.for_egress) key.first.push_back(index);
      }
      if (key.first.empty()) continue;
      if (is_ingress) key.second = graph.pods[classes_.members[id][0]].named_ports;
      const auto [entry, is_new] =
          known.try_emplace(std::move(key), static_cast<std::uint32_t>(subjects_.size()));
      of_class[id] = entry->second;
      if (is_new) {
        Subject subject;
        subject.is_ingress = is_ingress;
        for (const std::uint32_t index : entry->first.first) {
          const Policy& policy = policies_[index];
          subject.policies.push_back(policy.written);
          by_policy_[policy.written][is_ingress ? 0 : 1].push_back(entry->second);
          for (const Rule& rule : is_ingress ? policy.ingress : policy.egress) {
            subject.rules.push_back({policy.written, &rule});
          }
        }
        subjects_.push_back(std::move(subject));
      }
      subjects_[entry->second].classes.push_back(id);
    }
  }
  for (ClassId id = 0; id < count; ++id) {
    for (const std::uint32_t index : selecting[id]) {
      classes_by_policy_[policies_[index].written].push_back(id);
    }
  }
  for (Subject& subject : subjects_) {
    for (std::uint32_t i = 0; i < subject.rules.size(); ++i) {
      const Rule& rule = *subject.rules[i].rule;
      if (rule.all_pods) subject.of_all.push_back(i);
      std::vector<ClassId> named = rule.all_pods ? std::vector<ClassId>() : named_by(rule);
      // Where a port's name leads depends on the peer.
      if (rule.all_pods && rule.has_named_ports && !subject.is_ingress) named = with_named_ports;
      for (const ClassId peer : named) subject.named.emplace_back(peer, i);
    }
    auto& named = subject.named;
    std::sort(named.begin(), named.end());
    named.erase(std::unique(named.begin(), named.end()), named.end());
  }
}

const std::vector<std::uint32_t>& Subjects::selected_by(const NetworkPolicy& policy,
                                                        bool is_ingress) const {
  return by_policy_.at(&policy)[is_ingress ? 0 : 1];
}

const std::vector<ClassId>& Subjects::classes_of(const NetworkPolicy& policy) const {
  return classes_by_policy_.at(&policy);
}

const Subject* Subjects::find(ClassId id, bool is_ingress) const {
  const std::uint32_t index = (is_ingress ? ingress_ : egress_)[id];
  return index == kNone ? nullptr : &subjects_[index];
}

const Rule* Subjects::find(const syntax::NetworkRule& rule) const {
  const auto found = rules_.find(&rule);
  return found == rules_.end() ? nullptr : found->second;
}

const Pod* Subjects::destination(const Subject& subject, const PeerCell& cell) const {
  const auto first = [&](ClassId id) { return &graph_.pods[graph_.members[id][0]]; };
  if (subject.is_ingress) return first(subject.classes[0]);
  return cell.kind == PeerCell::Kind::Class ? first(cell.peer) : nullptr;
}

std::vector<PeerCell> Subjects::cells(const Subject& subject) const {
  std::vector<PeerCell> all{{PeerCell::Kind::Others, 0, {}}};
  for (std::size_t i = 0; i < subject.named.size(); ++i) {
    const ClassId peer = subject.named[i].first;
    if (i == 0 || subject.named[i - 1].first != peer) {
      all.push_back({PeerCell::Kind::Class, peer, {}});
    }
  }
  for (const AddressRange& range : ranges_between_cuts(subject.rules)) {
    all.push_back({PeerCell::Kind::Addresses, 0, range});
  }
  return all;
}

std::vector<PeerCell> Subjects::cells(const Subject& subject, const Rule& rule) const {
  if (rule.all_pods || !rule.blocks.empty()) {
    std::vector<PeerCell> all = cells(subject);
    std::erase_if(all, [&](const PeerCell& cell) {
      switch (cell.kind) {
        case PeerCell::Kind::Class:
          return !matches(rule, cell.peer);
        case PeerCell::Kind::Others:
          return !rule.all_pods;
        case PeerCell::Kind::Addresses:
          break;
      }
      return !matches(rule, cell.range.first);
    });
    return all;
  }
  std::vector<ClassId> named = named_by(rule);
  std::sort(named.begin(), named.end());
  named.erase(std::unique(named.begin(), named.end()), named.end());
  std::vector<PeerCell> all;
  for (const ClassId peer : named) all.push_back({PeerCell::Kind::Class, peer, {}});
  return all;
}

}  // namespace ringfence::reach
