#include "ingest/kubernetes/escalation.h"

#include <algorithm>
#include <array>

namespace ringfence::ingest::kubernetes {
namespace {

constexpr std::string_view kRbac = "rbac.authorization.k8s.io";
constexpr std::string_view kCertificates = "certificates.k8s.io";
/// The namespace to ask for where a right on the whole cluster is needed.
constexpr std::string_view kCluster = "*";

using Verbs = std::vector<std::string_view>;
const Verbs kReads{"get", "list", "watch"};
const Verbs kChanges{"update", "patch"};
const Verbs kMakesOrChanges{"create", "update", "patch"};
/// Joining a running container is a `create`, and over web sockets a `get`.
const Verbs kConnects{"create", "get"};

/// What makes pods, by group.
struct PodMaker {
  std::string_view group, resource;
};
constexpr std::array<PodMaker, 7> kPodMakers{{
    {"core", "replicationcontrollers"},
    {"apps", "deployments"},
    {"apps", "replicasets"},
    {"apps", "statefulsets"},
    {"apps", "daemonsets"},
    {"batch", "jobs"},
    {"batch", "cronjobs"},
}};

class Reader {
 public:
  Reader(const Surroundings& around, const std::string& account,
         const std::vector<Permission>& permissions)
      : around_(around), account_(account), permissions_(permissions) {
    for (const auto& [name, place] : around.account_places) {
      if (!is_person(name)) accounts_of_[name.substr(0, name.find('/'))].insert(name);
    }
  }

  Escalation read() && {
    found_.is_admin = account_ == "group/system:masters" || may_do_everything() ||
                      gives_itself_the_cluster() || impersonates_anybody() || signs_anybody();
    for (const auto& [space, place] : around_.namespace_places) in_namespace(space);
    for (const auto& [space, accounts] : accounts_of_) {
      if (!around_.namespace_places.contains(space)) in_namespace(space);
    }
    in_cluster();
    impersonates_named();
    found_.becomes.erase(account_);
    return std::move(found_);
  }

 private:
  static bool is_person(const std::string& account) {
    return account.starts_with("user/") || account.starts_with("group/");
  }

  bool may(const Verbs& verbs, std::string_view group, std::string_view resource,
           std::string_view space) const {
    return !names(verbs, group, resource, space).empty();
  }
  /// On objects of which names; `*` among them for all.
  std::set<std::string> names(const Verbs& verbs, std::string_view group, std::string_view resource,
                              std::string_view space) const {
    std::set<std::string> all;
    for (const Permission& each : permissions_) {
      for (const std::string_view verb : verbs) {
        if (each.allows(verb, group, resource, space)) all.insert(each.name);
      }
    }
    return all;
  }
  bool may_all(const Verbs& verbs, std::string_view group, std::string_view resource,
               std::string_view space) const {
    return names(verbs, group, resource, space).contains("*");
  }

  bool may_do_everything() {
    return std::any_of(permissions_.begin(), permissions_.end(), [](const Permission& each) {
      return each.verb == "*" && each.group == "*" && each.resource == "*" && each.space == "*" &&
             each.name == "*";
    });
  }
  bool gives_itself_the_cluster() {
    const bool rewrites = may({"escalate"}, kRbac, "clusterroles", kCluster) &&
                          may(kMakesOrChanges, kRbac, "clusterroles", kCluster);
    const std::set<std::string> bound = names({"bind"}, kRbac, "clusterroles", kCluster);
    const bool binds = (bound.contains("*") || bound.contains("cluster-admin")) &&
                       may(kMakesOrChanges, kRbac, "clusterrolebindings", kCluster);
    if (rewrites) found_.ways.insert("writes any rights into ClusterRoles");
    if (binds) found_.ways.insert("binds ClusterRoles that it does not have");
    return rewrites || binds;
  }
  bool impersonates_anybody() {
    const bool does = may_all({"impersonate"}, "core", "users", kCluster) ||
                      may_all({"impersonate"}, "core", "groups", kCluster) ||
                      names({"impersonate"}, "core", "groups", kCluster).contains("system:masters");
    if (does) found_.ways.insert("impersonates any user or group");
    return does;
  }
  bool signs_anybody() {
    const bool does =
        may({"create"}, kCertificates, "certificatesigningrequests", kCluster) &&
        may(kChanges, kCertificates, "certificatesigningrequests/approval", kCluster) &&
        may({"approve"}, kCertificates, "signers", kCluster);
    if (does) found_.ways.insert("signs certificates for any user");
    return does;
  }

  void become(const std::set<std::string>& accounts) {
    found_.becomes.insert(accounts.begin(), accounts.end());
  }
  const std::set<std::string>& accounts_in(const std::string& space) { return accounts_of_[space]; }
  const std::set<std::string>& running_in(const std::string& space) const {
    static const std::set<std::string> kNone;
    const auto found = around_.pod_accounts.find(space);
    return found == around_.pod_accounts.end() ? kNone : found->second;
  }

  /// A right on the cluster is told once, not for each namespace.
  static std::string place(bool is_everywhere, const std::string& space) {
    return is_everywhere ? "every namespace" : "`" + space + "`";
  }
  template <class Has>
  bool in(const std::string& space, const std::string& way, const Has& has) {
    if (!has(std::string_view(space))) return false;
    found_.ways.insert(way + " in " + place(has(kCluster), space));
    return true;
  }

  bool makes_pods(std::string_view space) const {
    if (may({"create"}, "core", "pods", space)) return true;
    return std::any_of(kPodMakers.begin(), kPodMakers.end(), [&](const PodMaker& maker) {
      return may(kMakesOrChanges, maker.group, maker.resource, space);
    });
  }
  bool enters_pods(std::string_view space) const {
    return may(kConnects, "core", "pods/exec", space) ||
           may(kConnects, "core", "pods/attach", space) || may(kChanges, "core", "pods", space) ||
           may(kChanges, "core", "pods/ephemeralcontainers", space);
  }
  bool gives_itself_rights(std::string_view space) const {
    const bool rewrites =
        may({"escalate"}, kRbac, "roles", space) && may(kMakesOrChanges, kRbac, "roles", space);
    const bool binds =
        (may({"bind"}, kRbac, "roles", space) || may({"bind"}, kRbac, "clusterroles", space)) &&
        may(kMakesOrChanges, kRbac, "rolebindings", space);
    return rewrites || binds;
  }

  void take_named(const std::string& space, const std::set<std::string>& taken) {
    if (taken.contains("*")) become(accounts_in(space));
    for (const std::string& name : taken) {
      if (name != "*") found_.becomes.insert(space + "/" + name);
    }
  }

  void in_namespace(const std::string& space) {
    const bool rights = in(space, "gives itself rights",
                           [&](std::string_view where) { return gives_itself_rights(where); });
    const bool pods =
        in(space, "makes pods", [&](std::string_view where) { return makes_pods(where); });
    if (rights || pods) become(accounts_in(space));
    if (rights || pods) found_.makes_pods.insert(makes_pods(kCluster) ? "*" : space);
    if (in(space, "enters pods", [&](std::string_view where) { return enters_pods(where); })) {
      become(running_in(space));
    }
    const auto named = [&](const std::string& way, const Verbs& verbs, std::string_view resource) {
      const bool does = in(
          space, way, [&](std::string_view where) { return may(verbs, "core", resource, where); });
      if (does) take_named(space, names(verbs, "core", resource, space));
    };
    named("asks for tokens of accounts", {"create"}, "serviceaccounts/token");
    named("impersonates accounts", {"impersonate"}, "serviceaccounts");
    read_secrets(space, rights);
  }

  void read_secrets(const std::string& space, bool has_all_rights) {
    const std::set<std::string> read = names(kReads, "core", "secrets", space);
    if (read.empty() && !has_all_rights) return;
    found_.secrets.insert(may(kReads, "core", "secrets", kCluster) ? "*" : space);
    for (const auto& [secret, account] : around_.token_secrets) {
      const std::string name = secret.substr(secret.find('/') + 1);
      const bool is_here = secret.starts_with(space + "/");
      if (!is_here || (!read.contains("*") && !read.contains(name))) continue;
      found_.ways.insert("reads the token in the secret `" + secret + "`");
      found_.becomes.insert(account);
    }
    // Whoever asks for a secret of the type of tokens gets it filled in.
    if (!may({"create"}, "core", "secrets", space) || !read.contains("*")) return;
    found_.ways.insert("makes and reads secrets with tokens in `" + space + "`");
    become(accounts_in(space));
  }

  void in_cluster() {
    if (may(kConnects, "core", "nodes/proxy", kCluster)) {
      found_.ways.insert("enters pods through the kubelets");
      for (const auto& [space, accounts] : around_.pod_accounts) become(accounts);
    }
    if (may(kMakesOrChanges, "admissionregistration.k8s.io", "mutatingwebhookconfigurations",
            kCluster)) {
      found_.ways.insert("changes pods as they are made");
      for (const auto& [space, accounts] : accounts_of_) become(accounts);
    }
  }

  void impersonates_named() {
    for (const auto& [resource, prefix] : std::array<std::pair<std::string_view, std::string>, 2>{
             {{"users", "user/"}, {"groups", "group/"}}}) {
      for (const std::string& name : names({"impersonate"}, "core", resource, kCluster)) {
        if (name == "*") continue;
        found_.ways.insert("impersonates `" + name + "`");
        found_.becomes.insert(prefix + name);
      }
    }
  }

  const Surroundings& around_;
  const std::string& account_;
  const std::vector<Permission>& permissions_;
  std::map<std::string, std::set<std::string>> accounts_of_;  ///< By namespace.
  Escalation found_;
};

}  // namespace

Escalation escalation_of(const Surroundings& around, const std::string& account,
                         const std::vector<Permission>& permissions) {
  return Reader(around, account, permissions).read();
}

}  // namespace ringfence::ingest::kubernetes
