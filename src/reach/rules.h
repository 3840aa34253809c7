#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "reach/classes.h"

namespace ringfence::reach {

/// A rule with what its peers come to.
struct Rule {
  const syntax::NetworkRule* written = nullptr;
  /// Every pod matches, also one that no file describes.
  bool all_pods = false;
  /// The classes that match, one list per selector. Owned by `Classes::selected`.
  std::vector<const std::vector<ClassId>*> classes;
  /// Classes whose known addresses lie in a block.
  std::vector<ClassId> by_address;
  std::vector<const syntax::AddressBlock*> blocks;
  /// Its ports that have numbers.
  Connections numbered;
  bool has_named_ports = false;
};

/// A policy, its rules of one direction, and the classes it is about.
struct Policy {
  const syntax::NetworkPolicy* written = nullptr;
  std::vector<Rule> ingress, egress;  ///< In order.
};

/// The policies in the order in which they are asked: by tier, then by priority, then as written.
/// `selecting`, which gets one list per class, says which of them select it, in that order.
std::vector<Policy> order_policies(const model::Model& model, const std::vector<Pod>& pods,
                                   const Classes& classes,
                                   std::vector<std::vector<std::uint32_t>>& selecting);

/// What the rule says of connections to `destination`; to a null one, which has no named ports,
/// as addresses and pods that no file describes.
Connections ports_of(const Rule& rule, const Pod* destination);

/// A rule that matches some peer, and the policy that has it.
struct Asked {
  const syntax::NetworkPolicy* policy = nullptr;
  const Rule* rule = nullptr;
};
/// What the rules that match a peer leave it, in the order in which they are asked.
/// `has_namespace_policy`: some NetworkPolicy selects the subject, whether or not a rule of it
/// matches. `ambiguity`, unless null, gets the first two policies of one priority that disagree.
Connections decide(
    std::span<const Asked> asked, bool has_namespace_policy, const Pod* destination,
    std::pair<const syntax::NetworkPolicy*, const syntax::NetworkPolicy*>* ambiguity);

}  // namespace ringfence::reach
