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

/// What a LimitRange can change: defaults of requests and limits, and what is refused.
constexpr std::string_view kRequestsAndLimits =
    "pod.request.cpu pod.request.memory pod.request.ephemeral_storage pod.request pod.limit.cpu "
    "pod.limit.memory pod.limit.ephemeral_storage pod.refused container.request.cpu "
    "container.request.memory container.request.ephemeral_storage container.request "
    "container.limit.cpu container.limit.memory container.limit.ephemeral_storage";

constexpr std::string_view kBudgets =
    "workload.budgets workload.min_available workload.min_available_percent "
    "workload.max_unavailable workload.max_unavailable_percent";

constexpr std::string_view kRights =
    "account.automounts_token account.permissions account.wildcards account.is_admin "
    "account.becomes account.escalates account.reads_secrets_in account.makes_pods_in "
    "pod.mounts_token";

// clang-format off
constexpr auto kObjectMetaFields = std::to_array<Field>({
  inert("annotations", "those of AppArmor are read; known ones that inject containers are reported apart"),
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
  inert("annotations", "those of AppArmor are read; known ones that inject containers are reported apart"),
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
constexpr auto kAppArmorProfileFields = std::to_array<Field>({
  inert("localhostProfile", "which profile, not whether there is one"),
  modelled("type"),
});
constexpr FieldType kAppArmorProfile{"AppArmorProfile", kAppArmorProfileFields, "pod.apparmor_profiles container.apparmor"};
constexpr auto kSELinuxOptionsFields = std::to_array<Field>({
  modelled("level"),
  modelled("role"),
  modelled("type"),
  modelled("user"),
});
constexpr FieldType kSELinuxOptions{"SELinuxOptions", kSELinuxOptionsFields, "pod.selinux.type container.selinux.type"};
constexpr auto kSysctlFields = std::to_array<Field>({
  modelled("name"),
  inert("value", "which parameters are set, not to what"),
});
constexpr FieldType kSysctl{"Sysctl", kSysctlFields, "pod.sysctls"};
constexpr auto kWindowsSecurityContextOptionsFields = std::to_array<Field>({
  inert("gmsaCredentialSpec", "who the container is to the domain"),
  inert("gmsaCredentialSpecName", "who the container is to the domain"),
  modelled("hostProcess"),
  inert("runAsUserName", "an account by name; `runAsNonRoot` keeps out the administrator's"),
});
constexpr FieldType kWindowsSecurityContextOptions{"WindowsSecurityContextOptions", kWindowsSecurityContextOptionsFields, "pod.* container.*"};
constexpr auto kHTTPGetActionFields = std::to_array<Field>({
  modelled("host"),
  inert("httpHeaders"),
  inert("path"),
  inert("port"),
  inert("protocol"),
  inert("scheme"),
});
constexpr FieldType kHTTPGetAction{"HTTPGetAction", kHTTPGetActionFields, "container.handler_hosts"};
constexpr auto kTCPSocketActionFields = std::to_array<Field>({
  modelled("host"),
  inert("port"),
});
constexpr FieldType kTCPSocketAction{"TCPSocketAction", kTCPSocketActionFields, "container.handler_hosts"};
constexpr auto kProbeFields = std::to_array<Field>({
  inert("exec"),
  inert("failureThreshold"),
  inert("grpc"),
  modelled("httpGet", &kHTTPGetAction),
  inert("initialDelaySeconds"),
  inert("periodSeconds"),
  inert("successThreshold"),
  modelled("tcpSocket", &kTCPSocketAction),
  inert("terminationGracePeriodSeconds"),
  inert("timeoutSeconds"),
});
constexpr FieldType kProbe{"Probe", kProbeFields, "container.handler_hosts"};
constexpr auto kLifecycleHandlerFields = std::to_array<Field>({
  inert("exec"),
  modelled("httpGet", &kHTTPGetAction),
  inert("sleep"),
  modelled("tcpSocket", &kTCPSocketAction),
});
constexpr FieldType kLifecycleHandler{"LifecycleHandler", kLifecycleHandlerFields, "container.handler_hosts"};
constexpr auto kLifecycleFields = std::to_array<Field>({
  modelled("postStart", &kLifecycleHandler),
  modelled("preStop", &kLifecycleHandler),
  inert("stopSignal"),
});
constexpr FieldType kLifecycle{"Lifecycle", kLifecycleFields, "container.handler_hosts"};
constexpr auto kSecurityContextFields = std::to_array<Field>({
  modelled("allowPrivilegeEscalation"),
  modelled("appArmorProfile", &kAppArmorProfile),
  modelled("capabilities", &kCapabilities),
  modelled("privileged"),
  modelled("procMount"),
  modelled("readOnlyRootFilesystem"),
  modelled("runAsGroup"),
  modelled("runAsNonRoot"),
  modelled("runAsUser"),
  modelled("seLinuxOptions", &kSELinuxOptions),
  modelled("seccompProfile", &kSeccompProfile),
  modelled("windowsOptions", &kWindowsSecurityContextOptions),
});
constexpr FieldType kSecurityContext{"SecurityContext", kSecurityContextFields, "container.*"};
constexpr auto kPodSecurityContextFields = std::to_array<Field>({
  modelled("appArmorProfile", &kAppArmorProfile),
  modelled("fsGroup"),
  inert("fsGroupChangePolicy"),
  modelled("runAsGroup"),
  modelled("runAsNonRoot"),
  modelled("runAsUser"),
  inert("seLinuxChangePolicy"),
  modelled("seLinuxOptions", &kSELinuxOptions),
  modelled("seccompProfile", &kSeccompProfile),
  modelled("supplementalGroups"),
  inert("supplementalGroupsPolicy"),
  modelled("sysctls", &kSysctl),
  modelled("windowsOptions", &kWindowsSecurityContextOptions),
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
  modelled("lifecycle", &kLifecycle),
  modelled("livenessProbe", &kProbe),
  modelled("name"),
  modelled("ports", &kContainerPort),
  modelled("readinessProbe", &kProbe),
  inert("resizePolicy"),
  modelled("resources", &kResourceRequirements),
  modelled("restartPolicy"),
  inert("restartPolicyRules"),
  modelled("securityContext", &kSecurityContext),
  modelled("startupProbe", &kProbe),
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
  modelled("lifecycle", &kLifecycle),
  modelled("livenessProbe", &kProbe),
  modelled("name"),
  modelled("ports", &kContainerPort),
  modelled("readinessProbe", &kProbe),
  inert("resizePolicy"),
  modelled("resources", &kResourceRequirements),
  modelled("restartPolicy"),
  inert("restartPolicyRules"),
  modelled("securityContext", &kSecurityContext),
  modelled("startupProbe", &kProbe),
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
constexpr auto kVolumeResourceRequirementsFields = std::to_array<Field>({
  modelled("limits"),
  modelled("requests"),
});
constexpr FieldType kVolumeResourceRequirements{"VolumeResourceRequirements", kVolumeResourceRequirementsFields, "volume.requested"};
constexpr auto kPersistentVolumeClaimSpecFields = std::to_array<Field>({
  modelled("accessModes"),
  inert("dataSource", "what the volume is filled with when it is made"),
  inert("dataSourceRef", "what the volume is filled with when it is made"),
  modelled("resources", &kVolumeResourceRequirements),
  modelled("selector", &kLabelSelector),
  modelled("storageClassName"),
  inert("volumeAttributesClassName", "how fast the volume is"),
  modelled("volumeMode"),
  modelled("volumeName"),
});
constexpr FieldType kPersistentVolumeClaimSpec{"PersistentVolumeClaimSpec", kPersistentVolumeClaimSpecFields, "volume.* pod.volumes container.volumes"};
constexpr auto kPersistentVolumeClaimFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kPersistentVolumeClaimSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kPersistentVolumeClaim{"PersistentVolumeClaim", kPersistentVolumeClaimFields, "volume.* pod.volumes container.volumes"};
constexpr auto kPersistentVolumeClaimTemplateFields = std::to_array<Field>({
  inert("metadata", "the claim is the pod's alone"),
  modelled("spec", &kPersistentVolumeClaimSpec),
});
constexpr FieldType kPersistentVolumeClaimTemplate{"PersistentVolumeClaimTemplate", kPersistentVolumeClaimTemplateFields, "pod.claims pod.claimed_storage"};
constexpr auto kEphemeralVolumeSourceFields = std::to_array<Field>({
  modelled("volumeClaimTemplate", &kPersistentVolumeClaimTemplate),
});
constexpr FieldType kEphemeralVolumeSource{"EphemeralVolumeSource", kEphemeralVolumeSourceFields, "pod.claims pod.claimed_storage"};
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
  modelled("ephemeral", &kEphemeralVolumeSource),
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
  modelled("activeDeadlineSeconds"),
  modelled("affinity", &kAffinity),
  modelled("automountServiceAccountToken"),
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
  modelled("preemptionPolicy"),
  modelled("priority"),
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
  modelled("volumeClaimTemplates", &kPersistentVolumeClaim),
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
constexpr auto kLimitRangeItemFields = std::to_array<Field>({
  modelled("default"),
  modelled("defaultRequest"),
  modelled("max"),
  modelled("maxLimitRequestRatio"),
  modelled("min"),
  modelled("type"),
});
constexpr FieldType kLimitRangeItem{"LimitRangeItem", kLimitRangeItemFields, kRequestsAndLimits};
constexpr auto kLimitRangeSpecFields = std::to_array<Field>({
  modelled("limits", &kLimitRangeItem),
});
constexpr FieldType kLimitRangeSpec{"LimitRangeSpec", kLimitRangeSpecFields, kRequestsAndLimits};
constexpr auto kLimitRangeFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kLimitRangeSpec),
});
constexpr FieldType kLimitRange{"LimitRange", kLimitRangeFields, kRequestsAndLimits};
constexpr auto kObjectReferenceFields = std::to_array<Field>({
  inert("apiVersion"),
  inert("fieldPath"),
  inert("kind"),
  modelled("name"),
  modelled("namespace"),
  inert("resourceVersion"),
  inert("uid"),
});
constexpr FieldType kObjectReference{"ObjectReference", kObjectReferenceFields, "volume.bound_to"};
constexpr auto kLocalVolumeSourceFields = std::to_array<Field>({
  inert("fsType"),
  modelled("path"),
});
constexpr FieldType kLocalVolumeSource{"LocalVolumeSource", kLocalVolumeSourceFields, "pod.host_paths container.host_paths"};
constexpr auto kVolumeNodeAffinityFields = std::to_array<Field>({
  modelled("required", &kNodeSelector),
});
constexpr FieldType kVolumeNodeAffinity{"VolumeNodeAffinity", kVolumeNodeAffinityFields, "pod.node"};
constexpr auto kPersistentVolumeSpecFields = std::to_array<Field>({
  modelled("accessModes"),
  modelled("awsElasticBlockStore"),
  modelled("azureDisk"),
  modelled("azureFile"),
  modelled("capacity"),
  modelled("cephfs"),
  modelled("cinder"),
  modelled("claimRef", &kObjectReference),
  modelled("csi"),
  modelled("fc"),
  modelled("flexVolume"),
  modelled("flocker"),
  modelled("gcePersistentDisk"),
  modelled("glusterfs"),
  modelled("hostPath", &kHostPathVolumeSource),
  modelled("iscsi"),
  modelled("local", &kLocalVolumeSource),
  inert("mountOptions"),
  modelled("nfs"),
  modelled("nodeAffinity", &kVolumeNodeAffinity),
  inert("persistentVolumeReclaimPolicy", "what becomes of it when its claim is gone"),
  modelled("photonPersistentDisk"),
  modelled("portworxVolume"),
  modelled("quobyte"),
  modelled("rbd"),
  modelled("scaleIO"),
  modelled("storageClassName"),
  modelled("storageos"),
  inert("volumeAttributesClassName", "how fast the volume is"),
  modelled("volumeMode"),
  modelled("vsphereVolume"),
});
constexpr FieldType kPersistentVolumeSpec{"PersistentVolumeSpec", kPersistentVolumeSpecFields, "volume.* pod.volumes pod.host_paths pod.node"};
constexpr auto kPersistentVolumeFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kPersistentVolumeSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kPersistentVolume{"PersistentVolume", kPersistentVolumeFields, "volume.* pod.volumes pod.host_paths pod.node"};
constexpr auto kScopedResourceSelectorRequirementFields = std::to_array<Field>({
  modelled("operator"),
  modelled("scopeName"),
  modelled("values"),
});
constexpr FieldType kScopedResourceSelectorRequirement{"ScopedResourceSelectorRequirement", kScopedResourceSelectorRequirementFields, "pod.quotas quota.scopes"};
constexpr auto kScopeSelectorFields = std::to_array<Field>({
  modelled("matchExpressions", &kScopedResourceSelectorRequirement),
});
constexpr FieldType kScopeSelector{"ScopeSelector", kScopeSelectorFields, "pod.quotas quota.scopes"};
constexpr auto kResourceQuotaSpecFields = std::to_array<Field>({
  modelled("hard"),
  modelled("scopeSelector", &kScopeSelector),
  modelled("scopes"),
});
constexpr FieldType kResourceQuotaSpec{"ResourceQuotaSpec", kResourceQuotaSpecFields, "pod.quotas quota.*"};
constexpr auto kResourceQuotaFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kResourceQuotaSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kResourceQuota{"ResourceQuota", kResourceQuotaFields, "pod.quotas quota.*"};
constexpr auto kPodDisruptionBudgetSpecFields = std::to_array<Field>({
  modelled("maxUnavailable"),
  modelled("minAvailable"),
  modelled("selector", &kLabelSelector),
  inert("unhealthyPodEvictionPolicy", "when an unhealthy pod may go, not how many healthy ones"),
});
constexpr FieldType kPodDisruptionBudgetSpec{"PodDisruptionBudgetSpec", kPodDisruptionBudgetSpecFields, kBudgets};
constexpr auto kPodDisruptionBudgetFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kPodDisruptionBudgetSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kPodDisruptionBudget{"PodDisruptionBudget", kPodDisruptionBudgetFields, kBudgets};
constexpr auto kPriorityClassFields = std::to_array<Field>({
  modelled("apiVersion"),
  inert("description"),
  modelled("globalDefault"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("preemptionPolicy"),
  modelled("value"),
});
constexpr FieldType kPriorityClass{"PriorityClass", kPriorityClassFields, "pod.priority pod.preempts pod.priority_class"};
constexpr auto kServiceAccountFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("automountServiceAccountToken"),
  inert("imagePullSecrets"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  inert("secrets", "which secrets its pods may mount; what they hold is read off the secrets"),
});
constexpr FieldType kServiceAccount{"ServiceAccount", kServiceAccountFields, kRights};
constexpr auto kPolicyRuleFields = std::to_array<Field>({
  modelled("apiGroups"),
  modelled("nonResourceURLs"),
  modelled("resourceNames"),
  modelled("resources"),
  modelled("verbs"),
});
constexpr FieldType kPolicyRule{"PolicyRule", kPolicyRuleFields, kRights};
constexpr auto kAggregationRuleFields = std::to_array<Field>({
  modelled("clusterRoleSelectors", &kLabelSelector),
});
constexpr FieldType kAggregationRule{"AggregationRule", kAggregationRuleFields, kRights};
constexpr auto kRoleFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("rules", &kPolicyRule),
});
constexpr FieldType kRole{"Role", kRoleFields, kRights};
constexpr auto kClusterRoleFields = std::to_array<Field>({
  modelled("aggregationRule", &kAggregationRule),
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("rules", &kPolicyRule),
});
constexpr FieldType kClusterRole{"ClusterRole", kClusterRoleFields, kRights};
constexpr auto kRoleRefFields = std::to_array<Field>({
  inert("apiGroup"),
  modelled("kind"),
  modelled("name"),
});
constexpr FieldType kRoleRef{"RoleRef", kRoleRefFields, kRights};
constexpr auto kSubjectFields = std::to_array<Field>({
  inert("apiGroup"),
  modelled("kind"),
  modelled("name"),
  modelled("namespace"),
});
constexpr FieldType kSubject{"Subject", kSubjectFields, kRights};
constexpr auto kRoleBindingFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("roleRef", &kRoleRef),
  modelled("subjects", &kSubject),
});
constexpr FieldType kRoleBinding{"RoleBinding", kRoleBindingFields, kRights};
constexpr FieldType kClusterRoleBinding{"ClusterRoleBinding", kRoleBindingFields, kRights};
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
constexpr auto kIPBlockFields = std::to_array<Field>({
  modelled("cidr"),
  modelled("except"),
});
constexpr FieldType kIPBlock{"IPBlock", kIPBlockFields, "reach.*"};
constexpr auto kNetworkPolicyPeerFields = std::to_array<Field>({
  modelled("ipBlock", &kIPBlock),
  modelled("namespaceSelector", &kLabelSelector),
  modelled("podSelector", &kLabelSelector),
});
constexpr FieldType kNetworkPolicyPeer{"NetworkPolicyPeer", kNetworkPolicyPeerFields, "reach.*"};
constexpr auto kNetworkPolicyPortFields = std::to_array<Field>({
  modelled("endPort"),
  modelled("port"),
  modelled("protocol"),
});
constexpr FieldType kNetworkPolicyPort{"NetworkPolicyPort", kNetworkPolicyPortFields, "reach.*"};
constexpr auto kNetworkPolicyIngressRuleFields = std::to_array<Field>({
  modelled("from", &kNetworkPolicyPeer),
  modelled("ports", &kNetworkPolicyPort),
});
constexpr FieldType kNetworkPolicyIngressRule{"NetworkPolicyIngressRule", kNetworkPolicyIngressRuleFields, "reach.*"};
constexpr auto kNetworkPolicyEgressRuleFields = std::to_array<Field>({
  modelled("ports", &kNetworkPolicyPort),
  modelled("to", &kNetworkPolicyPeer),
});
constexpr FieldType kNetworkPolicyEgressRule{"NetworkPolicyEgressRule", kNetworkPolicyEgressRuleFields, "reach.*"};
constexpr auto kNetworkPolicySpecFields = std::to_array<Field>({
  modelled("egress", &kNetworkPolicyEgressRule),
  modelled("ingress", &kNetworkPolicyIngressRule),
  modelled("podSelector", &kLabelSelector),
  modelled("policyTypes"),
});
constexpr FieldType kNetworkPolicySpec{"NetworkPolicySpec", kNetworkPolicySpecFields, "reach.*"};
constexpr auto kNetworkPolicyFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kNetworkPolicySpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kNetworkPolicy{"NetworkPolicy", kNetworkPolicyFields, "reach.*"};
constexpr auto kNamespacedPodFields = std::to_array<Field>({
  modelled("namespaceSelector", &kLabelSelector),
  modelled("podSelector", &kLabelSelector),
});
constexpr FieldType kNamespacedPod{"NamespacedPod", kNamespacedPodFields, "reach.*"};
constexpr auto kClusterPolicyPeerFields = std::to_array<Field>({
  modelled("domainNames"),
  modelled("namespaces", &kLabelSelector),
  modelled("networks"),
  modelled("nodes"),
  modelled("pods", &kNamespacedPod),
});
constexpr FieldType kClusterPolicyPeer{"ClusterPolicyPeer", kClusterPolicyPeerFields, "reach.*"};
constexpr auto kAdminPortNumberFields = std::to_array<Field>({
  modelled("port"),
  modelled("protocol"),
});
constexpr FieldType kAdminPortNumber{"AdminPortNumber", kAdminPortNumberFields, "reach.*"};
constexpr auto kAdminPortRangeFields = std::to_array<Field>({
  modelled("end"),
  modelled("protocol"),
  modelled("start"),
});
constexpr FieldType kAdminPortRange{"AdminPortRange", kAdminPortRangeFields, "reach.*"};
constexpr auto kAdminNetworkPolicyPortFields = std::to_array<Field>({
  modelled("namedPort"),
  modelled("portNumber", &kAdminPortNumber),
  modelled("portRange", &kAdminPortRange),
});
constexpr FieldType kAdminNetworkPolicyPort{"AdminNetworkPolicyPort", kAdminNetworkPolicyPortFields, "reach.*"};
constexpr auto kAdminNetworkPolicyRuleFields = std::to_array<Field>({
  modelled("action"),
  modelled("from", &kClusterPolicyPeer),
  modelled("name"),
  modelled("ports", &kAdminNetworkPolicyPort),
  modelled("to", &kClusterPolicyPeer),
});
constexpr FieldType kAdminNetworkPolicyRule{"AdminNetworkPolicyRule", kAdminNetworkPolicyRuleFields, "reach.*"};
constexpr auto kAdminNetworkPolicySpecFields = std::to_array<Field>({
  modelled("egress", &kAdminNetworkPolicyRule),
  modelled("ingress", &kAdminNetworkPolicyRule),
  modelled("priority"),
  modelled("subject", &kClusterPolicyPeer),
});
constexpr FieldType kAdminNetworkPolicySpec{"AdminNetworkPolicySpec", kAdminNetworkPolicySpecFields, "reach.*"};
constexpr auto kAdminNetworkPolicyFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kAdminNetworkPolicySpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kAdminNetworkPolicy{"AdminNetworkPolicy", kAdminNetworkPolicyFields, "reach.*"};
constexpr auto kBaselineAdminNetworkPolicyFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kAdminNetworkPolicySpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kBaselineAdminNetworkPolicy{"BaselineAdminNetworkPolicy", kBaselineAdminNetworkPolicyFields, "reach.*"};
constexpr auto kClusterPolicyPortRangeFields = std::to_array<Field>({
  modelled("end"),
  modelled("start"),
});
constexpr FieldType kClusterPolicyPortRange{"ClusterPolicyPortRange", kClusterPolicyPortRangeFields, "reach.*"};
constexpr auto kClusterPolicyPortFields = std::to_array<Field>({
  modelled("number"),
  modelled("range", &kClusterPolicyPortRange),
});
constexpr FieldType kClusterPolicyPort{"ClusterPolicyPort", kClusterPolicyPortFields, "reach.*"};
constexpr auto kClusterPolicyProtocolPortsFields = std::to_array<Field>({
  modelled("destinationPort", &kClusterPolicyPort),
});
constexpr FieldType kClusterPolicyProtocolPorts{"ClusterPolicyProtocolPorts", kClusterPolicyProtocolPortsFields, "reach.*"};
constexpr auto kClusterNetworkPolicyProtocolFields = std::to_array<Field>({
  modelled("destinationNamedPort"),
  modelled("sctp", &kClusterPolicyProtocolPorts),
  modelled("tcp", &kClusterPolicyProtocolPorts),
  modelled("udp", &kClusterPolicyProtocolPorts),
});
constexpr FieldType kClusterNetworkPolicyProtocol{"ClusterNetworkPolicyProtocol", kClusterNetworkPolicyProtocolFields, "reach.*"};
constexpr auto kClusterNetworkPolicyRuleFields = std::to_array<Field>({
  modelled("action"),
  modelled("from", &kClusterPolicyPeer),
  modelled("name"),
  modelled("protocols", &kClusterNetworkPolicyProtocol),
  modelled("to", &kClusterPolicyPeer),
});
constexpr FieldType kClusterNetworkPolicyRule{"ClusterNetworkPolicyRule", kClusterNetworkPolicyRuleFields, "reach.*"};
constexpr auto kClusterNetworkPolicySpecFields = std::to_array<Field>({
  modelled("egress", &kClusterNetworkPolicyRule),
  modelled("ingress", &kClusterNetworkPolicyRule),
  modelled("priority"),
  modelled("subject", &kClusterPolicyPeer),
  modelled("tier"),
});
constexpr FieldType kClusterNetworkPolicySpec{"ClusterNetworkPolicySpec", kClusterNetworkPolicySpecFields, "reach.*"};
constexpr auto kClusterNetworkPolicyFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kClusterNetworkPolicySpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kClusterNetworkPolicy{"ClusterNetworkPolicy", kClusterNetworkPolicyFields, "reach.*"};
constexpr auto kServicePortFields = std::to_array<Field>({
  inert("appProtocol"),
  modelled("name"),
  inert("nodePort", "the port of the nodes; pods are reached at their own"),
  modelled("port"),
  modelled("protocol"),
  modelled("targetPort"),
});
constexpr FieldType kServicePort{"ServicePort", kServicePortFields, "reach.*"};
constexpr auto kServiceSpecFields = std::to_array<Field>({
  inert("allocateLoadBalancerNodePorts", "how a Service answers, not which pods it leads to"),
  inert("clusterIP", "how a Service answers, not which pods it leads to"),
  inert("clusterIPs", "how a Service answers, not which pods it leads to"),
  inert("externalIPs", "how a Service answers, not which pods it leads to"),
  inert("externalName", "how a Service answers, not which pods it leads to"),
  inert("externalTrafficPolicy", "how a Service answers, not which pods it leads to"),
  inert("healthCheckNodePort", "how a Service answers, not which pods it leads to"),
  inert("internalTrafficPolicy", "how a Service answers, not which pods it leads to"),
  inert("ipFamilies", "how a Service answers, not which pods it leads to"),
  inert("ipFamilyPolicy", "how a Service answers, not which pods it leads to"),
  inert("loadBalancerClass", "how a Service answers, not which pods it leads to"),
  inert("loadBalancerIP", "how a Service answers, not which pods it leads to"),
  inert("loadBalancerSourceRanges", "how a Service answers, not which pods it leads to"),
  modelled("ports", &kServicePort),
  inert("publishNotReadyAddresses", "how a Service answers, not which pods it leads to"),
  modelled("selector"),
  inert("sessionAffinity", "how a Service answers, not which pods it leads to"),
  inert("sessionAffinityConfig", "how a Service answers, not which pods it leads to"),
  inert("trafficDistribution", "how a Service answers, not which pods it leads to"),
  modelled("type"),
});
constexpr FieldType kServiceSpec{"ServiceSpec", kServiceSpecFields, "reach.*"};
constexpr auto kServiceFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kServiceSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kService{"Service", kServiceFields, "reach.*"};
constexpr auto kServiceBackendPortFields = std::to_array<Field>({
  modelled("name"),
  modelled("number"),
});
constexpr FieldType kServiceBackendPort{"ServiceBackendPort", kServiceBackendPortFields, "reach.*"};
constexpr auto kIngressServiceBackendFields = std::to_array<Field>({
  modelled("name"),
  modelled("port", &kServiceBackendPort),
});
constexpr FieldType kIngressServiceBackend{"IngressServiceBackend", kIngressServiceBackendFields, "reach.*"};
constexpr auto kIngressBackendFields = std::to_array<Field>({
  unknown("resource", "reach.ingress", "a backend that is no Service"),
  modelled("service", &kIngressServiceBackend),
});
constexpr FieldType kIngressBackend{"IngressBackend", kIngressBackendFields, "reach.*"};
constexpr auto kHTTPIngressPathFields = std::to_array<Field>({
  modelled("backend", &kIngressBackend),
  inert("path", "whatever the path, the backend is reached"),
  inert("pathType", "whatever the path, the backend is reached"),
});
constexpr FieldType kHTTPIngressPath{"HTTPIngressPath", kHTTPIngressPathFields, "reach.*"};
constexpr auto kHTTPIngressRuleValueFields = std::to_array<Field>({
  modelled("paths", &kHTTPIngressPath),
});
constexpr FieldType kHTTPIngressRuleValue{"HTTPIngressRuleValue", kHTTPIngressRuleValueFields, "reach.*"};
constexpr auto kIngressRuleFields = std::to_array<Field>({
  inert("host", "whatever the name, the backend is reached"),
  modelled("http", &kHTTPIngressRuleValue),
});
constexpr FieldType kIngressRule{"IngressRule", kIngressRuleFields, "reach.*"};
constexpr auto kIngressSpecFields = std::to_array<Field>({
  modelled("defaultBackend", &kIngressBackend),
  inert("ingressClassName", "which controller serves it"),
  modelled("rules", &kIngressRule),
  inert("tls", "certificates"),
});
constexpr FieldType kIngressSpec{"IngressSpec", kIngressSpecFields, "reach.*"};
constexpr auto kIngressFields = std::to_array<Field>({
  modelled("apiVersion"),
  modelled("kind"),
  modelled("metadata", &kObjectMeta),
  modelled("spec", &kIngressSpec),
  inert("status", "what was observed, not what is declared"),
});
constexpr FieldType kIngress{"Ingress", kIngressFields, "reach.*"};
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
    &kAppArmorProfile,
    &kSELinuxOptions,
    &kSysctl,
    &kWindowsSecurityContextOptions,
    &kHTTPGetAction,
    &kTCPSocketAction,
    &kProbe,
    &kLifecycleHandler,
    &kLifecycle,
    &kSecurityContext,
    &kPodSecurityContext,
    &kVolumeMount,
    &kVolumeDevice,
    &kContainer,
    &kEphemeralContainer,
    &kHostPathVolumeSource,
    &kPersistentVolumeClaimVolumeSource,
    &kVolumeResourceRequirements,
    &kPersistentVolumeClaimSpec,
    &kPersistentVolumeClaim,
    &kPersistentVolumeClaimTemplate,
    &kEphemeralVolumeSource,
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
    &kLimitRangeItem,
    &kLimitRangeSpec,
    &kLimitRange,
    &kServiceAccount,
    &kPolicyRule,
    &kAggregationRule,
    &kRole,
    &kClusterRole,
    &kRoleRef,
    &kSubject,
    &kRoleBinding,
    &kClusterRoleBinding,
    &kObjectReference,
    &kLocalVolumeSource,
    &kVolumeNodeAffinity,
    &kPersistentVolumeSpec,
    &kPersistentVolume,
    &kScopedResourceSelectorRequirement,
    &kScopeSelector,
    &kResourceQuotaSpec,
    &kResourceQuota,
    &kPodDisruptionBudgetSpec,
    &kPodDisruptionBudget,
    &kPriorityClass,
    &kCrossVersionObjectReference,
    &kHorizontalPodAutoscalerSpec,
    &kHorizontalPodAutoscaler,
    &kRuntimeClassOverhead,
    &kRuntimeClassScheduling,
    &kRuntimeClass,
    &kIPBlock,
    &kNetworkPolicyPeer,
    &kNetworkPolicyPort,
    &kNetworkPolicyIngressRule,
    &kNetworkPolicyEgressRule,
    &kNetworkPolicySpec,
    &kNetworkPolicy,
    &kNamespacedPod,
    &kClusterPolicyPeer,
    &kAdminPortNumber,
    &kAdminPortRange,
    &kAdminNetworkPolicyPort,
    &kAdminNetworkPolicyRule,
    &kAdminNetworkPolicySpec,
    &kAdminNetworkPolicy,
    &kBaselineAdminNetworkPolicy,
    &kClusterPolicyPortRange,
    &kClusterPolicyPort,
    &kClusterPolicyProtocolPorts,
    &kClusterNetworkPolicyProtocol,
    &kClusterNetworkPolicyRule,
    &kClusterNetworkPolicySpec,
    &kClusterNetworkPolicy,
    &kServicePort,
    &kServiceSpec,
    &kService,
    &kServiceBackendPort,
    &kIngressServiceBackend,
    &kIngressBackend,
    &kHTTPIngressPath,
    &kHTTPIngressRuleValue,
    &kIngressRule,
    &kIngressSpec,
    &kIngress,
});

/// A kind that is read, and the group it is served in.
struct ReadKind {
  std::string_view group;
  const FieldType* type;
};
constexpr auto kKinds = std::to_array<ReadKind>({
    {"", &kLimitRange},
    {"", &kResourceQuota},
    {"", &kServiceAccount},
    {"rbac.authorization.k8s.io", &kRole},
    {"rbac.authorization.k8s.io", &kClusterRole},
    {"rbac.authorization.k8s.io", &kRoleBinding},
    {"rbac.authorization.k8s.io", &kClusterRoleBinding},
    {"policy", &kPodDisruptionBudget},
    {"scheduling.k8s.io", &kPriorityClass},
    {"", &kNamespace},
    {"", &kPersistentVolume},
    {"", &kPersistentVolumeClaim},
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
    {"networking.k8s.io", &kNetworkPolicy},
    {"networking.k8s.io", &kIngress},
    {"policy.networking.k8s.io", &kAdminNetworkPolicy},
    {"policy.networking.k8s.io", &kBaselineAdminNetworkPolicy},
    {"policy.networking.k8s.io", &kClusterNetworkPolicy},
    {"", &kService},
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
