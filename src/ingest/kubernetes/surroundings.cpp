#include "ingest/kubernetes/surroundings.h"

#include <algorithm>

#include "ingest/kubernetes/context.h"
#include "ingest/kubernetes/object.h"
#include "ingest/kubernetes/resources.h"
#include "ingest/kubernetes/scheduling.h"
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
  around.autoscaled[key] = {std::min(low, *high), *high, object.at};
}

void survey_runtime_class(Context& context, const Object& object, Surroundings& around) {
  RuntimeClass found;
  found.handler = text(context, object.node, "handler").value_or("");
  const NodeId overhead = mapping(context, object.node, "overhead");
  for (const auto& [name, amount] : read_amounts(context, overhead, "podFixed")) {
    found.overhead.emplace(name, amount.value);
  }
  const NodeId scheduling = mapping(context, object.node, "scheduling");
  found.node_selector = label_map(context, scheduling, "nodeSelector");
  found.tolerations = tolerations(context, scheduling);
  around.runtime_classes[std::string(object.name)] = std::move(found);
}

NodeId pod_spec(Context& context, const Object& object) {
  if (object.kind == "Pod") return object.spec;
  NodeId holder = object.spec;
  if (object.kind == "CronJob") {
    holder = mapping(context, mapping(context, holder, "jobTemplate"), "spec");
  }
  return mapping(context, mapping(context, holder, "template"), "spec");
}

void survey_workload(Context& context, const Object& object, Surroundings& around) {
  around.workloads.insert(std::string(object.kind) + "/" + object.full_name());
  const NodeId spec = pod_spec(context, object);
  if (!present(context, spec, "nodeSelector")) return;
  for (const Label& label : labels(context, spec, "nodeSelector")) {
    around.demanded_labels[std::string(label.key)].emplace(label.value);
  }
}

}  // namespace

void survey(const yaml::Tree& tree, std::span<const yaml::NodeId> documents, Surroundings& around) {
  Context context{tree, around};  // errors are left to `import`
  for (const Object& object : read_objects(context, documents)) {
    if (object.kind == "Node") around.has_nodes = true;
    if (object.kind == "Namespace") {
      around.namespaces[std::string(object.name)] = label_map(context, object.metadata, "labels");
    }
    if (object.kind == "HorizontalPodAutoscaler") survey_autoscaler(context, object, around);
    if (object.kind == "RuntimeClass") survey_runtime_class(context, object, around);
    if (makes_pods(object.kind)) survey_workload(context, object, around);
  }
}

}  // namespace ringfence::ingest::kubernetes
