#include "ingest/oci/field_table.h"

#include <array>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

// In the order of the specification, as of version 1.3. `inert`: no attribute of the schema depends
// on it. Runtimes ignore what they do not know, but a newer runtime may know more than this table:
// what has no row may mean anything about the container.

namespace ringfence::ingest::oci {
namespace {

using enum Treatment;
using enum Shape;

constexpr Row row(std::string_view path, Shape shape, std::string_view choices = {}) {
  return {path, shape, Modelled, {}, {}, choices, false};
}
constexpr Row inert(std::string_view path, Shape shape, std::string_view reason,
                    std::string_view choices = {}) {
  return {path, shape, Inert, {}, reason, choices, false};
}
constexpr Row unknown(std::string_view path, Shape shape, std::string_view touches,
                      std::string_view reason) {
  return {path, shape, Unknown, touches, reason, {}, false};
}
constexpr Row required(Row row) {
  row.is_required = true;
  return row;
}

constexpr std::string_view kInside = "inside the container";
constexpr std::string_view kSpeed = "how fast, not how much";
constexpr std::string_view kGroups = "groups of users are not modelled";
constexpr std::string_view kIdMaps = "identifiers inside a mount are not modelled";
constexpr std::string_view kAfter = "runs when the container is gone";
constexpr std::string_view kHooked =
    "container.networks container.host_ports container.devices container.host_paths "
    "container.volumes "
    "container.shared_volumes";
constexpr std::string_view kHook = "a program that may change what the container is given";
constexpr std::string_view kParent = "treated as a whole";

constexpr std::string_view kNamespaceTypes = "mount pid network uts ipc user cgroup time";
constexpr std::string_view kActions =
    "SCMP_ACT_KILL SCMP_ACT_KILL_PROCESS SCMP_ACT_KILL_THREAD SCMP_ACT_TRAP SCMP_ACT_ERRNO "
    "SCMP_ACT_TRACE SCMP_ACT_ALLOW SCMP_ACT_LOG SCMP_ACT_NOTIFY";
constexpr std::string_view kArchitectures =
    "SCMP_ARCH_X86 SCMP_ARCH_X86_64 SCMP_ARCH_X32 SCMP_ARCH_ARM SCMP_ARCH_AARCH64 "
    "SCMP_ARCH_LOONGARCH64 SCMP_ARCH_M68K SCMP_ARCH_MIPS SCMP_ARCH_MIPS64 SCMP_ARCH_MIPS64N32 "
    "SCMP_ARCH_MIPSEL SCMP_ARCH_MIPSEL64 SCMP_ARCH_MIPSEL64N32 SCMP_ARCH_PPC SCMP_ARCH_PPC64 "
    "SCMP_ARCH_PPC64LE SCMP_ARCH_S390 SCMP_ARCH_S390X SCMP_ARCH_SH SCMP_ARCH_SHEB SCMP_ARCH_PARISC "
    "SCMP_ARCH_PARISC64 SCMP_ARCH_RISCV64";

// clang-format off
constexpr auto kConfig = std::to_array<Row>({
  required(row("ociVersion", Text)),
  row("annotations", TextMap), row("hostname", Text),
  inert("domainname", Text, kInside),
  // The root file system and the mounts.
  row("root", Object), required(row("root.path", Text)), row("root.readonly", Flag),
  row("mounts", List), row("mounts[]", Object),
  required(row("mounts[].destination", Text)), row("mounts[].source", Text),
  row("mounts[].type", Text), row("mounts[].options", Texts),
  inert("mounts[].uidMappings", List, kIdMaps), inert("mounts[].uidMappings[]", Object, kParent),
  required(inert("mounts[].uidMappings[].containerID", U32, kParent)),
  required(inert("mounts[].uidMappings[].hostID", U32, kParent)),
  required(inert("mounts[].uidMappings[].size", U32, kParent)),
  inert("mounts[].gidMappings", List, kIdMaps), inert("mounts[].gidMappings[]", Object, kParent),
  required(inert("mounts[].gidMappings[].containerID", U32, kParent)),
  required(inert("mounts[].gidMappings[].hostID", U32, kParent)),
  required(inert("mounts[].gidMappings[].size", U32, kParent)),
  // The process.
  row("process", Object),
  required(inert("process.cwd", Text, kInside)),
  inert("process.args", Texts, kInside), inert("process.commandLine", Text, kInside),
  inert("process.consoleSize", Object, kInside),
  required(inert("process.consoleSize.height", U64, kParent)),
  required(inert("process.consoleSize.width", U64, kParent)),
  inert("process.env", Texts, kInside), inert("process.terminal", Flag, kInside),
  row("process.user", Object), row("process.user.uid", U32),
  row("process.user.gid", U32), inert("process.user.umask", U32, kInside),
  inert("process.user.additionalGids", U32s, kGroups),
  inert("process.user.username", Text, "Windows only, where the container is a gap as a whole"),
  row("process.capabilities", Object),
  row("process.capabilities.bounding", Texts), row("process.capabilities.permitted", Texts),
  row("process.capabilities.effective", Texts), row("process.capabilities.inheritable", Texts),
  row("process.capabilities.ambient", Texts),
  row("process.apparmorProfile", Text), row("process.selinuxLabel", Text),
  inert("process.oomScoreAdj", I64, "who is stopped first when memory is short"),
  inert("process.ioPriority", Object, kSpeed),
  required(inert("process.ioPriority.class", Text, kParent, "IOPRIO_CLASS_RT IOPRIO_CLASS_BE IOPRIO_CLASS_IDLE")),
  inert("process.ioPriority.priority", I32, kParent),
  row("process.noNewPrivileges", Flag),
  inert("process.scheduler", Object, kSpeed),
  required(inert("process.scheduler.policy", Text, kParent, "SCHED_OTHER SCHED_FIFO SCHED_RR SCHED_BATCH SCHED_ISO SCHED_IDLE SCHED_DEADLINE")),
  inert("process.scheduler.nice", I32, kParent), inert("process.scheduler.priority", I32, kParent),
  inert("process.scheduler.flags", Texts, kParent, "SCHED_FLAG_RESET_ON_FORK SCHED_FLAG_RECLAIM SCHED_FLAG_DL_OVERRUN SCHED_FLAG_KEEP_POLICY SCHED_FLAG_KEEP_PARAMS SCHED_FLAG_UTIL_CLAMP_MIN SCHED_FLAG_UTIL_CLAMP_MAX"),
  inert("process.scheduler.runtime", U64, kParent), inert("process.scheduler.deadline", U64, kParent),
  inert("process.scheduler.period", U64, kParent),
  row("process.rlimits", List), row("process.rlimits[]", Object),
  required(row("process.rlimits[].type", Rlimit)), required(row("process.rlimits[].soft", U64)),
  required(row("process.rlimits[].hard", U64)),
  inert("process.execCPUAffinity", Object, "where programs start that are run in it later; `cpus` still binds them"),
  inert("process.execCPUAffinity.initial", CpuList, kParent), inert("process.execCPUAffinity.final", CpuList, kParent),
  // Programs that the runtime runs around it.
  row("hooks", Object),
  unknown("hooks.prestart", List, kHooked, kHook), inert("hooks.prestart[]", Object, kParent),
  required(inert("hooks.prestart[].path", Text, kParent)), inert("hooks.prestart[].args", Texts, kParent),
  inert("hooks.prestart[].env", Texts, kParent), inert("hooks.prestart[].timeout", Positive, kParent),
  unknown("hooks.createRuntime", List, kHooked, kHook), inert("hooks.createRuntime[]", Object, kParent),
  required(inert("hooks.createRuntime[].path", Text, kParent)), inert("hooks.createRuntime[].args", Texts, kParent),
  inert("hooks.createRuntime[].env", Texts, kParent), inert("hooks.createRuntime[].timeout", Positive, kParent),
  unknown("hooks.createContainer", List, kHooked, kHook), inert("hooks.createContainer[]", Object, kParent),
  required(inert("hooks.createContainer[].path", Text, kParent)), inert("hooks.createContainer[].args", Texts, kParent),
  inert("hooks.createContainer[].env", Texts, kParent), inert("hooks.createContainer[].timeout", Positive, kParent),
  unknown("hooks.startContainer", List, kHooked, kHook), inert("hooks.startContainer[]", Object, kParent),
  required(inert("hooks.startContainer[].path", Text, kParent)), inert("hooks.startContainer[].args", Texts, kParent),
  inert("hooks.startContainer[].env", Texts, kParent), inert("hooks.startContainer[].timeout", Positive, kParent),
  unknown("hooks.poststart", List, kHooked, kHook), inert("hooks.poststart[]", Object, kParent),
  required(inert("hooks.poststart[].path", Text, kParent)), inert("hooks.poststart[].args", Texts, kParent),
  inert("hooks.poststart[].env", Texts, kParent), inert("hooks.poststart[].timeout", Positive, kParent),
  inert("hooks.poststop", List, kAfter), inert("hooks.poststop[]", Object, kParent),
  required(inert("hooks.poststop[].path", Text, kParent)), inert("hooks.poststop[].args", Texts, kParent),
  inert("hooks.poststop[].env", Texts, kParent), inert("hooks.poststop[].timeout", Positive, kParent),
  // Linux: namespaces and identifiers.
  row("linux", Object),
  row("linux.namespaces", List), row("linux.namespaces[]", Object),
  required(row("linux.namespaces[].type", Text, kNamespaceTypes)), row("linux.namespaces[].path", Text),
  row("linux.uidMappings", List), row("linux.uidMappings[]", Object),
  required(row("linux.uidMappings[].containerID", U32)), required(row("linux.uidMappings[].hostID", U32)),
  required(row("linux.uidMappings[].size", U32)),
  row("linux.gidMappings", List), row("linux.gidMappings[]", Object),
  required(row("linux.gidMappings[].containerID", U32)), required(row("linux.gidMappings[].hostID", U32)),
  required(row("linux.gidMappings[].size", U32)),
  inert("linux.timeOffsets", Object, kInside),
  inert("linux.timeOffsets.boottime", Object, kParent), inert("linux.timeOffsets.boottime.secs", I64, kParent),
  inert("linux.timeOffsets.boottime.nanosecs", U32, kParent),
  inert("linux.timeOffsets.monotonic", Object, kParent), inert("linux.timeOffsets.monotonic.secs", I64, kParent),
  inert("linux.timeOffsets.monotonic.nanosecs", U32, kParent),
  // Linux: devices.
  row("linux.devices", List), row("linux.devices[]", Object),
  required(row("linux.devices[].type", DeviceType)), required(row("linux.devices[].path", Text)),
  row("linux.devices[].major", I64), row("linux.devices[].minor", I64),
  inert("linux.devices[].fileMode", FileMode, kInside), inert("linux.devices[].uid", U32, kInside),
  inert("linux.devices[].gid", U32, kInside),
  row("linux.netDevices", Map), row("linux.netDevices.*", Object),
  inert("linux.netDevices.*.name", Text, kInside),
  // Linux: the control group.
  row("linux.cgroupsPath", Text),
  row("linux.resources", Object),
  row("linux.resources.devices", List), row("linux.resources.devices[]", Object),
  required(row("linux.resources.devices[].allow", Flag)), row("linux.resources.devices[].type", Text),
  row("linux.resources.devices[].major", I64), row("linux.resources.devices[].minor", I64),
  row("linux.resources.devices[].access", Text),
  row("linux.resources.memory", Object), row("linux.resources.memory.limit", I64),
  row("linux.resources.memory.reservation", I64),
  inert("linux.resources.memory.swap", I64, "swap is not counted"),
  inert("linux.resources.memory.kernel", I64, "a part of what `limit` bounds"),
  inert("linux.resources.memory.kernelTCP", I64, "a part of what the kernel uses"),
  inert("linux.resources.memory.swappiness", U64, "swap is not counted"),
  inert("linux.resources.memory.disableOOMKiller", Flag, "what happens at the limit"),
  inert("linux.resources.memory.useHierarchy", Flag, "what happens in groups below"),
  inert("linux.resources.memory.checkBeforeUpdate", Flag, "what happens on a later change"),
  row("linux.resources.cpu", Object), row("linux.resources.cpu.quota", I64),
  row("linux.resources.cpu.period", U64), row("linux.resources.cpu.cpus", Text),
  inert("linux.resources.cpu.mems", Text, "memory is counted per machine, not per NUMA node"),
  inert("linux.resources.cpu.shares", U64, "a weight promises nothing"),
  inert("linux.resources.cpu.burst", U64, "what was saved before; the average stays below the quota"),
  inert("linux.resources.cpu.realtimePeriod", U64, kSpeed), inert("linux.resources.cpu.realtimeRuntime", I64, kSpeed),
  inert("linux.resources.cpu.idle", I64, "a weight promises nothing"),
  row("linux.resources.pids", Object), required(row("linux.resources.pids.limit", I64)),
  row("linux.resources.blockIO", Object), row("linux.resources.blockIO.weight", U16),
  inert("linux.resources.blockIO.leafWeight", U16, "among its own groups"),
  row("linux.resources.blockIO.weightDevice", List), row("linux.resources.blockIO.weightDevice[]", Object),
  required(row("linux.resources.blockIO.weightDevice[].major", I64)),
  required(row("linux.resources.blockIO.weightDevice[].minor", I64)),
  row("linux.resources.blockIO.weightDevice[].weight", U16),
  inert("linux.resources.blockIO.weightDevice[].leafWeight", U16, "among its own groups"),
  row("linux.resources.blockIO.throttleReadBpsDevice", List), row("linux.resources.blockIO.throttleReadBpsDevice[]", Object),
  required(row("linux.resources.blockIO.throttleReadBpsDevice[].major", I64)),
  required(row("linux.resources.blockIO.throttleReadBpsDevice[].minor", I64)),
  row("linux.resources.blockIO.throttleReadBpsDevice[].rate", U64),
  row("linux.resources.blockIO.throttleWriteBpsDevice", List), row("linux.resources.blockIO.throttleWriteBpsDevice[]", Object),
  required(row("linux.resources.blockIO.throttleWriteBpsDevice[].major", I64)),
  required(row("linux.resources.blockIO.throttleWriteBpsDevice[].minor", I64)),
  row("linux.resources.blockIO.throttleWriteBpsDevice[].rate", U64),
  row("linux.resources.blockIO.throttleReadIOPSDevice", List), row("linux.resources.blockIO.throttleReadIOPSDevice[]", Object),
  required(row("linux.resources.blockIO.throttleReadIOPSDevice[].major", I64)),
  required(row("linux.resources.blockIO.throttleReadIOPSDevice[].minor", I64)),
  row("linux.resources.blockIO.throttleReadIOPSDevice[].rate", U64),
  row("linux.resources.blockIO.throttleWriteIOPSDevice", List), row("linux.resources.blockIO.throttleWriteIOPSDevice[]", Object),
  required(row("linux.resources.blockIO.throttleWriteIOPSDevice[].major", I64)),
  required(row("linux.resources.blockIO.throttleWriteIOPSDevice[].minor", I64)),
  row("linux.resources.blockIO.throttleWriteIOPSDevice[].rate", U64),
  row("linux.resources.hugepageLimits", List), row("linux.resources.hugepageLimits[]", Object),
  required(row("linux.resources.hugepageLimits[].pageSize", PageSize)),
  required(row("linux.resources.hugepageLimits[].limit", U64)),
  inert("linux.resources.network", Object, kSpeed), inert("linux.resources.network.classID", U32, kParent),
  inert("linux.resources.network.priorities", List, kParent), inert("linux.resources.network.priorities[]", Object, kParent),
  required(inert("linux.resources.network.priorities[].name", Text, kParent)),
  required(inert("linux.resources.network.priorities[].priority", U32, kParent)),
  inert("linux.resources.rdma", Map, "how much of an RDMA device it may use"),
  inert("linux.resources.rdma.*", Object, kParent), inert("linux.resources.rdma.*.hcaHandles", U32, kParent),
  inert("linux.resources.rdma.*.hcaObjects", U32, kParent),
  unknown("linux.resources.unified", TextMap, "container.request.memory container.limit.memory container.limit.cpu container.limit.pids container.cpu_set container.limit.hugepages_2Mi container.limit.hugepages_1Gi container.io_limits container.io_weight", "files of the control group, written as they are"),
  inert("linux.resources.oomScoreAdj", I64, "from older versions: who is stopped first when memory is short"),
  // Linux: the rest.
  row("linux.rootfsPropagation", Text, "private shared slave unbindable"),
  row("linux.seccomp", Object),
  required(row("linux.seccomp.defaultAction", Text, kActions)),
  inert("linux.seccomp.defaultErrnoRet", U32, kInside),
  inert("linux.seccomp.flags", Texts, "how the filter is installed", "SECCOMP_FILTER_FLAG_TSYNC SECCOMP_FILTER_FLAG_LOG SECCOMP_FILTER_FLAG_SPEC_ALLOW SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"),
  inert("linux.seccomp.listenerPath", Text, "who answers for it"), inert("linux.seccomp.listenerMetadata", Text, "who answers for it"),
  inert("linux.seccomp.architectures", Texts, "which system calls are meant", kArchitectures),
  row("linux.seccomp.syscalls", List), row("linux.seccomp.syscalls[]", Object),
  required(inert("linux.seccomp.syscalls[].names", Texts, "only whether anything is kept from it is modelled")),
  required(row("linux.seccomp.syscalls[].action", Text, kActions)),
  inert("linux.seccomp.syscalls[].errnoRet", U32, kInside),
  inert("linux.seccomp.syscalls[].args", List, "only whether anything is kept from it is modelled"),
  inert("linux.seccomp.syscalls[].args[]", Object, kParent),
  required(inert("linux.seccomp.syscalls[].args[].index", U32, kParent)),
  required(inert("linux.seccomp.syscalls[].args[].value", U64, kParent)),
  inert("linux.seccomp.syscalls[].args[].valueTwo", U64, kParent),
  required(inert("linux.seccomp.syscalls[].args[].op", Text, kParent, "SCMP_CMP_NE SCMP_CMP_LT SCMP_CMP_LE SCMP_CMP_EQ SCMP_CMP_GE SCMP_CMP_GT SCMP_CMP_MASKED_EQ")),
  inert("linux.sysctl", TextMap, "of its own namespaces; runtimes refuse those of the machine"),
  row("linux.maskedPaths", Texts), row("linux.readonlyPaths", Texts),
  inert("linux.mountLabel", Text, "labels of files are not modelled"),
  inert("linux.intelRdt", Object, kSpeed), inert("linux.intelRdt.closID", Text, kParent),
  inert("linux.intelRdt.schemata", Texts, kParent), inert("linux.intelRdt.l3CacheSchema", Text, kParent),
  inert("linux.intelRdt.memBwSchema", Bandwidth, kParent), inert("linux.intelRdt.enableMonitoring", Flag, kParent),
  inert("linux.memoryPolicy", Object, "memory is counted per machine, not per NUMA node"),
  inert("linux.memoryPolicy.mode", Text, kParent, "MPOL_DEFAULT MPOL_BIND MPOL_INTERLEAVE MPOL_WEIGHTED_INTERLEAVE MPOL_PREFERRED MPOL_PREFERRED_MANY MPOL_LOCAL"),
  inert("linux.memoryPolicy.nodes", Text, kParent),
  inert("linux.memoryPolicy.flags", Texts, kParent, "MPOL_F_NUMA_BALANCING MPOL_F_RELATIVE_NODES MPOL_F_STATIC_NODES"),
  inert("linux.personality", Object, kInside), inert("linux.personality.domain", Text, kParent, "LINUX LINUX32"),
  inert("linux.personality.flags", Texts, kParent),
  // A container in a virtual machine of its own.
  row("vm", Object),
  row("vm.hypervisor", Object), required(inert("vm.hypervisor.path", Text, "the hypervisor's program")),
  unknown("vm.hypervisor.parameters", Texts, "container.*", "arguments of the hypervisor"),
  required(row("vm.kernel", Object)), required(row("vm.kernel.path", Text)),
  inert("vm.kernel.parameters", Texts, kInside), row("vm.kernel.initrd", Text),
  row("vm.image", Object), required(row("vm.image.path", Text)),
  required(inert("vm.image.format", Text, kInside, "raw qcow2 vdi vmdk vhd")),
  row("vm.hwConfig", Object), inert("vm.hwConfig.deviceTree", Text, kInside),
  row("vm.hwConfig.vcpus", U32), row("vm.hwConfig.memory", U64), row("vm.hwConfig.dtdevs", Texts),
  row("vm.hwConfig.iomems", List), row("vm.hwConfig.iomems[]", Object),
  inert("vm.hwConfig.iomems[].firstGFN", U64, kInside),
  required(row("vm.hwConfig.iomems[].firstMFN", U64)), required(row("vm.hwConfig.iomems[].nrMFNs", U64)),
  row("vm.hwConfig.irqs", U32s),
  // Other platforms: checked, and a gap as a whole.
  unknown("windows", Object, "container.*", "containers of Windows are not modelled"),
  required(inert("windows.layerFolders", Texts, kParent)),
  inert("windows.devices", List, kParent), inert("windows.devices[]", Object, kParent), required(inert("windows.devices[].id", Text, kParent)), required(inert("windows.devices[].idType", Text, kParent, "class")),
  inert("windows.resources", Object, kParent), inert("windows.resources.memory", Object, kParent),
  inert("windows.resources.memory.limit", U64, kParent), inert("windows.resources.cpu", Object, kParent),
  inert("windows.resources.cpu.count", U64, kParent), inert("windows.resources.cpu.shares", U16, kParent),
  inert("windows.resources.cpu.maximum", U16, kParent), inert("windows.resources.cpu.affinity", Object, kParent),
  inert("windows.resources.cpu.affinity.mask", U64, kParent), inert("windows.resources.cpu.affinity.group", U32, kParent),
  inert("windows.resources.storage", Object, kParent), inert("windows.resources.storage.iops", U64, kParent),
  inert("windows.resources.storage.bps", U64, kParent), inert("windows.resources.storage.sandboxSize", U64, kParent),
  inert("windows.network", Object, kParent), inert("windows.network.endpointList", Texts, kParent),
  inert("windows.network.allowUnqualifiedDNSQuery", Flag, kParent), inert("windows.network.DNSSearchList", Texts, kParent),
  inert("windows.network.networkSharedContainerName", Text, kParent), inert("windows.network.networkNamespace", Text, kParent),
  inert("windows.credentialSpec", Any, kParent), inert("windows.servicing", Flag, kParent),
  inert("windows.ignoreFlushesDuringBoot", Flag, kParent), inert("windows.hyperv", Object, kParent),
  inert("windows.hyperv.utilityVMPath", Text, kParent),
  unknown("solaris", Object, "container.*", "zones of Solaris are not modelled"),
  inert("solaris.milestone", Text, kParent), inert("solaris.limitpriv", Text, kParent),
  inert("solaris.maxShmMemory", Text, kParent), inert("solaris.cappedCPU", Object, kParent),
  inert("solaris.cappedCPU.ncpus", Text, kParent), inert("solaris.cappedMemory", Object, kParent),
  inert("solaris.cappedMemory.physical", Text, kParent), inert("solaris.cappedMemory.swap", Text, kParent),
  inert("solaris.anet", List, kParent), inert("solaris.anet[]", Object, kParent),
  inert("solaris.anet[].linkname", Text, kParent), inert("solaris.anet[].lowerLink", Text, kParent),
  inert("solaris.anet[].allowedAddress", Text, kParent), inert("solaris.anet[].configureAllowedAddress", Text, kParent),
  inert("solaris.anet[].defrouter", Text, kParent), inert("solaris.anet[].macAddress", Text, kParent),
  inert("solaris.anet[].linkProtection", Text, kParent),
  unknown("zos", Object, "container.*", "containers of z/OS are not modelled"),
  inert("zos.namespaces", List, kParent), inert("zos.namespaces[]", Object, kParent),
  required(inert("zos.namespaces[].type", Text, kParent, "mount pid uts ipc")), inert("zos.namespaces[].path", Text, kParent),
  unknown("freebsd", Object, "container.*", "jails of FreeBSD are not modelled"),
  inert("freebsd.devices", List, kParent), inert("freebsd.devices[]", Object, kParent),
  inert("freebsd.devices[].path", Text, kParent), inert("freebsd.devices[].mode", FileMode, kParent),
  inert("freebsd.jail", Object, kParent), inert("freebsd.jail.parent", Text, kParent),
  inert("freebsd.jail.host", Text, kParent, "new inherit"), inert("freebsd.jail.ip4", Text, kParent, "disable new inherit"),
  inert("freebsd.jail.ip4Addr", Texts, kParent), inert("freebsd.jail.ip6", Text, kParent, "disable new inherit"),
  inert("freebsd.jail.ip6Addr", Texts, kParent), inert("freebsd.jail.vnet", Text, kParent, "new inherit"),
  inert("freebsd.jail.interface", Text, kParent), inert("freebsd.jail.vnetInterfaces", Texts, kParent),
  inert("freebsd.jail.sysvmsg", Text, kParent, "disable new inherit"), inert("freebsd.jail.sysvsem", Text, kParent, "disable new inherit"),
  inert("freebsd.jail.sysvshm", Text, kParent, "disable new inherit"), inert("freebsd.jail.enforceStatfs", U8, kParent),
  inert("freebsd.jail.allow", Object, kParent), inert("freebsd.jail.allow.setHostname", Flag, kParent),
  inert("freebsd.jail.allow.rawSockets", Flag, kParent), inert("freebsd.jail.allow.chflags", Flag, kParent),
  inert("freebsd.jail.allow.mount", Texts, kParent), inert("freebsd.jail.allow.quotas", Flag, kParent),
  inert("freebsd.jail.allow.socketAf", Flag, kParent), inert("freebsd.jail.allow.mlock", Flag, kParent),
  inert("freebsd.jail.allow.reservedPorts", Flag, kParent), inert("freebsd.jail.allow.suser", Flag, kParent),
});

constexpr auto kState = std::to_array<Row>({
  required(row("ociVersion", Text)), required(row("id", Text)),
  required(row("status", Text, "creating created running stopped")), row("pid", Count),
  required(row("bundle", Text)), row("annotations", TextMap),
});

constexpr auto kFeatures = std::to_array<Row>({
  required(row("ociVersionMin", Text)), required(row("ociVersionMax", Text)),
  row("hooks", Texts), row("mountOptions", Texts), row("annotations", TextMap),
  row("potentiallyUnsafeConfigAnnotations", Texts),
  row("linux", Object), row("linux.namespaces", Texts, kNamespaceTypes), row("linux.capabilities", Texts),
  row("linux.cgroup", Object), row("linux.cgroup.v1", Flag), row("linux.cgroup.v2", Flag),
  row("linux.cgroup.systemd", Flag), row("linux.cgroup.systemdUser", Flag), row("linux.cgroup.rdma", Flag),
  row("linux.seccomp", Object), row("linux.seccomp.enabled", Flag), row("linux.seccomp.actions", Texts, kActions),
  row("linux.seccomp.operators", Texts), row("linux.seccomp.archs", Texts, kArchitectures),
  row("linux.seccomp.knownFlags", Texts), row("linux.seccomp.supportedFlags", Texts),
  row("linux.apparmor", Object), row("linux.apparmor.enabled", Flag),
  row("linux.selinux", Object), row("linux.selinux.enabled", Flag),
  row("linux.intelRdt", Object), row("linux.intelRdt.enabled", Flag),
  row("linux.memoryPolicy", Any),
  row("linux.mountExtensions", Object), row("linux.mountExtensions.idmap", Object),
  row("linux.mountExtensions.idmap.enabled", Flag),
  row("linux.netDevices", Object), row("linux.netDevices.enabled", Flag),
});
// clang-format on

struct Index {
  std::unordered_map<std::string_view, const Row*> by_path;
  std::unordered_map<std::string_view, std::vector<const Row*>> required;  ///< By parent.

  explicit Index(std::span<const Row> all) {
    for (const Row& each : all) {
      by_path.emplace(each.path, &each);
      if (each.is_required) required[parent_of(each.path)].push_back(&each);
    }
  }
};

const Index& index_of(Kind kind) {
  static const std::array<Index, 3> kIndexes{Index(kConfig), Index(kState), Index(kFeatures)};
  return kIndexes[static_cast<std::size_t>(kind)];
}

}  // namespace

std::span<const Row> rows(Kind kind) {
  switch (kind) {
    case Kind::Config:
      return kConfig;
    case Kind::State:
      return kState;
    case Kind::Features:
      return kFeatures;
  }
  return {};
}

const Row* find_row(Kind kind, std::string_view path) {
  const auto& table = index_of(kind).by_path;
  const auto found = table.find(path);
  return found == table.end() ? nullptr : found->second;
}

std::span<const Row* const> required_rows(Kind kind, std::string_view path) {
  const auto& table = index_of(kind).required;
  const auto found = table.find(path);
  if (found == table.end()) return {};
  return found->second;
}

std::string_view parent_of(std::string_view path) {
  if (path.ends_with("[]")) return path.substr(0, path.size() - 2);
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
}

}  // namespace ringfence::ingest::oci
