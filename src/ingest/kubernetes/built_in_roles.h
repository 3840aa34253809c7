#pragma once
#include <string_view>
#include <vector>

#include "ingest/kubernetes/surroundings.h"

namespace ringfence::ingest::kubernetes {

/// The rules of a ClusterRole that every cluster has: `cluster-admin`, `admin`, `edit`, `view`.
/// Empty for any other name.
/// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
std::vector<AccessRule> built_in_rules(std::string_view cluster_role);
/// The labels by which other ClusterRoles add their rules to it: `aggregate-to-view`, ….
std::vector<std::string_view> aggregating_labels(std::string_view cluster_role);

}  // namespace ringfence::ingest::kubernetes
