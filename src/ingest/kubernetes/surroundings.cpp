#include "ingest/kubernetes/surroundings.h"

#include <algorithm>

#include "ingest/kubernetes/context.h"
#include "ingest/kubernetes/disruption.h"
#include "ingest/kubernetes/limit_range.h"
#include "ingest/kubernetes/namespace.h"
#include "ingest/kubernetes/object.h"
#include "ingest/kubernetes/priority.h"
#include "ingest/kubernetes/quota.h"
#include "ingest/kubernetes/resources.h"
#include "ingest/kubernetes/rights.h"
#include "ingest/kubernetes/runtime_class.h"
#include "ingest/kubernetes/scheduling.h"
#include "ingest/kubernetes/storage.h"
#include "ingest/kubernetes/workload.h"

namespace ringfence::ingest::kubernetes {
namespace {

std::map<std::string, std::string> label_map(Context& context, NodeId map, std::string_view key) {
  std::map<std::string, std::string> all;
  for (const Label& label : labels(context, map, key)) all.emplace(label.key, label.value);
  return all;
}

void survey_autoscaler(Context& context, const Object& object, Surroundings& around) {
  const NodeId target = mapping(context, object.spec, "scaleTargetRef");
  const auto kind = text(context, target, "kind");
  const auto name = text(context, target, "name");
  const auto high = integer(context, object.spec, "maxReplicas");
  if (!kind || !name || !high) return;
  const Integer low = integer(context, object.spec, "minReplicas").value_or(1);
  const std::string key =
      std::string(*kind) + "/" + std::string(object.space) + "/" + std::string(*name);
  const ReplicaBounds bounds{
      std::min(low, *high), *high, object.at, {{std::string(object.name), object.at}}};
  const auto [found, is_first] = around.autoscaled.try_emplace(key, bounds);
  if (is_first) return;
  // Two of them pull one workload to and fro: whatever either of them allows is a world.
  found->second.low = std::min(found->second.low, bounds.low);
  found->second.high = std::max(found->second.high, bounds.high);
  found->second.names.push_back(bounds.names.front());
}

/// The object itself, or the template of the pods it makes.
NodeId pod_template(Context& context, const Object& object) {
  if (object.kind == "Pod") return object.node;
  NodeId holder = object.spec;
  if (object.kind == "CronJob") {
    holder = mapping(context, mapping(context, holder, "jobTemplate"), "spec");
  }
  return mapping(context, holder, "template");
}

void survey_workload(Context& context, const Object& object, Surroundings& around) {
  around.workloads.insert(std::string(object.kind) + "/" + object.full_name());
  const NodeId made = pod_template(context, object);
  const NodeId spec = mapping(context, made, "spec");
  survey_pod_account(context, object, spec, around);
  if (object.kind != "Pod") {
    around.pod_labels[std::string(object.space)]
                     [std::string(object.kind) + "/" + std::string(object.name)] =
        label_map(context, mapping(context, made, "metadata"), "labels");
  }
  around.templates[std::string(object.kind) + "/" + object.full_name()] = traits_of(context, spec);
  if (!present(context, spec, "nodeSelector")) return;
  for (const Label& label : labels(context, spec, "nodeSelector")) {
    around.demanded_labels[std::string(label.key)].emplace(label.value);
  }
}

void add_container_traits(Context& context, NodeId container, std::set<std::string>& traits) {
  const std::string own = "container " + std::string(text(context, container, "name").value_or(""));
  traits.insert(own);
  const NodeId security = mapping(context, container, "securityContext");
  for (const std::string_view key : {"privileged", "procMount", "runAsUser", "runAsNonRoot"}) {
    if (present(context, security, key)) {
      traits.insert(own + " " + std::string(key) + " " +
                    std::string(context.tree[present(context, security, key)].scalar));
    }
  }
  for (const std::string_view name :
       texts(context, mapping(context, security, "capabilities"), "add")) {
    traits.insert(own + " adds " + std::string(name));
  }
  for (const NodeId port : sequence(context, container, "ports")) {
    if (const auto number = integer(context, port, "hostPort")) {
      traits.insert(own + " binds " + to_string(*number));
    }
  }
  const Resources resources = read_resources(context, container, context.at(container));
  for (const auto& [name, amount] : resources.requests) {
    traits.insert(own + " requests " + name + " " + to_string(amount.value));
  }
  for (const auto& [name, amount] : resources.limits) {
    traits.insert(own + " is limited to " + name + " " + to_string(amount.value));
  }
}

}  // namespace

std::set<std::string> traits_of(Context& context, NodeId pod_spec) {
  std::set<std::string> traits;
  for (const std::string_view key :
       {"hostPID", "hostIPC", "hostNetwork", "shareProcessNamespace"}) {
    if (boolean(context, pod_spec, key).value_or(false)) traits.insert(std::string(key));
  }
  for (const NodeId volume : sequence(context, pod_spec, "volumes")) {
    const auto path = text(context, mapping(context, volume, "hostPath"), "path");
    if (path) traits.insert("mounts " + std::string(*path));
  }
  for (const std::string_view list : {"initContainers", "containers", "ephemeralContainers"}) {
    for (const NodeId container : sequence(context, pod_spec, list)) {
      add_container_traits(context, container, traits);
    }
  }
  return traits;
}

void survey(const yaml::Tree& tree, std::span<const yaml::NodeId> documents, Surroundings& around) {
  Context context{tree, around};  // errors are left to `import`
  for (const Object& object : read_objects(context, documents)) {
    if (object.kind == "Node") around.has_nodes = true;
    survey_namespace(context, object, around);
    if (object.kind == "HorizontalPodAutoscaler") survey_autoscaler(context, object, around);
    if (object.kind == "LimitRange") survey_limit_range(context, object, around);
    if (object.kind == "ResourceQuota") survey_quota(context, object, around);
    if (object.kind == "PriorityClass") survey_priority_class(context, object, around);
    if (object.kind == "PodDisruptionBudget") survey_disruption_budget(context, object, around);
    survey_object_count(context, object, around);
    survey_storage(context, object, around);
    survey_rights(context, object, around);
    if (object.kind == "RuntimeClass") survey_runtime_class(context, object, around);
    if (makes_pods(object.kind)) survey_workload(context, object, around);
  }
}

}  // namespace ringfence::ingest::kubernetes
