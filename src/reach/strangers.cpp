#include "reach/strangers.h"

#include <algorithm>

// A search over the labels of two pods, the subject and its peer, one label at a time. A selector
// is true, false or not known yet for the labels chosen so far; as soon as everything that matters
// is known, the rules are asked with and without the part. Only values that some selector lists,
// one that none does, and absence are tried: no rule can tell more apart.

namespace ringfence::reach {
namespace {

using syntax::LabelRequirement;
using syntax::NetworkPolicy;
using syntax::PolicyTier;
using Operator = LabelRequirement::Operator;

constexpr std::string_view kNameLabel = "kubernetes.io/metadata.name";
/// Of one part; what takes longer is not known.
constexpr std::size_t kMaxSteps = 5'000;

enum class Truth { False, NotKnown, True };

using Labels = AskedLabels::Labels;

/// A pod whose labels are being chosen.
struct Guess {
  std::string space;    ///< Of a known namespace.
  bool is_new = false;  ///< The namespace is one that no file names.
  Labels space_labels;  ///< All of them, unless it is new.
  Labels labels;
};

/// A label that must be chosen next.
struct Open {
  Labels* labels = nullptr;
  bool is_of_space = false;
  const LabelRequirement* requirement = nullptr;
};

std::optional<Truth> truth(const LabelRequirement& requirement, const Labels& labels) {
  const auto found = labels.find(requirement.key);
  if (found == labels.end()) return std::nullopt;
  const std::optional<std::string>& value = found->second;
  const bool listed = value && std::find(requirement.values.begin(), requirement.values.end(),
                                         *value) != requirement.values.end();
  bool met = false;
  switch (requirement.op) {
    case Operator::In:
      met = listed;
      break;
    case Operator::NotIn:
      met = !listed;
      break;
    case Operator::Exists:
      met = value.has_value();
      break;
    case Operator::DoesNotExist:
      met = !value.has_value();
      break;
  }
  return met ? Truth::True : Truth::False;
}

class LabelSearch {
 public:
  LabelSearch(const AskedLabels& asked, const Subjects& subjects, const Part& part, Budget& budget)
      : asked_(asked), subjects_(subjects), part_(part), budget_(budget) {}

  Matters run() {
    if (is_beyond_us()) return {};
    for (const bool is_ingress : {true, false}) {
      if (part_.rule != nullptr && part_.is_ingress != is_ingress) continue;
      if (!applies(*part_.policy, is_ingress)) continue;
      is_ingress_ = is_ingress;
      if (try_direction()) return {Matters::What::Sometimes, example()};
      if (is_spent_) return {};
    }
    return {Matters::What::Never, std::nullopt};
  }

 private:
  /// What other rules of NetworkPolicies list is listed, whatever is decided before.
  bool is_of_list() const {
    return part_.rule != nullptr && part_.policy->tier == PolicyTier::Namespace;
  }

  /// Where a port's name or a pod's address decides, any number and any address would have to be
  /// tried, too.
  bool is_beyond_us() const {
    if (asked_.decides_by_name_or_address && !is_of_list()) return true;
    if (part_.rule != nullptr) return subjects_.find(*part_.rule)->has_named_ports;
    const auto any_named = [&](bool is_ingress) {
      const auto& rules = rules_of(*part_.policy, is_ingress);
      return applies(*part_.policy, is_ingress) &&
             std::any_of(rules.begin(), rules.end(), [&](const syntax::NetworkRule& rule) {
               return subjects_.find(rule)->has_named_ports;
             });
    };
    return any_named(true) || any_named(false);
  }

  // ---- Namespaces -------------------------------------------------------------------------------

  bool try_direction() {
    return for_each_space(subject_, part_.policy->subject, [&] {
      const syntax::NetworkRule* rule = part_.rule;
      if (rule != nullptr && !rule->any_peer) {
        return std::any_of(rule->peers.begin(), rule->peers.end(), [&](const syntax::Peer& peer) {
          if (const auto* pods = std::get_if<syntax::PodSelector>(&peer.is)) {
            wanted_peer_ = pods;
            return for_each_space(peer_, *pods, [&] { return try_pods(); });
          }
          const auto* block = std::get_if<syntax::AddressBlock>(&peer.is);
          return block != nullptr && try_addresses(block);
        });
      }
      wanted_peer_ = nullptr;
      const syntax::PodSelector anything{syntax::LabelSelector{}, {}, {}};
      return for_each_space(peer_, anything, [&] { return try_pods(); }) || try_addresses(nullptr);
    });
  }

  /// A namespace that no file names first: of all others less is known.
  template <class Try>
  bool for_each_space(Guess& guess, const syntax::PodSelector& selector, const Try& attempt) {
    if (!selector.namespaces) {
      guess = {selector.space, false, asked_.spaces.at(selector.space), {}};
      return attempt();
    }
    guess = {{}, true, {}, {}};
    if (attempt()) return true;
    for (const auto& [name, labels] : asked_.spaces) {
      const auto& all = selector.namespaces->requirements;
      const bool is_meant = std::all_of(all.begin(), all.end(), [&](const auto& requirement) {
        return truth_in(labels, requirement) == Truth::True;
      });
      if (!is_meant) continue;
      guess = {name, false, labels, {}};
      if (attempt()) return true;
      if (is_spent_) return false;
    }
    return false;
  }

  static Truth truth_in(const Labels& all, const LabelRequirement& requirement) {
    if (const auto known = reach::truth(requirement, all)) return *known;
    return *reach::truth(requirement, {{requirement.key, std::nullopt}});
  }

  // ---- Labels -----------------------------------------------------------------------------------

  bool try_pods() {
    address_.reset();
    return choose_labels();
  }

  bool try_addresses(const syntax::AddressBlock* block) {
    std::set<Address> starts;
    const auto cut_around = [&](const AddressRange& range) {
      starts.insert(range.first);
      if (range.last != all_addresses(range.last.is_v6).last) {
        starts.insert({range.last.is_v6, range.last.bits + 1});
      }
    };
    for (const bool v6 : {false, true}) cut_around(all_addresses(v6));
    for (const NetworkPolicy* policy : asked_.policies) {
      for (const syntax::NetworkRule& rule : rules_of(*policy, is_ingress_)) {
        for (const syntax::Peer& peer : rule.peers) {
          const auto* each = std::get_if<syntax::AddressBlock>(&peer.is);
          if (each == nullptr) continue;
          cut_around(each->block);
          for (const AddressRange& except : each->except) cut_around(except);
        }
      }
    }
    return std::any_of(starts.begin(), starts.end(), [&](const Address& start) {
      const bool is_inside = block == nullptr ||
                             (block->block.contains(start) &&
                              std::none_of(block->except.begin(), block->except.end(),
                                           [&](const auto& each) { return each.contains(start); }));
      if (!is_inside || is_spent_) return false;
      address_ = start;
      return choose_labels();
    });
  }

  /// Whether some choice for the labels that are open makes a difference.
  bool choose_labels() {
    if (++steps_ > kMaxSteps || !budget_.spend(asked_.policies.size())) {
      is_spent_ = true;
      return false;
    }
    Open open;
    const Truth is_subject = truth(part_.policy->subject, subject_, open);
    if (is_subject == Truth::False) return false;
    if (is_subject == Truth::NotKnown) return choose(open, true);
    if (!address_ && wanted_peer_ != nullptr) {
      const Truth is_peer = truth(*wanted_peer_, peer_, open);
      if (is_peer == Truth::False) return false;
      if (is_peer == Truth::NotKnown) return choose(open, true);
    }
    std::vector<Asked> asked;
    std::vector<const NetworkPolicy*> selecting;
    for (const NetworkPolicy* policy : asked_.policies) {
      if (!applies(*policy, is_ingress_)) continue;
      const Truth selects = truth(policy->subject, subject_, open);
      if (selects != Truth::True) continue;
      selecting.push_back(policy);
      for (const syntax::NetworkRule& written : rules_of(*policy, is_ingress_)) {
        const Rule& rule = *subjects_.find(written);
        if (matches(rule, open) == Truth::True) asked.push_back({policy, &rule});
      }
    }
    if (is_settled(asked, selecting)) return false;
    if (open.labels != nullptr) return choose(open, false);
    if (asked_.decides_by_name_or_address) {
      // It is not listed otherwise, and what comes before may or may not decide it.
      is_spent_ = true;
      return false;
    }
    return differs(asked, selecting);
  }

  bool choose(const Open& open, bool must_be_met) {
    const LabelRequirement& requirement = *open.requirement;
    Labels& labels = *open.labels;
    const auto& known = open.is_of_space ? asked_.of_spaces : asked_.of_pods;
    std::vector<std::optional<std::string>> choices;
    if (must_be_met && requirement.op == Operator::In) {
      choices.assign(requirement.values.begin(), requirement.values.end());
    } else {
      const auto found = known.find(requirement.key);
      const std::set<std::string> none;
      const std::set<std::string>& listed = found == known.end() ? none : found->second;
      choices.emplace_back();
      std::string other = "other";
      while (listed.contains(other)) other += "-";
      choices.emplace_back(other);
      choices.insert(choices.end(), listed.begin(), listed.end());
    }
    const std::string key = requirement.key;
    for (const auto& choice : choices) {
      // Its name is none that is known, and every namespace has one.
      const bool is_name = open.is_of_space && key == kNameLabel;
      if (is_name && (!choice || asked_.spaces.contains(*choice))) continue;
      labels[key] = choice;
      if (choose_labels()) return true;
      if (is_spent_) break;
    }
    labels.erase(key);
    return false;
  }

  /// Whether what is known already decides that the part makes no difference.
  bool is_settled(const std::vector<Asked>& asked,
                  const std::vector<const NetworkPolicy*>& selecting) const {
    if (part_.rule == nullptr) return false;
    const Rule& rule = *subjects_.find(*part_.rule);
    const PolicyTier tier = part_.policy->tier;
    Connections others;
    for (const Asked& each : asked) {
      const bool is_earlier = each.policy->tier == tier;
      if (each.rule == &rule) {
        if (tier != PolicyTier::Namespace) break;
      } else if (is_earlier) {
        others |= each.rule->numbered;
      }
    }
    if (rule.numbered.is_within(others)) return true;
    return tier == PolicyTier::Baseline &&
           std::any_of(selecting.begin(), selecting.end(), [](const NetworkPolicy* policy) {
             return policy->tier == PolicyTier::Namespace;
           });
  }

  bool differs(const std::vector<Asked>& asked,
               const std::vector<const NetworkPolicy*>& selecting) const {
    std::vector<Asked> rest;
    for (const Asked& each : asked) {
      const bool is_out =
          part_.rule == nullptr ? each.policy == part_.policy : each.rule->written == part_.rule;
      if (!is_out) rest.push_back(each);
    }
    const auto has_namespace_policy = [&](bool with_part) {
      return std::any_of(selecting.begin(), selecting.end(), [&](const NetworkPolicy* policy) {
        const bool is_out = !with_part && part_.rule == nullptr && policy == part_.policy;
        return policy->tier == PolicyTier::Namespace && !is_out;
      });
    };
    return decide(asked, has_namespace_policy(true), nullptr, nullptr) !=
           decide(rest, has_namespace_policy(false), nullptr, nullptr);
  }

  // ---- What is true so far ----------------------------------------------------------------------

  Truth truth(const syntax::LabelSelector& selector, Guess& guess, bool is_of_space,
              Open& open) const {
    Labels& labels = is_of_space ? guess.space_labels : guess.labels;
    const LabelRequirement* unknown = nullptr;
    for (const LabelRequirement& each : selector.requirements) {
      auto known = reach::truth(each, labels);
      if (!known && is_of_space && !guess.is_new) known = truth_in(labels, each);
      if (known == Truth::False) return Truth::False;
      if (!known && unknown == nullptr) unknown = &each;
    }
    if (unknown == nullptr) return Truth::True;
    if (open.labels == nullptr) open = {&labels, is_of_space, unknown};
    return Truth::NotKnown;
  }

  Truth truth(const syntax::PodSelector& selector, Guess& guess, Open& open) const {
    if (!selector.namespaces && (guess.is_new || guess.space != selector.space)) {
      return Truth::False;
    }
    // What is false for the pod's own labels need not be asked of its namespace.
    Open inner;
    const Truth is_pod = truth(selector.pods, guess, false, inner);
    if (is_pod == Truth::False) return Truth::False;
    const Truth is_space =
        selector.namespaces ? truth(*selector.namespaces, guess, true, inner) : Truth::True;
    if (is_space == Truth::False) return Truth::False;
    if (open.labels == nullptr) open = inner;
    return std::min(is_pod, is_space);
  }

  Truth matches(const Rule& rule, Open& open) {
    if (address_) return reach::matches(rule, *address_) ? Truth::True : Truth::False;
    // A block for all pods is no block for some of them.
    if (rule.all_pods) return Truth::True;
    Truth best = Truth::False;
    Open inner;
    for (const syntax::Peer& peer : rule.written->peers) {
      const auto* pods = std::get_if<syntax::PodSelector>(&peer.is);
      if (pods == nullptr) continue;
      best = std::max(best, truth(*pods, peer_, inner));
    }
    if (best == Truth::NotKnown && open.labels == nullptr) open = inner;
    return best;
  }

  // ---- What was found ---------------------------------------------------------------------------

  static std::vector<std::string> shown(const Labels& labels) {
    std::vector<std::string> all;
    for (const auto& [key, value] : labels) {
      if (value) all.push_back(value->empty() ? key : key + "=" + *value);
    }
    return all;
  }
  static Stranger stranger(const Guess& guess) {
    return {guess.space, guess.is_new ? shown(guess.space_labels) : std::vector<std::string>(),
            shown(guess.labels)};
  }
  Example example() const {
    return {stranger(subject_), address_ ? std::nullopt : std::optional(stranger(peer_))};
  }

  const AskedLabels& asked_;
  const Subjects& subjects_;
  const Part& part_;
  Budget& budget_;
  bool is_ingress_ = false;
  Guess subject_, peer_;
  const syntax::PodSelector* wanted_peer_ = nullptr;  // null: anything
  std::optional<Address> address_;                    // instead of a peer
  std::size_t steps_ = 0;
  bool is_spent_ = false;
};

}  // namespace

Matters matters(const AskedLabels& asked, const Subjects& subjects, const Part& part,
                Budget& budget) {
  return LabelSearch(asked, subjects, part, budget).run();
}

}  // namespace ringfence::reach
