#include "ingest/kubernetes/field_table.h"

#include <array>

// One array of rows per type of the API, in the API reference's words.
// https://kubernetes.io/docs/reference/kubernetes-api/

namespace ringfence::ingest::kubernetes {
namespace {

constexpr Field modelled(std::string_view name, const FieldType* type = nullptr) {
  return {name, Treatment::Modelled, type};
}
constexpr Field inert(std::string_view name, std::string_view reason = {}) {
  return {name, Treatment::Inert, nullptr, {}, reason};
}
constexpr Field narrows(std::string_view name, std::string_view touches, std::string_view reason) {
  return {name, Treatment::Narrows, nullptr, touches, reason};
}
constexpr Field unknown(std::string_view name, std::string_view touches, std::string_view reason) {
  return {name, Treatment::Unknown, nullptr, touches, reason};
}

// clang-format off
constexpr auto kObjectMetaFields = std::to_array<Field>({
  inert("annotations", "known ones that inject containers are reported apart"),
  inert("creationTimestamp"),
  inert("deletionGracePeriodSeconds"),
  inert("deletionTimestamp"),
  inert("finalizers"),
  modelled("generateName"),
  inert("generation"),
  modelled("labels"),
  inert("managedFields"),
  modelled("name"),
  modelled("namespace"),
  modelled("ownerReferences"),
  inert("resourceVersion"),
  inert("selfLink"),
  inert("uid"),
});
constexpr FieldType kObjectMeta{"ObjectMeta", kObjectMetaFields, "pod.* container.* workload.* node.*"};
constexpr auto kTemplateMetaFields = std::to_array<Field>({
  inert("annotations", "known ones that inject containers are reported apart"),
  inert("creationTimestamp"),
  inert("deletionGracePeriodSeconds"),
  inert("deletionTimestamp"),
  inert("finalizers"),
  inert("generateName", "the controller names its pods"),
  inert("generation"),
  modelled("labels"),
  inert("managedFields"),
  inert("name", "the controller names its pods"),
  inert("namespace", "the controller names its pods"),
  inert("ownerReferences", "the controller names its pods"),
  inert("resourceVersion"),
  inert("selfLink"),
  inert("uid"),
});
constexpr FieldType kTemplateMeta{"TemplateMeta", kTemplateMetaFields, "pod.* container.* workload.*"};
constexpr auto kLabelSelectorRequirementFields = std::to_array<Field>({
  modelled("key"),
  modelled("operator"),
  modelled("values"),
});
constexpr FieldType kLabelSelectorRequirement{"LabelSelectorRequirement", kLabelSelectorRequirementFields, "pod.node"};
constexpr auto kLabelSelectorFields = std::to_array<Field>({
  modelled("matchExpressions", &kLabelSelectorRequirement),
  modelled("matchLabels"),
});
constexpr FieldType kLabelSelector{"LabelSelector", kLabelSelectorFields, "pod.node"};
constexpr auto kNodeSelectorTermFields = std::to_array<Field>({
  modelled("matchExpressions", &kLabelSelectorRequirement),
  modelled("matchFields", &kLabelSelectorRequirement),
});
constexpr FieldType kNodeSelectorTerm{"NodeSelectorTerm", kNodeSelectorTermFields, "pod.node"};
constexpr auto kNodeSelectorFields = std::to_array<Field>({
  modelled("nodeSelectorTerms", &kNodeSelectorTerm),
});
constexpr FieldType kNodeSelector{"NodeSelector", kNodeSelectorFields, "pod.node"};
constexpr auto kPodAffinityTermFields = std::to_array<Field>({
  modelled("labelSelector", &kLabelSelector),
  modelled("matchLabelKeys"),
  modelled("mismatchLabelKeys"),
  modelled("namespaceSelector", &kLabelSelector),
  modelled("namespaces"),
  modelled("topologyKey"),
});
constexpr FieldType kPodAffinityTerm{"PodAffinityTerm", kPodAffinityTermFields, "pod.node"};
constexpr auto kNodeAffinityFields = std::to_array<Field>({
  inert("preferredDuringSchedulingIgnoredDuringExecution", "a preference binds nothing"),
  modelled("requiredDuringSchedulingIgnoredDuringExecution", &kNodeSelector),
});
constexpr FieldType kNodeAffinity{"NodeAffinity", kNodeAffinityFields, "pod.node"};
constexpr auto kPodAffinityFields = std::to_array<Field>({
  inert("preferredDuringSchedulingIgnoredDuringExecution", "a preference binds nothing"),
  modelled("requiredDuringSchedulingIgnoredDuringExecution", &kPodAffinityTerm),
});
constexpr FieldType kPodAffinity{"PodAffinity", kPodAffinityFields, "pod.node"};
constexpr auto kAffinityFields = std::to_array<Field>({
  modelled("nodeAffinity", &kNodeAffinity),
  modelled("podAffinity", &kPodAffinity),
  modelled("podAntiAffinity", &kPodAffinity),
});
constexpr FieldType kAffinity{"Affinity", kAffinityFields, "pod.node"};
constexpr auto kTolerationFields = std::to_array<Field>({
  modelled("effect"),
  modelled("key"),
  modelled("operator"),
  inert("tolerationSeconds", "for however long, the taint is tolerated"),
  modelled("value"),
});
constexpr FieldType kToleration{"Toleration", kTolerationFields, "pod.node"};
constexpr auto kTopologySpreadConstraintFields = std::to_array<Field>({
  modelled("labelSelector", &kLabelSelector),
  modelled("matchLabelKeys"),
  modelled("maxSkew"),
  modelled("minDomains"),
  modelled("nodeAffinityPolicy"),
  modelled("nodeTaintsPolicy"),
  modelled("topologyKey"),
  modelled("whenUnsatisfiable"),
});
constexpr FieldType kTopologySpreadConstraint{"TopologySpreadConstraint", kTopologySpreadConstraintFields, "pod.node"};
constexpr auto kContainerPortFields = std::to_array<Field>({
  modelled("containerPort"),
  modelled("hostIP"),
  modelled("hostPort"),
  inert("name"),
  modelled("protocol"),
});
constexpr FieldType kContainerPort{"ContainerPort", kContainerPortFields, "pod.host_ports container.host_ports"};
constexpr auto kResourceRequirementsFields = std::to_array<Field>({
  unknown("claims", "pod.devices container.devices pod.node", "dynamic resource allocation"),
  modelled("limits"),
  modelled("requests"),
});
constexpr FieldType kResourceRequirements{"ResourceRequirements", kResourceRequirementsFields, "pod.request.cpu pod.request.memory container.request.cpu container.request.memory pod.limit.cpu pod.limit.memory container.limit.cpu container.limit.memory"};
constexpr auto kCapabilitiesFields = std::to_array<Field>({
  modelled("add"),
  modelled("drop"),
});
constexpr FieldType kCapabilities{"Capabilities", kCapabilitiesFields, "container.capabilities_added container.capabilities_dropped"};
constexpr auto kSeccompProfileFields = std::to_array<Field>({
  inert("localhostProfile"),
  modelled("type"),
});
constexpr FieldType kSeccompProfile{"SeccompProfile", kSeccompProfileFields, "container.seccomp"};
constexpr auto kSecurityContextFields = std::to_array<Field>({
  modelled("allowPrivilegeEscalation"),
  inert("appArmorProfile", "mandatory access control separates beside namespaces and is no attribute"),
  modelled("capabilities", &kCapabilities),
  modelled("privileged"),
  modelled("procMount"),
  modelled("readOnlyRootFilesystem"),
  inert("runAsGroup"),
  modelled("runAsNonRoot"),
  modelled("runAsUser"),
  inert("seLinuxOptions", "mandatory access control separates beside namespaces and is no attribute"),
  modelled("seccompProfile", &kSeccompProfile),
  unknown("windowsOptions", "pod.* container.*", "Windows pods isolate differently"),
});
constexpr FieldType kSecurityContext{"SecurityContext", kSecurityContextFields, "container.*"};
constexpr auto kPodSecurityContextFields = std::to_array<Field>({
  inert("appArmorProfile", "mandatory access control separates beside namespaces and is no attribute"),
  inert("fsGroup"),
  inert("fsGroupChangePolicy"),
  inert("runAsGroup"),
  modelled("runAsNonRoot"),
  modelled("runAsUser"),
  inert("seLinuxChangePolicy"),
  inert("seLinuxOptions", "mandatory access control separates beside namespaces and is no attribute"),
  modelled("seccompProfile", &kSeccompProfile),
  inert("supplementalGroups"),
  inert("supplementalGroupsPolicy"),
  inert("sysctls"),
  unknown("windowsOptions", "pod.* container.*", "Windows pods isolate differently"),
});
constexpr FieldType kPodSecurityContext{"PodSecurityContext", kPodSecurityContextFields, "pod.* container.*"};
constexpr auto kVolumeMountFields = std::to_array<Field>({
  inert("bindMountOptions"),
  inert("mountPath"),
  modelled("mountPropagation"),
  modelled("name"),
  modelled("readOnly"),
  inert("recursiveReadOnly"),
  inert("subPath"),
  inert("subPathExpr"),
});
constexpr FieldType kVolumeMount{"VolumeMount", kVolumeMountFields, "pod.volumes container.volumes pod.host_paths container.host_paths"};
constexpr auto kVolumeDeviceFields = std::to_array<Field>({
  inert("devicePath"),
  modelled("name"),
});
constexpr FieldType kVolumeDevice{"VolumeDevice", kVolumeDeviceFields, "pod.volumes container.volumes"};
constexpr auto kContainerFields = std::to_array<Field>({
  inert("args"),
  inert("command"),
  inert("env"),
  inert("envFrom"),
  modelled("image"),
  inert("imagePullPolicy"),
  inert("lifecycle"),
  inert("livenessProbe", "when a container is healthy, not where it is"),
  modelled("name"),
  modelled("ports", &kContainerPort),
  inert("readinessProbe", "when a container is healthy, not where it is"),
  inert("resizePolicy"),
  modelled("resources", &kResourceRequirements),
  modelled("restartPolicy"),
  inert("restartPolicyRules"),
  modelled("securityContext", &kSecurityContext),
  inert("startupProbe", "when a container is healthy, not where it is"),
  inert("stdin"),
  inert("stdinOnce"),
  inert("terminationMessagePath"),
  inert("terminationMessagePolicy"),
  inert("tty"),
  modelled("volumeDevices", &kVolumeDevice),
  modelled("volumeMounts", &kVolumeMount),
  inert("workingDir"),
});
constexpr FieldType kContainer{"Container", kContainerFields, "pod.* container.*"};
constexpr auto kEphemeralContainerFields = std::to_array<Field>({
  inert("args"),
  inert("command"),
  inert("env"),
  inert("envFrom"),
  modelled("image"),
  inert("imagePullPolicy"),
  inert("lifecycle"),
  inert("livenessProbe", "when a container is healthy, not where it is"),
  modelled("name"),
  modelled("ports", &kContainerPort),
  inert("readinessProbe", "when a container is healthy, not where it is"),
  inert("resizePolicy"),
  modelled("resources", &kResourceRequirements),
  modelled("restartPolicy"),
  inert("restartPolicyRules"),
  modelled("securityContext", &kSecurityContext),
  inert("startupProbe", "when a container is healthy, not where it is"),
  inert("stdin"),
  inert("stdinOnce"),
  unknown("targetContainerName", "container.pid_namespace", "joins the process namespace of that container"),
  inert("terminationMessagePath"),
  inert("terminationMessagePolicy"),
  inert("tty"),
  modelled("volumeDevices", &kVolumeDevice),
  modelled("volumeMounts", &kVolumeMount),
  inert("workingDir"),
});
constexpr FieldType kEphemeralContainer{"EphemeralContainer", kEphemeralContainerFields, "pod.* container.*"};
constexpr auto kHostPathVolumeSourceFields = std::to_array<Field>({
  modelled("path"),
  inert("type"),
});
constexpr FieldType kHostPathVolumeSource{"HostPathVolumeSource", kHostPathVolumeSourceFields, "pod.host_paths container.host_paths"};
constexpr auto kPersistentVolumeClaimVolumeSourceFields = std::to_array<Field>({
  modelled("claimName"),
  modelled("readOnly"),
});
constexpr FieldType kPersistentVolumeClaimVolumeSource{"PersistentVolumeClaimVolumeSource", kPersistentVolumeClaimVolumeSourceFields, "pod.volumes container.volumes"};
constexpr auto kVolumeFields = std::to_array<Field>({
  modelled("awsElasticBlockStore"),
  modelled("azureDisk"),
  modelled("azureFile"),
  modelled("cephfs"),
  modelled("cinder"),
  inert("configMap", "the pod's own, or only read"),
  modelled("csi"),
  inert("downwardAPI", "the pod's own, or only read"),
  inert("emptyDir", "the pod's own, or only read"),
  inert("ephemeral", "the pod's own, or only read"),
  modelled("fc"),
  modelled("flexVolume"),
  modelled("flocker"),
  modelled("gcePersistentDisk"),
  inert("gitRepo", "the pod's own, or only read"),
  modelled("glusterfs"),
  modelled("hostPath", &kHostPathVolumeSource),
  inert("image", "the pod's own, or only read"),
  modelled("iscsi"),
  modelled("name"),
  modelled("nfs"),
  modelled("persistentVolumeClaim", &kPersistentVolumeClaimVolumeSource),
  modelled("photonPersistentDisk"),
  modelled("portworxVolume"),
  inert("projected", "the pod's own, or only read"),
  modelled("quobyte"),
  modelled("rbd"),
  modelled("scaleIO"),
  inert("secret", "the pod's own, or only read"),
  modelled("storageos"),
  modelled("vsphereVolume"),
});
constexpr FieldType kVolume{"Volume", kVolumeFields, "pod.volumes container.volumes pod.host_paths container.host_paths"};
constexpr auto kPodOSFields = std::to_array<Field>({
  modelled("name"),
});
constexpr FieldType kPodOS{"PodOS", kPodOSFields, "pod.* container.*"};
constexpr auto kPodSpecFields = std::to_array<Field>({
  inert("activeDeadlineSeconds"),
  modelled("affinity", &kAffinity),
  inert("automountServiceAccountToken"),
  modelled("containers", &kContainer),
  inert("dnsConfig"),
  inert("dnsPolicy"),
  inert("enableServiceLinks"),
  modelled("ephemeralContainers", &kEphemeralContainer),
  inert("evictionResponders"),
  inert("hostAliases"),
  modelled("hostIPC"),
  modelled("hostNetwork"),
  modelled("hostPID"),
  modelled("hostUsers"),
  inert("hostname"),
  inert("hostnameOverride"),
  inert("imagePullSecrets"),
  modelled("initContainers", &kContainer),
  modelled("nodeName"),
  modelled("nodeSelector"),
  modelled("os", &kPodOS),
  modelled("overhead"),
  inert("preemptionPolicy"),
  inert("priority"),
  modelled("priorityClassName"),
  inert("readinessGates"),
  unknown("resourceClaims", "pod.devices container.devices pod.node", "dynamic resource allocation"),
  modelled("resources", &kResourceRequirements),
  inert("restartPolicy"),
  modelled("runtimeClassName"),
  modelled("schedulerName"),
  narrows("schedulingGates", "pod.node", "the pod stays pending until its gates are removed"),
  narrows("schedulingGroup", "pod.node", "the group is placed together or not at all"),
  modelled("securityContext", &kPodSecurityContext),
  modelled("serviceAccount"),
  modelled("serviceAccountName"),
  inert("setHostnameAsFQDN"),
  modelled("shareProcessNamespace"),
  inert("subdomain"),
  inert("terminationGracePeriodSeconds"),
  modelled("tolerations", &kToleration),
  modelled("topologySpreadConstraints", &kTopologySpreadConstraint),
  modelled("volumes", &kVolume),
});
constexpr FieldType kPodSpec{"PodSpec", kPodSpecFields, "pod.* container.*"};
constexpr auto kPodFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kPodSpec),
  inert("status", "what was observed; of it only `phase` is read"),
});
constexpr FieldType kPod{"Pod", kPodFields, "pod.* container.*"};
constexpr auto kPodTemplateSpecFields = std::to_array<Field>({
  modelled("metadata", &kTemplateMeta),
  modelled("spec", &kPodSpec),
});
constexpr FieldType kPodTemplateSpec{"PodTemplateSpec", kPodTemplateSpecFields, "pod.* container.*"};
constexpr auto kReplicationControllerSpecFields = std::to_array<Field>({
  inert("minReadySeconds"),
  modelled("replicas"),
  inert("selector", "must select the template's labels, or the API server refuses"),
  modelled("template", &kPodTemplateSpec),
});
constexpr FieldType kReplicationControllerSpec{"ReplicationControllerSpec", kReplicationControllerSpecFields, "pod.* container.* workload.*"};
constexpr auto kReplicationControllerFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kReplicationControllerSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kReplicationController{"ReplicationController", kReplicationControllerFields, "pod.* container.* workload.*"};
constexpr auto kReplicaSetSpecFields = std::to_array<Field>({
  inert("minReadySeconds"),
  modelled("replicas"),
  inert("selector", "must select the template's labels, or the API server refuses"),
  modelled("template", &kPodTemplateSpec),
});
constexpr FieldType kReplicaSetSpec{"ReplicaSetSpec", kReplicaSetSpecFields, "pod.* container.* workload.*"};
constexpr auto kReplicaSetFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kReplicaSetSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kReplicaSet{"ReplicaSet", kReplicaSetFields, "pod.* container.* workload.*"};
constexpr auto kRollingUpdateDeploymentFields = std::to_array<Field>({
  modelled("maxSurge"),
  inert("maxUnavailable", "a replica that is taken down is a pending one"),
});
constexpr FieldType kRollingUpdateDeployment{"RollingUpdateDeployment", kRollingUpdateDeploymentFields, "pod.exists"};
constexpr auto kDeploymentStrategyFields = std::to_array<Field>({
  modelled("rollingUpdate", &kRollingUpdateDeployment),
  modelled("type"),
});
constexpr FieldType kDeploymentStrategy{"DeploymentStrategy", kDeploymentStrategyFields, "pod.exists"};
constexpr auto kDeploymentSpecFields = std::to_array<Field>({
  inert("minReadySeconds"),
  inert("paused"),
  inert("progressDeadlineSeconds"),
  modelled("replicas"),
  inert("revisionHistoryLimit"),
  inert("selector", "must select the template's labels, or the API server refuses"),
  modelled("strategy", &kDeploymentStrategy),
  modelled("template", &kPodTemplateSpec),
});
constexpr FieldType kDeploymentSpec{"DeploymentSpec", kDeploymentSpecFields, "pod.* container.* workload.*"};
constexpr auto kDeploymentFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kDeploymentSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kDeployment{"Deployment", kDeploymentFields, "pod.* container.* workload.*"};
constexpr auto kStatefulSetSpecFields = std::to_array<Field>({
  inert("minReadySeconds"),
  inert("ordinals"),
  inert("persistentVolumeClaimRetentionPolicy"),
  inert("podManagementPolicy"),
  modelled("replicas"),
  inert("revisionHistoryLimit"),
  inert("selector", "must select the template's labels, or the API server refuses"),
  inert("serviceName"),
  modelled("template", &kPodTemplateSpec),
  inert("updateStrategy", "takes replicas down before it makes new ones"),
  modelled("volumeClaimTemplates"),
});
constexpr FieldType kStatefulSetSpec{"StatefulSetSpec", kStatefulSetSpecFields, "pod.* container.* workload.*"};
constexpr auto kStatefulSetFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kStatefulSetSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kStatefulSet{"StatefulSet", kStatefulSetFields, "pod.* container.* workload.*"};
constexpr auto kRollingUpdateDaemonSetFields = std::to_array<Field>({
  modelled("maxSurge"),
  inert("maxUnavailable", "a replica that is taken down is a pending one"),
});
constexpr FieldType kRollingUpdateDaemonSet{"RollingUpdateDaemonSet", kRollingUpdateDaemonSetFields, "pod.exists"};
constexpr auto kDaemonSetUpdateStrategyFields = std::to_array<Field>({
  modelled("rollingUpdate", &kRollingUpdateDaemonSet),
  inert("type"),
});
constexpr FieldType kDaemonSetUpdateStrategy{"DaemonSetUpdateStrategy", kDaemonSetUpdateStrategyFields, "pod.exists"};
constexpr auto kDaemonSetSpecFields = std::to_array<Field>({
  inert("minReadySeconds"),
  inert("revisionHistoryLimit"),
  inert("selector", "must select the template's labels, or the API server refuses"),
  modelled("template", &kPodTemplateSpec),
  modelled("updateStrategy", &kDaemonSetUpdateStrategy),
});
constexpr FieldType kDaemonSetSpec{"DaemonSetSpec", kDaemonSetSpecFields, "pod.* container.* workload.*"};
constexpr auto kDaemonSetFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kDaemonSetSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kDaemonSet{"DaemonSet", kDaemonSetFields, "pod.* container.* workload.*"};
constexpr auto kJobSpecFields = std::to_array<Field>({
  inert("activeDeadlineSeconds"),
  inert("backoffLimit"),
  inert("backoffLimitPerIndex"),
  inert("completionMode"),
  modelled("completions"),
  inert("managedBy"),
  inert("manualSelector"),
  inert("maxFailedIndexes"),
  modelled("parallelism"),
  inert("podFailurePolicy"),
  inert("podReplacementPolicy"),
  narrows("scheduling", "pod.node", "the group is placed together or not at all"),
  inert("selector", "must select the template's labels, or the API server refuses"),
  inert("successPolicy"),
  modelled("suspend"),
  modelled("template", &kPodTemplateSpec),
  inert("ttlSecondsAfterFinished"),
});
constexpr FieldType kJobSpec{"JobSpec", kJobSpecFields, "pod.* container.* workload.*"};
constexpr auto kJobFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kJobSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kJob{"Job", kJobFields, "pod.* container.* workload.*"};
constexpr auto kJobTemplateSpecFields = std::to_array<Field>({
  modelled("metadata", &kTemplateMeta),
  modelled("spec", &kJobSpec),
});
constexpr FieldType kJobTemplateSpec{"JobTemplateSpec", kJobTemplateSpecFields, "pod.* container.* workload.*"};
constexpr auto kCronJobSpecFields = std::to_array<Field>({
  modelled("concurrencyPolicy"),
  inert("failedJobsHistoryLimit"),
  modelled("jobTemplate", &kJobTemplateSpec),
  inert("schedule"),
  inert("startingDeadlineSeconds"),
  inert("successfulJobsHistoryLimit"),
  modelled("suspend"),
  inert("timeZone"),
});
constexpr FieldType kCronJobSpec{"CronJobSpec", kCronJobSpecFields, "pod.* container.* workload.*"};
constexpr auto kCronJobFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kCronJobSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kCronJob{"CronJob", kCronJobFields, "pod.* container.* workload.*"};
constexpr auto kTaintFields = std::to_array<Field>({
  modelled("effect"),
  modelled("key"),
  inert("timeAdded"),
  modelled("value"),
});
constexpr FieldType kTaint{"Taint", kTaintFields, "pod.node"};
constexpr auto kNodeSpecFields = std::to_array<Field>({
  inert("configSource"),
  inert("externalID"),
  inert("podCIDR"),
  inert("podCIDRs"),
  inert("podPreemptionPolicy"),
  modelled("providerID"),
  modelled("taints", &kTaint),
  modelled("unschedulable"),
});
constexpr FieldType kNodeSpec{"NodeSpec", kNodeSpecFields, "node.*"};
constexpr auto kNodeSystemInfoFields = std::to_array<Field>({
  inert("architecture"),
  inert("bootID"),
  inert("containerRuntimeVersion"),
  inert("kernelVersion"),
  inert("kubeProxyVersion"),
  inert("kubeletVersion"),
  inert("machineID"),
  inert("operatingSystem"),
  inert("osImage"),
  inert("swap"),
  modelled("systemUUID"),
});
constexpr FieldType kNodeSystemInfo{"NodeSystemInfo", kNodeSystemInfoFields, "node.*"};
constexpr auto kNodeStatusFields = std::to_array<Field>({
  inert("addresses"),
  modelled("allocatable"),
  modelled("capacity"),
  inert("conditions"),
  inert("config"),
  inert("daemonEndpoints"),
  inert("declaredFeatures"),
  inert("features"),
  inert("images"),
  modelled("nodeInfo", &kNodeSystemInfo),
  inert("phase"),
  inert("runtimeHandlers"),
  inert("volumesAttached"),
  inert("volumesInUse"),
});
constexpr FieldType kNodeStatus{"NodeStatus", kNodeStatusFields, "node.*"};
constexpr auto kNodeFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kNodeSpec),
  modelled("status", &kNodeStatus),
});
constexpr FieldType kNode{"Node", kNodeFields, "node.*"};
constexpr auto kNamespaceFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  inert("spec"),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kNamespace{"Namespace", kNamespaceFields, "pod.tenant"};
constexpr auto kCrossVersionObjectReferenceFields = std::to_array<Field>({
  inert("apiVersion"),
  modelled("kind"),
  modelled("name"),
});
constexpr FieldType kCrossVersionObjectReference{"CrossVersionObjectReference", kCrossVersionObjectReferenceFields, "pod.exists"};
constexpr auto kHorizontalPodAutoscalerSpecFields = std::to_array<Field>({
  inert("behavior", "decides when to scale, within the bounds"),
  modelled("maxReplicas"),
  inert("metrics", "decides when to scale, within the bounds"),
  modelled("minReplicas"),
  modelled("scaleTargetRef", &kCrossVersionObjectReference),
  inert("targetCPUUtilizationPercentage", "decides when to scale, within the bounds"),
});
constexpr FieldType kHorizontalPodAutoscalerSpec{"HorizontalPodAutoscalerSpec", kHorizontalPodAutoscalerSpecFields, "pod.exists"};
constexpr auto kHorizontalPodAutoscalerFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kHorizontalPodAutoscalerSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kHorizontalPodAutoscaler{"HorizontalPodAutoscaler", kHorizontalPodAutoscalerFields, "pod.exists"};
constexpr auto kRuntimeClassOverheadFields = std::to_array<Field>({
  modelled("podFixed"),
});
constexpr FieldType kRuntimeClassOverhead{"RuntimeClassOverhead", kRuntimeClassOverheadFields, "pod.request.cpu pod.request.memory"};
constexpr auto kRuntimeClassSchedulingFields = std::to_array<Field>({
  modelled("nodeSelector"),
  modelled("tolerations", &kToleration),
});
constexpr FieldType kRuntimeClassScheduling{"RuntimeClassScheduling", kRuntimeClassSchedulingFields, "pod.node"};
constexpr auto kRuntimeClassFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("handler"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("overhead", &kRuntimeClassOverhead),
  modelled("scheduling", &kRuntimeClassScheduling),
});
constexpr FieldType kRuntimeClass{"RuntimeClass", kRuntimeClassFields, "pod.*"};
// clang-format on

constexpr auto kTypes = std::to_array<const FieldType*>({
    &kObjectMeta,
    &kTemplateMeta,
    &kLabelSelectorRequirement,
    &kLabelSelector,
    &kNodeSelectorTerm,
    &kNodeSelector,
    &kPodAffinityTerm,
    &kNodeAffinity,
    &kPodAffinity,
    &kAffinity,
    &kToleration,
    &kTopologySpreadConstraint,
    &kContainerPort,
    &kResourceRequirements,
    &kCapabilities,
    &kSeccompProfile,
    &kSecurityContext,
    &kPodSecurityContext,
    &kVolumeMount,
    &kVolumeDevice,
    &kContainer,
    &kEphemeralContainer,
    &kHostPathVolumeSource,
    &kPersistentVolumeClaimVolumeSource,
    &kVolume,
    &kPodOS,
    &kPodSpec,
    &kPod,
    &kPodTemplateSpec,
    &kReplicationControllerSpec,
    &kReplicationController,
    &kReplicaSetSpec,
    &kReplicaSet,
    &kRollingUpdateDeployment,
    &kDeploymentStrategy,
    &kDeploymentSpec,
    &kDeployment,
    &kStatefulSetSpec,
    &kStatefulSet,
    &kRollingUpdateDaemonSet,
    &kDaemonSetUpdateStrategy,
    &kDaemonSetSpec,
    &kDaemonSet,
    &kJobSpec,
    &kJob,
    &kJobTemplateSpec,
    &kCronJobSpec,
    &kCronJob,
    &kTaint,
    &kNodeSpec,
    &kNodeSystemInfo,
    &kNodeStatus,
    &kNode,
    &kNamespace,
    &kCrossVersionObjectReference,
    &kHorizontalPodAutoscalerSpec,
    &kHorizontalPodAutoscaler,
    &kRuntimeClassOverhead,
    &kRuntimeClassScheduling,
    &kRuntimeClass,
});

/// A kind that is read, and the group it is served in.
struct ReadKind {
  std::string_view group;
  const FieldType* type;
};
constexpr auto kKinds = std::to_array<ReadKind>({
    {"", &kNamespace},
    {"", &kNode},
    {"", &kPod},
    {"", &kReplicationController},
    {"apps", &kReplicaSet},
    {"apps", &kDeployment},
    {"apps", &kStatefulSet},
    {"apps", &kDaemonSet},
    {"batch", &kJob},
    {"batch", &kCronJob},
    {"autoscaling", &kHorizontalPodAutoscaler},
    {"node.k8s.io", &kRuntimeClass},
});

const ReadKind* find_read_kind(std::string_view kind) {
  for (const ReadKind& each : kKinds) {
    if (each.type->name == kind) return &each;
  }
  return nullptr;
}

}  // namespace

std::span<const FieldType* const> field_types() {
  return kTypes;
}

const FieldType* type_of_kind(std::string_view kind) {
  const ReadKind* found = find_read_kind(kind);
  return found == nullptr ? nullptr : found->type;
}

std::string_view group_of_kind(std::string_view kind) {
  const ReadKind* found = find_read_kind(kind);
  return found == nullptr ? std::string_view() : found->group;
}

const Field* find_field(const FieldType& type, std::string_view name) {
  for (const Field& field : type.fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

}  // namespace ringfence::ingest::kubernetes
