#include "reach/removal.h"

#include <algorithm>

namespace ringfence::reach {
namespace {

using syntax::NetworkPolicy;
using syntax::PolicyTier;

bool is_in(const Part& part, const Asked& asked) {
  return part.rule == nullptr ? asked.policy == part.policy : asked.rule->written == part.rule;
}

class Effect {
 public:
  Effect(const Subjects& subjects, const Part& part, Budget& budget)
      : subjects_(subjects), graph_(subjects.graph()), part_(part), budget_(budget) {}

  bool is_some() {
    for (const bool is_ingress : {true, false}) {
      if (part_.rule != nullptr && part_.is_ingress != is_ingress) continue;
      for (const std::uint32_t index : subjects_.selected_by(*part_.policy, is_ingress)) {
        if (changes(subjects_.all()[index])) return true;
      }
    }
    return false;
  }

 private:
  bool changes(const Subject& subject) {
    const Rule* rule = part_.rule == nullptr ? nullptr : subjects_.find(*part_.rule);
    const std::vector<PeerCell> cells =
        rule == nullptr ? subjects_.cells(subject) : subjects_.cells(subject, *rule);
    return std::any_of(cells.begin(), cells.end(), [&](const PeerCell& cell) {
      if (!budget_.spend()) return true;
      if (decided(subject, cell, true) == decided(subject, cell, false)) return false;
      switch (cell.kind) {
        case PeerCell::Kind::Class:
          return changes_with(subject, cell.peer);
        case PeerCell::Kind::Others:
          return changes_with_others(subject) ||
                 (subject.is_ingress && subjects_.has_ingress_controller());
        case PeerCell::Kind::Addresses:
          break;
      }
      return true;
    });
  }

  bool changes_with_others(const Subject& subject) {
    for (ClassId peer = 0; peer < graph_.members.size(); ++peer) {
      if (!subject.names(peer) && changes_with(subject, peer)) return true;
    }
    return false;
  }

  bool changes_with(const Subject& subject, ClassId peer) {
    return std::any_of(subject.classes.begin(), subject.classes.end(), [&](ClassId id) {
      if (!budget_.spend()) return true;
      // A pod is never kept from itself.
      if (id == peer && graph_.members[id].size() == 1) return false;
      const ClassId from = subject.is_ingress ? peer : id;
      const ClassId to = subject.is_ingress ? id : peer;
      return graph_.between(from, to) != (side(from, to, false) & side(to, from, true));
    });
  }

  /// What the class's own policies let through, without the part.
  Connections side(ClassId id, ClassId peer, bool is_ingress) {
    const Subject* subject = subjects_.find(id, is_ingress);
    if (subject == nullptr) return Connections::all();
    const auto& policies = subject->policies;
    if (std::find(policies.begin(), policies.end(), part_.policy) == policies.end()) {
      return (is_ingress ? graph_.ingress : graph_.egress)[id].with(peer);
    }
    const auto kind = subject->names(peer) ? PeerCell::Kind::Class : PeerCell::Kind::Others;
    return decided(*subject, {kind, peer, {}}, false);
  }

  Connections decided(const Subject& subject, const PeerCell& cell, bool with_part) const {
    std::vector<Asked> asked;
    for (const std::uint32_t position : subject.matching(cell)) {
      const Asked& each = subject.rules[position];
      if (with_part || !is_in(part_, each)) asked.push_back(each);
    }
    const bool has_namespace_policy = std::any_of(
        subject.policies.begin(), subject.policies.end(), [&](const NetworkPolicy* policy) {
          const bool is_out = !with_part && part_.rule == nullptr && policy == part_.policy;
          return policy->tier == PolicyTier::Namespace && !is_out;
        });
    return decide(asked, has_namespace_policy, subjects_.destination(subject, cell), nullptr);
  }

  const Subjects& subjects_;
  const Graph& graph_;
  const Part& part_;
  Budget& budget_;
};

}  // namespace

bool has_effect(const Subjects& subjects, const Part& part, Budget& budget) {
  return Effect(subjects, part, budget).is_some();
}

Part part_of(const NetworkPolicy& policy, const syntax::NetworkRule* rule) {
  Part part{&policy, rule, false, 0};
  for (const bool is_ingress : {true, false}) {
    const auto& rules = is_ingress ? policy.ingress : policy.egress;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (&rules[i] == rule) part = {&policy, rule, is_ingress, i + 1};
    }
  }
  return part;
}

}  // namespace ringfence::reach
