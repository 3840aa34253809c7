#include "reach/findings.h"

#include <algorithm>

#include "reach/contradiction.h"

namespace ringfence::reach {
namespace {

using syntax::NetworkPolicy;
using syntax::NetworkRule;
using Kind = Finding::Kind;
using Scope = Finding::Scope;

bool is_other(const syntax::Peer& peer) {
  return std::holds_alternative<syntax::OtherPeer>(peer.is);
}

bool never_matches(const syntax::Peer& peer) {
  if (const auto* pods = std::get_if<syntax::PodSelector>(&peer.is)) return is_contradictory(*pods);
  const auto* block = std::get_if<syntax::AddressBlock>(&peer.is);
  return block != nullptr && is_empty(*block);
}

/// `rules that are asked before it decide all of its connections`.
std::string reason_of(const Cause& cause) {
  std::vector<std::string> all;
  if (cause.decided_before) all.push_back("rules that are asked before it decide them");
  if (cause.decided_alike) all.push_back("other rules decide them in the same way");
  if (cause.denied_anyway) all.push_back("NetworkPolicies that select the pods deny them");
  if (cause.allowed_anyway) all.push_back("nothing denies them");
  if (cause.other_end) all.push_back("the policies of the other end do not let them through");
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) text += i + 1 == all.size() ? ", or " : ", ";
    text += all[i];
  }
  return text;
}

class Search {
 public:
  Search(const model::Model& model, const Graph& graph, std::uint64_t steps)
      : model_(model),
        subjects_(model, graph),
        selection_(model, graph.pods),
        labels_(asked_labels(model, subjects_)),
        budget_{steps},
        strangers_{steps} {}

  Findings run() {
    for (const NetworkPolicy* policy : model_.network.policies) look_at(*policy);
    result_.is_complete = budget_.left > 0;
    return std::move(result_);
  }

 private:
  void add(Kind kind, const Part& part, const Span& at, Scope scope, std::string sentence) {
    result_.all.push_back({kind, part, at, scope, std::move(sentence), std::nullopt, {}, true});
  }

  /// What is true of the pods that the files describe: whether it is of all others, too.
  void add_described(Kind kind, const Part& part, const Span& at, std::string sentence) {
    Matters other = matters(labels_, subjects_, part, strangers_);
    const bool is_of_all = other.what == Matters::What::Never;
    add(kind, part, at, is_of_all ? Scope::AnyCluster : Scope::Described, std::move(sentence));
    result_.all.back().example = std::move(other.example);
  }

  void add_without_effect(Kind kind, const Part& part, const Span& at, const Cause& cause,
                          std::string sentence) {
    const std::string reason = reason_of(cause);
    if (!reason.empty()) sentence += ": " + reason;
    add_described(kind, part, at, std::move(sentence));
    // Two described pods may be such an example, but for the policies of the other end.
    if (cause.other_end) result_.all.back().example.reset();
    result_.all.back().others = cause.others;
    result_.all.back().others_complete = cause.is_complete;
  }

  void look_at(const NetworkPolicy& policy) {
    const Part whole{&policy, nullptr, false, 0};
    const bool is_impossible = is_contradictory(policy.subject);
    const bool selects_some = !subjects_.classes_of(policy).empty();
    bool is_reported = true;
    if (is_impossible) {
      add(Kind::PolicySelectsNothing, whole, policy.at, Scope::AnyCluster,
          "selects no pod: its requirements contradict one another");
    } else if (!selects_some) {
      add(Kind::PolicySelectsNothing, whole, policy.at, Scope::Described, "selects no pod");
      result_.all.back().example = matters(labels_, subjects_, whole, strangers_).example;
    } else {
      is_reported = look_at_whole(whole);
    }
    for (const bool is_ingress : {true, false}) {
      if (!(is_ingress ? policy.for_ingress : policy.for_egress)) continue;
      const auto& rules = is_ingress ? policy.ingress : policy.egress;
      for (std::size_t i = 0; i < rules.size(); ++i) {
        look_at({&policy, &rules[i], is_ingress, i + 1}, is_reported);
      }
    }
  }

  /// Whether it is reported.
  bool look_at_whole(const Part& whole) {
    const auto has_others = [](const std::vector<NetworkRule>& rules) {
      return std::any_of(rules.begin(), rules.end(), [](const NetworkRule& rule) {
        return std::any_of(rule.peers.begin(), rule.peers.end(), is_other);
      });
    };
    if (has_others(whole.policy->ingress) || has_others(whole.policy->egress)) return false;
    if (has_effect(subjects_, whole, budget_)) return false;
    const Cause cause = cause_of(model_, subjects_, whole);
    add_without_effect(Kind::PolicyWithoutEffect, whole, whole.policy->at, cause,
                       "changes no connection");
    return true;
  }

  void look_at(const Part& part, bool policy_is_reported) {
    const NetworkRule& rule = *part.rule;
    const auto& peers = rule.peers;
    const bool has_others = std::any_of(peers.begin(), peers.end(), is_other);
    const auto impossible = std::count_if(peers.begin(), peers.end(), never_matches);
    if (!rule.any_peer && impossible == std::ssize(peers)) {
      add(Kind::RuleNeverApplies, part, rule.at, Scope::AnyCluster,
          "applies to nothing: " + why_never(rule));
      return;
    }
    if (impossible > 0) {
      for (const syntax::Peer& peer : peers) {
        if (!never_matches(peer)) continue;
        add(Kind::PeerNeverMatches, part, peer.at, Scope::AnyCluster,
            "has a peer that matches nothing: " + why_never(peer));
      }
    }
    if (policy_is_reported) return;
    const std::vector<const syntax::Peer*> unmatched = peers_without_match(part);
    if (!rule.any_peer && unmatched.size() + static_cast<std::size_t>(impossible) == peers.size()) {
      add(Kind::RuleMatchesNothing, part, rule.at, Scope::Described, "matches no pod");
      result_.all.back().example = matters(labels_, subjects_, part, strangers_).example;
      return;
    }
    if (has_others) return;
    const std::vector<const syntax::RulePort*> unknown = ports_without_match(part);
    const bool has_effect = reach::has_effect(subjects_, part, budget_);
    if (!has_effect && !rule.any_port && unknown.size() == rule.ports.size()) {
      add(Kind::RuleMatchesNothing, part, rule.at, Scope::Described,
          "is about ports that no pod has to which it could apply: " + names_of(unknown));
      return;
    }
    for (const syntax::Peer* peer : unmatched) {
      add(Kind::PeerMatchesNothing, part, peer->at, Scope::Described,
          "has a peer that matches no pod");
    }
    for (const syntax::RulePort* port : unknown) {
      add(Kind::PortMatchesNothing, part, port->at, Scope::Described,
          "is about a port that no pod has to which it could apply: " + names_of({port}));
    }
    if (!has_effect) add_without_effect(part);
  }

  void add_without_effect(const Part& part) {
    const Cause cause = cause_of(model_, subjects_, part);
    if (reason_of(cause).empty() && cause.is_complete) {
      add_described(Kind::RuleWithoutEffect, part, part.rule->at,
                    "changes no connection: it is about one pod and itself, and no pod is kept "
                    "from itself");
      return;
    }
    const bool is_shadowed = cause.decided_before && !cause.decided_alike && !cause.denied_anyway &&
                             !cause.allowed_anyway && !cause.other_end;
    add_without_effect(is_shadowed ? Kind::RuleShadowed : Kind::RuleWithoutEffect, part,
                       part.rule->at, cause,
                       is_shadowed ? "decides no connection" : "changes no connection");
  }

  static std::string why_never(const syntax::Peer& peer) {
    return std::holds_alternative<syntax::AddressBlock>(peer.is)
               ? "its exceptions leave no address of the block"
               : "its requirements contradict one another";
  }
  static std::string why_never(const NetworkRule& rule) {
    return rule.peers.empty() ? "it has no peer" : why_never(rule.peers[0]);
  }

  std::vector<const syntax::Peer*> peers_without_match(const Part& part) const {
    std::vector<const syntax::Peer*> all;
    for (const syntax::Peer& peer : part.rule->peers) {
      const auto* pods = std::get_if<syntax::PodSelector>(&peer.is);
      if (pods == nullptr || is_contradictory(*pods)) continue;
      if (selection_.pods_of(*pods).empty()) all.push_back(&peer);
    }
    return all;
  }

  /// Ports by name that no pod has which connections of the rule go to.
  std::vector<const syntax::RulePort*> ports_without_match(const Part& part) const {
    std::vector<const syntax::RulePort*> all;
    for (const syntax::RulePort& port : part.rule->ports) {
      const auto* named = std::get_if<syntax::NamedPort>(&port.ports);
      if (named != nullptr && !is_there(part, *named, port.protocol)) all.push_back(&port);
    }
    return all;
  }

  bool is_there(const Part& part, const syntax::NamedPort& named,
                std::optional<syntax::Protocol> protocol) const {
    const Graph& graph = subjects_.graph();
    const Rule* rule = subjects_.find(*part.rule);
    const std::vector<ClassId>& selected = subjects_.classes_of(*part.policy);
    for (ClassId id = 0; id < graph.members.size(); ++id) {
      const bool is_destination = part.is_ingress
                                      ? std::binary_search(selected.begin(), selected.end(), id)
                                      : matches(*rule, id);
      if (!is_destination) continue;
      for (const auto& [name, number] : graph.pods[graph.members[id][0]].named_ports) {
        if (name == named.name && (!protocol || *protocol == number.first)) return true;
      }
    }
    return false;
  }

  static std::string names_of(const std::vector<const syntax::RulePort*>& ports) {
    std::string text;
    for (const syntax::RulePort* port : ports) {
      if (!text.empty()) text += ", ";
      text += "`" + std::get<syntax::NamedPort>(port->ports).name + "`";
      if (port->protocol) text += " (" + std::string(name_of(*port->protocol)) + ")";
    }
    return text;
  }

  const model::Model& model_;
  Subjects subjects_;
  Selection selection_;
  AskedLabels labels_;
  Budget budget_, strangers_;
  Findings result_;
};

/// Each two policies once.
std::vector<Finding> undefined_priorities(const Graph& graph) {
  std::vector<Finding> all;
  for (const Ambiguity& each : graph.ambiguities) {
    const Part part{each.second, nullptr, false, 0};
    const std::vector<Part> others{{each.first, nullptr, false, 0}};
    const bool is_known = std::any_of(all.begin(), all.end(), [&](const Finding& known) {
      return known.part == part && known.others == others;
    });
    if (is_known) continue;
    all.push_back({Kind::PriorityUndefined, part, each.second->at, Scope::Described,
                   "disagrees on a connection with another policy of its priority: which of them "
                   "counts is not defined",
                   std::nullopt, others, true});
  }
  return all;
}

}  // namespace

std::string_view name_of(Finding::Kind kind) {
  switch (kind) {
    case Kind::PolicySelectsNothing:
      return "policy-selects-nothing";
    case Kind::PolicyWithoutEffect:
      return "policy-without-effect";
    case Kind::RuleNeverApplies:
      return "rule-never-applies";
    case Kind::PeerNeverMatches:
      return "peer-never-matches";
    case Kind::RuleMatchesNothing:
      return "rule-matches-nothing";
    case Kind::PeerMatchesNothing:
      return "peer-matches-nothing";
    case Kind::PortMatchesNothing:
      return "port-matches-nothing";
    case Kind::RuleWithoutEffect:
      return "rule-without-effect";
    case Kind::RuleShadowed:
      return "rule-shadowed";
    case Kind::PriorityUndefined:
      return "priority-undefined";
  }
  return "";
}

Findings findings(const model::Model& model, const Graph& graph, std::uint64_t steps) {
  if (!graph.ambiguities.empty()) return {undefined_priorities(graph), false};
  return Search(model, graph, steps).run();
}

}  // namespace ringfence::reach
