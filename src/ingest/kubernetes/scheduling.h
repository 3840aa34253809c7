#pragma once
#include <string>
#include <vector>

#include "ingest/kubernetes/context.h"
#include "ingest/kubernetes/facts.h"

/// What binds a pod's place, as `assume`s over the prelude's predicates (DESIGN 4.1, "Scheduler").
/// Node selectors, node affinity and required anti-affinity outlive scheduling (Invariant);
/// required pod affinity and spread constraints do not (Snapshot).
///
/// What a node that no file describes is labelled with is not known: such a node satisfies every
/// demand for a label. A node's `kubernetes.io/hostname` is its name.
namespace ringfence::ingest::kubernetes {

/// The pods that one template stands for.
struct Pods {
  std::string name;  ///< Of the workload, or of the pod itself: `shop/db`.
  bool is_workload = true;
  std::string_view space;
  std::vector<Label> labels;  ///< As the template gives them.
  NodeId spec;
  Span at;
  /// What their RuntimeClass demands of nodes beside the spec.
  const RuntimeClass* runtime_class = nullptr;
};

/// Adds the assumptions for `pods` to the document, and a gap for each demand that is left out.
/// Not to be called for pods that bypass the scheduler: no rule binds them.
void add_placement_rules(Context& context, const Pods& pods);

/// Adds an invariant that the pods are only on described nodes for which `formula` is true; it is
/// one over `p.node`.
void add_place_rule(Context& context, const Pods& pods, std::string_view rule,
                    const std::string& formula, Span at);

/// The topology keys over which required anti-affinity keeps the pods apart from each other, and
/// where it says so.
std::vector<Member> spread_keys(Context& context, const Pods& pods);

/// Whether a term of the spec's pod affinity names namespaces, or selects them.
bool looks_into_namespaces(Context& context, NodeId spec);

/// The patterns of the taints that the spec tolerates: `key=value:Effect` with `*`.
std::vector<std::string> tolerations(Context& context, NodeId spec);

}  // namespace ringfence::ingest::kubernetes
