#pragma once
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/number.h"
#include "base/source.h"
#include "ingest/yaml/tree.h"

namespace ringfence::ingest::kubernetes {

struct Context;

/// The bounds a HorizontalPodAutoscaler sets for a workload.
struct ReplicaBounds {
  Integer low = 1, high = 1;
  Span at;
};
/// A RuntimeClass: what its admission adds to each pod that names it.
struct RuntimeClass {
  std::string handler;
  std::map<std::string, Rational> overhead;  ///< By resource name.
  std::map<std::string, std::string> node_selector;
  std::vector<std::string> tolerations;  ///< Patterns, as in the attribute `tolerations`.
};

/// What objects say about objects in other files: an autoscaler about its workload, a RuntimeClass
/// about its pods, a Namespace about what is in it. Collected from all files before any is
/// imported, so that the order of files means nothing.
struct Surroundings {
  std::map<std::string, ReplicaBounds> autoscaled;  ///< By `Kind/namespace/name`.
  std::map<std::string, RuntimeClass> runtime_classes;
  std::map<std::string, std::map<std::string, std::string>> namespaces;  ///< Labels by name.
  std::set<std::string> workloads;  ///< `Kind/namespace/name` of every controller declared.
  /// What each controller's template asks for, as `traits_of`, by `Kind/namespace/name`.
  std::map<std::string, std::set<std::string>> templates;
  /// Values that nodeSelectors demand of a node label, by label.
  std::map<std::string, std::set<std::string>> demanded_labels;
  bool has_nodes = false;
};

/// What a pod spec says of isolation and resources, one text each. A pod whose traits are not its
/// controller's template's has an older revision of it, or was changed when it was admitted.
std::set<std::string> traits_of(Context& context, yaml::NodeId pod_spec);

/// Adds what these documents say. Malformed parts are passed over: `import` reports them.
void survey(const yaml::Tree& tree, std::span<const yaml::NodeId> documents, Surroundings& around);

}  // namespace ringfence::ingest::kubernetes
