#include "ingest/kubernetes/pod.h"

#include <algorithm>
#include <array>
#include <map>

#include "ingest/kubernetes/account.h"
#include "ingest/kubernetes/container.h"
#include "ingest/kubernetes/disruption.h"
#include "ingest/kubernetes/limit_range.h"
#include "ingest/kubernetes/priority.h"
#include "ingest/kubernetes/quota.h"
#include "ingest/kubernetes/runtime_class.h"
#include "ingest/kubernetes/scheduling.h"
#include "ingest/kubernetes/security.h"
#include "ingest/kubernetes/storage.h"
#include "ingest/kubernetes/unmodelled.h"
#include "ingest/kubernetes/workload.h"

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::GapEffect;

/// Everything read of a pod before it is written down.
struct PodDraft {
  syntax::EntityDecl decl;
  std::vector<Demand> demands;
  std::vector<std::string> container_names;  ///< One for each demand.
  std::string priority_class;                ///< As admission sets it; empty for none.
  std::vector<Member> host_ports, host_paths, written, read, ports, apparmor;
  std::vector<Member> refused;  ///< Why the API server does not admit the pod.
  bool is_admitted = false;     ///< It did: the object is from a cluster.
  std::vector<Label> labels;
  Volumes volumes;
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
  draft.priority_class = read_priority(context, spec, draft.decl);
  const NodeId os = mapping(context, spec, "os");
  const auto system = text(context, os, "name");
  if (!system) return;
  const Span at = value_at(context, os, "name");
  set_symbol(draft.decl, "os", *system, at);
  if (*system != "windows") return;
  // What is written on the pod is read as ever; what it shares with its node is another matter.
  context.out.gaps.push_back({at, "os `windows`", GapEffect::Unknown, isolation_attributes(),
                              "Windows pods isolate differently"});
}

/// The ports a container says it listens on; whether it says so changes nothing but what a
/// port's name stands for.
std::vector<Member> listened_ports(Context& context, NodeId container) {
  std::vector<Member> all;
  for (const NodeId item : sequence(context, container, "ports")) {
    const auto number = integer(context, item, "containerPort");
    if (!number || *number < 1 || *number > 65535) continue;  // `read_ports` says what is wrong
    const std::string_view name = text(context, item, "name").value_or("");
    std::string port(name);
    if (!name.empty()) port += ':';
    for (const char letter : text(context, item, "protocol").value_or("TCP")) {
      port += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    all.push_back({port + "/" + to_string(*number), context.at(item)});
  }
  return all;
}

void add_containers(Context& context, const PodSource& source, PodDraft& draft,
                    const PodDefaults& defaults) {
  std::map<std::string_view, Span> seen;
  const auto add = [&](std::string_view key, Role list) {
    for (const NodeId item : sequence(context, source.spec, key)) {
      ReadContainer read = read_container(context, item, list, defaults);
      const std::string_view name = text(context, item, "name").value_or("");
      if (name.empty() && defaults.is_observed) {
        read.decl.name.text = "unnamed-" + std::to_string(draft.decl.inner.size() + 1);
      }
      const auto [first, is_new] = seen.emplace(name, read.decl.at);
      if (!is_new && !name.empty()) {
        context.error("E0506", read.decl.at,
                      "the pod has two containers `" + std::string(name) + "`");
        context.errors.back().notes.push_back({first->second, "the first one"});
      }
      append(draft.host_ports, std::move(read.host_ports));
      const bool stays = read.demand.role == Role::Main || read.demand.role == Role::Sidecar;
      if (stays) append(draft.ports, listened_ports(context, item));
      append(draft.apparmor, std::move(read.apparmor));
      append(draft.host_paths, std::move(read.mounted.host_paths));
      append(draft.written, std::move(read.mounted.written));
      append(draft.read, std::move(read.mounted.read));
      append(draft.refused, std::move(read.refused));
      draft.demands.push_back(std::move(read.demand));
      draft.container_names.emplace_back(name);
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

/// A quota counts the storage limits of some containers where others have none, and then the pod
/// has no limit to be counted here.
void note_partial_limit(Context& context, const std::vector<const Quota*>& quotas,
                        const Resources& own, PodDraft& draft) {
  constexpr std::string_view kStorage = "ephemeral-storage";
  const bool is_counted = std::any_of(quotas.begin(), quotas.end(), [](const Quota* quota) {
    return quota->hard.contains("limits.ephemeral-storage");
  });
  if (!is_counted || effective_limits(context, draft.demands, own, {}).contains(kStorage)) return;
  if (!summed(context, draft.demands, own, &Resources::limits).contains(kStorage)) return;
  context.out.gaps.push_back({draft.decl.at,
                              "quota on limits of ephemeral storage",
                              GapEffect::Unknown,
                              {"pod.limit.ephemeral_storage"},
                              "only some of the pod's containers have one"});
}

/// The pod's class of service, the quotas that count it, and why it is not admitted.
void write_admission(Context& context, const PodSource& source, const Resources& own,
                     PodDraft& draft) {
  const std::string_view space = source.owner.space;
  const std::string_view qos = class_of_service(draft.demands, own);
  set_symbol(draft.decl, "qos", qos, draft.decl.at);
  QuotaTraits traits;
  traits.is_terminating = static_cast<bool>(present(context, source.spec, "activeDeadlineSeconds"));
  traits.is_best_effort = qos == "BestEffort";
  traits.has_cross_namespace_affinity = looks_into_namespaces(context, source.spec);
  traits.priority_class = draft.priority_class;
  const std::vector<const Quota*> quotas = quotas_of(context, space, traits);
  std::vector<Member> names;
  for (const Quota* quota : quotas) names.push_back({quota->name, quota->at});
  set_symbols(draft.decl, "quotas", names, draft.decl.at);
  note_partial_limit(context, quotas, own, draft);
  if (draft.is_admitted) return;
  append(draft.refused, refused_pod(context, space, draft.demands, own, draft.decl.at));
  append(draft.refused, refused_by_quotas(quotas, draft.demands, draft.container_names, own));
  set_symbols(draft.decl, "refused", draft.refused, draft.decl.at);
}

void write_sums(Context& context, const PodSource& source, PodDraft& draft) {
  const Resources own = read_pod_resources(context, source.spec, draft.decl.at);
  Amounts overhead = read_amounts(context, source.spec, "overhead");
  if (draft.runtime_class != nullptr && overhead.empty()) {
    overhead = draft.runtime_class->overhead;
  }
  set_amounts(draft.decl, "request", effective_requests(context, draft.demands, own, overhead),
              true);
  set_amounts(draft.decl, "limit", effective_limits(context, draft.demands, own, overhead), false);
  write_admission(context, source, own, draft);
  std::erase_if(draft.read, [&](const Member& member) {
    return std::any_of(draft.written.begin(), draft.written.end(),
                       [&](const Member& other) { return other.text == member.text; });
  });
  const Span at = draft.decl.at;
  set_symbols(draft.decl, "host_ports", draft.host_ports, at);
  set_symbols(draft.decl, "ports", draft.ports, at);
  set_symbols(draft.decl, "host_paths", draft.host_paths, at);
  set_symbols(draft.decl, "apparmor_profiles", draft.apparmor, at);
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
  defaults.metadata = source.metadata;
  read_flag(context, source, draft, "automountServiceAccountToken", "automounts_token");
  draft.apparmor = read_pod_security(context, draft.decl, {defaults.security, source.metadata});
  set_symbols(draft.decl, "volume_types", volume_types(context, source.spec), draft.decl.at);
  Volumes& volumes = draft.volumes;
  volumes = read_volumes(context, source.spec, source.owner.space);
  for (const std::string_view name : source.private_volumes) {
    volumes.insert_or_assign(std::string(name), Volume{});
  }
  follow_claims(context, volumes);
  defaults.volumes = &volumes;
  defaults.space = source.owner.space;
  draft.is_admitted = !source.is_workload && present(context, source.owner.metadata, "uid");
  defaults.is_admitted = draft.is_admitted;
  const NodeId owners = present(context, source.owner.metadata, "ownerReferences");
  defaults.is_observed = !source.is_workload && (draft.is_admitted || owners ||
                                                 present(context, source.owner.node, "status"));
  draft.runtime_class = read_runtime_class(context, source.spec, draft.decl);
  read_place(context, source, draft);
  read_tolerations(context, source, draft, defaults.host_network);
  read_names(context, source, draft);
  write_account(context, source.owner, source.spec, draft.decl);
  add_containers(context, source, draft, defaults);
  append(draft.refused, write_own_claims(context, source.owner, source.spec, draft.decl));
  write_sums(context, source, draft);
}

syntax::Expr count(Integer value, Span at) {
  return {syntax::NumberLit{to_string(value)}, at};
}

/// Who made a pod that stands alone; a Node makes the static pods it runs.
void write_owner(Context& context, const Object& pod, syntax::EntityDecl& decl) {
  for (const NodeId owner : sequence(context, pod.metadata, "ownerReferences")) {
    const std::string_view kind = text(context, owner, "kind").value_or("Pod");
    const auto name = text(context, owner, "name");
    if (!name || kind == "Node") continue;
    set_symbol(decl, "owner", std::string(kind) + "/" + std::string(*name), context.at(owner));
    return;
  }
}

void write_addresses(Context& context, const Object& pod, syntax::EntityDecl& decl) {
  const NodeId status = present(context, pod.node, "status");
  if (!status || context.tree[status].type != NodeType::Mapping) return;
  std::vector<Member> all;
  if (const auto only = text(context, status, "podIP"); only && !only->empty()) {
    all.push_back({std::string(*only), value_at(context, status, "podIP")});
  }
  for (const NodeId item : sequence(context, status, "podIPs")) {
    if (const auto each = text(context, item, "ip")) {
      all.push_back({std::string(*each), context.at(item)});
    }
  }
  set_symbols(decl, "addresses", all, context.at(status));
}

Span replicas_at(const PodSource& source) {
  return source.replicas_at.is_somewhere() ? source.replicas_at : source.owner.at;
}

void write_identity(Context& context, const PodSource& source, PodDraft& draft,
                    const std::string& tenant, Span labels_at) {
  const Object& owner = source.owner;
  const std::string name = entity_name(context, owner);
  draft.decl.kind = {"pod", owner.at};
  draft.decl.name = {name, owner.at};
  draft.decl.at = owner.at;
  if (source.replicas) {
    const Span at = replicas_at(source);
    const auto [low, high] = *source.replicas;
    // One place for both means one number; the surge is the controller's doing.
    Span high_at = at;
    if (low != high) high_at = {owner.at.source, owner.at.begin, owner.at.begin};
    draft.decl.replicas = {{count(low, at), count(high, high_at)}};
  }
  if (source.is_workload) {
    set_symbol(draft.decl, "workload", name, owner.at);
  } else {
    write_owner(context, owner, draft.decl);
    write_addresses(context, owner, draft.decl);
  }
  set_symbol(draft.decl, "namespace", owner.space, owner.at);
  set_symbol(draft.decl, "tenant", tenant, owner.at);
  set_symbols(draft.decl, "labels", label_members(draft.labels), labels_at);
  if (source.is_daemon) set_bool(draft.decl, "daemon", true, owner.at);
}

void write_kept(const PodSource& source, syntax::EntityDecl& decl) {
  if (!source.kept) return;
  const Span at = replicas_at(source);
  const auto [fewest, most] = *source.kept;
  set_number(decl, "replicas.fewest", {Rational(fewest), Dimension::Count}, at);
  set_number(decl, "replicas.most", {Rational(most), Dimension::Count}, at);
}

void write_autoscalers(const Context& context, const Object& owner, syntax::EntityDecl& decl) {
  const std::string key = std::string(owner.kind) + "/" + owner.full_name();
  const auto found = context.around.autoscaled.find(key);
  if (found == context.around.autoscaled.end()) return;
  std::vector<Member> names;
  for (const auto& [name, at] : found->second.names) names.push_back({name, at});
  set_symbols(decl, "autoscalers", names, owner.at);
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

void add_workload(Context& context, const PodSource& source, const std::vector<Member>& keys,
                  std::string_view tenant, const std::vector<Label>& pod_labels) {
  const Object& owner = source.owner;
  syntax::EntityDecl decl;
  decl.kind = {"workload", owner.at};
  decl.name = {entity_name(context, owner), owner.at};
  decl.at = owner.at;
  set_symbol(decl, "kind", owner.kind, owner.at);
  set_symbol(decl, "namespace", owner.space, owner.at);
  set_symbol(decl, "tenant", tenant, owner.at);
  const std::vector<Label> own = labels(context, owner.metadata, "labels");
  set_symbols(decl, "labels", label_members(own), key_at(context, owner.metadata, "labels"));
  write_budgets(context, owner, pod_labels, decl);
  write_autoscalers(context, owner, decl);
  write_kept(source, decl);
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
    add_workload(context, source, keys, tenant, draft.labels);
  }
  const bool has_none = source.replicas && source.replicas->second == 0;
  if (has_none) return;
  context.document.items.emplace_back(std::move(draft.decl));
  if (draft.bypasses_scheduler) return;
  add_placement_rules(context, pods);
  add_volume_rules(context, pods, draft.volumes);
}

}  // namespace ringfence::ingest::kubernetes
