#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ingest/kubernetes/imports.h"

namespace ringfence::ingest::kubernetes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct CountCase {
  std::string name, text, replicas;
  friend void PrintTo(const CountCase& test, std::ostream* out) { *out << test.name; }
};
class Counts : public testing::TestWithParam<CountCase> {};
TEST_P(Counts, MatchesTable) {
  EXPECT_EQ(replicas(Imports(GetParam().text)), GetParam().replicas);
}
std::string controller(const std::string& kind, const std::string& api, const std::string& spec) {
  return "apiVersion: " + api + "\nkind: " + kind +
         "\nmetadata: {name: web, namespace: shop}\nspec:\n" + spec + "  template:\n    spec:\n" +
         kOneContainer;
}
const std::string kAutoscaler =
    "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"
    "metadata: {name: a, namespace: shop}\nspec:\n"
    "  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n"
    "  minReplicas: 2\n  maxReplicas: 8\n";
INSTANTIATE_TEST_SUITE_P(
    Table, Counts,
    testing::Values(
        CountCase{"default", deployment("", kOneContainer), "1..2"},
        CountCase{"quarter", deployment("  replicas: 5\n", kOneContainer), "5..7"},
        CountCase{"none", deployment("  replicas: 0\n", kOneContainer), "no pod"},
        CountCase{"recreate",
                  deployment("  replicas: 3\n  strategy: {type: Recreate}\n", kOneContainer),
                  "3..3"},
        CountCase{"absolute",
                  deployment("  replicas: 3\n  strategy: {rollingUpdate: {maxSurge: 2}}\n",
                             kOneContainer),
                  "3..5"},
        CountCase{"no_surge",
                  deployment("  replicas: 3\n  strategy: {rollingUpdate: {maxSurge: 0%}}\n",
                             kOneContainer),
                  "3..3"},
        CountCase{"autoscaled", deployment("", kOneContainer) + kAutoscaler, "2..10"},
        CountCase{"stateful", controller("StatefulSet", "apps/v1", "  replicas: 3\n"), "3..3"},
        CountCase{"controller", controller("ReplicationController", "v1", "  replicas: 2\n"),
                  "2..2"},
        CountCase{"daemon", controller("DaemonSet", "apps/v1", ""), "one"},
        CountCase{"job", controller("Job", "batch/v1", "  parallelism: 5\n  completions: 2\n"),
                  "2..2"},
        CountCase{"runs_in_turn",
                  "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: web, namespace: shop}\n"
                  "spec:\n  concurrencyPolicy: Forbid\n  jobTemplate:\n   spec:\n"
                  "    parallelism: 3\n    template:\n     spec:\n" +
                      kOneContainer,
                  "3..3"},
        CountCase{"runs_that_overlap",
                  "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: web, namespace: shop}\n"
                  "spec:\n  jobTemplate:\n   spec:\n    template:\n     spec:\n" +
                      kOneContainer,
                  "1..2"},
        CountCase{"suspended", controller("Job", "batch/v1", "  suspend: true\n"), "no pod"}),
    [](const auto& test) { return test.param.name; });

TEST(Import, APodTakesItsNamesFromItsController) {
  const Imports text(deployment("  replicas: 1\n", kOneContainer));
  EXPECT_EQ(setting(text, "pod", "shop/web", "workload"), "shop/web");
  EXPECT_EQ(setting(text, "pod", "shop/web", "tenant"), "shop");
  EXPECT_EQ(setting(text, "pod", "shop/web", "labels"), "{app=web}");
  EXPECT_EQ(setting(text, "container", "c", "image"), "i");
  EXPECT_EQ(setting(text, "workload", "shop/web", "kind"), "Deployment");
}

TEST(Import, APodUnlikeItsControllersTemplateIsAGap) {
  const std::string replica =
      "---\napiVersion: v1\nkind: Pod\nmetadata: {name: web-1, namespace: "
      "shop, ownerReferences: [{kind: Deployment, name: web, controller: "
      "true}]}\nspec:\n";
  const std::string controller = deployment("", kOneContainer);
  EXPECT_THAT(Imports(controller + replica + kOneContainer).gaps(syntax::GapEffect::Widens),
              IsEmpty());
  EXPECT_THAT(Imports(controller + replica + "      hostPID: true\n" + kOneContainer)
                  .gaps(syntax::GapEffect::Widens),
              ElementsAre("Pod unlike its controller"));
}

TEST(Import, ObjectsOfTwoKindsMayHaveOneName) {
  const Imports one(deployment("", kOneContainer));
  ASSERT_NE(find(one, "workload"), nullptr);
  EXPECT_EQ(find(one, "workload")->name.text, "shop/web");
  const Imports two(deployment("", kOneContainer) +
                    "---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n"
                    "spec: {containers: [{name: c, image: i}]}\n");
  ASSERT_NE(find(two, "workload"), nullptr);
  EXPECT_EQ(find(two, "workload")->name.text, "shop/deployment/web");
  EXPECT_EQ(setting(two, "pod", "shop/deployment/web", "workload"), "shop/deployment/web");
  EXPECT_EQ(setting(two, "pod", "shop/pod/web", "tenant"), "shop");
}

TEST(Import, LimitsAreRequestsAndSumsAreExact) {
  const Imports text(deployment("", R"(
      initContainers:
      - {name: setup, image: i, resources: {requests: {memory: 1Gi}, limits: {memory: 1Gi}}}
      - {name: proxy, image: i, restartPolicy: Always, resources: {requests: {cpu: 100m}}}
      containers:
      - {name: a, image: i, resources: {limits: {cpu: 500m, memory: 256Mi}}}
      - {name: b, image: i, resources: {requests: {cpu: 1, "example.com/gpu": 2}, limits: {memory: 512Mi, "example.com/gpu": 2}}}
)"));
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(setting(text, "container", "a", "request.cpu"), "500m");
  EXPECT_EQ(setting(text, "container", "proxy", "role"), "sidecar");
  EXPECT_EQ(setting(text, "pod", "shop/web", "request.cpu"), "1600m");
  EXPECT_EQ(setting(text, "pod", "shop/web", "request.memory"), "1GiB");
  EXPECT_EQ(setting(text, "pod", "shop/web", "request[example.com/gpu]"), "2");
  EXPECT_EQ(setting(text, "pod", "shop/web", "limit.memory"), "") << "the sidecar has no limit";
}

TEST(Import, ThePodsOwnResourcesAndOverheadCount) {
  const Imports text(deployment("", R"(
      overhead: {cpu: 250m}
      resources: {requests: {cpu: 2}, limits: {memory: 1Gi}}
      containers:
      - {name: a, image: i, resources: {requests: {cpu: 1}}}
)"));
  EXPECT_EQ(setting(text, "pod", "shop/web", "request.cpu"), "2250m");
  EXPECT_EQ(setting(text, "pod", "shop/web", "request.memory"), "1GiB");
  EXPECT_EQ(setting(text, "pod", "shop/web", "limit.memory"), "1GiB");
}

TEST(Import, TheContainersSecurityContextComesBeforeThePods) {
  const Imports text(deployment("", R"(
      hostPID: true
      securityContext: {runAsUser: 1, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
      - name: c
        image: i
        securityContext: {runAsUser: 7, privileged: true, capabilities: {add: [CAP_NET_RAW, sys_time]}}
)"));
  EXPECT_EQ(setting(text, "pod", "shop/web", "host_pid"), "true");
  EXPECT_EQ(setting(text, "container", "c", "run_as_user"), "7");
  EXPECT_EQ(setting(text, "container", "c", "run_as_non_root"), "true");
  EXPECT_EQ(setting(text, "container", "c", "seccomp"), "RuntimeDefault");
  EXPECT_EQ(setting(text, "container", "c", "privileged"), "true");
  EXPECT_EQ(setting(text, "container", "c", "capabilities_added"), "{NET_RAW, SYS_TIME}");
}

TEST(Import, TwoRunsStandForManyUnlessTheyNeedCompany) {
  const auto touched = [](const std::string& pod) {
    const Imports text(
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: web, namespace: shop}\n"
        "spec:\n  jobTemplate:\n   spec:\n    template:\n     spec:\n" +
        pod + kOneContainer);
    std::vector<std::string> all;
    if (!text.imported) return all;
    for (const syntax::Gap& gap : text.imported->gaps) {
      if (gap.construct == "concurrencyPolicy `Allow`") all = gap.touches;
    }
    return all;
  };
  EXPECT_THAT(touched(""), ElementsAre("pod.number"));
  EXPECT_THAT(
      touched("      affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution"
              ": [{topologyKey: zone, labelSelector: {}}]}}\n"),
      ElementsAre("pod.exists", "container.exists"));
}

TEST(Import, GroupsAreOfTheContainerElseOfItsPod) {
  const Imports text(deployment("", R"(
      securityContext: {runAsGroup: 5, fsGroup: 6, supplementalGroups: [7, 8, 7]}
      containers:
      - {name: a, image: i}
      - {name: b, image: i, securityContext: {runAsGroup: 0}}
)"));
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(setting(text, "pod", "shop/web", "run_as_group"), "5");
  EXPECT_EQ(setting(text, "pod", "shop/web", "fs_group"), "6");
  EXPECT_EQ(setting(text, "pod", "shop/web", "supplemental_groups"), "{7, 8}");
  EXPECT_EQ(setting(text, "container", "a", "run_as_group"), "5");
  EXPECT_EQ(setting(text, "container", "b", "run_as_group"), "0");
  const Imports wrong(
      deployment("", "      securityContext: {supplementalGroups: [wheel]}\n" + kOneContainer));
  EXPECT_THAT(wrong.codes(), ElementsAre("E0509 wheel"));
}

TEST(Import, AnAppArmorProfileIsTheContainersElseItsAnnotationsElseThePods) {
  const Imports text(
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\n  annotations:\n"
      "    container.apparmor.security.beta.kubernetes.io/a: unconfined\n"
      "    container.apparmor.security.beta.kubernetes.io/b: unconfined\nspec:\n"
      "  securityContext: {appArmorProfile: {type: RuntimeDefault}}\n  containers:\n"
      "  - {name: a, image: i, securityContext: {appArmorProfile: {type: Localhost, "
      "localhostProfile: p}}}\n"
      "  - {name: b, image: i}\n  - {name: c, image: i}\n");
  EXPECT_EQ(setting(text, "container", "a", "apparmor"), "Localhost");
  EXPECT_EQ(setting(text, "container", "b", "apparmor"), "Unconfined");
  EXPECT_EQ(setting(text, "container", "c", "apparmor"), "RuntimeDefault");
}

TEST(Import, AnSELinuxLevelIsOfTheSameOptionsAsTheRest) {
  const Imports text(deployment("", R"(
      securityContext: {seLinuxOptions: {level: "s0:c1", type: container_t}}
      containers:
      - {name: a, image: i}
      - {name: b, image: i, securityContext: {seLinuxOptions: {level: "s0:c2"}}}
)"));
  EXPECT_EQ(setting(text, "container", "a", "selinux.level"), "s0:c1");
  EXPECT_EQ(setting(text, "container", "b", "selinux.level"), "s0:c2");
  EXPECT_EQ(setting(text, "container", "b", "selinux.type"), "");
}

TEST(Import, AWorkloadKeepsItsReplicasAndNotThoseOfARollout) {
  const auto kept = [](const std::string& manifest) {
    const Imports text(manifest);
    return setting(text, "workload", "shop/web", "replicas.fewest") + " to " +
           setting(text, "workload", "shop/web", "replicas.most");
  };
  EXPECT_EQ(kept(deployment("", kOneContainer)), "1 to 1");
  EXPECT_EQ(kept(deployment("  replicas: 4\n", kOneContainer)), "4 to 4");
  EXPECT_EQ(kept(deployment("", kOneContainer) + kAutoscaler), "2 to 8");
  EXPECT_EQ(kept(deployment("  replicas: 0\n", kOneContainer) + kAutoscaler), "0 to 0");
  EXPECT_EQ(kept(controller("DaemonSet", "apps/v1", "")), " to ");
}

TEST(Import, OnTheNodesNetworkContainerPortsAreHostPorts) {
  const std::string ports =
      "      containers: [{name: c, image: i, ports: [{containerPort: 80}, "
      "{containerPort: 53, hostPort: 5353, protocol: UDP, hostIP: 10.0.0.1}]}]\n";
  EXPECT_EQ(setting(Imports(deployment("", ports)), "pod", "shop/web", "host_ports"),
            "{udp/5353@10.0.0.1}");
  EXPECT_EQ(setting(Imports(deployment("", "      hostNetwork: true\n" + ports)), "container", "c",
                    "host_ports"),
            "{tcp/80@*, udp/5353@10.0.0.1}");
}

TEST(Import, VolumesAreToldApartByWhatTheyLeadTo) {
  const Imports text(deployment("", R"(
      volumes:
      - {name: logs, hostPath: {path: //var/./log/}}
      - {name: data, persistentVolumeClaim: {claimName: data}}
      - {name: share, nfs: {server: s, path: /p/}}
      - {name: scratch, emptyDir: {}}
      - {name: unused, hostPath: {path: /}}
      containers:
      - name: c
        image: i
        volumeMounts:
        - {name: logs, mountPath: /l}
        - {name: data, mountPath: /d}
        - {name: share, mountPath: /s, readOnly: true}
        - {name: scratch, mountPath: /t}
)"));
  EXPECT_EQ(setting(text, "pod", "shop/web", "host_paths"), "{/var/log}");
  EXPECT_EQ(setting(text, "pod", "shop/web", "volumes"), "{claim/shop/data}");
  EXPECT_EQ(setting(text, "container", "c", "shared_volumes"), "{nfs/s//p}");
  EXPECT_THAT(text.gaps(syntax::GapEffect::Widens), ElementsAre("volume of nfs"));
}

TEST(Import, TolerationsArePatternsOfTaints) {
  const Imports text(deployment("", R"(
      tolerations:
      - {key: a, operator: Exists, effect: NoSchedule}
      - {key: b, value: v}
      - {operator: Exists}
      - {operator: Exists, effect: NoExecute}
)" + kOneContainer));
  EXPECT_EQ(setting(text, "pod", "shop/web", "tolerations"),
            "{a=*:NoSchedule, b=v:*, *, *:NoExecute}");
}

TEST(Import, APodThatNamesItsNodeIsBoundByNoRule) {
  const Imports text(
      deployment("", "      nodeName: n1\n      nodeSelector: {a: b}\n" + kOneContainer));
  EXPECT_EQ(setting(text, "pod", "shop/web", "node"), "n1");
  EXPECT_EQ(setting(text, "pod", "shop/web", "bypasses_scheduler"), "true");
  EXPECT_THAT(text.assumptions(), IsEmpty());
}

const std::string kAntiAffinity = R"(
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}
          - {topologyKey: zone, labelSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web, db]}]}}
)";
TEST(Import, RequiredAntiAffinityIsARuleAndSelfSpreading) {
  const Imports text(deployment("", kAntiAffinity + kOneContainer));
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_THAT(text.assumptions(),
              ElementsAre("shop/web required anti-affinity over kubernetes.io/hostname",
                          "shop/web required anti-affinity over zone"));
  EXPECT_EQ(setting(text, "workload", "shop/web", "spreads_over"), "{kubernetes.io/hostname}");
}

struct RuleCase {
  std::string name, pod_spec;
  std::vector<std::string> formulas;
  friend void PrintTo(const RuleCase& test, std::ostream* out) { *out << test.name; }
};
class Rules : public testing::TestWithParam<RuleCase> {};
TEST_P(Rules, MatchesTable) {
  const Imports text(deployment("", GetParam().pod_spec + kOneContainer));
  EXPECT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(text.formulas(), GetParam().formulas);
}
std::string affinity(const std::string& kind, const std::string& terms) {
  return "      affinity: {" + kind +
         ": {requiredDuringSchedulingIgnoredDuringExecution: " + terms + "}}\n";
}
INSTANTIATE_TEST_SUITE_P(Table, Rules,
                         testing::Values(RuleCase{"none", "", {}},
                                         RuleCase{
                                             "node_selector",
                                             "      nodeSelector: {disk: ssd}\n",
                                             {R"(forall p in pods where has p.workload and p.workload == workload("shop/web") and p.node in nodes: label(p.node, "disk") == "ssd")"}},
                                         RuleCase{
                                             "os",
                                             "      nodeSelector: {kubernetes.io/os: linux}\n",
                                             {R"(forall p in pods where has p.workload and p.workload == workload("shop/web") and p.node in nodes: has_label(p.node, "kubernetes.io/os") => label(p.node, "kubernetes.io/os") == "linux")"}},
                                         RuleCase{
                                             "hostname",
                                             "      nodeSelector: {kubernetes.io/hostname: n1}\n",
                                             {R"(forall p in pods where has p.workload and p.workload == workload("shop/web") and p.node in nodes: (if has_label(p.node, "kubernetes.io/hostname") then label(p.node, "kubernetes.io/hostname") else p.node.name) == "n1")"}},
                                         RuleCase{
                                             "node_affinity",
                                             affinity("nodeAffinity",
                                                      "{nodeSelectorTerms: [{matchExpressions: "
                                                      "[{key: a, operator: NotIn, "
                                                      "values: [x, w]}, {key: g, operator: Gt, "
                                                      "values: ['4']}]}, {matchFields: "
                                                      "[{key: metadata.name, operator: In, values: "
                                                      "[n1]}]}, {}]}"),
                                             {R"(forall p in pods where has p.workload and p.workload == workload("shop/web") and p.node in nodes: not label(p.node, "a") in {"x", "w"} and (if label_number(p.node, "g") != none then label_number(p.node, "g") > 4 else false) or p.node.name == "n1" or false)"}},
                                         RuleCase{
                                             "anti_affinity",
                                             kAntiAffinity,
                                             {R"(forall p in pods where has p.workload and p.workload == workload("shop/web"): forall q in pods where q != p and not q.bypasses_scheduler and has q.namespace and q.namespace == "shop" and label(q, "app") == "web": p.node != q.node)", R"(forall p in pods where has p.workload and p.workload == workload("shop/web") and p.node in nodes and has_label(p.node, "zone"): forall q in pods where q != p and not q.bypasses_scheduler and has q.namespace and q.namespace == "shop" and not label(q, "app") in {"web", "db"} and q.node in nodes: label(q.node, "zone") != label(p.node, "zone"))"}},
                                         RuleCase{
                                             "affinity",
                                             affinity("podAffinity",
                                                      "[{topologyKey: kubernetes.io/hostname, "
                                                      "namespaceSelector: {}, "
                                                      "labelSelector: {matchLabels: {app: db}}}]"),
                                             {R"(forall p in pods where has p.workload and p.workload == workload("shop/web"): exists q in pods where q != p and label(q, "app") == "db": p.node == q.node)"}},
                                         RuleCase{
                                             "affinity_to_itself",
                                             affinity("podAffinity",
                                                      "[{topologyKey: zone, labelSelector: "
                                                      "{matchLabels: {app: web}}}]"),
                                             {R"(count(p in pods where has p.workload and p.workload == workload("shop/web") and not (exists q in pods where q != p and has q.namespace and q.namespace == "shop" and label(q, "app") == "web": if p.node in nodes and q.node in nodes then has_label(p.node, "zone") and label(p.node, "zone") == label(q.node, "zone") else true)) <= 1)"}},
                                         RuleCase{
                                             "spread",
                                             "      topologySpreadConstraints: [{topologyKey: "
                                             "zone, maxSkew: 1, "
                                             "whenUnsatisfiable: DoNotSchedule, labelSelector: "
                                             "{matchLabels: {app: web}}}]\n",
                                             {R"(forall n in nodes where has_label(n, "zone") and true and true: forall p in pods where has p.workload and p.workload == workload("shop/web") and p.node in nodes and has_label(p.node, "zone"): count(q in pods where has q.namespace and q.namespace == "shop" and q.node in nodes and label(q, "app") == "web" and label(q.node, "zone") == label(p.node, "zone")) <= count(q in pods where has q.namespace and q.namespace == "shop" and q.node in nodes and label(q, "app") == "web" and label(q.node, "zone") == label(n, "zone")) + 1)"}},
                                         RuleCase{"spread_preferred",
                                                  "      topologySpreadConstraints: [{topologyKey: "
                                                  "zone, maxSkew: 1, "
                                                  "whenUnsatisfiable: ScheduleAnyway, "
                                                  "labelSelector: {matchLabels: {app: web}}}]\n",
                                                  {}},
                                         RuleCase{
                                             "selects_nothing",
                                             affinity("podAntiAffinity", "[{topologyKey: zone}]"),
                                             {}}),
                         [](const auto& test) { return test.param.name; });

TEST(Import, ANodeHasItsSizesAndStandingTaints) {
  const Imports text(R"(
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {topology.kubernetes.io/zone: a}}
spec:
  providerID: p
  taints:
  - {key: dedicated, value: db, effect: NoSchedule}
  - {key: node.kubernetes.io/not-ready, effect: NoExecute}
status:
  capacity: {cpu: "8", memory: 32Gi, pods: "110", "example.com/gpu": "1"}
)");
  EXPECT_EQ(setting(text, "node", "n1", "capacity.memory"), "32GiB");
  EXPECT_EQ(setting(text, "node", "n1", "allocatable.memory"), "32GiB");
  EXPECT_EQ(setting(text, "node", "n1", "allocatable.pods"), "110");
  EXPECT_EQ(setting(text, "node", "n1", "allocatable[example.com/gpu]"), "1");
  EXPECT_EQ(setting(text, "node", "n1", "taints"), "{dedicated=db:NoSchedule}");
  EXPECT_EQ(setting(text, "node", "n1", "zone"), "a");
  EXPECT_EQ(setting(text, "node", "n1", "labels"),
            "{topology.kubernetes.io/zone=a, kubernetes.io/hostname=n1}");
  ASSERT_EQ(text.imported->remarks.size(), 1U);
  EXPECT_THAT(text.imported->remarks[0].text, HasSubstr("capacity"));
}

TEST(Import, ListsAreTheirItems) {
  const Imports text(
      "apiVersion: v1\nkind: PodList\nitems:\n"
      "- {metadata: {name: a}, spec: {containers: [{name: c, image: i}]}}\n"
      "- {metadata: {name: b}, spec: {containers: [{name: c, image: i}]}, status: {phase: "
      "Failed}}\n");
  EXPECT_EQ(setting(text, "pod", "default/a", "namespace"), "default");
  EXPECT_EQ(setting(text, "pod", "default/b", "namespace"), "");
}

TEST(Import, WhatIsNotModelledIsListedWithItsEffect) {
  const Imports text(
      deployment("", "      dnsPolicy: Default\n      nodeSelectr: {a: b}\n" + kOneContainer) +
      "---\napiVersion: example.com/v1\nkind: Machine\nmetadata: {name: m}\n" +
      "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\n");
  EXPECT_THAT(text.gaps(syntax::GapEffect::Inert),
              ElementsAre("spec.template.spec.dnsPolicy", "kind ConfigMap"));
  EXPECT_THAT(text.gaps(syntax::GapEffect::Unknown), ElementsAre("spec.template.spec.nodeSelectr"));
  EXPECT_THAT(text.gaps(syntax::GapEffect::Widens), ElementsAre("kind Machine"));
}

struct ErrorCase {
  std::string name, text;
  std::vector<std::string> errors;
  friend void PrintTo(const ErrorCase& test, std::ostream* out) { *out << test.name; }
};
class Refused : public testing::TestWithParam<ErrorCase> {};
TEST_P(Refused, MatchesTable) {
  EXPECT_EQ(Imports(GetParam().text).codes(), GetParam().errors);
}
std::string resources(const std::string& content) {
  return deployment("", "      containers: [{name: c, image: i, resources: " + content + "}]\n");
}
INSTANTIATE_TEST_SUITE_P(
    Table, Refused,
    testing::Values(
        ErrorCase{"no_kind",
                  "apiVersion: v1\nmetadata: {name: a}\n",
                  {"E0501 apiVersion: v1\nmetadata: {name: a}"}},
        ErrorCase{"no_name", "apiVersion: v1\nkind: Pod\nspec: {}\n", {"E0502 Pod"}},
        ErrorCase{"label_is_number",
                  "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {v: 1}}\n",
                  {"E0503 1"}},
        ErrorCase{"quantity", resources("{requests: {cpu: lots}}"), {"E0504 lots"}},
        ErrorCase{"negative", resources("{requests: {cpu: -1}}"), {"E0504 -1"}},
        ErrorCase{"above_limit", resources("{requests: {cpu: 2}, limits: {cpu: 1}}"), {"E0505 2"}},
        ErrorCase{"at_limit", resources("{requests: {cpu: 1}, limits: {cpu: 1000m}}"), {}},
        ErrorCase{
            "twice", deployment("", "      containers: [{name: c}, {name: c}]\n"), {"E0506 c"}},
        ErrorCase{
            "operator",
            deployment("",
                       "      affinity: {podAntiAffinity: "
                       "{requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: k, "
                       "labelSelector: {matchExpressions: [{key: a, operator: Exist}]}}]}}\n" +
                           kOneContainer),
            {"E0507 Exist"}},
        ErrorCase{"resource", resources("{limits: {memroy: 1Gi}}"), {"E0508 memroy"}},
        ErrorCase{"replicas", deployment("  replicas: -1\n", kOneContainer), {"E0509 -1"}},
        ErrorCase{"port",
                  deployment("", "      containers: [{name: c, ports: [{containerPort: 0}]}]\n"),
                  {"E0509 0"}},
        ErrorCase{"volume",
                  deployment("", "      containers: [{name: c, volumeMounts: [{name: v}]}]\n"),
                  {"E0510 v"}},
        ErrorCase{"no_containers", deployment("", "      containers: []\n"), {"E0511 web"}}),
    [](const auto& test) { return test.param.name; });

TEST(Import, EveryErrorIsReported) {
  const Imports text(resources("{requests: {cpu: x}}") + "---\n" + resources("{limits: {cpu: y}}"));
  EXPECT_THAT(text.codes(), ElementsAre("E0504 x", "E0504 y"));
}

}  // namespace
}  // namespace ringfence::ingest::kubernetes
