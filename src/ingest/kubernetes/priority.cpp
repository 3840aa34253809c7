#include "ingest/kubernetes/priority.h"

#include <array>

#include "ingest/kubernetes/facts.h"

namespace ringfence::ingest::kubernetes {
namespace {

/// What the API server makes by itself.
struct BuiltIn {
  std::string_view name;
  Integer value;
};
constexpr std::array<BuiltIn, 2> kBuiltIn{{
    {"system-cluster-critical", 2'000'000'000},
    {"system-node-critical", 2'000'001'000},
}};
constexpr Integer kHighestOfUsers = 1'000'000'000;

PriorityClass read_class(Context& context, const Object& object) {
  PriorityClass found;
  found.value = integer(context, object.node, "value").value_or(0);
  found.preempts = text(context, object.node, "preemptionPolicy").value_or("") != "Never";
  found.is_default = boolean(context, object.node, "globalDefault").value_or(false);
  found.at = object.at;
  return found;
}

const std::pair<const std::string, PriorityClass>* default_class(const Context& context) {
  const std::pair<const std::string, PriorityClass>* lowest = nullptr;
  for (const auto& entry : context.around.priority_classes) {
    if (!entry.second.is_default) continue;
    if (lowest == nullptr || entry.second.value < lowest->second.value) lowest = &entry;
  }
  return lowest;
}

void write(syntax::EntityDecl& pod, Integer value, bool preempts, Span at) {
  set_number(pod, "priority", {Rational(value), Dimension::Count}, at);
  if (!preempts) set_bool(pod, "preempts", false, at);
}

/// Admission writes both into the pod, and a pod of a cluster shows them.
void write_own(Context& context, NodeId spec, syntax::EntityDecl& pod, std::string_view name,
               Span at) {
  const auto value = integer(context, spec, "priority");
  if (value) {
    write(pod, *value, text(context, spec, "preemptionPolicy").value_or("") != "Never",
          context.at(context.tree.find(spec, "priority")));
    return;
  }
  context.out.gaps.push_back({at,
                              "priority class `" + std::string(name) + "`",
                              syntax::GapEffect::Unknown,
                              {"pod.priority", "pod.preempts"},
                              "no file describes it"});
}

}  // namespace

void survey_priority_class(Context& context, const Object& object, Surroundings& around) {
  around.priority_classes.emplace(object.name, read_class(context, object));
}

void check_priority_class(Context& context, const Object& object) {
  const PriorityClass read = read_class(context, object);
  const NodeId value = context.tree.find(object.node, "value");
  if (!value) {
    context.error("E0502", object.at, "the PriorityClass has no `value`");
  } else if (read.value > kHighestOfUsers && !object.name.starts_with("system-")) {
    context.error("E0509", context.at(value),
                  "the priorities above " + to_string(kHighestOfUsers) + " are the system's");
  }
}

std::string read_priority(Context& context, NodeId pod_spec, syntax::EntityDecl& pod) {
  const auto name = text(context, pod_spec, "priorityClassName");
  if (!name || name->empty()) {
    const auto* found = default_class(context);
    if (found == nullptr) return "";
    set_symbol(pod, "priority_class", found->first, found->second.at);
    write(pod, found->second.value, found->second.preempts, found->second.at);
    return found->first;
  }
  const Span at = context.at(context.tree.find(pod_spec, "priorityClassName"));
  set_symbol(pod, "priority_class", *name, at);
  const auto declared = context.around.priority_classes.find(std::string(*name));
  if (declared != context.around.priority_classes.end()) {
    write(pod, declared->second.value, declared->second.preempts, at);
    return std::string(*name);
  }
  for (const BuiltIn& each : kBuiltIn) {
    if (each.name != *name) continue;
    write(pod, each.value, true, at);
    return std::string(*name);
  }
  write_own(context, pod_spec, pod, *name, at);
  return std::string(*name);
}

}  // namespace ringfence::ingest::kubernetes
