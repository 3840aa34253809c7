#pragma once
#include <set>
#include <string>
#include <vector>

#include "ingest/kubernetes/rights.h"

namespace ringfence::ingest::kubernetes {

/// What an account's rights come to, one step far: whose rights it can take, and how.
struct Escalation {
  bool is_admin = false;             ///< It may do everything, or can give itself that right.
  std::set<std::string> becomes;     ///< Accounts it can act as.
  std::set<std::string> ways;        ///< How: `creates pods in shop`.
  std::set<std::string> secrets;     ///< Namespaces in which it reads secrets; `*` for all.
  std::set<std::string> makes_pods;  ///< Namespaces in which it makes pods; `*` for all.
};

/// The rights by which Kubernetes warns that a caller can gain more than he was given: making or
/// changing pods and what makes pods, entering running ones, asking for tokens and reading those
/// in secrets, impersonation, `escalate` and `bind`, the kubelets' API, mutating webhooks, and
/// the signing of certificates. What a privileged pod can do to its node is not in it.
/// https://kubernetes.io/docs/concepts/security/rbac-good-practices/
Escalation escalation_of(const Surroundings& around, const std::string& account,
                         const std::vector<Permission>& permissions);

}  // namespace ringfence::ingest::kubernetes
