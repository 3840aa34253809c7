#include <array>

#include "ingest/kubernetes/field_table.h"

// Kinds that are not read. Everything that makes or changes pods outside what the files show
// widens the worlds; what only refuses objects narrows them; the network, access control,
// configuration, certificates and monitoring change no placement, no isolation and no resource.

namespace ringfence::ingest::kubernetes {
namespace {

using enum syntax::GapEffect;

constexpr std::string_view kCluster =
    "pod.* container.* workload.* tenant.* volume.* network.* node.* namespace.* quota.* account.*";
constexpr std::string_view kResources =
    "pod.request.cpu pod.request.memory pod.limit.cpu pod.limit.memory container.request.cpu "
    "container.request.memory container.limit.cpu container.limit.memory "
    "pod.request.ephemeral_storage container.request.ephemeral_storage "
    "container.limit.ephemeral_storage";
constexpr std::string_view kLeadsToPods = "leads to pods, which are reached whether or not it does";
constexpr std::string_view kLetsIn = "lets connections in by a way of its own";
constexpr std::string_view kNetworkRules = "rules of the network in an API that is not read";
constexpr std::string_view kAccess = "who may call the API, not what runs";
constexpr std::string_view kMonitoring = "monitoring";
constexpr std::string_view kMutates = "changes pods when they are made";

// clang-format off
constexpr auto kRows = std::to_array<KindRow>({
  {"", "Endpoints", Inert, "", kLeadsToPods},
  {"", "ConfigMap", Inert, "", "configuration"},
  {"", "Secret", Inert, "", "configuration"},
  {"", "PodTemplate", Inert, "", "a template that nothing runs"},
  {"", "Event", Inert, "", "what was observed"},
  {"", "ComponentStatus", Inert, "", "what was observed"},
  {"", "Binding", Unknown, "pod.node", "places a pod"},
  {"apps", "ControllerRevision", Inert, "", "history"},
  {"policy", "PodSecurityPolicy", Inert, "", "not served since Kubernetes 1.25"},
  {"authentication.k8s.io", "*", Inert, "", kAccess},
  {"authorization.k8s.io", "*", Inert, "", kAccess},
  {"certificates.k8s.io", "*", Inert, "", kAccess},
  {"networking.k8s.io", "*", Inert, "", kLeadsToPods},
  {"gateway.networking.k8s.io", "*", Widens, "reach.ingress", kLetsIn},
  {"policy.networking.k8s.io", "*", Unknown, "reach.*", kNetworkRules},
  {"extensions", "Ingress", Widens, "reach.ingress", "an API that is no longer served"},
  {"discovery.k8s.io", "*", Inert, "", kLeadsToPods},
  {"storage.k8s.io", "StorageClass", Narrows, "pod.node", "pods follow their volumes", "allowedTopologies"},
  {"storage.k8s.io", "*", Inert, "", "how storage is provided"},
  {"snapshot.storage.k8s.io", "*", Inert, "", "how storage is provided"},
  {"resource.k8s.io", "*", Inert, "", "reported where a pod claims devices"},
  {"coordination.k8s.io", "*", Inert, "", "leases"},
  {"events.k8s.io", "*", Inert, "", "what was observed"},
  {"flowcontrol.apiserver.k8s.io", "*", Inert, "", kAccess},
  {"apiregistration.k8s.io", "*", Inert, "", "extends the API"},
  {"apiextensions.k8s.io", "*", Inert, "", "extends the API"},
  {"audit.k8s.io", "*", Inert, "", kAccess},
  {"admissionregistration.k8s.io", "MutatingWebhookConfiguration", Unknown, "pod.* container.*", kMutates},
  {"admissionregistration.k8s.io", "MutatingAdmissionPolicy", Unknown, "pod.* container.*", kMutates},
  {"admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding", Unknown, "pod.* container.*", kMutates},
  {"admissionregistration.k8s.io", "*", Narrows, "pod.exists container.exists", "refuses objects"},
  {"autoscaling.k8s.io", "VerticalPodAutoscaler", Unknown, kResources, "changes requests and limits"},
  {"autoscaling.k8s.io", "*", Inert, "", "recommendations"},
  {"keda.sh", "ScaledObject", Widens, "pod.exists container.exists", "changes the number of replicas"},
  {"keda.sh", "ScaledJob", Widens, kCluster, "makes pods"},
  {"keda.sh", "*", Inert, "", "credentials of scalers"},
  {"monitoring.coreos.com", "ServiceMonitor", Inert, "", kMonitoring},
  {"monitoring.coreos.com", "PodMonitor", Inert, "", kMonitoring},
  {"monitoring.coreos.com", "Probe", Inert, "", kMonitoring},
  {"monitoring.coreos.com", "PrometheusRule", Inert, "", kMonitoring},
  {"monitoring.coreos.com", "AlertmanagerConfig", Inert, "", kMonitoring},
  {"monitoring.coreos.com", "ScrapeConfig", Inert, "", kMonitoring},
  {"monitoring.googleapis.com", "*", Inert, "", kMonitoring},
  {"metrics.k8s.io", "*", Inert, "", kMonitoring},
  {"grafana.integreatly.org", "GrafanaDashboard", Inert, "", kMonitoring},
  {"grafana.integreatly.org", "GrafanaDatasource", Inert, "", kMonitoring},
  {"cert-manager.io", "*", Inert, "", "certificates"},
  {"acme.cert-manager.io", "*", Inert, "", "certificates"},
  {"bitnami.com", "SealedSecret", Inert, "", "configuration"},
  {"external-secrets.io", "*", Inert, "", "configuration"},
  {"secrets-store.csi.x-k8s.io", "*", Inert, "", "configuration"},
  {"networking.istio.io", "*", Widens, "reach.ingress", kLetsIn},
  {"security.istio.io", "*", Unknown, "reach.*", kNetworkRules},
  {"telemetry.istio.io", "*", Inert, "", kMonitoring},
  {"cilium.io", "*", Unknown, "reach.*", kNetworkRules},
  {"projectcalico.org", "*", Unknown, "reach.*", kNetworkRules},
  {"crd.projectcalico.org", "*", Unknown, "reach.*", kNetworkRules},
  {"k8s.cni.cncf.io", "*", Unknown, "reach.*", "networks beside the cluster's own"},
  {"k8s.ovn.org", "*", Unknown, "reach.*", "networks beside the cluster's own"},
  {"traefik.io", "*", Widens, "reach.ingress", kLetsIn},
  {"traefik.containo.us", "*", Widens, "reach.ingress", kLetsIn},
  {"route.openshift.io", "*", Widens, "reach.ingress", kLetsIn},
  {"image.openshift.io", "*", Inert, "", "images"},
  {"security.openshift.io", "SecurityContextConstraints", Unknown, "pod.* container.*", kMutates},
  {"kyverno.io", "*", Unknown, "pod.* container.*", kMutates},
  {"karpenter.sh", "*", Widens, "node.* pod.node", "makes nodes"},
  {"cluster.x-k8s.io", "*", Widens, "node.* pod.node", "makes nodes"},
  {"kubelet.config.k8s.io", "*", Unknown, "node.*", "configures nodes"},
  {"kubescheduler.config.k8s.io", "*", Unknown, "pod.node", "configures the scheduler"},
  {"kustomize.config.k8s.io", "*", Unknown, "*", "changes the files beside it; give the output of `kustomize build` instead"},
  {"kubevirt.io", "*", Widens, "*", "makes virtual machines"},
  {"*", "*", Widens, kCluster, "not a kind that is known; its controller may make pods"},
});
// clang-format on

bool fits(std::string_view pattern, std::string_view text) {
  return pattern == "*" || pattern == text;
}

}  // namespace

std::span<const KindRow> kind_rows() {
  return kRows;
}

const KindRow& find_kind(std::string_view group, std::string_view kind) {
  for (const KindRow& row : kRows) {
    if (fits(row.group, group) && fits(row.kind, kind)) return row;
  }
  return kRows.back();
}

}  // namespace ringfence::ingest::kubernetes
