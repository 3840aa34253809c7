#pragma once
#include <optional>

#include "ingest/kubernetes/context.h"
#include "ingest/kubernetes/facts.h"
#include "syntax/document.h"

namespace ringfence::ingest::kubernetes {

/// Where a pod comes from: an object, and the metadata and spec of it or of its template.
struct PodSource {
  const Object& owner;
  NodeId metadata, spec;
  bool is_workload = false;  ///< The owner is a controller, and the pods belong to it.
  bool is_daemon = false;
  /// How many there are; absent for one pod, or one per node.
  std::optional<std::pair<Integer, Integer>> replicas;
  /// Of those the ones that are kept outside of rollouts; absent where nobody keeps a number.
  std::optional<std::pair<Integer, Integer>> kept;
  Span replicas_at;
  std::vector<std::string_view> private_volumes;  ///< From `volumeClaimTemplates`.
};

/// Adds the pods of the source, their workload and the rules that bind their places.
void add_pods(Context& context, const PodSource& source);

/// Adds the workload alone.
void add_workload(Context& context, const PodSource& source, const std::vector<Member>& keys,
                  std::string_view tenant, const std::vector<Label>& pod_labels);
/// The tenant of what has these labels: the label `ringfence.dev/tenant` of the pod, the
/// workload or the namespace, else the namespace.
std::string tenant_of(Context& context, const Object& owner, const std::vector<Label>& labels);

}  // namespace ringfence::ingest::kubernetes
