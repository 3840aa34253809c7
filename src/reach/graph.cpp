#include "reach/graph.h"

#include <algorithm>
#include <set>

#include "reach/classes.h"
#include "reach/rules.h"

namespace ringfence::reach {
namespace {

using syntax::PolicyTier;

const model::Fact* fact(const model::Entity& pod, std::string_view name) {
  const auto attribute = model::find_attribute(model::Kind::Pod, name);
  return attribute ? model::find_fact(pod, *attribute) : nullptr;
}

std::vector<std::string_view> texts(const model::Model& model, const model::Entity& pod,
                                    std::string_view name) {
  std::vector<std::string_view> all;
  const model::Fact* found = fact(pod, name);
  const auto* value = found == nullptr ? nullptr : std::get_if<model::Value>(&found->value);
  const auto* set = value == nullptr ? nullptr : std::get_if<model::SetValue>(value);
  if (set == nullptr) return all;
  for (const model::Scalar& item : set->items) {
    all.push_back(model.symbols.text(std::get<Symbol>(item)));
  }
  std::sort(all.begin(), all.end());
  return all;
}

template <class T>
std::optional<T> known(const model::Entity& pod, std::string_view name) {
  const model::Fact* found = fact(pod, name);
  const auto* value = found == nullptr ? nullptr : std::get_if<model::Value>(&found->value);
  const auto* scalar = value == nullptr ? nullptr : std::get_if<model::Scalar>(value);
  const T* is = scalar == nullptr ? nullptr : std::get_if<T>(scalar);
  return is == nullptr ? std::nullopt : std::optional(*is);
}

/// `http:tcp/8080` taken apart; nothing without a name.
void add_named_port(std::string_view text, Pod& pod) {
  const std::size_t colon = text.find(':');
  const std::size_t slash = text.rfind('/');
  if (colon == std::string_view::npos || slash == std::string_view::npos || slash < colon) return;
  const std::string_view protocol = text.substr(colon + 1, slash - colon - 1);
  std::uint32_t number = 0;
  for (const char digit : text.substr(slash + 1)) {
    if (digit < '0' || digit > '9' || number > 65535) return;
    number = number * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  if (number < 1 || number > 65535) return;
  auto which = syntax::Protocol::Tcp;
  if (protocol == "udp") which = syntax::Protocol::Udp;
  if (protocol == "sctp") which = syntax::Protocol::Sctp;
  pod.named_ports.push_back(
      {std::string(text.substr(0, colon)), {which, static_cast<std::uint16_t>(number)}});
}

std::vector<Pod> read_pods(const model::Model& model) {
  const model::EntityRange range = model::entities_of(model, model::Kind::Pod);
  std::vector<Pod> pods;
  pods.reserve(range.end - range.begin);
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    const model::Entity& entity = model.entities[i];
    Pod pod;
    pod.entity = model::EntityId{i};
    pod.space = "default";
    if (const auto space = known<Symbol>(entity, "namespace")) {
      pod.space = model.symbols.text(*space);
    }
    pod.labels = texts(model, entity, "labels");
    for (const std::string_view port : texts(model, entity, "ports")) add_named_port(port, pod);
    std::sort(pod.named_ports.begin(), pod.named_ports.end());
    for (const std::string_view text : texts(model, entity, "addresses")) {
      if (const auto address = parse_address(text)) pod.addresses.push_back(*address);
    }
    std::sort(pod.addresses.begin(), pod.addresses.end());
    pod.host_network = known<bool>(entity, "host_network").value_or(false);
    pods.push_back(std::move(pod));
  }
  return pods;
}

/// Works out one direction of one class.
class SideBuilder {
 public:
  SideBuilder(const std::vector<Pod>& pods, const Classes& classes,
              const std::vector<ClassId>& with_named_ports)
      : pods_(pods), classes_(classes), with_named_ports_(with_named_ports) {}

  Side build(ClassId subject, std::span<const Policy* const> selecting, bool is_ingress) {
    is_ingress_ = is_ingress;
    subject_ = &pods_[classes_.members[subject][0]];
    ambiguity_ = {};
    rules_.clear();
    has_namespace_policy_ = false;
    Side side;
    for (const Policy* policy : selecting) {
      const bool is_for = is_ingress ? policy->written->for_ingress : policy->written->for_egress;
      if (!is_for) continue;
      side.is_governed = true;
      side.policies.push_back(policy->written);
      const bool is_middle = policy->written->tier == PolicyTier::Namespace;
      has_namespace_policy_ = has_namespace_policy_ || is_middle;
      for (const Rule& rule : is_ingress ? policy->ingress : policy->egress) {
        rules_.push_back({policy->written, &rule});
      }
    }
    if (side.is_governed) {
      answer_pods(side);
      answer_outside(side);
    } else {
      for (const bool v6 : {false, true}) {
        side.outside.emplace_back(all_addresses(v6), Connections::all());
      }
    }
    return side;
  }

  std::pair<const syntax::NetworkPolicy*, const syntax::NetworkPolicy*> ambiguity() const {
    return ambiguity_;
  }

 private:
  Connections decide(std::span<const Asked> asked, const Pod* peer) {
    const Pod* destination = is_ingress_ ? subject_ : peer;
    return reach::decide(asked, has_namespace_policy_, destination, &ambiguity_);
  }

  void answer_pods(Side& side) {
    std::vector<Asked> of_all;
    // Every class that a rule names, with the positions of such rules.
    std::vector<std::pair<ClassId, std::uint32_t>> named;
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      const Rule& rule = *rules_[i].rule;
      if (rule.all_pods) {
        of_all.push_back(rules_[i]);
        // Where a port's name leads depends on the peer.
        if (rule.has_named_ports && !is_ingress_) {
          for (const ClassId peer : with_named_ports_) named.emplace_back(peer, i);
        }
        continue;
      }
      for (const auto* list : rule.classes) {
        for (const ClassId peer : *list) named.emplace_back(peer, i);
      }
      for (const ClassId peer : rule.by_address) named.emplace_back(peer, i);
    }
    side.others = decide(of_all, nullptr);
    std::sort(named.begin(), named.end());
    std::vector<Asked> asked;
    for (std::size_t begin = 0; begin < named.size();) {
      const ClassId peer = named[begin].first;
      std::size_t end = begin;
      while (end < named.size() && named[end].first == peer) ++end;
      asked.clear();
      std::size_t next = begin;
      for (std::uint32_t i = 0; i < rules_.size(); ++i) {
        bool is_named = false;
        while (next < end && named[next].second == i) is_named = true, ++next;
        if (is_named || rules_[i].rule->all_pods) asked.push_back(rules_[i]);
      }
      Connections answer = decide(asked, &pods_[classes_.members[peer][0]]);
      if (answer != side.others) side.named.emplace_back(peer, std::move(answer));
      begin = end;
    }
  }

  void answer_outside(Side& side) {
    std::set<Address> cuts{all_addresses(false).first, all_addresses(true).first};
    const auto cut_around = [&](const AddressRange& range) {
      cuts.insert(range.first);
      if (range.last != all_addresses(range.last.is_v6).last) {
        cuts.insert({range.last.is_v6, range.last.bits + 1});
      }
    };
    for (const Asked& each : rules_) {
      for (const syntax::AddressBlock* block : each.rule->blocks) {
        cut_around(block->block);
        for (const AddressRange& except : block->except) cut_around(except);
      }
    }
    for (auto cut = cuts.begin(); cut != cuts.end(); ++cut) {
      const auto next = std::next(cut);
      Address last = all_addresses(cut->is_v6).last;
      if (next != cuts.end() && next->is_v6 == cut->is_v6) last = {cut->is_v6, next->bits - 1};
      std::vector<Asked> asked;
      for (const Asked& each : rules_) {
        if (matches(*each.rule, *cut)) asked.push_back(each);
      }
      Connections answer = decide(asked, nullptr);
      auto& all = side.outside;
      const bool goes_on = !all.empty() && all.back().first.last.is_v6 == cut->is_v6;
      if (goes_on && all.back().second == answer) {
        all.back().first.last = last;
      } else {
        all.emplace_back(AddressRange{*cut, last}, std::move(answer));
      }
    }
  }

  static bool matches(const Rule& rule, const Address& address) {
    return rule.written->any_peer ||
           std::any_of(rule.blocks.begin(), rule.blocks.end(), [&](const auto* block) {
             return block->block.contains(address) &&
                    std::none_of(
                        block->except.begin(), block->except.end(),
                        [&](const AddressRange& except) { return except.contains(address); });
           });
  }

  const std::vector<Pod>& pods_;
  const Classes& classes_;
  const std::vector<ClassId>& with_named_ports_;
  bool is_ingress_ = false;
  const Pod* subject_ = nullptr;
  bool has_namespace_policy_ = false;
  std::vector<Asked> rules_;  // of the subject, in order
  std::pair<const syntax::NetworkPolicy*, const syntax::NetworkPolicy*> ambiguity_;
};

}  // namespace

const Connections& Side::with(ClassId peer) const {
  const auto found =
      std::lower_bound(named.begin(), named.end(), peer,
                       [](const auto& entry, ClassId wanted) { return entry.first < wanted; });
  return found != named.end() && found->first == peer ? found->second : others;
}

Connections Side::with(const Address& address) const {
  const auto found = std::partition_point(outside.begin(), outside.end(), [&](const auto& entry) {
    return entry.first.last < address;
  });
  return found == outside.end() ? Connections::none() : found->second;
}

std::optional<PodIndex> Graph::find(model::EntityId pod) const {
  const auto found = std::lower_bound(
      pods.begin(), pods.end(), pod,
      [](const Pod& each, model::EntityId wanted) { return each.entity < wanted; });
  if (found == pods.end() || found->entity != pod) return std::nullopt;
  return static_cast<PodIndex>(found - pods.begin());
}

Graph build(const model::Model& model) {
  Graph graph;
  graph.pods = read_pods(model);
  Classes classes = classify(model, graph.pods);
  std::vector<std::vector<std::uint32_t>> selecting;
  const std::vector<Policy> policies = order_policies(model, graph.pods, classes, selecting);
  std::vector<ClassId> with_named_ports;
  for (ClassId id = 0; id < classes.members.size(); ++id) {
    if (!graph.pods[classes.members[id][0]].named_ports.empty()) with_named_ports.push_back(id);
  }
  SideBuilder builder(graph.pods, classes, with_named_ports);
  for (ClassId id = 0; id < classes.members.size(); ++id) {
    std::vector<const Policy*> own;
    for (const std::uint32_t index : selecting[id]) own.push_back(&policies[index]);
    for (const bool is_ingress : {true, false}) {
      (is_ingress ? graph.ingress : graph.egress).push_back(builder.build(id, own, is_ingress));
      const auto [first, second] = builder.ambiguity();
      if (first != nullptr) graph.ambiguities.push_back({first, second, id});
    }
  }
  graph.class_of = std::move(classes.class_of);
  graph.members = std::move(classes.members);
  return graph;
}

}  // namespace ringfence::reach
