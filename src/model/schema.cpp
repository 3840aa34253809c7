#include "model/schema.h"

#include <array>
#include <unordered_map>

#include "base/require.h"

// The attribute schema: one table, read by both languages, every importer, `resolve`, the type
// checker and the documentation. A missing row is an unknown attribute everywhere.

namespace ringfence::model {
namespace {

using enum Kind;
using enum Presence;
using Base = Type::Base;

constexpr Type kBool{Base::Bool, Dimension::Count, {}, false, false};
constexpr Type kCount{Base::Number, Dimension::Count, {}, false, false};
constexpr Type kBytes{Base::Number, Dimension::Bytes, {}, false, false};
constexpr Type kCpu{Base::Number, Dimension::Cpu, {}, false, false};
constexpr Type kSymbol{Base::Symbol, Dimension::Count, {}, false, false};
constexpr Type kSymbols{Base::Symbol, Dimension::Count, {}, true, false};
constexpr Type kCounts{Base::Number, Dimension::Count, {}, true, false};
constexpr Type kKeyed{Base::Number, Dimension::Count, {}, false, true};
constexpr Type ref(KindSet kinds) {
  return {Base::Ref, Dimension::Count, kinds, false, false};
}

constexpr std::string_view kStated = "stated in the report when a verdict rests on it";
constexpr std::string_view kPodApi = "Kubernetes API, core/v1 PodSpec";
constexpr std::string_view kContainerApi = "Kubernetes API, core/v1 Container";
constexpr std::string_view kNodeApi = "Kubernetes API, core/v1 Node";
constexpr std::string_view kNamespaceApi = "Kubernetes API, core/v1 Namespace";
constexpr std::string_view kQuotaApi = "Kubernetes API, core/v1 ResourceQuota";
constexpr std::string_view kClaimApi =
    "Kubernetes API, core/v1 PersistentVolume and PersistentVolumeClaim";
constexpr std::string_view kBudgetApi = "Kubernetes API, policy/v1 PodDisruptionBudget";
constexpr std::string_view kAccessApi = "Kubernetes API, rbac.authorization.k8s.io/v1";
constexpr std::string_view kDomainXml = "libvirt domain XML format";
constexpr std::string_view kRuntimeSpec = "OCI runtime specification, config.json";

// clang-format off
constexpr Attribute kRows[] = {
  // A physical machine.
  {Host, "cpu", kCpu, Optional, "", "", "processor cores it has"},
  {Host, "memory", kBytes, Optional, "", "", "memory it has"},
  {Host, "reserved.cpu", kCpu, Default, "0", "nothing is kept back unless declared", "cores kept for the host itself"},
  {Host, "reserved.memory", kBytes, Default, "0", "nothing is kept back unless declared", "memory kept for the host itself"},
  {Host, "unlisted", kCount, Default, "0", kStated, "consumers on it that no file lists"},
  {Host, "overcommit.cpu", kCount, Optional, "", "", "promised cores per real core; absent: not promised"},
  {Host, "overcommit.memory", kCount, Optional, "", "", "promised memory per real memory; absent: not promised"},
  {Host, "hugepages_2Mi", kBytes, Default, "0", "", "memory set aside as 2 MiB pages"},
  {Host, "hugepages_1Gi", kBytes, Default, "0", "", "memory set aside as 1 GiB pages"},
  {Host, "cpu_set", kCounts, Default, "{}", "empty: not described", "numbers of its logical CPUs"},
  {Host, "labels", kSymbols, Default, "{}", "", "`key=value` labels"},
  {Host, "zone", kSymbol, Optional, "", "", "failure domain it stands in"},
  {Host, "name_in_inventory", kSymbol, Optional, "", "", "another name it goes by"},
  // A virtual machine.
  {Vm, "on", ref({Host}), Open, "", "any host unless declared", "host it runs on"},
  {Vm, "uuid", kSymbol, Optional, "", kDomainXml, "its UUID"},
  {Vm, "cpu", kCpu, Optional, "", kDomainXml, "virtual CPUs, at their maximum"},
  {Vm, "memory", kBytes, Optional, "", kDomainXml, "memory it can have at most"},
  {Vm, "overhead.memory", kBytes, Default, "0", "", "what the hypervisor needs beside the guest's memory"},
  {Vm, "overcommit.cpu", kCount, Optional, "", "", "promised cores per virtual CPU inside it"},
  {Vm, "overcommit.memory", kCount, Optional, "", "", "promised memory per memory inside it"},
  {Vm, "reserved.cpu", kCpu, Default, "0", "", "cores kept for the guest's own system"},
  {Vm, "reserved.memory", kBytes, Default, "0", "", "memory kept for the guest's own system"},
  {Vm, "unlisted", kCount, Default, "0", kStated, "consumers in it that no file lists"},
  {Vm, "hugepages_2Mi", kBytes, Default, "0", kDomainXml, "memory taken from the host's 2 MiB pages"},
  {Vm, "hugepages_1Gi", kBytes, Default, "0", kDomainXml, "memory taken from the host's 1 GiB pages"},
  {Vm, "cpu_set", kCounts, Default, "{}", "empty: not pinned", "host CPUs it is pinned to"},
  {Vm, "devices", kSymbols, Default, "{}", kDomainXml, "host devices passed through: `pci/0000:01:00.0`"},
  {Vm, "volumes", kSymbols, Default, "{}", kDomainXml, "storage it may write and does not share"},
  {Vm, "shared_volumes", kSymbols, Default, "{}", kDomainXml, "storage it only reads, or shares on purpose"},
  {Vm, "networks", kSymbols, Default, "{}", kDomainXml, "networks and bridges it is attached to"},
  {Vm, "isolated_ports", kSymbols, Default, "{}", kDomainXml, "networks on which its ports may not reach other isolated ports"},
  {Vm, "network_filters", kSymbols, Default, "{}", kDomainXml, "filters its interfaces are under"},
  {Vm, "mac_addresses", kSymbols, Default, "{}", kDomainXml, "MAC addresses of its interfaces, in lower case"},
  {Vm, "labels", kSymbols, Default, "{}", "", "`key=value` labels"},
  {Vm, "zone", kSymbol, Optional, "", "", "failure domain promised for it"},
  {Vm, "tenant", ref({Tenant}), Optional, "", "", "whose it is"},
  // A Kubernetes node: the platform's view of a machine.
  {Node, "vm", ref({Vm}), Optional, "", "matched by name, providerID or link", "virtual machine it is"},
  {Node, "on", ref({Host}), Open, "", "any host unless matched", "host it is, or runs on"},
  {Node, "bare_metal", kBool, Open, "", "false when matched to a vm", "the node is its host, with no VM between"},
  {Node, "provider_id", kSymbol, Optional, "", kNodeApi, "spec.providerID"},
  {Node, "uuid", kSymbol, Optional, "", kNodeApi, "status.nodeInfo.systemUUID"},
  {Node, "capacity.cpu", kCpu, Optional, "", kNodeApi, "status.capacity.cpu"},
  {Node, "capacity.memory", kBytes, Optional, "", kNodeApi, "status.capacity.memory"},
  {Node, "capacity.ephemeral_storage", kBytes, Optional, "", kNodeApi, "status.capacity.ephemeral-storage"},
  {Node, "allocatable.cpu", kCpu, Optional, "", kNodeApi, "status.allocatable.cpu"},
  {Node, "allocatable.memory", kBytes, Optional, "", kNodeApi, "status.allocatable.memory"},
  {Node, "allocatable.ephemeral_storage", kBytes, Optional, "", kNodeApi, "status.allocatable.ephemeral-storage"},
  {Node, "allocatable.hugepages_2Mi", kBytes, Default, "0", kNodeApi, "status.allocatable.hugepages-2Mi"},
  {Node, "allocatable.hugepages_1Gi", kBytes, Default, "0", kNodeApi, "status.allocatable.hugepages-1Gi"},
  {Node, "allocatable.pods", kCount, Optional, "", kNodeApi, "status.allocatable.pods"},
  {Node, "allocatable", kKeyed, Default, "{}", kNodeApi, "status.allocatable of extended resources"},
  {Node, "reserved.cpu", kCpu, Default, "0", "", "cores kept for unlisted pods and the system"},
  {Node, "reserved.memory", kBytes, Default, "0", "", "memory kept for unlisted pods and the system"},
  {Node, "overcommit.cpu", kCount, Optional, "", "", "limits allowed per allocatable core"},
  {Node, "overcommit.memory", kCount, Optional, "", "", "limits allowed per allocatable memory"},
  {Node, "unlisted", kCount, Default, "0", kStated, "pods on it that no file lists"},
  {Node, "unschedulable", kBool, Default, "false", kNodeApi, "spec.unschedulable"},
  {Node, "taints", kSymbols, Default, "{}", kNodeApi, "`key=value:Effect`"},
  {Node, "labels", kSymbols, Default, "{}", kNodeApi, "`key=value` labels"},
  {Node, "zone", kSymbol, Optional, "", "label topology.kubernetes.io/zone", "failure domain promised for it"},
  // A pod, or one replica of it.
  {Pod, "node", ref({Node}), Open, "", "any node, or none while pending", "node it runs on"},
  {Pod, "workload", ref({Workload}), Optional, "", kPodApi, "controller it belongs to"},
  {Pod, "namespace", kSymbol, Optional, "", kPodApi, "metadata.namespace"},
  {Pod, "tenant", ref({Tenant}), Optional, "", "declared, else the namespace", "whose it is"},
  {Pod, "labels", kSymbols, Default, "{}", kPodApi, "`key=value` labels"},
  {Pod, "daemon", kBool, Default, "false", kPodApi, "placed by a DaemonSet, once per eligible node"},
  {Pod, "bypasses_scheduler", kBool, Default, "false", kPodApi, "spec.nodeName is set: no scheduler rule binds it"},
  {Pod, "tolerations", kSymbols, Default, "{}", kPodApi, "patterns of the taints it tolerates, `key=value:Effect` with `*`"},
  {Pod, "request.cpu", kCpu, Default, "0", kPodApi, "effective CPU request, init containers and overhead included"},
  {Pod, "request.memory", kBytes, Default, "0", kPodApi, "effective memory request"},
  {Pod, "request.ephemeral_storage", kBytes, Default, "0", kPodApi, "effective ephemeral-storage request"},
  {Pod, "request.hugepages_2Mi", kBytes, Default, "0", kPodApi, "effective request of 2 MiB pages"},
  {Pod, "request.hugepages_1Gi", kBytes, Default, "0", kPodApi, "effective request of 1 GiB pages"},
  {Pod, "request", kKeyed, Default, "{}", kPodApi, "effective requests of extended resources"},
  {Pod, "limit.cpu", kCpu, Optional, "", kPodApi, "effective CPU limit; absent: unlimited"},
  {Pod, "limit.memory", kBytes, Optional, "", kPodApi, "effective memory limit; absent: unlimited"},
  {Pod, "limit.ephemeral_storage", kBytes, Optional, "", kPodApi, "effective ephemeral-storage limit"},
  {Pod, "ports", kSymbols, Default, "{}", kPodApi, "ports its containers listen on: `tcp/8080`, `http:tcp/8080` with a name"},
  {Pod, "addresses", kSymbols, Default, "{}", kPodApi, "addresses it has, where a file gives them (status.podIPs)"},
  {Pod, "owner", kSymbol, Optional, "", kPodApi, "who made it, when no file declares that: `ReplicaSet/web-5d4f`"},
  {Pod, "host_network", kBool, Default, "false", kPodApi, "shares the node's network namespace"},
  {Pod, "host_pid", kBool, Default, "false", kPodApi, "shares the node's PID namespace"},
  {Pod, "host_ipc", kBool, Default, "false", kPodApi, "shares the node's IPC namespace"},
  {Pod, "host_users", kBool, Default, "true", kPodApi, "shares the node's user namespace (hostUsers)"},
  {Pod, "share_process_namespace", kBool, Default, "false", kPodApi, "its containers share one PID namespace"},
  {Pod, "runtime_class", kSymbol, Optional, "", kPodApi, "spec.runtimeClassName"},
  {Pod, "sandboxed", kBool, Default, "false", "", "runs under a kernel of its own (sandboxed runtime)"},
  {Pod, "os", kSymbol, Optional, "", kPodApi, "spec.os.name; absent: not said"},
  {Pod, "host_process", kBool, Default, "false", kPodApi, "securityContext.windowsOptions.hostProcess of the pod itself"},
  {Pod, "run_as_non_root", kBool, Optional, "", kPodApi, "securityContext.runAsNonRoot of the pod itself"},
  {Pod, "run_as_user", kCount, Optional, "", kPodApi, "securityContext.runAsUser of the pod itself"},
  {Pod, "run_as_group", kCount, Optional, "", kPodApi, "securityContext.runAsGroup of the pod itself"},
  {Pod, "fs_group", kCount, Optional, "", kPodApi, "group that its volumes' files are given to (securityContext.fsGroup)"},
  {Pod, "supplemental_groups", kCounts, Default, "{}", kPodApi, "further groups of its processes (securityContext.supplementalGroups)"},
  {Pod, "seccomp", kSymbol, Optional, "", kPodApi, "securityContext.seccompProfile.type of the pod itself"},
  {Pod, "apparmor_profiles", kSymbols, Default, "{}", kPodApi, "every AppArmor profile type that the pod, its containers or its annotations name"},
  {Pod, "selinux.type", kSymbol, Optional, "", kPodApi, "securityContext.seLinuxOptions.type of the pod itself"},
  {Pod, "selinux.user", kSymbol, Optional, "", kPodApi, "securityContext.seLinuxOptions.user of the pod itself"},
  {Pod, "selinux.role", kSymbol, Optional, "", kPodApi, "securityContext.seLinuxOptions.role of the pod itself"},
  {Pod, "selinux.level", kSymbol, Optional, "", kPodApi, "securityContext.seLinuxOptions.level of the pod itself"},
  {Pod, "sysctls", kSymbols, Default, "{}", kPodApi, "names of the kernel parameters it sets"},
  {Pod, "volume_types", kSymbols, Default, "{}", kPodApi, "types of the volumes it declares, mounted or not: `emptyDir`, `hostPath`"},
  {Pod, "automounts_token", kBool, Optional, "", kPodApi, "automountServiceAccountToken; absent: as the service account says"},
  {Pod, "service_account", kSymbol, Optional, "", kPodApi, "spec.serviceAccountName"},
  {Pod, "priority_class", kSymbol, Optional, "", kPodApi, "spec.priorityClassName"},
  {Pod, "account", ref({Account}), Optional, "", kAccessApi, "as whom it calls the API"},
  {Pod, "mounts_token", kBool, Default, "false", kPodApi, "it has the token of its account"},
  {Pod, "priority", kCount, Default, "0", "scheduling.k8s.io/v1 PriorityClass", "priority of its class; higher ones go first and may displace lower ones"},
  {Pod, "preempts", kBool, Default, "true", "scheduling.k8s.io/v1 PriorityClass", "it may displace pods of lower priority"},
  {Pod, "qos", kSymbol, Optional, "", kPodApi, "class of service: `BestEffort`, `Burstable` or `Guaranteed`"},
  {Pod, "quotas", kSymbols, Default, "{}", kQuotaApi, "names of the quotas that count it"},
  {Pod, "refused", kSymbols, Default, "{}", kPodApi, "why the API server does not admit it: a bound of a LimitRange, a demand of a ResourceQuota"},
  {Pod, "host_ports", kSymbols, Default, "{}", kPodApi, "node ports it binds: `tcp/80@*`, `udp/53@10.0.0.1`"},
  {Pod, "host_paths", kSymbols, Default, "{}", kPodApi, "paths of the node it mounts"},
  {Pod, "volumes", kSymbols, Default, "{}", kPodApi, "claims and disks it may write: `claim/ns/name`"},
  {Pod, "shared_volumes", kSymbols, Default, "{}", kPodApi, "claims and disks it only reads"},
  {Pod, "claims", kCount, Default, "0", kPodApi, "claims made for it alone"},
  {Pod, "claimed_storage", kBytes, Default, "0", kPodApi, "storage that those request"},
  {Pod, "devices", kSymbols, Default, "{}", "", "node devices it is given"},
  // A container, in a pod or directly on a machine.
  {Container, "in", ref({Pod, Vm, Host}), Open, "", "any vm or host unless declared", "what it runs in"},
  {Container, "image", kSymbol, Optional, "", kContainerApi, "image reference"},
  {Container, "tenant", ref({Tenant}), Optional, "", "declared, else that of what it is in", "whose it is"},
  {Container, "project", kSymbol, Optional, "", "a Compose project runs on one engine", "containers of one project are on one machine"},
  {Container, "labels", kSymbols, Default, "{}", "", "`key=value` labels"},
  {Container, "role", kSymbol, Default, "\"main\"", kContainerApi, "`main`, `init`, `sidecar` or `ephemeral`"},
  {Container, "request.cpu", kCpu, Default, "0", kContainerApi, "CPU request"},
  {Container, "request.memory", kBytes, Default, "0", kContainerApi, "memory request"},
  {Container, "request.ephemeral_storage", kBytes, Default, "0", kContainerApi, "ephemeral-storage request"},
  {Container, "request.hugepages_2Mi", kBytes, Default, "0", kContainerApi, "request of 2 MiB pages"},
  {Container, "request.hugepages_1Gi", kBytes, Default, "0", kContainerApi, "request of 1 GiB pages"},
  {Container, "request", kKeyed, Default, "{}", kContainerApi, "requests of extended resources"},
  {Container, "verbatim.requests", kSymbols, Default, "{}", kContainerApi, "resources that its own requests name, and not only its limits: `cpu`"},
  {Container, "limit.cpu", kCpu, Optional, "", kContainerApi, "CPU limit; absent: unlimited"},
  {Container, "limit.memory", kBytes, Optional, "", kContainerApi, "memory limit; absent: unlimited"},
  {Container, "limit.ephemeral_storage", kBytes, Optional, "", kContainerApi, "ephemeral-storage limit"},
  {Container, "limit.pids", kCount, Optional, "", kRuntimeSpec, "processes it may have; absent: unlimited"},
  {Container, "limit.hugepages_2Mi", kBytes, Optional, "", kRuntimeSpec, "2 MiB pages it may use; absent: unlimited"},
  {Container, "limit.hugepages_1Gi", kBytes, Optional, "", kRuntimeSpec, "1 GiB pages it may use; absent: unlimited"},
  {Container, "rlimits", kSymbols, Default, "{}", kRuntimeSpec, "limits of its processes, soft and hard: `NOFILE=1024:4096`"},
  {Container, "io_weight", kCount, Optional, "", kRuntimeSpec, "its weight for block devices; absent: as its neighbours"},
  {Container, "io_limits", kSymbols, Default, "{}", kRuntimeSpec, "weights and throttles of block devices: `block/8:0 rbps=1048576`"},
  {Container, "sandboxed", kBool, Default, "false", "", "runs under a kernel of its own: in a virtual machine, or a sandboxed runtime"},
  {Container, "privileged", kBool, Default, "false", kContainerApi, "securityContext.privileged"},
  {Container, "allow_privilege_escalation", kBool, Default, "true", kContainerApi, "securityContext.allowPrivilegeEscalation"},
  {Container, "read_only_root", kBool, Default, "false", kContainerApi, "securityContext.readOnlyRootFilesystem"},
  {Container, "run_as_non_root", kBool, Default, "false", kContainerApi, "runAsNonRoot, of the container or its pod"},
  {Container, "run_as_user", kCount, Optional, "", kContainerApi, "runAsUser, of the container or its pod"},
  {Container, "run_as_group", kCount, Optional, "", kContainerApi, "runAsGroup, of the container or its pod"},
  {Container, "seccomp", kSymbol, Optional, "", kContainerApi, "seccompProfile.type, of the container or its pod"},
  {Container, "capabilities_added", kSymbols, Default, "{}", kContainerApi, "securityContext.capabilities.add, without CAP_"},
  {Container, "capabilities_dropped", kSymbols, Default, "{}", kContainerApi, "securityContext.capabilities.drop, without CAP_"},
  {Container, "capabilities.bounding", kSymbols, Default, "{}", kRuntimeSpec, "its bounding set, without CAP_, where a file writes it out"},
  {Container, "capabilities.effective", kSymbols, Default, "{}", kRuntimeSpec, "its effective set"},
  {Container, "capabilities.inheritable", kSymbols, Default, "{}", kRuntimeSpec, "its inheritable set"},
  {Container, "capabilities.permitted", kSymbols, Default, "{}", kRuntimeSpec, "its permitted set"},
  {Container, "capabilities.ambient", kSymbols, Default, "{}", kRuntimeSpec, "its ambient set"},
  {Container, "unconfined_proc", kBool, Default, "false", kContainerApi, "procMount other than Default"},
  {Container, "masked_paths", kSymbols, Default, "{}", kRuntimeSpec, "paths it cannot read, where a file writes them out"},
  {Container, "read_only_paths", kSymbols, Default, "{}", kRuntimeSpec, "paths it cannot write, where a file writes them out"},
  {Container, "apparmor", kSymbol, Optional, "", kRuntimeSpec, "AppArmor profile it is under; in a pod the profile's type"},
  {Container, "selinux", kSymbol, Optional, "", kRuntimeSpec, "SELinux label of its processes"},
  {Container, "uid_mappings", kSymbols, Default, "{}", kRuntimeSpec, "users of its namespace as the machine's: `0:100000:65536` is the first, the machine's first, how many"},
  {Container, "gid_mappings", kSymbols, Default, "{}", kRuntimeSpec, "groups of its namespace as the machine's"},
  {Container, "verbatim.capabilities_added", kSymbols, Default, "{}", kContainerApi, "as `capabilities_added`, exactly as written"},
  {Container, "verbatim.capabilities_dropped", kSymbols, Default, "{}", kContainerApi, "as `capabilities_dropped`, exactly as written"},
  {Container, "host_process", kBool, Default, "false", kContainerApi, "windowsOptions.hostProcess, of the container or its pod"},
  {Container, "selinux.type", kSymbol, Optional, "", kContainerApi, "seLinuxOptions.type, of the container or its pod"},
  {Container, "selinux.user", kSymbol, Optional, "", kContainerApi, "seLinuxOptions.user, of the container or its pod"},
  {Container, "selinux.role", kSymbol, Optional, "", kContainerApi, "seLinuxOptions.role, of the container or its pod"},
  {Container, "selinux.level", kSymbol, Optional, "", kContainerApi, "seLinuxOptions.level, of the container or its pod"},
  {Container, "handler_hosts", kSymbols, Default, "{}", kContainerApi, "hosts that its probes and lifecycle handlers name"},
  {Container, "host_network", kBool, Default, "false", "", "shares its machine's network namespace"},
  {Container, "host_pid", kBool, Default, "false", "", "shares its machine's PID namespace"},
  {Container, "host_ipc", kBool, Default, "false", "", "shares its machine's IPC namespace"},
  {Container, "host_uts", kBool, Default, "false", "", "shares its machine's UTS namespace"},
  {Container, "host_mount", kBool, Default, "false", "", "shares its machine's mount namespace"},
  {Container, "host_users", kBool, Default, "true", "", "shares its machine's user namespace"},
  {Container, "keeps_host_users", kBool, Default, "false", "Compose Specification, userns_mode", "asks for its machine's user namespace even of an engine that gives containers others"},
  {Container, "host_cgroup", kBool, Default, "false", "", "shares its machine's cgroup namespace"},
  {Container, "host_time", kBool, Default, "true", "runtimes give no time namespace by default", "shares its machine's time namespace"},
  {Container, "joins.pid", ref({Container}), Optional, "", "", "container whose PID namespace it is in"},
  {Container, "joins.ipc", ref({Container}), Optional, "", "", "container whose IPC namespace it is in"},
  {Container, "joins.network", ref({Container}), Optional, "", "", "container whose network namespace it is in"},
  {Container, "joins.uts", ref({Container}), Optional, "", "", "container whose UTS namespace it is in"},
  {Container, "joins.user", ref({Container}), Optional, "", "", "container whose user namespace it is in"},
  {Container, "joins.mount", ref({Container}), Optional, "", "", "container whose mount namespace it is in"},
  {Container, "joins.cgroup", ref({Container}), Optional, "", "", "container whose cgroup namespace it is in"},
  {Container, "joins.time", ref({Container}), Optional, "", "", "container whose time namespace it is in"},
  {Container, "joins_path.pid", kSymbol, Optional, "", "", "path, on its machine, of the PID namespace it is in"},
  {Container, "joins_path.ipc", kSymbol, Optional, "", "", "path, on its machine, of the IPC namespace it is in"},
  {Container, "joins_path.network", kSymbol, Optional, "", "", "path, on its machine, of the network namespace it is in"},
  {Container, "joins_path.uts", kSymbol, Optional, "", "", "path, on its machine, of the UTS namespace it is in"},
  {Container, "joins_path.user", kSymbol, Optional, "", "", "path, on its machine, of the user namespace it is in"},
  {Container, "joins_path.mount", kSymbol, Optional, "", "", "path, on its machine, of the mount namespace it is in"},
  {Container, "joins_path.cgroup", kSymbol, Optional, "", "", "path, on its machine, of the cgroup namespace it is in"},
  {Container, "joins_path.time", kSymbol, Optional, "", "", "path, on its machine, of the time namespace it is in"},
  {Container, "cgroup", kSymbol, Optional, "", "", "control group it is put under; absent: its own"},
  {Container, "cpu_set", kCounts, Default, "{}", "empty: not pinned", "CPUs of its machine it is pinned to"},
  {Container, "devices", kSymbols, Default, "{}", "", "devices of its machine it is given; `*`: any"},
  {Container, "device_rules", kSymbols, Default, "{}", kRuntimeSpec, "rules of its control group, the last that fits counts: `allow char/10:229 rw`"},
  {Container, "host_ports", kSymbols, Default, "{}", kContainerApi, "ports of its machine it binds: `tcp/80@*`"},
  {Container, "host_port_numbers", kCounts, Default, "{}", "Compose Specification, ports", "numbers of the ports of its machine that it binds"},
  {Container, "port_numbers", kCounts, Default, "{}", "Compose Specification, ports", "numbers of its own ports that ports of its machine lead to"},
  {Container, "published_ports", kSymbols, Default, "{}", "Compose Specification, ports", "ports of its machine that lead to its own: `tcp/8080@any->80`; 0 for one that the engine chooses"},
  {Container, "ports_from_outside", kSymbols, Default, "{}", "Compose Specification, ports", "its own ports that ports of its machine lead to from everywhere: `tcp/80`"},
  {Container, "ports_from_machine", kSymbols, Default, "{}", "Compose Specification, ports", "its own ports that ports of its machine lead to from the machine alone: `tcp/80`"},
  {Container, "verbatim.host_ports", kSymbols, Default, "{}", kContainerApi, "every hostPort written, also of init containers: `80`"},
  {Container, "writable_host_paths", kSymbols, Default, "{}", kContainerApi, "those of `host_paths` mounted not read-only"},
  {Container, "host_paths", kSymbols, Default, "{}", "", "paths of its machine it mounts"},
  {Container, "mounts_seen_by_machine", kSymbols, Default, "{}", kRuntimeSpec, "paths of its machine below which its own mounts appear (shared propagation)"},
  {Container, "mounts_seen_from_machine", kSymbols, Default, "{}", kRuntimeSpec, "paths of its machine whose later mounts appear in it (shared or slave propagation)"},
  {Container, "volumes", kSymbols, Default, "{}", "", "volumes it may write"},
  {Container, "shared_volumes", kSymbols, Default, "{}", "", "volumes it only reads"},
  {Container, "networks", kSymbols, Default, "{}", "", "networks it is attached to"},
  {Container, "wired_elsewhere", kBool, Default, "false", kRuntimeSpec, "what connects its network namespace is set up beside the files"},
  // A network.
  {Network, "labels", kSymbols, Default, "{}", "", "`key=value` labels"},
  {Network, "internal", kBool, Default, "false", "", "no way out of it"},
  {Network, "per_machine", kBool, Default, "false", "", "each machine has one of its own by that name: a bridge of an engine"},
  {Network, "open_to_outside", kBool, Open, "", "", "what is outside may open connections to what is on it, and not only answer"},
  {Network, "vlan", kCount, Optional, "", "", "VLAN id"},
  {Network, "tenant", ref({Tenant}), Optional, "", "", "whose it is"},
  // A volume.
  {Volume, "size", kBytes, Optional, "", "", "how much it holds"},
  {Volume, "namespace", kSymbol, Optional, "", kClaimApi, "of a claim on a volume; absent: it is a volume itself"},
  {Volume, "requested", kBytes, Optional, "", kClaimApi, "how much a claim asks for"},
  {Volume, "access", kSymbols, Default, "{}", kClaimApi, "access modes: `ReadWriteOnce`, `ReadOnlyMany`, `ReadWriteMany`, `ReadWriteOncePod`"},
  {Volume, "class", kSymbol, Optional, "", kClaimApi, "its storage class; empty: none"},
  {Volume, "bound_to", kSymbol, Optional, "", kClaimApi, "the volume `pv/NAME` of a claim, or the claim `claim/NAMESPACE/NAME` of a volume"},
  {Volume, "host_path", kSymbol, Optional, "", kClaimApi, "path of its machine that it is"},
  {Volume, "refused", kSymbols, Default, "{}", kClaimApi, "why the API server does not admit the claim"},
  {Volume, "labels", kSymbols, Default, "{}", "", "`key=value` labels"},
  {Volume, "on", ref({Host}), Optional, "", "", "host it is stored on"},
  {Volume, "tenant", ref({Tenant}), Optional, "", "", "whose it is"},
  // A device.
  {Device, "on", ref({Host}), Optional, "", "", "host it is in"},
  {Device, "exclusive", kBool, Default, "true", "", "only one may use it at a time"},
  {Device, "labels", kSymbols, Default, "{}", "", "`key=value` labels"},
  // A tenant.
  {Tenant, "separation", kSymbol, Default, "\"namespace\"", "the weakest, unless declared", "what must not be shared with others: `namespace`, `kernel` or `host`"},
  {Tenant, "labels", kSymbols, Default, "{}", "", "`key=value` labels"},
  // A workload: a controller with its replicas.
  {Workload, "kind", kSymbol, Optional, "", "", "`Deployment`, `StatefulSet`, …"},
  {Workload, "namespace", kSymbol, Optional, "", "", "metadata.namespace"},
  {Workload, "tenant", ref({Tenant}), Optional, "", "declared, else the namespace", "whose it is"},
  {Workload, "labels", kSymbols, Default, "{}", "", "labels of the workload itself"},
  {Workload, "spreads_over", kSymbols, Default, "{}", "required anti-affinity against itself", "topology keys its replicas are promised to differ in"},
  {Workload, "replicas.fewest", kCount, Optional, "", "`replicas`, or `minReplicas` of its autoscaler", "pods that it keeps at least, without rollouts"},
  {Workload, "replicas.most", kCount, Optional, "", "`replicas`, or `maxReplicas` of its autoscaler", "pods that it keeps at most, without those that a rollout adds"},
  {Workload, "autoscalers", kSymbols, Default, "{}", "autoscaling/v2 HorizontalPodAutoscaler", "names of the autoscalers that set its replicas"},
  {Workload, "budgets", kSymbols, Default, "{}", kBudgetApi, "names of the disruption budgets that guard its pods"},
  {Workload, "min_available", kCount, Optional, "", kBudgetApi, "pods that evictions must leave"},
  {Workload, "min_available_percent", kCount, Optional, "", kBudgetApi, "the same in hundredths of its replicas, rounded up"},
  {Workload, "max_unavailable", kCount, Optional, "", kBudgetApi, "pods that evictions may take at one time"},
  {Workload, "max_unavailable_percent", kCount, Optional, "", kBudgetApi, "the same in hundredths of its replicas, rounded up"},
  // A Kubernetes namespace. Every one that an object is in is there, described or not.
  {Namespace, "labels", kSymbols, Default, "{}", kNamespaceApi, "`key=value` labels, with the name that the API server adds"},
  {Namespace, "limit_ranges", kSymbols, Default, "{}", kNamespaceApi, "names of the LimitRanges in it"},
  {Namespace, "tenant", ref({Tenant}), Optional, "", "declared, else the namespace", "whose it is"},
  // A ResourceQuota: what the pods that it counts may ask for together. Absent: not limited.
  {Quota, "namespace", kSymbol, Optional, "", kQuotaApi, "metadata.namespace"},
  {Quota, "scopes", kSymbols, Default, "{}", kQuotaApi, "`BestEffort`, `PriorityClass In high`, …: what it counts is in all of them"},
  {Quota, "hard.request.cpu", kCpu, Optional, "", kQuotaApi, "requests of its pods together"},
  {Quota, "hard.request.memory", kBytes, Optional, "", kQuotaApi, "requests of its pods together"},
  {Quota, "hard.request.ephemeral_storage", kBytes, Optional, "", kQuotaApi, "requests of its pods together"},
  {Quota, "hard.request.hugepages_2Mi", kBytes, Optional, "", kQuotaApi, "requests of its pods together"},
  {Quota, "hard.request.hugepages_1Gi", kBytes, Optional, "", kQuotaApi, "requests of its pods together"},
  {Quota, "hard.limit.cpu", kCpu, Optional, "", kQuotaApi, "limits of its pods together"},
  {Quota, "hard.limit.memory", kBytes, Optional, "", kQuotaApi, "limits of its pods together"},
  {Quota, "hard.limit.ephemeral_storage", kBytes, Optional, "", kQuotaApi, "limits of its pods together"},
  {Quota, "hard.pods", kCount, Optional, "", kQuotaApi, "number of its pods"},
  {Quota, "hard.storage", kBytes, Optional, "", kQuotaApi, "storage that the claims of its namespace request together"},
  {Quota, "hard.claims", kCount, Optional, "", kQuotaApi, "number of claims in its namespace"},
  {Quota, "extended", kSymbols, Default, "{}", kQuotaApi, "extended resources it bounds"},
  {Quota, "hard.extended", kKeyed, Default, "{}", kQuotaApi, "requests of its pods together, for those resources"},
  {Quota, "objects", kSymbols, Default, "{}", kQuotaApi, "kinds of objects it bounds the number of: `services`, `deployments.apps`"},
  {Quota, "hard.objects", kKeyed, Default, "{}", kQuotaApi, "number of those objects"},
  {Quota, "used.objects", kKeyed, Default, "{}", kQuotaApi, "how many of those objects the files describe"},
  // Who may call the API: a service account, a user or a group.
  {Account, "kind", kSymbol, Optional, "", kAccessApi, "`ServiceAccount`, `User` or `Group`"},
  {Account, "namespace", kSymbol, Optional, "", kAccessApi, "of a service account"},
  {Account, "automounts_token", kBool, Default, "true", "Kubernetes API, core/v1 ServiceAccount", "pods of a service account get its token unless they say otherwise"},
  {Account, "permissions", kSymbols, Default, "{}", kAccessApi, "what it may do, as patterns: `get core/secrets@shop/db`, `* apps/*@*/*`, `get url:/healthz`"},
  {Account, "wildcards", kSymbols, Default, "{}", kAccessApi, "those of them that allow every verb, or are about every resource"},
  {Account, "is_admin", kBool, Default, "false", kAccessApi, "it may do everything, or can give itself that right"},
  {Account, "becomes", kSymbols, Default, "{}", kAccessApi, "names of the accounts as which it can act, in one step"},
  {Account, "escalates", kSymbols, Default, "{}", kAccessApi, "by what rights it does"},
  {Account, "reads_secrets_in", kSymbols, Default, "{}", kAccessApi, "namespaces whose secrets it can read; `*` for every one"},
  {Account, "makes_pods_in", kSymbols, Default, "{}", kAccessApi, "namespaces in which it can make pods; `*` for every one"},
};
// clang-format on

std::string_view article(Kind kind) {
  switch (kind) {
    case Host:
      return "a host";
    case Vm:
      return "a vm";
    case Node:
      return "a node";
    case Pod:
      return "a pod";
    case Container:
      return "a container";
    case Network:
      return "a network";
    case Volume:
      return "a volume";
    case Device:
      return "a device";
    case Tenant:
      return "a tenant";
    case Workload:
      return "a workload";
    case Namespace:
      return "a namespace";
    case Quota:
      return "a quota";
    case Account:
      return "an account";
  }
  return "an entity";
}

}  // namespace

std::string to_string(const Type& type) {
  std::string text;
  switch (type.base) {
    case Base::Bool:
      text = "true or false";
      break;
    case Base::Number:
      text = std::string(to_string(type.dimension));
      break;
    case Base::Symbol:
      text = "text";
      break;
    case Base::None:
      text = "none";
      break;
    case Base::Ref:
      for (std::size_t i = 0; i < kKindCount; ++i) {
        if (!type.kinds.contains(static_cast<Kind>(i))) continue;
        if (!text.empty()) text += " or ";
        text += article(static_cast<Kind>(i));
      }
      break;
  }
  if (type.is_set) return "a set of " + text;
  if (type.is_keyed) return text + " per key";
  return text;
}

std::span<const Attribute> schema() {
  return kRows;
}

const Attribute& attribute(AttributeId id) {
  require(id.index < std::size(kRows), "an attribute id is a row of the schema");
  return kRows[id.index];
}

std::optional<AttributeId> find_attribute(Kind kind, std::string_view name) {
  using ByName = std::unordered_map<std::string_view, AttributeId>;
  static const std::array<ByName, kKindCount> kByName = [] {
    std::array<ByName, kKindCount> names;
    for (std::uint16_t i = 0; i < std::size(kRows); ++i) {
      names[static_cast<std::size_t>(kRows[i].kind)].emplace(kRows[i].name, AttributeId{i});
    }
    return names;
  }();
  const ByName& names = kByName[static_cast<std::size_t>(kind)];
  const auto found = names.find(name);
  return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> attribute_names(Kind kind) {
  std::vector<std::string> names;
  for (const Attribute& row : kRows) {
    if (row.kind == kind) names.emplace_back(row.name);
  }
  return names;
}

}  // namespace ringfence::model
