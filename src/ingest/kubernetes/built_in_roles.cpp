#include "ingest/kubernetes/built_in_roles.h"

namespace ringfence::ingest::kubernetes {
namespace {

using Texts = std::vector<std::string>;

const Texts& reading() {
  static const Texts verbs = {"get", "list", "watch"};
  return verbs;
}
const Texts& writing() {
  static const Texts verbs = {"create", "delete", "deletecollection", "patch", "update"};
  return verbs;
}

void add(std::vector<AccessRule>& rules, const Texts& verbs, const Texts& groups,
         const Texts& resources) {
  rules.push_back({verbs, groups, resources, {}, {}});
}

void add_view(std::vector<AccessRule>& rules) {
  add(rules, reading(), {"core"},
      {"bindings",
       "configmaps",
       "endpoints",
       "events",
       "limitranges",
       "namespaces",
       "namespaces/status",
       "persistentvolumeclaims",
       "persistentvolumeclaims/status",
       "pods",
       "pods/log",
       "pods/status",
       "replicationcontrollers",
       "replicationcontrollers/scale",
       "replicationcontrollers/status",
       "resourcequotas",
       "resourcequotas/status",
       "serviceaccounts",
       "services",
       "services/status"});
  add(rules, reading(), {"apps"},
      {"controllerrevisions", "daemonsets", "daemonsets/status", "deployments", "deployments/scale",
       "deployments/status", "replicasets", "replicasets/scale", "replicasets/status",
       "statefulsets", "statefulsets/scale", "statefulsets/status"});
  add(rules, reading(), {"autoscaling"},
      {"horizontalpodautoscalers", "horizontalpodautoscalers/status"});
  add(rules, reading(), {"batch"}, {"cronjobs", "cronjobs/status", "jobs", "jobs/status"});
  add(rules, reading(), {"networking.k8s.io"},
      {"ingresses", "ingresses/status", "networkpolicies"});
  add(rules, reading(), {"policy"}, {"poddisruptionbudgets", "poddisruptionbudgets/status"});
  add(rules, reading(), {"discovery.k8s.io"}, {"endpointslices"});
}

void add_edit(std::vector<AccessRule>& rules) {
  add_view(rules);
  add(rules, reading(), {"core"},
      {"pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"});
  add(rules, {"impersonate"}, {"core"}, {"serviceaccounts"});
  add(rules, writing(), {"core"},
      {"configmaps", "events", "persistentvolumeclaims", "pods", "pods/attach", "pods/exec",
       "pods/portforward", "pods/proxy", "replicationcontrollers", "replicationcontrollers/scale",
       "secrets", "serviceaccounts", "services", "services/proxy"});
  add(rules, {"create"}, {"core"}, {"pods/eviction", "serviceaccounts/token"});
  add(rules, writing(), {"apps"},
      {"daemonsets", "deployments", "deployments/rollback", "deployments/scale", "replicasets",
       "replicasets/scale", "statefulsets", "statefulsets/scale"});
  add(rules, writing(), {"autoscaling"}, {"horizontalpodautoscalers"});
  add(rules, writing(), {"batch"}, {"cronjobs", "jobs"});
  add(rules, writing(), {"networking.k8s.io"}, {"ingresses", "networkpolicies"});
  add(rules, writing(), {"policy"}, {"poddisruptionbudgets"});
  Texts both = reading();
  both.insert(both.end(), writing().begin(), writing().end());
  add(rules, both, {"coordination.k8s.io"}, {"leases"});
}

void add_admin(std::vector<AccessRule>& rules) {
  add_edit(rules);
  add(rules, {"create"}, {"authorization.k8s.io"}, {"localsubjectaccessreviews"});
  Texts both = reading();
  both.insert(both.end(), writing().begin(), writing().end());
  add(rules, both, {"rbac.authorization.k8s.io"}, {"rolebindings", "roles"});
}

}  // namespace

std::vector<AccessRule> built_in_rules(std::string_view cluster_role) {
  std::vector<AccessRule> rules;
  if (cluster_role == "cluster-admin") {
    add(rules, {"*"}, {"*"}, {"*"});
    rules.push_back({{"*"}, {}, {}, {}, {"*"}});
  }
  if (cluster_role == "admin") add_admin(rules);
  if (cluster_role == "edit") add_edit(rules);
  if (cluster_role == "view") add_view(rules);
  return rules;
}

std::vector<std::string_view> aggregating_labels(std::string_view cluster_role) {
  constexpr std::string_view kAdmin = "rbac.authorization.k8s.io/aggregate-to-admin";
  constexpr std::string_view kEdit = "rbac.authorization.k8s.io/aggregate-to-edit";
  constexpr std::string_view kView = "rbac.authorization.k8s.io/aggregate-to-view";
  // `view` is itself aggregated to `edit`, and `edit` to `admin`.
  if (cluster_role == "admin") return {kAdmin, kEdit, kView};
  if (cluster_role == "edit") return {kEdit, kView};
  if (cluster_role == "view") return {kView};
  return {};
}

}  // namespace ringfence::ingest::kubernetes
