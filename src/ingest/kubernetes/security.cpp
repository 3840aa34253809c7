#include "ingest/kubernetes/security.h"

#include <array>
#include <optional>

namespace ringfence::ingest::kubernetes {
namespace {

/// Runtimes read the names of capabilities in either case.
std::string upper(std::string_view text) {
  std::string all(text);
  for (char& c : all) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return all;
}

/// A field of the container's securityContext, else of its pod's.
NodeId own_or_pod(const Context& context, NodeId own, NodeId pod, std::string_view key) {
  const NodeId value = present(context, own, key);
  return value ? own : pod;
}

void read_bool(Context& context, syntax::EntityDecl& decl, NodeId map, std::string_view key,
               std::string_view attribute) {
  if (const auto value = boolean(context, map, key)) {
    set_bool(decl, attribute, *value, context.at(context.tree.find(map, key)));
  }
}

std::vector<Member> capabilities(Context& context, NodeId security, std::string_view key) {
  std::vector<Member> all;
  const NodeId both = mapping(context, security, "capabilities");
  for (const NodeId item : sequence(context, both, key)) {
    const auto written = as_text(context, item, key);
    if (!written) continue;
    std::string name = upper(*written);
    if (name.starts_with("CAP_")) name.erase(0, 4);
    all.push_back({std::move(name), context.at(item)});
  }
  return all;
}

std::vector<Member> written_capabilities(Context& context, NodeId security, std::string_view key) {
  std::vector<Member> all;
  const NodeId both = mapping(context, security, "capabilities");
  for (const NodeId item : sequence(context, both, key)) {
    if (const auto written = as_text(context, item, key)) {
      all.push_back({std::string(*written), context.at(item)});
    }
  }
  return all;
}

void read_number(Context& context, syntax::EntityDecl& decl, NodeId map, std::string_view key,
                 std::string_view attribute) {
  if (const auto id = integer(context, map, key)) {
    set_number(decl, attribute, {Rational(*id), Dimension::Count},
               context.at(context.tree.find(map, key)));
  }
}

std::vector<Member> groups(Context& context, NodeId security) {
  std::vector<Member> all;
  for (const NodeId item : sequence(context, security, "supplementalGroups")) {
    if (const auto id = yaml::as_integer(context.tree[item])) {
      all.push_back({to_string(*id), context.at(item)});
      continue;
    }
    context.error("E0509", context.at(item), "expected the number of a group");
  }
  return all;
}

/// Nothing for empty text, which the API takes as absent.
void read_text(Context& context, syntax::EntityDecl& decl, NodeId map, std::string_view key,
               std::string_view attribute) {
  if (const auto value = text(context, map, key); value && !value->empty()) {
    set_symbol(decl, attribute, *value, context.at(context.tree.find(map, key)));
  }
}

/// The labels are one thing: a container's own options replace its pod's, field by field or not.
void read_selinux(Context& context, syntax::EntityDecl& decl, NodeId security) {
  const NodeId options = mapping(context, security, "seLinuxOptions");
  read_text(context, decl, options, "type", "selinux.type");
  read_text(context, decl, options, "user", "selinux.user");
  read_text(context, decl, options, "role", "selinux.role");
  read_text(context, decl, options, "level", "selinux.level");
}

void read_host_process(Context& context, syntax::EntityDecl& decl, NodeId security) {
  const NodeId options = mapping(context, security, "windowsOptions");
  read_bool(context, decl, options, "hostProcess", "host_process");
  if (!boolean(context, options, "hostProcess").value_or(false)) return;
  context.out.gaps.push_back({context.at(context.tree.find(options, "hostProcess")), "hostProcess",
                              syntax::GapEffect::Unknown, isolation_attributes(),
                              "the container is processes of its node"});
}

constexpr std::string_view kAppArmor = "container.apparmor.security.beta.kubernetes.io/";

/// The type that an annotation's value means; the value itself if it means none.
std::string_view apparmor_type(std::string_view value) {
  if (value == "runtime/default") return "RuntimeDefault";
  if (value == "unconfined") return "Unconfined";
  if (value.starts_with("localhost/")) return "Localhost";
  return value;
}

std::optional<Member> own_apparmor(Context& context, NodeId security) {
  const NodeId profile = mapping(context, security, "appArmorProfile");
  const auto type = text(context, profile, "type");
  if (!type || type->empty()) return std::nullopt;
  return Member{std::string(*type), context.at(context.tree.find(profile, "type"))};
}

std::vector<Member> annotated_apparmor(Context& context, NodeId metadata) {
  std::vector<Member> found;
  for (const Label& each : labels(context, metadata, "annotations")) {
    if (!each.key.starts_with(kAppArmor) || each.value.empty()) continue;
    found.push_back({std::string(apparmor_type(each.value)), each.at});
  }
  return found;
}

/// The type of the profile that the container is under: its own field's, else its annotation's,
/// which the API server copies into the field, else its pod's.
void read_apparmor(Context& context, syntax::EntityDecl& decl, NodeId own, const PodSecurity& pod) {
  std::optional<Member> profile = own_apparmor(context, own);
  for (const Label& each : labels(context, pod.metadata, "annotations")) {
    if (profile) break;
    if (!each.value.empty() && each.key == std::string(kAppArmor) + decl.name.text) {
      profile = Member{std::string(apparmor_type(each.value)), each.at};
    }
  }
  if (!profile) profile = own_apparmor(context, pod.context);
  if (profile) set_symbol(decl, "apparmor", profile->text, profile->at);
}

std::vector<Member> sysctls(Context& context, NodeId security) {
  std::vector<Member> names;
  for (const NodeId item : sequence(context, security, "sysctls")) {
    if (const auto name = text(context, item, "name")) {
      names.push_back({std::string(*name), context.at(context.tree.find(item, "name"))});
    }
  }
  return names;
}

void read_identity(Context& context, syntax::EntityDecl& decl, NodeId own, NodeId pod) {
  const NodeId non_root = own_or_pod(context, own, pod, "runAsNonRoot");
  read_bool(context, decl, non_root, "runAsNonRoot", "run_as_non_root");
  const NodeId user = own_or_pod(context, own, pod, "runAsUser");
  read_number(context, decl, user, "runAsUser", "run_as_user");
  const NodeId group = own_or_pod(context, own, pod, "runAsGroup");
  read_number(context, decl, group, "runAsGroup", "run_as_group");
  const NodeId seccomp =
      mapping(context, own_or_pod(context, own, pod, "seccompProfile"), "seccompProfile");
  read_text(context, decl, seccomp, "type", "seccomp");
}

/// The hosts of a probe's or a lifecycle handler's actions.
void add_hosts(Context& context, NodeId handler, std::vector<Member>& hosts) {
  for (const std::string_view action : {"httpGet", "tcpSocket"}) {
    const NodeId fields = mapping(context, handler, action);
    if (const auto host = text(context, fields, "host"); host && !host->empty()) {
      hosts.push_back({std::string(*host), context.at(context.tree.find(fields, "host"))});
    }
  }
}

std::vector<Member> handler_hosts(Context& context, NodeId container) {
  std::vector<Member> hosts;
  for (const std::string_view probe : {"livenessProbe", "readinessProbe", "startupProbe"}) {
    add_hosts(context, mapping(context, container, probe), hosts);
  }
  const NodeId lifecycle = mapping(context, container, "lifecycle");
  for (const std::string_view moment : {"postStart", "preStop"}) {
    add_hosts(context, mapping(context, lifecycle, moment), hosts);
  }
  return hosts;
}

void read_own(Context& context, syntax::EntityDecl& decl, NodeId own, Span at) {
  read_bool(context, decl, own, "privileged", "privileged");
  read_bool(context, decl, own, "allowPrivilegeEscalation", "allow_privilege_escalation");
  read_bool(context, decl, own, "readOnlyRootFilesystem", "read_only_root");
  set_symbols(decl, "capabilities_added", capabilities(context, own, "add"), at);
  set_symbols(decl, "capabilities_dropped", capabilities(context, own, "drop"), at);
  set_symbols(decl, "verbatim.capabilities_added", written_capabilities(context, own, "add"), at);
  set_symbols(decl, "verbatim.capabilities_dropped", written_capabilities(context, own, "drop"),
              at);
  const std::string_view proc = text(context, own, "procMount").value_or("Default");
  if (proc != "Default" && !proc.empty()) {
    set_bool(decl, "unconfined_proc", true, context.at(context.tree.find(own, "procMount")));
  }
}

}  // namespace

std::vector<Member> read_pod_security(Context& context, syntax::EntityDecl& decl,
                                      const PodSecurity& pod) {
  read_bool(context, decl, pod.context, "runAsNonRoot", "run_as_non_root");
  read_number(context, decl, pod.context, "runAsUser", "run_as_user");
  read_number(context, decl, pod.context, "runAsGroup", "run_as_group");
  read_number(context, decl, pod.context, "fsGroup", "fs_group");
  set_counts(decl, "supplemental_groups", groups(context, pod.context), decl.at);
  read_text(context, decl, mapping(context, pod.context, "seccompProfile"), "type", "seccomp");
  read_selinux(context, decl, pod.context);
  read_host_process(context, decl, pod.context);
  set_symbols(decl, "sysctls", sysctls(context, pod.context), decl.at);
  std::vector<Member> named = annotated_apparmor(context, pod.metadata);
  if (auto own = own_apparmor(context, pod.context)) named.push_back(std::move(*own));
  return named;
}

void read_security(Context& context, syntax::EntityDecl& decl, NodeId container,
                   const PodSecurity& pod, std::vector<Member>& apparmor) {
  const NodeId own = mapping(context, container, "securityContext");
  read_identity(context, decl, own, pod.context);
  const bool has_options = static_cast<bool>(present(context, own, "seLinuxOptions"));
  read_selinux(context, decl, has_options ? own : pod.context);
  const NodeId windows = mapping(context, own, "windowsOptions");
  read_host_process(context, decl, present(context, windows, "hostProcess") ? own : pod.context);
  read_apparmor(context, decl, own, pod);
  if (auto profile = own_apparmor(context, own)) apparmor.push_back(std::move(*profile));
  set_symbols(decl, "handler_hosts", handler_hosts(context, container), decl.at);
  if (own) {
    read_own(context, decl, own, context.at(context.tree.find_key(container, "securityContext")));
  }
}

std::vector<std::string> isolation_attributes() {
  return {"pod.sandboxed",
          "pod.host_paths",
          "pod.devices",
          "pod.kernel",
          "pod.pid_scope",
          "pod.ipc_scope",
          "pod.network_scope",
          "pod.user_scope",
          "container.cgroup",
          "container.devices",
          "container.host_paths",
          "container.host_mount",
          "container.pid_namespace",
          "container.ipc_namespace",
          "container.network_namespace",
          "container.mount_namespace",
          "container.uts_namespace",
          "container.user_namespace",
          "container.cgroup_namespace",
          "container.time_namespace",
          "container.kernel"};
}

}  // namespace ringfence::ingest::kubernetes
