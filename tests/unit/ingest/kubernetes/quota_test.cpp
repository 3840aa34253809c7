#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ingest/kubernetes/imports.h"

namespace ringfence::ingest::kubernetes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string quota(const std::string& spec) {
  return "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q, namespace: shop}\nspec: " +
         spec + "\n";
}
const std::string kIdle = "      containers: [{name: c, image: i}]\n";
const std::string kBusy =
    "      containers: [{name: c, image: i, resources: {requests: {cpu: 1}}}]\n";

/// Whether a quota of these scopes counts the pods of a template.
struct ScopeCase {
  std::string name, scope, pod;
  bool counts;
  friend void PrintTo(const ScopeCase& test, std::ostream* out) { *out << test.name; }
};
class QuotaScopes : public testing::TestWithParam<ScopeCase> {};
TEST_P(QuotaScopes, AreThoseOfTheApi) {
  const Imports text(deployment("", GetParam().pod) +
                     quota("{hard: {pods: 3}, " + GetParam().scope + "}"));
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(setting(text, "pod", "shop/web", "quotas"), GetParam().counts ? "{shop/q}" : "");
}
std::string class_scope(const std::string& rest) {
  return "scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: " + rest + "}]}";
}
const std::string kHigh = "      priorityClassName: high\n" + kIdle;
const std::string kAffine =
    "      affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, "
    "podAffinityTerm: {topologyKey: zone, labelSelector: {}, namespaceSelector: {}}}]}}\n" +
    kIdle;
INSTANTIATE_TEST_SUITE_P(
    Table, QuotaScopes,
    testing::Values(
        ScopeCase{"none", "scopes: []", kIdle, true},
        ScopeCase{"terminating", "scopes: [Terminating]",
                  "      activeDeadlineSeconds: 9\n" + kIdle, true},
        ScopeCase{"not_terminating", "scopes: [Terminating]", kIdle, false},
        ScopeCase{"stays", "scopes: [NotTerminating]", kIdle, true},
        ScopeCase{"best_effort", "scopes: [BestEffort]", kIdle, true},
        ScopeCase{"no_best_effort", "scopes: [BestEffort]", kBusy, false},
        ScopeCase{"better_than_best_effort", "scopes: [NotBestEffort]", kBusy, true},
        ScopeCase{"all_of_them", "scopes: [BestEffort, Terminating]", kIdle, false},
        ScopeCase{"of_the_class", class_scope("In, values: [low, high]"), kHigh, true},
        ScopeCase{"of_another_class", class_scope("In, values: [low]"), kHigh, false},
        ScopeCase{"not_of_the_class", class_scope("NotIn, values: [high]"), kHigh, false},
        ScopeCase{"without_a_class", class_scope("NotIn, values: [high]"), kIdle, true},
        ScopeCase{"of_any_class", class_scope("Exists"), kHigh, true},
        ScopeCase{"of_no_class", class_scope("DoesNotExist"), kIdle, true},
        ScopeCase{"affinity_elsewhere", "scopes: [CrossNamespacePodAffinity]", kAffine, true},
        ScopeCase{"no_affinity", "scopes: [CrossNamespacePodAffinity]", kIdle, false},
        ScopeCase{"claims_only",
                  "scopeSelector: {matchExpressions: [{scopeName: VolumeAttributesClass, operator: "
                  "Exists}]}",
                  kIdle, false}),
    [](const auto& test) { return test.param.name; });

TEST(Quota, HasItsBounds) {
  const Imports text(quota(
      "{hard: {cpu: 4, requests.cpu: 3, limits.memory: 2Gi, pods: 7, count/pods: 9, "
      "requests.storage: 1Gi, persistentvolumeclaims: 2, requests.example.com/gpu: 5, "
      "services: 2, count/jobs.batch: 1, gold.storageclass.storage.k8s.io/requests.storage: 1}}"));
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(setting(text, "quota", "shop/q", "namespace"), "shop");
  EXPECT_EQ(setting(text, "quota", "shop/q", "hard.request.cpu"), "3") << "the smaller one";
  EXPECT_EQ(setting(text, "quota", "shop/q", "hard.limit.memory"), "2GiB");
  EXPECT_EQ(setting(text, "quota", "shop/q", "hard.pods"), "7");
  EXPECT_EQ(setting(text, "quota", "shop/q", "hard.storage"), "1GiB");
  EXPECT_EQ(setting(text, "quota", "shop/q", "hard.claims"), "2");
  EXPECT_EQ(setting(text, "quota", "shop/q", "extended"), "{example.com/gpu}");
  EXPECT_EQ(setting(text, "quota", "shop/q", "hard.extended[example.com/gpu]"), "5");
  EXPECT_EQ(setting(text, "quota", "shop/q", "objects"), "{jobs.batch, services}");
  EXPECT_THAT(text.gaps(syntax::GapEffect::Unknown),
              ElementsAre("quota on `gold.storageclass.storage.k8s.io/requests.storage`"));
}

TEST(Quota, CountsTheObjectsOfItsNamespace) {
  const auto service = [](const std::string& name, const std::string& spec) {
    return "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + name +
           ", namespace: shop}\nspec: " + spec + "\n";
  };
  const Imports text(
      quota("{hard: {services: 9, services.nodeports: 9, services.loadbalancers: 9, "
            "count/networkpolicies.networking.k8s.io: 9, secrets: 9}}") +
      service("a", "{ports: [{port: 1}]}") + service("b", "{type: NodePort, ports: [{port: 1}]}") +
      service("c", "{type: LoadBalancer, ports: [{port: 1}, {port: 2}]}") +
      service("d",
              "{type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}") +
      "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
      "metadata: {name: np, namespace: shop}\nspec: {podSelector: {}}\n");
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(setting(text, "quota", "shop/q", "used.objects[services]"), "4");
  EXPECT_EQ(setting(text, "quota", "shop/q", "used.objects[services.nodeports]"), "3");
  EXPECT_EQ(setting(text, "quota", "shop/q", "used.objects[services.loadbalancers]"), "2");
  EXPECT_EQ(setting(text, "quota", "shop/q", "used.objects[networkpolicies.networking.k8s.io]"),
            "1");
  EXPECT_EQ(setting(text, "quota", "shop/q", "used.objects[secrets]"), "");
}

TEST(Quota, RefusesPodsThatLeaveOutWhatItCounts) {
  const Imports idle(deployment("", kIdle) +
                     quota("{hard: {requests.cpu: 4, limits.memory: 1Gi}}"));
  EXPECT_EQ(setting(idle, "pod", "shop/web", "refused"),
            "{ResourceQuota shop/q: container `c` has no cpu request, "
            "ResourceQuota shop/q: container `c` has no memory limit}");
  const Imports busy(deployment("", kBusy) + quota("{hard: {cpu: 4, pods: 1}}"));
  EXPECT_EQ(setting(busy, "pod", "shop/web", "refused"), "");
  const Imports whole(deployment("", "      resources: {requests: {cpu: 1}}\n" + kIdle) +
                      quota("{hard: {cpu: 4}}"));
  EXPECT_EQ(setting(whole, "pod", "shop/web", "refused"), "") << "the pod asks as a whole";
}

TEST(Quota, WhatItCannotCountIsAGap) {
  const Imports partly(
      deployment("",
                 "      containers: [{name: c, image: i}, {name: d, image: i, resources: "
                 "{limits: {ephemeral-storage: 1Gi}}}]\n") +
      quota("{hard: {limits.ephemeral-storage: 2Gi}}"));
  EXPECT_THAT(partly.gaps(syntax::GapEffect::Unknown),
              ElementsAre("quota on limits of ephemeral storage"));
  const Imports wholly(deployment("", kIdle) + quota("{hard: {limits.ephemeral-storage: 2Gi}}"));
  EXPECT_THAT(wholly.gaps(syntax::GapEffect::Unknown), IsEmpty());
  const Imports claims(
      quota("{hard: {requests.storage: 1Gi}, scopeSelector: {matchExpressions: [{scopeName: "
            "VolumeAttributesClass, operator: In, values: [gold]}]}}"));
  EXPECT_THAT(claims.gaps(syntax::GapEffect::Unknown),
              ElementsAre("quota on claims of a VolumeAttributesClass"));
}

TEST(Quota, ScopesThatDoNotExistAreErrors) {
  EXPECT_THAT(Imports(quota("{scopes: [BestEfort]}")).codes(), ElementsAre(HasSubstr("E0509")));
  EXPECT_THAT(Imports(quota("{" + class_scope("In") + "}")).codes(),
              ElementsAre(HasSubstr("E0509")));
  EXPECT_THAT(Imports(quota("{" + class_scope("Sometimes") + "}")).codes(),
              ElementsAre(HasSubstr("E0509")));
}

/// How a pod counts among the classes of service.
struct ServiceCase {
  std::string name, spec, qos;
  friend void PrintTo(const ServiceCase& test, std::ostream* out) { *out << test.name; }
};
class ClassOfService : public testing::TestWithParam<ServiceCase> {};
TEST_P(ClassOfService, IsThatOfTheApi) {
  const Imports text(deployment("", GetParam().spec));
  EXPECT_EQ(setting(text, "pod", "shop/web", "qos"), GetParam().qos);
}
std::string one(const std::string& resources) {
  return "      containers: [{name: c, image: i, resources: " + resources + "}]\n";
}
INSTANTIATE_TEST_SUITE_P(
    Table, ClassOfService,
    testing::Values(
        ServiceCase{"nothing", one("{}"), "BestEffort"},
        ServiceCase{"zero", one("{requests: {cpu: 0}}"), "BestEffort"},
        ServiceCase{"other_resources", one("{limits: {ephemeral-storage: 1Gi}}"), "BestEffort"},
        ServiceCase{"limits", one("{limits: {cpu: 1, memory: 1Gi}}"), "Guaranteed"},
        ServiceCase{"one_limit", one("{limits: {cpu: 1}}"), "Burstable"},
        ServiceCase{"lower_request", one("{requests: {cpu: 1}, limits: {cpu: 2, memory: 1Gi}}"),
                    "Burstable"},
        ServiceCase{"as_a_whole", "      resources: {limits: {cpu: 1, memory: 1Gi}}\n" + one("{}"),
                    "Guaranteed"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace ringfence::ingest::kubernetes
