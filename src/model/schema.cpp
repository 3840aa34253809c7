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
constexpr std::string_view kDomainXml = "libvirt domain XML format";

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
  {Pod, "host_network", kBool, Default, "false", kPodApi, "shares the node's network namespace"},
  {Pod, "host_pid", kBool, Default, "false", kPodApi, "shares the node's PID namespace"},
  {Pod, "host_ipc", kBool, Default, "false", kPodApi, "shares the node's IPC namespace"},
  {Pod, "host_users", kBool, Default, "true", kPodApi, "shares the node's user namespace (hostUsers)"},
  {Pod, "share_process_namespace", kBool, Default, "false", kPodApi, "its containers share one PID namespace"},
  {Pod, "runtime_class", kSymbol, Optional, "", kPodApi, "spec.runtimeClassName"},
  {Pod, "sandboxed", kBool, Default, "false", "", "runs under a kernel of its own (sandboxed runtime)"},
  {Pod, "service_account", kSymbol, Optional, "", kPodApi, "spec.serviceAccountName"},
  {Pod, "priority_class", kSymbol, Optional, "", kPodApi, "spec.priorityClassName"},
  {Pod, "host_ports", kSymbols, Default, "{}", kPodApi, "node ports it binds: `tcp/80@*`, `udp/53@10.0.0.1`"},
  {Pod, "host_paths", kSymbols, Default, "{}", kPodApi, "paths of the node it mounts"},
  {Pod, "volumes", kSymbols, Default, "{}", kPodApi, "claims and disks it may write: `claim/ns/name`"},
  {Pod, "shared_volumes", kSymbols, Default, "{}", kPodApi, "claims and disks it only reads"},
  {Pod, "devices", kSymbols, Default, "{}", "", "node devices it is given"},
  // A container, in a pod or directly on a machine.
  {Container, "in", ref({Pod, Vm, Host}), Open, "", "any vm or host unless declared", "what it runs in"},
  {Container, "image", kSymbol, Optional, "", kContainerApi, "image reference"},
  {Container, "tenant", ref({Tenant}), Optional, "", "declared, else that of what it is in", "whose it is"},
  {Container, "labels", kSymbols, Default, "{}", "", "`key=value` labels"},
  {Container, "role", kSymbol, Default, "\"main\"", kContainerApi, "`main`, `init`, `sidecar` or `ephemeral`"},
  {Container, "request.cpu", kCpu, Default, "0", kContainerApi, "CPU request"},
  {Container, "request.memory", kBytes, Default, "0", kContainerApi, "memory request"},
  {Container, "request.ephemeral_storage", kBytes, Default, "0", kContainerApi, "ephemeral-storage request"},
  {Container, "request.hugepages_2Mi", kBytes, Default, "0", kContainerApi, "request of 2 MiB pages"},
  {Container, "request.hugepages_1Gi", kBytes, Default, "0", kContainerApi, "request of 1 GiB pages"},
  {Container, "request", kKeyed, Default, "{}", kContainerApi, "requests of extended resources"},
  {Container, "limit.cpu", kCpu, Optional, "", kContainerApi, "CPU limit; absent: unlimited"},
  {Container, "limit.memory", kBytes, Optional, "", kContainerApi, "memory limit; absent: unlimited"},
  {Container, "limit.ephemeral_storage", kBytes, Optional, "", kContainerApi, "ephemeral-storage limit"},
  {Container, "privileged", kBool, Default, "false", kContainerApi, "securityContext.privileged"},
  {Container, "allow_privilege_escalation", kBool, Default, "true", kContainerApi, "securityContext.allowPrivilegeEscalation"},
  {Container, "read_only_root", kBool, Default, "false", kContainerApi, "securityContext.readOnlyRootFilesystem"},
  {Container, "run_as_non_root", kBool, Default, "false", kContainerApi, "runAsNonRoot, of the container or its pod"},
  {Container, "run_as_user", kCount, Optional, "", kContainerApi, "runAsUser, of the container or its pod"},
  {Container, "seccomp", kSymbol, Optional, "", kContainerApi, "seccompProfile.type, of the container or its pod"},
  {Container, "capabilities_added", kSymbols, Default, "{}", kContainerApi, "securityContext.capabilities.add, without CAP_"},
  {Container, "capabilities_dropped", kSymbols, Default, "{}", kContainerApi, "securityContext.capabilities.drop, without CAP_"},
  {Container, "unconfined_proc", kBool, Default, "false", kContainerApi, "procMount: Unmasked"},
  {Container, "host_network", kBool, Default, "false", "", "shares its machine's network namespace"},
  {Container, "host_pid", kBool, Default, "false", "", "shares its machine's PID namespace"},
  {Container, "host_ipc", kBool, Default, "false", "", "shares its machine's IPC namespace"},
  {Container, "host_uts", kBool, Default, "false", "", "shares its machine's UTS namespace"},
  {Container, "host_mount", kBool, Default, "false", "", "shares its machine's mount namespace"},
  {Container, "host_users", kBool, Default, "true", "", "shares its machine's user namespace"},
  {Container, "host_cgroup", kBool, Default, "false", "", "shares its machine's cgroup namespace"},
  {Container, "host_time", kBool, Default, "true", "runtimes give no time namespace by default", "shares its machine's time namespace"},
  {Container, "cgroup", kSymbol, Optional, "", "", "control group it is put under; absent: its own"},
  {Container, "cpu_set", kCounts, Default, "{}", "empty: not pinned", "CPUs of its machine it is pinned to"},
  {Container, "devices", kSymbols, Default, "{}", "", "devices of its machine it is given"},
  {Container, "host_ports", kSymbols, Default, "{}", kContainerApi, "ports of its machine it binds: `tcp/80@*`"},
  {Container, "host_paths", kSymbols, Default, "{}", "", "paths of its machine it mounts"},
  {Container, "volumes", kSymbols, Default, "{}", "", "volumes it may write"},
  {Container, "shared_volumes", kSymbols, Default, "{}", "", "volumes it only reads"},
  {Container, "networks", kSymbols, Default, "{}", "", "networks it is attached to"},
  // A network.
  {Network, "labels", kSymbols, Default, "{}", "", "`key=value` labels"},
  {Network, "internal", kBool, Default, "false", "", "no way out of it"},
  {Network, "vlan", kCount, Optional, "", "", "VLAN id"},
  {Network, "tenant", ref({Tenant}), Optional, "", "", "whose it is"},
  // A volume.
  {Volume, "size", kBytes, Optional, "", "", "how much it holds"},
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
