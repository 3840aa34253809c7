#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "reach/subjects.h"

/// What a rule or a policy changes: connections with it and without it.
namespace ringfence::reach {

/// Steps that a search may still take, so that its answer does not depend on the machine.
struct Budget {
  std::uint64_t left = 0;
  /// False once there are none left.
  bool spend(std::uint64_t steps = 1) {
    left -= std::min(left, steps);
    return left > 0;
  }
};

/// Whether some connection would be another without the part: between two pods that the files
/// describe, or between one of them and an address outside the cluster, or into one of them from
/// where Ingresses are served, which is taken to be changed where it could be. A policy without one
/// of its rules still denies what it denied, as it still selects the same pods. True when the
/// budget is spent before that is known.
bool has_effect(const Subjects& subjects, const Part& part, Budget& budget);

/// Why a part has no effect: what happens without it to the connections that it is about.
struct Cause {
  bool decided_before = false;  ///< Rules that are asked earlier decide them.
  bool decided_alike = false;   ///< Other rules decide them in the same way.
  bool denied_anyway = false;   ///< A NetworkPolicy selects the pods, and no rule allows them.
  bool allowed_anyway = false;  ///< Nothing denies them.
  bool other_end = false;       ///< The other end's policies do not let them through.
  /// The rules and policies meant above: no fewer of them would do. In the order they are asked.
  std::vector<Part> others;
  bool is_complete = true;  ///< `others` are all of them; false where there are too many cases.
};
/// For a part without effect.
Cause cause_of(const model::Model& model, const Subjects& subjects, const Part& part);

/// The rule with its direction and number.
Part part_of(const syntax::NetworkPolicy& policy, const syntax::NetworkRule* rule);

}  // namespace ringfence::reach
