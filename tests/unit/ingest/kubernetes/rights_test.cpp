#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ingest/kubernetes/imports.h"

namespace ringfence::ingest::kubernetes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kApi = "apiVersion: rbac.authorization.k8s.io/v1\n";

std::string account(const std::string& name, const std::string& space = "shop") {
  return "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: " + name +
         ", namespace: " + space + "}\n";
}
std::string role(const std::string& rules, const std::string& rest = "") {
  return "---\n" + std::string(kApi) +
         "kind: Role\nmetadata: {name: r, namespace: shop}\nrules: [" + rules + "]\n" + rest;
}
std::string cluster_role(const std::string& name, const std::string& rules,
                         const std::string& labels = "{}", const std::string& rest = "") {
  return "---\n" + std::string(kApi) + "kind: ClusterRole\nmetadata: {name: " + name +
         ", labels: " + labels + "}\nrules: [" + rules + "]\n" + rest;
}
std::string subject(const std::string& name, const std::string& kind = "ServiceAccount") {
  return "{kind: " + kind + ", name: \"" + name + "\"" +
         (kind == "ServiceAccount" ? ", namespace: shop}" : "}");
}
std::string bind_here(const std::string& ref, const std::string& subjects) {
  return "---\n" + std::string(kApi) +
         "kind: RoleBinding\nmetadata: {name: b, namespace: shop}\nroleRef: " + ref +
         "\nsubjects: [" + subjects + "]\n";
}
std::string bind_cluster(const std::string& name, const std::string& subjects) {
  return "---\n" + std::string(kApi) +
         "kind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {kind: ClusterRole, name: " +
         name + "}\nsubjects: [" + subjects + "]\n";
}
const std::string kRef = "{kind: Role, name: r}";
std::string fact(const Imports& text, const std::string& attribute,
                 const std::string& name = "shop/web") {
  return setting(text, "account", name, attribute);
}

// ---- Permissions ------------------------------------------------------------------------------

/// What a role that is bound in the namespace comes to.
struct PermissionCase {
  std::string name, rule, permissions;
  friend void PrintTo(const PermissionCase& test, std::ostream* out) { *out << test.name; }
};
class Permissions : public testing::TestWithParam<PermissionCase> {};
TEST_P(Permissions, AreWrittenOut) {
  const Imports text(account("web") + role(GetParam().rule) + bind_here(kRef, subject("web")));
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(fact(text, "permissions"), GetParam().permissions);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Permissions,
    testing::Values(
        PermissionCase{"one", "{apiGroups: [\"\"], resources: [pods], verbs: [get]}",
                       "{get core/pods@shop/*}"},
        PermissionCase{
            "named",
            "{apiGroups: [apps], resources: [deployments/scale], resourceNames: [a, b], "
            "verbs: [update]}",
            "{update apps/deployments/scale@shop/a, update apps/deployments/scale@shop/b}"},
        PermissionCase{"everything", "{apiGroups: [\"*\"], resources: [\"*\"], verbs: [\"*\"]}",
                       "{* */*@shop/*}"},
        PermissionCase{"no_addresses_in_a_namespace", "{nonResourceURLs: [/healthz], verbs: [get]}",
                       ""}),
    [](const auto& test) { return test.param.name; });

TEST(Permissions, OfClusterRolesBoundToTheCluster) {
  const Imports text(account("web") +
                     cluster_role("c",
                                  "{apiGroups: [\"\"], resources: [nodes], verbs: [list]}, "
                                  "{nonResourceURLs: [/metrics], verbs: [get]}") +
                     bind_cluster("c", subject("web")));
  EXPECT_EQ(fact(text, "permissions"), "{get url:/metrics, list core/nodes@*/*}");
}

TEST(Permissions, OfClusterRolesBoundInANamespaceEndThere) {
  const Imports text(account("web") +
                     cluster_role("c", "{apiGroups: [\"\"], resources: [secrets], verbs: [get]}") +
                     bind_here("{kind: ClusterRole, name: c}", subject("web")));
  EXPECT_EQ(fact(text, "permissions"), "{get core/secrets@shop/*}");
  EXPECT_EQ(fact(text, "reads_secrets_in"), "{shop}");
}

TEST(Permissions, AreAlsoThoseOfTheGroupsOfServiceAccounts) {
  const std::string reads =
      cluster_role("c", "{apiGroups: [\"\"], resources: [pods], verbs: [get]}");
  for (const char* group :
       {"system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"}) {
    const Imports text(account("web") + reads + bind_cluster("c", subject(group, "Group")));
    EXPECT_EQ(fact(text, "permissions"), "{get core/pods@*/*}") << group;
  }
  const Imports other(account("web") + reads +
                      bind_cluster("c", subject("system:serviceaccounts:blog", "Group")));
  EXPECT_EQ(fact(other, "permissions"), "");
  const Imports user(account("web") + reads +
                     bind_cluster("c", subject("system:serviceaccount:shop:web", "User")));
  EXPECT_EQ(fact(user, "permissions"), "{get core/pods@*/*}");
}

TEST(Permissions, OfAggregatedRolesAreThoseOfTheirParts) {
  const Imports text(
      account("web") +
      cluster_role("whole", "{apiGroups: [\"\"], resources: [secrets], verbs: [get]}", "{}",
                   "aggregationRule: {clusterRoleSelectors: [{matchLabels: {part: \"yes\"}}]}\n") +
      cluster_role("a", "{apiGroups: [\"\"], resources: [pods], verbs: [get]}", "{part: \"yes\"}") +
      cluster_role("b", "{apiGroups: [\"\"], resources: [nodes], verbs: [get]}", "{part: \"no\"}") +
      bind_cluster("whole", subject("web")));
  EXPECT_EQ(fact(text, "permissions"), "{get core/pods@*/*}")
      << "the controller overwrites its own rules";
}

TEST(Permissions, OfBuiltInRolesGrowByAggregation) {
  const std::string part =
      cluster_role("p", "{apiGroups: [example.com], resources: [things], verbs: [get]}",
                   "{rbac.authorization.k8s.io/aggregate-to-view: \"true\"}");
  for (const char* name : {"view", "edit", "admin"}) {
    const Imports text(account("web") + part + bind_cluster(name, subject("web")));
    EXPECT_THAT(fact(text, "permissions"), HasSubstr("get example.com/things@*/*")) << name;
    EXPECT_EQ(fact(text, "is_admin"), "") << name;
  }
  const Imports view(account("web") + bind_cluster("view", subject("web")));
  EXPECT_THAT(fact(view, "permissions"), Not(HasSubstr("secrets")));
}

TEST(Permissions, OfARoleThatNoFileDescribesAreAGap) {
  const Imports text(account("web") + bind_here(kRef, subject("web")));
  EXPECT_THAT(text.gaps(syntax::GapEffect::Unknown), ElementsAre("role `r`"));
  EXPECT_THAT(Imports(account("web") + bind_cluster("edit", subject("web")))
                  .gaps(syntax::GapEffect::Unknown),
              IsEmpty());
}

// ---- Escalation -------------------------------------------------------------------------------

/// As whom an account can act that a ClusterRole is bound to, in its namespace or everywhere.
struct WayCase {
  std::string name, rules;
  bool is_everywhere;
  std::string becomes, way;
  friend void PrintTo(const WayCase& test, std::ostream* out) { *out << test.name; }
};
class Ways : public testing::TestWithParam<WayCase> {};
TEST_P(Ways, LeadToOtherAccounts) {
  const std::string binding = GetParam().is_everywhere
                                  ? bind_cluster("c", subject("web"))
                                  : bind_here("{kind: ClusterRole, name: c}", subject("web"));
  const Imports text(account("web") + account("db") + account("ops", "infra") +
                     "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: "
                     "{serviceAccountName: db, containers: [{name: c, image: i}]}\n"
                     "---\napiVersion: v1\nkind: Secret\nmetadata: {name: t, namespace: shop, "
                     "annotations: {kubernetes.io/service-account.name: db}}\n"
                     "type: kubernetes.io/service-account-token\n" +
                     cluster_role("c", GetParam().rules) + binding);
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(fact(text, "becomes"), GetParam().becomes);
  EXPECT_THAT(fact(text, "escalates"), HasSubstr(GetParam().way));
  EXPECT_EQ(fact(text, "is_admin"), "");
}
std::string allow(const std::string& group, const std::string& resource, const std::string& verbs) {
  return "{apiGroups: [\"" + group + "\"], resources: [\"" + resource + "\"], verbs: [" + verbs +
         "]}";
}
const std::string kRbacGroup = "rbac.authorization.k8s.io";
INSTANTIATE_TEST_SUITE_P(
    Table, Ways,
    testing::Values(
        WayCase{"nothing", allow("", "configmaps", "get"), true, "", ""},
        WayCase{"pods", allow("", "pods", "create"), false, "{shop/db}", "makes pods in `shop`"},
        WayCase{"pods_anywhere", allow("", "pods", "create"), true, "{infra/ops, shop/db}",
                "makes pods in every namespace"},
        WayCase{"controllers", allow("apps", "deployments", "patch"), false, "{shop/db}",
                "makes pods"},
        WayCase{"deletion", allow("apps", "deployments", "delete"), false, "", ""},
        WayCase{"entering", allow("", "pods/exec", "get"), false, "{shop/db}", "enters pods"},
        WayCase{"subresources", allow("", "*/exec", "create"), false, "{shop/db}", "enters pods"},
        WayCase{"tokens", allow("", "serviceaccounts/token", "create"), false, "{shop/db}",
                "asks for tokens"},
        WayCase{"impersonation", allow("", "serviceaccounts", "impersonate"), false, "{shop/db}",
                "impersonates accounts"},
        WayCase{"token_secrets", allow("", "secrets", "list"), false, "{shop/db}",
                "reads the token in the secret `shop/t`"},
        WayCase{"writing_secrets", allow("", "secrets", "create"), false, "", ""},
        WayCase{"making_secrets", allow("", "secrets", "\"*\""), true, "{infra/ops, shop/db}",
                "makes and reads secrets"},
        WayCase{"rewriting_roles", allow(kRbacGroup, "roles", "escalate, update"), false,
                "{shop/db}", "gives itself rights"},
        WayCase{"writing_roles", allow(kRbacGroup, "roles", "update"), false, "", ""},
        WayCase{"kubelets", allow("", "nodes/proxy", "get"), true, "{shop/db}", "kubelets"},
        WayCase{"kubelets_in_a_namespace", allow("", "nodes/proxy", "get"), false, "", ""},
        WayCase{"webhooks",
                allow("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "patch"),
                true, "{infra/ops, shop/db}", "changes pods as they are made"}),
    [](const auto& test) { return test.param.name; });

/// What is all rights, or leads there by itself.
struct AdminCase {
  std::string name, rules;
  bool is_admin;
  friend void PrintTo(const AdminCase& test, std::ostream* out) { *out << test.name; }
};
class Admins : public testing::TestWithParam<AdminCase> {};
TEST_P(Admins, HaveOrGiveThemselvesAllRights) {
  const Imports text(account("web") + cluster_role("c", GetParam().rules) +
                     bind_cluster("c", subject("web")));
  EXPECT_EQ(fact(text, "is_admin"), GetParam().is_admin ? "true" : "");
}
const std::string kSigning = "certificates.k8s.io";
INSTANTIATE_TEST_SUITE_P(
    Table, Admins,
    testing::Values(
        AdminCase{"all", allow("*", "*", "\"*\""), true},
        AdminCase{"all_of_a_group", allow("", "*", "\"*\""), true},  // impersonates users
        AdminCase{"all_of_the_workloads", allow("apps", "*", "\"*\""), false},
        AdminCase{"reading_all", allow("*", "*", "get, list, watch"), false},
        AdminCase{"escalate", allow(kRbacGroup, "clusterroles", "escalate, update"), true},
        AdminCase{"escalate_alone", allow(kRbacGroup, "clusterroles", "escalate"), false},
        AdminCase{"bind",
                  allow(kRbacGroup, "clusterroles", "bind") + ", " +
                      allow(kRbacGroup, "clusterrolebindings", "create"),
                  true},
        AdminCase{"binding_alone", allow(kRbacGroup, "clusterrolebindings", "create"), false},
        AdminCase{"groups", allow("", "groups", "impersonate"), true},
        AdminCase{"signing",
                  allow(kSigning, "certificatesigningrequests", "create") + ", " +
                      allow(kSigning, "certificatesigningrequests/approval", "update") + ", " +
                      allow(kSigning, "signers", "approve"),
                  true},
        AdminCase{"asking_to_be_signed", allow(kSigning, "certificatesigningrequests", "create"),
                  false}),
    [](const auto& test) { return test.param.name; });

// ---- Pods -------------------------------------------------------------------------------------

/// Whether a pod has a token.
struct TokenCase {
  std::string name, account, pod;
  bool mounts;
  friend void PrintTo(const TokenCase& test, std::ostream* out) { *out << test.name; }
};
class Tokens : public testing::TestWithParam<TokenCase> {};
TEST_P(Tokens, AreMountedUnlessRefused) {
  const Imports text(deployment("", GetParam().pod + kOneContainer) + GetParam().account);
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(setting(text, "pod", "shop/web", "mounts_token"), GetParam().mounts ? "true" : "");
  EXPECT_EQ(setting(text, "pod", "shop/web", "account"), "shop/default");
}
const std::string kUnasked = account("default") + "automountServiceAccountToken: false\n";
INSTANTIATE_TEST_SUITE_P(
    Table, Tokens,
    testing::Values(
        TokenCase{"by_default", "", "", true}, TokenCase{"described", account("default"), "", true},
        TokenCase{"not_by_the_account", kUnasked, "", false},
        TokenCase{"by_the_pod", kUnasked, "      automountServiceAccountToken: true\n", true},
        TokenCase{"not_by_the_pod", "", "      automountServiceAccountToken: false\n", false},
        TokenCase{"projected", kUnasked,
                  "      volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: "
                  "t}}]}}]\n",
                  true},
        TokenCase{"for_somebody_else", kUnasked,
                  "      volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t, "
                  "audience: vault}}]}}]\n",
                  false}),
    [](const auto& test) { return test.param.name; });

TEST(Rights, ThatCannotBeReadAreErrors) {
  EXPECT_THAT(Imports(bind_here("{kind: Role}", subject("web"))).codes(), ElementsAre("E0502 b"));
  EXPECT_THAT(Imports(bind_here("{kind: Deployment, name: d}", subject("web"))).codes(),
              ElementsAre("E0509 Deployment"));
  EXPECT_THAT(Imports(bind_here("{kind: ClusterRole, name: view}", "{kind: Pod, name: p}")).codes(),
              ElementsAre("E0509 Pod"));
}

}  // namespace
}  // namespace ringfence::ingest::kubernetes
