#include "ingest/kubernetes/import.h"

#include <algorithm>

#include "ingest/kubernetes/account.h"
#include "ingest/kubernetes/context.h"
#include "ingest/kubernetes/disruption.h"
#include "ingest/kubernetes/field_table.h"
#include "ingest/kubernetes/limit_range.h"
#include "ingest/kubernetes/namespace.h"
#include "ingest/kubernetes/network.h"
#include "ingest/kubernetes/node.h"
#include "ingest/kubernetes/object.h"
#include "ingest/kubernetes/priority.h"
#include "ingest/kubernetes/quota.h"
#include "ingest/kubernetes/rights.h"
#include "ingest/kubernetes/runtime_class.h"
#include "ingest/kubernetes/storage.h"
#include "ingest/kubernetes/unmodelled.h"
#include "ingest/kubernetes/waivers.h"
#include "ingest/kubernetes/workload.h"

namespace ringfence::ingest::kubernetes {
namespace {

/// Versions of kinds we read that are no longer served, with the same fields.
bool is_former_group(std::string_view kind, std::string_view group) {
  return group == "extensions" && (kind == "Deployment" || kind == "DaemonSet" ||
                                   kind == "ReplicaSet" || kind == "NetworkPolicy");
}

/// The type to read the object by; null if it is of a kind that is only listed.
const FieldType* type_of(Context& context, const Object& object) {
  const FieldType* type = type_of_kind(object.kind);
  if (type == nullptr) return nullptr;
  const std::string_view group = group_of(object.api_version);
  if (group == group_of_kind(object.kind)) return type;
  if (!is_former_group(object.kind, group)) return nullptr;
  context.out.remarks.push_back({object.at, "`" + std::string(object.api_version) +
                                                "` is no longer served; read as `" +
                                                std::string(group_of_kind(object.kind)) + "/v1`"});
  return type;
}

void check_autoscaler(Context& context, const Object& object) {
  const NodeId spec = object.spec;
  const auto high = integer(context, spec, "maxReplicas");
  const auto low = integer(context, spec, "minReplicas");
  const NodeId target = mapping(context, spec, "scaleTargetRef");
  if (!high || *high < 1 || *high > 2147483647 || (low && (*low < 0 || *low > *high))) {
    context.error("E0509", object.at, "expected 1 <= minReplicas <= maxReplicas");
    return;
  }
  const auto kind = text(context, target, "kind");
  const auto name = text(context, target, "name");
  const std::string key = std::string(kind.value_or("")) + "/" + std::string(object.space) + "/" +
                          std::string(name.value_or(""));
  if (context.around.workloads.contains(key)) return;
  context.out.remarks.push_back({object.at, "the autoscaler's target " + key + " is in no file"});
}

void import_object(Context& context, const Object& object) {
  add_waivers(context, object);
  add_namespace(context, object);
  const FieldType* type = type_of(context, object);
  if (type == nullptr) {
    list_kind(context, object);
    return;
  }
  if (object.name.empty()) {
    context.error("E0502", object.at,
                  "the " + std::string(object.kind) + " has no `metadata.name`");
    return;
  }
  list_fields(context, object, *type);
  if (object.kind == "Role" || object.kind == "ClusterRole") check_role(context, object);
  if (object.kind == "RoleBinding" || object.kind == "ClusterRoleBinding") {
    check_binding(context, object);
  }
  add_accounts(context, object);
  if (object.kind == "Node") add_node(context, object);
  if (object.kind == "LimitRange") check_limit_range(context, object);
  if (object.kind == "ResourceQuota") add_quota(context, object);
  if (object.kind == "PersistentVolume") add_persistent_volume(context, object);
  if (object.kind == "PersistentVolumeClaim") add_claim(context, object);
  if (object.kind == "RuntimeClass") check_runtime_class(context, object);
  if (object.kind == "PriorityClass") check_priority_class(context, object);
  if (object.kind == "PodDisruptionBudget") check_disruption_budget(context, object);
  if (object.kind == "NetworkPolicy") add_network_policy(context, object);
  if (group_of(object.api_version) == "policy.networking.k8s.io") {
    add_cluster_policy(context, object);
  }
  if (object.kind == "Service") add_service(context, object);
  if (object.kind == "Ingress") add_ingress(context, object);
  if (object.kind == "HorizontalPodAutoscaler") check_autoscaler(context, object);
  if (makes_pods(object.kind)) add_workload_object(context, object);
}

}  // namespace

Result<Imported> import(const Sources&, const yaml::Tree& tree,
                        std::span<const yaml::NodeId> documents, const Surroundings& around) {
  Context context{tree, around};
  context.document.origin = syntax::Origin::Import;
  for (const NodeId document : documents) {
    if (document) context.document.source = tree[document].at.source;
  }
  for (const Object& object : read_objects(context, documents)) import_object(context, object);
  if (!context.errors.empty()) {
    std::stable_sort(context.errors.begin(), context.errors.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.at < b.at; });
    return context.errors;
  }
  const syntax::Network& network = context.document.network;
  const bool has_network =
      !network.policies.empty() || !network.services.empty() || !network.ingresses.empty();
  if (!context.document.items.empty() || has_network) {
    context.out.documents.push_back(std::move(context.document));
  }
  return std::move(context.out);
}

Result<Imported> import(const Sources& sources, const yaml::Tree& tree,
                        std::span<const yaml::NodeId> documents) {
  Surroundings around;
  survey(tree, documents, around);
  return import(sources, tree, documents, around);
}

}  // namespace ringfence::ingest::kubernetes
