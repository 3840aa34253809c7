#include "ingest/kubernetes/pod.h"

#include <algorithm>
#include <array>
#include <map>

#include "ingest/kubernetes/container.h"
#include "ingest/kubernetes/scheduling.h"
#include "ingest/kubernetes/unmodelled.h"
#include "ingest/kubernetes/workload.h"

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::GapEffect;

/// Everything read of a pod before it is written down.
struct PodDraft {
  syntax::EntityDecl decl;
  std::vector<Demand> demands;
  std::vector<Member> host_ports, host_paths, written, read;
  std::vector<Label> labels;
  const RuntimeClass* runtime_class = nullptr;
  bool bypasses_scheduler = false;
};

std::vector<Member> label_members(const std::vector<Label>& labels) {
  std::vector<Member> members;
  for (const Label& label : labels) {
    members.push_back({std::string(label.key) + "=" + std::string(label.value), label.at});
  }
  return members;
}

void append(std::vector<Member>& all, std::vector<Member> more) {
  for (Member& member : more) all.push_back(std::move(member));
}

Span key_at(const Context& context, NodeId map, std::string_view key) {
  return context.at(context.tree.find_key(map, key));
}
Span value_at(const Context& context, NodeId map, std::string_view key) {
  return context.at(context.tree.find(map, key));
}

void read_place(Context& context, const PodSource& source, PodDraft& draft) {
  const NodeId spec = source.spec;
  if (const auto node = text(context, spec, "nodeName"); node && !node->empty()) {
    const Span at = value_at(context, spec, "nodeName");
    set_symbol(draft.decl, "node", *node, at);
    set_bool(draft.decl, "bypasses_scheduler", true, at);
    draft.bypasses_scheduler = true;
    return;
  }
  const auto scheduler = text(context, spec, "schedulerName");
  if (scheduler && !scheduler->empty() && *scheduler != "default-scheduler") {
    // Nothing is known of the rules of another scheduler.
    set_bool(draft.decl, "bypasses_scheduler", true, value_at(context, spec, "schedulerName"));
    draft.bypasses_scheduler = true;
  }
}

void read_tolerations(Context& context, const PodSource& source, PodDraft& draft,
                      bool host_network) {
  constexpr std::array<std::string_view, 6> kDaemon{
      "node.kubernetes.io/not-ready=*:NoExecute",
      "node.kubernetes.io/unreachable=*:NoExecute",
      "node.kubernetes.io/disk-pressure=*:NoSchedule",
      "node.kubernetes.io/memory-pressure=*:NoSchedule",
      "node.kubernetes.io/pid-pressure=*:NoSchedule",
      "node.kubernetes.io/unschedulable=*:NoSchedule"};
  const Span written = key_at(context, source.spec, "tolerations");
  const Span at = written.is_somewhere() ? written : draft.decl.at;
  std::vector<Member> members;
  for (std::string& each : tolerations(context, source.spec)) members.push_back({each, at});
  if (draft.runtime_class != nullptr) {
    for (const std::string& each : draft.runtime_class->tolerations) members.push_back({each, at});
  }
  if (source.is_daemon) {
    for (const std::string_view each : kDaemon) members.push_back({std::string(each), at});
    if (host_network) {
      members.push_back({"node.kubernetes.io/network-unavailable=*:NoSchedule", at});
    }
  }
  set_symbols(draft.decl, "tolerations", members, at);
}

/// Runtimes with a kernel per pod, and those known to have none.
bool is_sandbox(std::string_view name) {
  return name.starts_with("kata") || name == "gvisor" || name == "runsc" ||
         name.starts_with("firecracker");
}
bool is_plain_runtime(std::string_view name) {
  return name == "runc" || name == "crun" || name.starts_with("nvidia");
}

void read_runtime_class(Context& context, const PodSource& source, PodDraft& draft) {
  const auto name = text(context, source.spec, "runtimeClassName");
  if (!name || name->empty()) return;
  const Span at = value_at(context, source.spec, "runtimeClassName");
  set_symbol(draft.decl, "runtime_class", *name, at);
  const auto known = context.around.runtime_classes.find(std::string(*name));
  if (known != context.around.runtime_classes.end()) draft.runtime_class = &known->second;
  const std::string_view handler =
      draft.runtime_class != nullptr ? std::string_view(draft.runtime_class->handler) : *name;
  if (is_sandbox(handler)) {
    set_bool(draft.decl, "sandboxed", true, at);
    context.out.remarks.push_back(
        {at, "the runtime `" + std::string(handler) + "` is taken as giving each pod a kernel"});
  } else if (!is_plain_runtime(handler)) {
    context.out.gaps.push_back({at,
                                "runtime class `" + std::string(*name) + "`",
                                GapEffect::Unknown,
                                {"pod.sandboxed"},
                                "whether its pods have a kernel of their own is not known"});
  }
  if (draft.runtime_class != nullptr) return;
  context.out.gaps.push_back({at,
                              "runtime class `" + std::string(*name) + "`",
                              GapEffect::Unknown,
                              {"pod.request.cpu", "pod.request.memory", "pod.tolerations"},
                              "no file describes its overhead and tolerations"});
  context.out.gaps.push_back({at,
                              "runtime class `" + std::string(*name) + "`",
                              GapEffect::Narrows,
                              {"pod.node"},
                              "no file describes its node selector"});
}

bool read_flag(Context& context, const PodSource& source, PodDraft& draft, std::string_view key,
               std::string_view attribute) {
  const auto value = boolean(context, source.spec, key);
  if (value) set_bool(draft.decl, attribute, *value, value_at(context, source.spec, key));
  return value.value_or(false);
}

void read_names(Context& context, const PodSource& source, PodDraft& draft) {
  const NodeId spec = source.spec;
  std::string_view account_key = "serviceAccountName";
  if (!present(context, spec, account_key)) account_key = "serviceAccount";
  if (const auto account = text(context, spec, account_key); account && !account->empty()) {
    set_symbol(draft.decl, "service_account", *account, value_at(context, spec, account_key));
  }
  if (const auto priority = text(context, spec, "priorityClassName"); priority) {
    set_symbol(draft.decl, "priority_class", *priority,
               value_at(context, spec, "priorityClassName"));
  }
  const NodeId os = mapping(context, spec, "os");
  if (text(context, os, "name").value_or("linux") == "windows") {
    context.out.gaps.push_back({value_at(context, os, "name"),
                                "os `windows`",
                                GapEffect::Unknown,
                                {"pod.*", "container.*"},
                                "Windows pods isolate differently"});
  }
}

void add_containers(Context& context, const PodSource& source, PodDraft& draft,
                    const PodDefaults& defaults) {
  std::map<std::string_view, Span> seen;
  const auto add = [&](std::string_view key, Role list) {
    for (const NodeId item : sequence(context, source.spec, key)) {
      ReadContainer read = read_container(context, item, list, defaults);
      const std::string_view name = text(context, item, "name").value_or("");
      const auto [first, is_new] = seen.emplace(name, read.decl.at);
      if (!is_new && !name.empty()) {
        context.error("E0506", read.decl.at,
                      "the pod has two containers `" + std::string(name) + "`");
        context.errors.back().notes.push_back({first->second, "the first one"});
      }
      append(draft.host_ports, std::move(read.host_ports));
      append(draft.host_paths, std::move(read.mounted.host_paths));
      append(draft.written, std::move(read.mounted.written));
      append(draft.read, std::move(read.mounted.read));
      draft.demands.push_back(std::move(read.demand));
      draft.decl.inner.push_back(std::move(read.decl));
    }
  };
  add("initContainers", Role::Init);
  add("containers", Role::Main);
  if (sequence(context, source.spec, "containers").empty()) {
    context.error("E0511", source.owner.at, "the pod has no containers");
  }
  add("ephemeralContainers", Role::Ephemeral);
}

void write_sums(Context& context, const PodSource& source, PodDraft& draft) {
  const Resources own = read_pod_resources(context, source.spec, draft.decl.at);
  Amounts overhead = read_amounts(context, source.spec, "overhead");
  if (draft.runtime_class != nullptr && overhead.empty()) {
    for (const auto& [name, value] : draft.runtime_class->overhead) {
      overhead.emplace(name, Amount{value, draft.decl.at});
    }
  }
  set_amounts(draft.decl, "request", effective_requests(context, draft.demands, own, overhead),
              true);
  set_amounts(draft.decl, "limit", effective_limits(context, draft.demands, own, overhead), false);
  std::erase_if(draft.read, [&](const Member& member) {
    return std::any_of(draft.written.begin(), draft.written.end(),
                       [&](const Member& other) { return other.text == member.text; });
  });
  const Span at = draft.decl.at;
  set_symbols(draft.decl, "host_ports", draft.host_ports, at);
  set_symbols(draft.decl, "host_paths", draft.host_paths, at);
  set_symbols(draft.decl, "volumes", draft.written, at);
  set_symbols(draft.decl, "shared_volumes", draft.read, at);
}

void read_contents(Context& context, const PodSource& source, PodDraft& draft) {
  PodDefaults defaults;
  defaults.host_network = read_flag(context, source, draft, "hostNetwork", "host_network");
  read_flag(context, source, draft, "hostPID", "host_pid");
  read_flag(context, source, draft, "hostIPC", "host_ipc");
  read_flag(context, source, draft, "hostUsers", "host_users");
  read_flag(context, source, draft, "shareProcessNamespace", "share_process_namespace");
  defaults.security = mapping(context, source.spec, "securityContext");
  Volumes volumes = read_volumes(context, source.spec, source.owner.space);
  for (const std::string_view name : source.private_volumes) {
    volumes.insert_or_assign(std::string(name), Volume{VolumeUse::Private, "", false, {}});
  }
  defaults.volumes = &volumes;
  read_runtime_class(context, source, draft);
  read_place(context, source, draft);
  read_tolerations(context, source, draft, defaults.host_network);
  read_names(context, source, draft);
  add_containers(context, source, draft, defaults);
  write_sums(context, source, draft);
}

syntax::Expr count(Integer value, Span at) {
  return {syntax::NumberLit{to_string(value)}, at};
}

void write_identity(Context& context, const PodSource& source, PodDraft& draft,
                    const std::string& tenant, Span labels_at) {
  const Object& owner = source.owner;
  const std::string name = entity_name(context, owner);
  draft.decl.kind = {"pod", owner.at};
  draft.decl.name = {name, owner.at};
  draft.decl.at = owner.at;
  if (source.replicas) {
    const Span at = source.replicas_at.is_somewhere() ? source.replicas_at : owner.at;
    const auto [low, high] = *source.replicas;
    // One place for both means one number; the surge is the controller's doing.
    Span high_at = at;
    if (low != high) high_at = {owner.at.source, owner.at.begin, owner.at.begin};
    draft.decl.replicas = {{count(low, at), count(high, high_at)}};
  }
  if (source.is_workload) set_symbol(draft.decl, "workload", name, owner.at);
  set_symbol(draft.decl, "namespace", owner.space, owner.at);
  set_symbol(draft.decl, "tenant", tenant, owner.at);
  set_symbols(draft.decl, "labels", label_members(draft.labels), labels_at);
  if (source.is_daemon) set_bool(draft.decl, "daemon", true, owner.at);
}

}  // namespace

std::string tenant_of(Context& context, const Object& owner, const std::vector<Label>& labels) {
  constexpr std::string_view kTenant = "ringfence.dev/tenant";
  if (const auto own = find_label(labels, kTenant)) return std::string(*own);
  for (const Entry& entry : entries(context, present(context, owner.metadata, "labels"))) {
    if (entry.key == kTenant) return std::string(context.tree[entry.value].scalar);
  }
  const auto space = context.around.namespaces.find(std::string(owner.space));
  if (space != context.around.namespaces.end()) {
    const auto label = space->second.find(std::string(kTenant));
    if (label != space->second.end()) return label->second;
  }
  return std::string(owner.space);
}

void add_workload(Context& context, const Object& owner, const std::vector<Member>& keys,
                  std::string_view tenant) {
  syntax::EntityDecl decl;
  decl.kind = {"workload", owner.at};
  decl.name = {entity_name(context, owner), owner.at};
  decl.at = owner.at;
  set_symbol(decl, "kind", owner.kind, owner.at);
  set_symbol(decl, "namespace", owner.space, owner.at);
  set_symbol(decl, "tenant", tenant, owner.at);
  const std::vector<Label> own = labels(context, owner.metadata, "labels");
  set_symbols(decl, "labels", label_members(own), key_at(context, owner.metadata, "labels"));
  set_symbols(decl, "spreads_over", keys, keys.empty() ? owner.at : keys.front().at);
  context.document.items.emplace_back(std::move(decl));
}

void add_pods(Context& context, const PodSource& source) {
  PodDraft draft;
  draft.labels = labels(context, source.metadata, "labels");
  const std::string tenant = tenant_of(context, source.owner, draft.labels);
  write_identity(context, source, draft, tenant, key_at(context, source.metadata, "labels"));
  read_contents(context, source, draft);
  list_injection(context, source.owner, source.metadata);
  const Pods pods{entity_name(context, source.owner),
                  source.is_workload,
                  source.owner.space,
                  draft.labels,
                  source.spec,
                  source.owner.at,
                  draft.runtime_class};
  if (source.is_workload) {
    const auto keys = draft.bypasses_scheduler ? std::vector<Member>{} : spread_keys(context, pods);
    add_workload(context, source.owner, keys, tenant);
  }
  const bool has_none = source.replicas && source.replicas->second == 0;
  if (has_none) return;
  context.document.items.emplace_back(std::move(draft.decl));
  if (!draft.bypasses_scheduler) add_placement_rules(context, pods);
}

}  // namespace ringfence::ingest::kubernetes
