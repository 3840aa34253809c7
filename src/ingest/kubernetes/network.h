#pragma once
#include "ingest/kubernetes/context.h"

/// Objects that say who may talk to whom, as they stand in `syntax/network.h`. Errors: E0507 for a
/// malformed selector, E0512 for a malformed rule, E0513 for a malformed address block, E0509 for
/// a value that the API does not allow.
namespace ringfence::ingest::kubernetes {

/// `networking.k8s.io/v1` NetworkPolicy.
void add_network_policy(Context& context, const Object& object);
/// `policy.networking.k8s.io`: AdminNetworkPolicy and BaselineAdminNetworkPolicy of v1alpha1, and
/// ClusterNetworkPolicy of v1alpha2.
void add_cluster_policy(Context& context, const Object& object);
void add_service(Context& context, const Object& object);
void add_ingress(Context& context, const Object& object);

}  // namespace ringfence::ingest::kubernetes
