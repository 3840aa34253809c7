#include "ingest/kubernetes/namespace.h"

#include <algorithm>
#include <array>

#include "ingest/kubernetes/facts.h"
#include "ingest/kubernetes/workload.h"

namespace ringfence::ingest::kubernetes {
namespace {

constexpr std::string_view kNameLabel = "kubernetes.io/metadata.name";
constexpr std::string_view kTenant = "ringfence.dev/tenant";

/// Kinds we read whose objects are in the namespace `default` if none is written.
bool is_namespaced(std::string_view kind) {
  constexpr std::array<std::string_view, 8> kKinds{
      "LimitRange",     "ResourceQuota", "PodDisruptionBudget", "PersistentVolumeClaim",
      "ServiceAccount", "Role",          "RoleBinding",         "HorizontalPodAutoscaler"};
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

std::map<std::string, std::string> label_map(Context& context, const Object& object) {
  std::map<std::string, std::string> all;
  for (const Label& label : labels(context, object.metadata, "labels")) {
    all.emplace(label.key, label.value);
  }
  return all;
}

/// Two manifests of one namespace may repeat one another; which of two different ones counts would
/// be for the order of their use to say.
void compare_second(Context& context, const Object& object, Span first_at) {
  const auto& first = context.around.namespaces.at(std::string(object.name));
  if (label_map(context, object) == first) return;
  context.error("E0514", object.at,
                "the namespace `" + std::string(object.name) + "` is declared with other labels",
                "keep one of the two");
  context.errors.back().notes.push_back({first_at, "first declared here"});
}

}  // namespace

void survey_namespace(Context& context, const Object& object, Surroundings& around) {
  if (object.kind == "Namespace") {
    const std::string name(object.name);
    if (!around.namespaces.emplace(name, label_map(context, object)).second) return;
    around.namespace_places[name] = object.at;
  } else if (object.has_space || makes_pods(object.kind) || is_namespaced(object.kind)) {
    around.namespace_places.try_emplace(std::string(object.space), object.at);
  }
}

void add_namespace(Context& context, const Object& object) {
  const bool is_own = object.kind == "Namespace";
  const std::string name(is_own ? object.name : object.space);
  const auto place = context.around.namespace_places.find(name);
  if (place == context.around.namespace_places.end()) return;
  if (place->second != object.at) {
    if (is_own) compare_second(context, object, place->second);
    return;
  }
  if (!context.namespaces_added.insert(name).second) return;  // an alias of the same object
  syntax::EntityDecl decl;
  decl.kind = {"namespace", object.at};
  decl.name = {name, object.at};
  decl.at = object.at;
  std::vector<Member> members;
  std::string tenant = name;
  if (is_own) {
    const std::vector<Label> own = labels(context, object.metadata, "labels");
    for (const Label& label : own) {
      if (label.key == kNameLabel) continue;  // the API server refuses any other value
      members.push_back({std::string(label.key) + "=" + std::string(label.value), label.at});
    }
    tenant = std::string(find_label(own, kTenant).value_or(name));
  }
  members.push_back({std::string(kNameLabel) + "=" + name, object.at});
  set_symbols(decl, "labels", members, object.at);
  set_symbol(decl, "tenant", tenant, object.at);
  std::vector<Member> ranges;
  const auto found = context.around.limit_ranges.find(name);
  if (found != context.around.limit_ranges.end()) {
    for (const LimitRange& range : found->second) ranges.push_back({range.name, range.at});
  }
  set_symbols(decl, "limit_ranges", ranges, object.at);
  context.document.items.emplace_back(std::move(decl));
}

}  // namespace ringfence::ingest::kubernetes
