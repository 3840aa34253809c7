#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ingest/kubernetes/context.h"
#include "ingest/kubernetes/facts.h"

/// What securityContexts and AppArmor's annotations say.
namespace ringfence::ingest::kubernetes {

/// Where a pod says what holds for all of its containers.
struct PodSecurity {
  NodeId context;   ///< Its securityContext.
  NodeId metadata;  ///< Its metadata, or that of its template.
};
/// What the pod itself says, into its declaration. Returns the AppArmor profile types that its
/// securityContext and its annotations name, whichever container they are for.
std::vector<Member> read_pod_security(Context& context, syntax::EntityDecl& decl,
                                      const PodSecurity& pod);
/// What holds for one container, its own fields before its pod's. Adds the AppArmor profile type
/// of its own securityContext to `apparmor`.
void read_security(Context& context, syntax::EntityDecl& decl, NodeId container,
                   const PodSecurity& pod, std::vector<Member>& apparmor);

/// What a Windows pod may share with its node in another way than a Linux pod: gaps touch these.
std::vector<std::string> isolation_attributes();

}  // namespace ringfence::ingest::kubernetes
