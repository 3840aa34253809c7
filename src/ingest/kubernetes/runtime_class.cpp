#include "ingest/kubernetes/runtime_class.h"

#include "ingest/kubernetes/facts.h"
#include "ingest/kubernetes/resources.h"
#include "ingest/kubernetes/scheduling.h"

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::GapEffect;

/// Runtimes with a kernel per pod, and those known to have none.
bool is_sandbox(std::string_view handler) {
  return handler.starts_with("kata") || handler == "gvisor" || handler == "runsc" ||
         handler.starts_with("firecracker");
}
bool is_plain(std::string_view handler) {
  return handler == "runc" || handler == "crun" || handler.starts_with("nvidia");
}

void note_undescribed(Context& context, std::string_view name, Span at) {
  const std::string construct = "runtime class `" + std::string(name) + "`";
  context.out.gaps.push_back({at,
                              construct,
                              GapEffect::Unknown,
                              {"pod.sandboxed", "pod.request.*", "pod.tolerations"},
                              "no file describes its runtime, overhead and tolerations"});
  context.out.gaps.push_back(
      {at, construct, GapEffect::Narrows, {"pod.node"}, "no file describes its node selector"});
}

}  // namespace

void survey_runtime_class(Context& context, const Object& object, Surroundings& around) {
  RuntimeClass found;
  found.handler = text(context, object.node, "handler").value_or("");
  found.overhead = read_amounts(context, mapping(context, object.node, "overhead"), "podFixed");
  const NodeId scheduling = mapping(context, object.node, "scheduling");
  for (const Label& label : labels(context, scheduling, "nodeSelector")) {
    found.node_selector.emplace(label.key, label.value);
  }
  found.tolerations = tolerations(context, scheduling);
  around.runtime_classes.emplace(object.name, std::move(found));
}

void check_runtime_class(Context& context, const Object& object) {
  if (text(context, object.node, "handler").value_or("").empty()) {
    context.error("E0502", object.at, "the RuntimeClass has no `handler`");
  }
  read_amounts(context, mapping(context, object.node, "overhead"), "podFixed");
}

const RuntimeClass* read_runtime_class(Context& context, NodeId pod_spec, syntax::EntityDecl& pod) {
  const auto name = text(context, pod_spec, "runtimeClassName");
  if (!name || name->empty()) return nullptr;
  const Span at = context.at(context.tree.find(pod_spec, "runtimeClassName"));
  set_symbol(pod, "runtime_class", *name, at);
  const auto known = context.around.runtime_classes.find(std::string(*name));
  if (known == context.around.runtime_classes.end()) {
    note_undescribed(context, *name, at);
    return nullptr;
  }
  const RuntimeClass& found = known->second;
  if (is_sandbox(found.handler)) {
    set_bool(pod, "sandboxed", true, at);
    context.out.remarks.push_back(
        {at, "the runtime `" + found.handler + "` is taken as giving each pod a kernel"});
  } else if (!is_plain(found.handler)) {
    context.out.gaps.push_back({at,
                                "runtime class `" + std::string(*name) + "`",
                                GapEffect::Unknown,
                                {"pod.sandboxed"},
                                "whether the runtime `" + found.handler +
                                    "` gives a pod a kernel of its own is not known"});
  }
  return &found;
}

}  // namespace ringfence::ingest::kubernetes
