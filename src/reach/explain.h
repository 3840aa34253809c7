#pragma once
#include <optional>
#include <variant>
#include <vector>

#include "reach/rows.h"

namespace ringfence::reach {

/// One reason why some connections pass one side or do not.
struct Reason {
  enum class What {
    Allowed,      ///< By a rule.
    Denied,       ///< By a rule.
    Passed,       ///< A rule leaves them to the next tier.
    NotListed,    ///< A NetworkPolicy selects the endpoint, and no rule of any lists them.
    NotGoverned,  ///< No policy says anything of them: allowed.
  };
  What what = What::NotGoverned;
  const syntax::NetworkPolicy* policy = nullptr;  ///< Null for NotGoverned.
  const syntax::NetworkRule* rule = nullptr;      ///< Null for NotListed and NotGoverned.
  std::size_t number = 0;                         ///< Of the rule in its direction, from 1.
  Connections connections;                        ///< What it decides; never empty.
};

/// The other end: a pod, or an address outside the cluster.
using Peer = std::variant<PodIndex, Address>;

/// Why the connections between the pod and the peer pass or do not pass the pod's own policies, in
/// the order in which they are asked. `is_ingress`: the peer is the source. Every connection is in
/// exactly one reason that is not Passed.
std::vector<Reason> reasons(const model::Model& model, const Graph& graph, PodIndex pod,
                            const Peer& peer, bool is_ingress);

/// A row with the reasons of both sides; none for an end outside the cluster. Where pods of one
/// workload have different answers, there is one for each two pods that differ.
struct Explained {
  Row row;  ///< Its connections are those of the two pods, and may be none.
  std::vector<Reason> leaving, entering;
};
/// The rows that the filter admits, explained; and, where it names both ends, the pairs that may
/// exchange nothing, too.
std::vector<Explained> explain(const model::Model& model, const Graph& graph, const Filter& filter);

}  // namespace ringfence::reach
