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
#include "ingest/kubernetes/amounts.h"
#include "ingest/yaml/tree.h"

namespace ringfence::ingest::kubernetes {

struct Context;

/// The bounds a HorizontalPodAutoscaler sets for a workload.
struct ReplicaBounds {
  Integer low = 1, high = 1;
  Span at;
  std::vector<std::pair<std::string, Span>> names;  ///< Of all autoscalers of the workload.
};
/// A RuntimeClass: what its admission adds to each pod that names it.
struct RuntimeClass {
  std::string handler;
  Amounts overhead;
  std::map<std::string, std::string> node_selector;
  std::vector<std::string> tolerations;  ///< Patterns, as in the attribute `tolerations`.
};

/// One entry of a LimitRange, after the API server's own defaulting of it.
struct LimitItem {
  std::string type;          ///< `Container`, `Pod` or `PersistentVolumeClaim`.
  Amounts limits, requests;  ///< Defaults, of containers only.
  Amounts low, high, ratio;
};
struct LimitRange {
  std::string name;
  std::vector<LimitItem> items;
  Span at;
};

/// One condition on the pods that a ResourceQuota counts.
struct QuotaScope {
  std::string name, op;  ///< `PriorityClass`, `In`; a scope without values has `Exists`.
  std::vector<std::string> values;
};
struct Quota {
  std::string name;  ///< `namespace/name`.
  std::vector<QuotaScope> scopes;
  Amounts hard;
  Span at;
};
struct PriorityClass {
  Integer value = 0;
  bool preempts = true;
  bool is_default = false;
  Span at;
};
/// `2`, or a percentage of what is expected.
struct Share {
  Integer value = 0;
  bool is_percent = false;
  Span at;
};
/// A requirement of a label selector, kept beyond its file.
struct LabelDemand {
  std::string key, op;
  std::vector<std::string> values;
};
struct DisruptionBudget {
  std::string name;
  bool has_selector = false;
  std::vector<LabelDemand> selector;
  std::optional<Share> least, most_gone;
  Span at;
};

struct PersistentVolume {
  std::vector<std::string> modes;  ///< `ReadWriteOnce`, …
  std::optional<Amount> capacity;
  std::string storage_class;
  bool is_block = false;
  std::string claim;      ///< `namespace/name` of the claim it is reserved for; empty for none.
  std::string storage;    ///< What it leads to, as inline volumes are named; empty for a path.
  std::string host_path;  ///< The path of a node that it leads to.
  std::string place;      ///< A formula over `p.node`; empty for anywhere.
  Span place_at;
  bool is_zonal = false;  ///< Its labels name a zone or region.
  Span at;
};
struct Claim {
  std::vector<std::string> modes;
  Resources resources;
  std::optional<std::string> storage_class;
  bool is_block = false;
  std::string volume;  ///< The volume it names; empty for none.
  Span at;
};

/// One rule of a role. The core group is `core`; no names mean all of them.
struct AccessRule {
  std::vector<std::string> verbs, groups, resources, names, urls;
};
struct AccessRole {
  std::vector<AccessRule> rules;
  bool is_aggregate = false;
  std::vector<std::vector<LabelDemand>> selectors;  ///< Of the roles it takes over.
  std::map<std::string, std::string> labels;
  Span at;
};
struct RoleBinding {
  std::string space;  ///< Empty for a ClusterRoleBinding.
  std::string role;   ///< `Role/shop/reader`, `ClusterRole/view`.
  std::vector<std::string> accounts;
  Span at;
};

/// What objects say about objects in other files: an autoscaler about its workload, a RuntimeClass
/// about its pods, a Namespace about what is in it. Collected from all files before any is
/// imported, so that the order of files means nothing.
struct Surroundings {
  std::map<std::string, ReplicaBounds> autoscaled;  ///< By `Kind/namespace/name`.
  std::map<std::string, RuntimeClass> runtime_classes;
  std::map<std::string, std::map<std::string, std::string>> namespaces;  ///< Labels by name.
  /// Every namespace that there is, by name: the place that declares its entity, which is a
  /// Namespace object if there is one, else the first object in it.
  std::map<std::string, Span> namespace_places;
  std::set<std::string> workloads;  ///< `Kind/namespace/name` of every controller declared.
  /// What each controller's template asks for, as `traits_of`, by `Kind/namespace/name`.
  std::map<std::string, std::set<std::string>> templates;
  /// Values that nodeSelectors demand of a node label, by label.
  std::map<std::string, std::set<std::string>> demanded_labels;
  std::map<std::string, std::vector<LimitRange>, std::less<>> limit_ranges;  ///< By namespace.
  std::map<std::string, std::vector<Quota>, std::less<>> quotas;             ///< By namespace.
  /// How many objects are in a namespace, by what a quota calls them: `deployments.apps`.
  std::map<std::string, std::map<std::string, Integer>> object_counts;
  std::map<std::string, PriorityClass> priority_classes;
  std::map<std::string, std::vector<DisruptionBudget>> budgets;  ///< By namespace.
  /// The labels of each controller's pods: by namespace, then by `Kind/name`.
  std::map<std::string, std::map<std::string, std::map<std::string, std::string>>> pod_labels;
  std::map<std::string, PersistentVolume> persistent_volumes;
  std::map<std::string, Claim> claims;      ///< By `namespace/name`.
  std::map<std::string, AccessRole> roles;  ///< `Role/shop/reader`, `ClusterRole/view`.
  std::vector<RoleBinding> bindings;
  std::map<std::string, bool> service_accounts;  ///< Whether pods get its token unasked.
  /// Every account that there is, and the place that declares its entity.
  std::map<std::string, Span> account_places;
  std::map<std::string, std::set<std::string>> pod_accounts;  ///< Of its pods, by namespace.
  std::map<std::string, std::string> token_secrets;  ///< The account whose token a secret holds.
  bool has_nodes = false;
};

/// What a pod spec says of isolation and resources, one text each. A pod whose traits are not its
/// controller's template's has an older revision of it, or was changed when it was admitted.
std::set<std::string> traits_of(Context& context, yaml::NodeId pod_spec);

/// Adds what these documents say. Malformed parts are passed over: `import` reports them.
void survey(const yaml::Tree& tree, std::span<const yaml::NodeId> documents, Surroundings& around);

}  // namespace ringfence::ingest::kubernetes
