#include <algorithm>
#include <set>

#include "reach/explain.h"
#include "reach/removal.h"

namespace ringfence::reach {
namespace {

using syntax::NetworkPolicy;
using syntax::PolicyTier;
using syntax::RuleAction;

/// Cases after which no more are looked at.
constexpr std::size_t kMaxCases = 4096;

/// A part of the connections with one peer, and who decides it: a rule, a NetworkPolicy that lists
/// no such connection, or nobody.
struct Share {
  enum class What { Allowed, Denied, Passed, NotListed, NotGoverned };
  What what = What::NotGoverned;
  const NetworkPolicy* policy = nullptr;
  const syntax::NetworkRule* rule = nullptr;
  Connections some;
};

/// Who decides what: as `decide`, but with every rule that allows the same connection.
class Shares {
 public:
  Shares(std::span<const Asked> asked, const NetworkPolicy* selecting, const Pod* destination)
      : asked_(asked), destination_(destination) {
    tier_with_actions(PolicyTier::Admin);
    if (selecting != nullptr) {
      Connections listed;
      for (const Asked& each : asked_) {
        if (each.policy->tier != PolicyTier::Namespace) continue;
        const Connections some = ports_of(*each.rule, destination_) & undecided_;
        add(Share::What::Allowed, each.policy, each.rule->written, some);
        listed |= some;
      }
      add(Share::What::NotListed, selecting, nullptr, undecided_ - listed);
      return;
    }
    tier_with_actions(PolicyTier::Baseline);
    add(Share::What::NotGoverned, nullptr, nullptr, undecided_);
  }

  const std::vector<Share>& all() const { return all_; }
  Connections allowed() const {
    Connections sum;
    for (const Share& each : all_) {
      const bool passes =
          each.what == Share::What::Allowed || each.what == Share::What::NotGoverned;
      if (passes) sum |= each.some;
    }
    return sum;
  }

 private:
  void tier_with_actions(PolicyTier tier) {
    Connections passed;
    for (const Asked& each : asked_) {
      if (each.policy->tier != tier) continue;
      const Connections some = (ports_of(*each.rule, destination_) & undecided_) - passed;
      const RuleAction action = each.rule->written->action;
      if (action == RuleAction::Pass) {
        passed |= some;
        add(Share::What::Passed, each.policy, each.rule->written, some);
        continue;
      }
      const auto what = action == RuleAction::Allow ? Share::What::Allowed : Share::What::Denied;
      add(what, each.policy, each.rule->written, some);
      undecided_ -= some;
    }
  }

  void add(Share::What what, const NetworkPolicy* policy, const syntax::NetworkRule* rule,
           const Connections& some) {
    if (!some.is_none()) all_.push_back({what, policy, rule, some});
  }

  std::span<const Asked> asked_;
  const Pod* destination_;
  Connections undecided_ = Connections::all();
  std::vector<Share> all_;
};

/// Chooses parts that together decide everything, none of which could be left out.
class Chooser {
 public:
  void start_case() { cases_.emplace_back(); }
  void add(const Share& share, const Connections& some) {
    const auto known = std::find_if(parts_.begin(), parts_.end(), [&](const auto& each) {
      return each.first.policy == share.policy && each.first.rule == share.rule;
    });
    const auto id = static_cast<std::size_t>(known - parts_.begin());
    if (known == parts_.end()) parts_.emplace_back(part_of(*share.policy, share.rule), 0);
    ++parts_[id].second;
    cases_.back().emplace_back(id, some);
  }
  std::size_t cases() const { return cases_.size(); }

  std::vector<Part> choose() const {
    std::vector<std::size_t> order(parts_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    // Those that matter in few cases first: what remains is short.
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return parts_[a].second < parts_[b].second;
    });
    std::vector<bool> kept(parts_.size(), true);
    for (const std::size_t id : order) {
      kept[id] = false;
      kept[id] = !suffices(kept, id);
    }
    std::vector<Part> chosen;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (kept[i]) chosen.push_back(parts_[i].first);
    }
    return chosen;
  }

 private:
  /// Whether the others decide all that `left_out` does.
  bool suffices(const std::vector<bool>& kept, std::size_t left_out) const {
    return std::all_of(cases_.begin(), cases_.end(), [&](const auto& shares) {
      Connections wanted;
      Connections others;
      for (const auto& [id, some] : shares) {
        if (id == left_out) wanted |= some;
        if (kept[id]) others |= some;
      }
      return wanted.is_within(others);
    });
  }

  std::vector<std::pair<Part, std::size_t>> parts_;  // with how many cases they are in
  std::vector<std::vector<std::pair<std::size_t, Connections>>> cases_;
};

class CauseFinder {
 public:
  CauseFinder(const model::Model& model, const Subjects& subjects, const Part& part)
      : model_(model), subjects_(subjects), part_(part) {}

  Cause find() {
    for (const bool is_ingress : {true, false}) {
      if (part_.rule != nullptr && part_.is_ingress != is_ingress) continue;
      for (const std::uint32_t index : subjects_.selected_by(*part_.policy, is_ingress)) {
        look_at(subjects_.all()[index]);
      }
    }
    cause_.others = chooser_.choose();
    for (const Part& each : of_other_end_) {
      const bool is_known =
          std::find(cause_.others.begin(), cause_.others.end(), each) != cause_.others.end();
      if (!is_known) cause_.others.push_back(each);
    }
    return std::move(cause_);
  }

 private:
  bool is_ours(const Share& share) const {
    return part_.rule == nullptr ? share.policy == part_.policy : share.rule == part_.rule;
  }

  void look_at(const Subject& subject) {
    const Rule* rule = part_.rule == nullptr ? nullptr : subjects_.find(*part_.rule);
    for (const PeerCell& cell :
         rule == nullptr ? subjects_.cells(subject) : subjects_.cells(subject, *rule)) {
      if (chooser_.cases() >= kMaxCases) {
        cause_.is_complete = false;
        return;
      }
      look_at(subject, cell);
    }
  }

  void look_at(const Subject& subject, const PeerCell& cell) {
    const Pod* destination = subjects_.destination(subject, cell);
    std::vector<Asked> all;
    std::vector<Asked> rest;
    Connections about;  // what the part's rules say something of
    for (const std::uint32_t position : subject.matching(cell)) {
      const Asked& each = subject.rules[position];
      all.push_back(each);
      if (is_ours({Share::What::Allowed, each.policy, each.rule->written, {}})) {
        about |= ports_of(*each.rule, destination);
      } else {
        rest.push_back(each);
      }
    }
    const Shares with(all, selecting(subject, true), destination);
    const Shares without(rest, selecting(subject, false), destination);
    Connections mine;
    for (const Share& each : with.all()) {
      // One NetworkPolicy is as good as another for what none of them lists.
      const bool is_denied_by_ours = part_.rule == nullptr && each.what == Share::What::NotListed &&
                                     part_.policy->tier == PolicyTier::Namespace;
      const bool is_by_ours = is_ours(each) && each.rule != nullptr;
      if (is_by_ours || is_denied_by_ours) mine |= each.some;
    }
    if (part_.rule != nullptr) mine &= about;
    chooser_.start_case();
    add_earlier(with, about - mine);
    const Connections changed =
        (with.allowed() - without.allowed()) | (without.allowed() - with.allowed());
    add_alike(without, mine - changed);
    add_other_end(subject, cell, mine & changed);
  }

  const NetworkPolicy* selecting(const Subject& subject, bool with_part) const {
    for (const NetworkPolicy* policy : subject.policies) {
      const bool is_out = !with_part && part_.rule == nullptr && policy == part_.policy;
      if (policy->tier == PolicyTier::Namespace && !is_out) return policy;
    }
    return nullptr;
  }

  void add_earlier(const Shares& with, const Connections& wanted) {
    for (const Share& each : with.all()) {
      if (is_ours(each) || each.policy == nullptr) continue;
      // What is passed on is not decided, but for the rest of its own tier.
      if (each.what == Share::What::Passed && each.policy->tier != part_.policy->tier) continue;
      const Connections some = each.some & wanted;
      if (some.is_none()) continue;
      cause_.decided_before = true;
      chooser_.add(each, some);
    }
  }

  void add_alike(const Shares& without, const Connections& wanted) {
    for (const Share& each : without.all()) {
      if (each.what == Share::What::Passed) continue;
      const Connections some = each.some & wanted;
      if (some.is_none()) continue;
      if (each.what == Share::What::NotGoverned) {
        cause_.allowed_anyway = true;
        continue;
      }
      const bool is_not_listed = each.what == Share::What::NotListed;
      (is_not_listed ? cause_.denied_anyway : cause_.decided_alike) = true;
      chooser_.add(each, some);
    }
  }

  void add_other_end(const Subject& subject, const PeerCell& cell, const Connections& wanted) {
    if (wanted.is_none() || cell.kind == PeerCell::Kind::Addresses) return;
    if (cell.kind == PeerCell::Kind::Class) {
      add_other_end(subject, cell.peer, wanted);
      return;
    }
    const auto count = static_cast<ClassId>(subjects_.graph().members.size());
    for (ClassId peer = 0; peer < count; ++peer) {
      if (!subject.names(peer)) add_other_end(subject, peer, wanted);
    }
  }

  void add_other_end(const Subject& subject, ClassId peer, const Connections& wanted) {
    const Graph& graph = subjects_.graph();
    for (const ClassId id : subject.classes) {
      if (id == peer && graph.members[id].size() == 1) continue;
      if (++asked_ > kMaxCases) {
        cause_.is_complete = false;
        return;
      }
      const PodIndex there = graph.members[peer].back();
      for (const Reason& each :
           reasons(model_, graph, there, Peer(graph.members[id][0]), !subject.is_ingress)) {
        const bool denies =
            each.what == Reason::What::Denied || each.what == Reason::What::NotListed;
        if (!denies || (each.connections & wanted).is_none()) continue;
        if (part_.rule == nullptr && each.policy == part_.policy) continue;
        cause_.other_end = true;
        const Part part = part_of(*each.policy, each.rule);
        const bool is_known =
            std::find(of_other_end_.begin(), of_other_end_.end(), part) != of_other_end_.end();
        if (!is_known) of_other_end_.push_back(part);
      }
    }
  }

  const model::Model& model_;
  const Subjects& subjects_;
  const Part& part_;
  Cause cause_;
  Chooser chooser_;
  std::vector<Part> of_other_end_;
  std::size_t asked_ = 0;
};

}  // namespace

Cause cause_of(const model::Model& model, const Subjects& subjects, const Part& part) {
  return CauseFinder(model, subjects, part).find();
}

}  // namespace ringfence::reach
