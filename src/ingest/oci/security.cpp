#include <algorithm>

#include "ingest/oci/container.h"

namespace ringfence::ingest::oci {
namespace {

using syntax::GapEffect;

constexpr std::string_view kSets[] = {"bounding", "effective", "inheritable", "permitted",
                                      "ambient"};

std::string without_prefix(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return name.starts_with("CAP_") ? name.substr(4) : name;
}

/// The five sets, and the same in the words of a container that drops all and adds these: what is
/// in any set can come to be used.
std::vector<Member> read_capabilities(Context& context, syntax::EntityDecl& container) {
  const NodeId capabilities = context.find({"process", "capabilities"});
  if (!capabilities) {
    context.gap(context.anchor({"process"}), "process.capabilities", GapEffect::Widens,
                {"container.capabilities_added", "container.capabilities_dropped",
                 "container.capabilities.bounding", "container.capabilities.effective",
                 "container.capabilities.inheritable", "container.capabilities.permitted",
                 "container.capabilities.ambient", "container.privileged"},
                "absent: the runtime chooses them");
    return {};
  }
  std::vector<Member> all;
  for (const std::string_view name : kSets) {
    std::vector<Member> members;
    for (const NodeId item : context.items(context.tree.find(capabilities, name))) {
      members.push_back({without_prefix(std::string(context.tree[item].scalar)), context.at(item)});
    }
    set_symbols(container, "capabilities." + std::string(name), members);
    all.insert(all.end(), members.begin(), members.end());
  }
  set_symbols(container, "capabilities_added", all);
  set_symbols(container, "capabilities_dropped",
              {{"ALL", context.anchor({"process", "capabilities"})}});
  return all;
}

bool is_mapped(const Context& context) {
  for (const NodeId entry : context.items(context.find({"linux", "namespaces"}))) {
    if (context.text(entry, "type") != "user") continue;
    return context.text(entry, "path").value_or("").empty();
  }
  return false;
}

/// With every device and CAP_SYS_ADMIN over the machine itself, namespaces hold nobody.
void read_privilege(Context& context, syntax::EntityDecl& container,
                    const std::vector<Member>& capabilities) {
  const auto admin =
      std::find_if(capabilities.begin(), capabilities.end(),
                   [](const Member& capability) { return capability.text == "SYS_ADMIN"; });
  const bool is_privileged =
      admin != capabilities.end() && allows_all_devices(context) && !is_mapped(context);
  const Span at = is_privileged ? admin->at : context.anchor({"process", "capabilities"});
  set_flag(container, "privileged", is_privileged, at);
}

bool keeps_nothing_from_it(std::string_view action) {
  return action == "SCMP_ACT_ALLOW" || action == "SCMP_ACT_LOG";
}

/// Kubernetes' words: a filter that is written out is the node's own, `Localhost`.
void read_seccomp(Context& context, syntax::EntityDecl& container) {
  const NodeId seccomp = context.find({"linux", "seccomp"});
  const Span at = context.anchor({"linux", "seccomp"});
  if (!seccomp) return set_symbol(container, "seccomp", "Unconfined", at);
  bool is_filter = !keeps_nothing_from_it(*context.text(seccomp, "defaultAction"));
  for (const NodeId rule : context.items(context.tree.find(seccomp, "syscalls"))) {
    is_filter = is_filter || !keeps_nothing_from_it(*context.text(rule, "action"));
  }
  set_symbol(container, "seccomp", is_filter ? "Localhost" : "Unconfined", at);
}

std::vector<Member> read_paths(Context& context, std::string_view field) {
  std::vector<Member> paths;
  for (const NodeId path : context.items(context.find({"linux", field}))) {
    const std::string written(context.tree[path].scalar);
    paths.push_back({clean_path(written).value_or(written), context.at(path)});
  }
  return paths;
}

bool covers(const std::vector<Member>& paths, std::string_view path) {
  return std::any_of(paths.begin(), paths.end(), [&](const Member& each) {
    return path == each.text || path.starts_with(each.text + "/");
  });
}

/// `/proc` is confined when the memory of the kernel is hidden and what changes the machine is
/// hidden or read only.
void read_proc(Context& context, syntax::EntityDecl& container) {
  const std::vector<Member> masked = read_paths(context, "maskedPaths");
  const std::vector<Member> read_only = read_paths(context, "readonlyPaths");
  set_symbols(container, "masked_paths", masked);
  set_symbols(container, "read_only_paths", read_only);
  bool is_confined = covers(masked, "/proc/kcore");
  for (const std::string_view path : {"/proc/sys", "/proc/sysrq-trigger"}) {
    is_confined = is_confined && (covers(masked, path) || covers(read_only, path));
  }
  set_flag(container, "unconfined_proc", !is_confined, context.anchor({"linux", "maskedPaths"}));
}

void read_user(Context& context, syntax::EntityDecl& container) {
  const NodeId user = context.find({"process", "user"});
  const Integer uid = context.number(user, "uid").value_or(0);
  const NodeId written = context.find({"process", "user", "uid"});
  const Span at = written ? context.at(written) : context.anchor({"process", "user"});
  set_count(container, "run_as_user", uid, at);
  set_flag(container, "run_as_non_root", uid != 0, at);
  const NodeId group = context.find({"process", "user", "gid"});
  set_count(container, "run_as_group", context.number(user, "gid").value_or(0),
            group ? context.at(group) : at);
}

void read_limits(Context& context, syntax::EntityDecl& container) {
  std::vector<Member> limits;
  std::vector<std::pair<std::string, Span>> seen;
  for (const NodeId limit : context.items(context.find({"process", "rlimits"}))) {
    const std::string type = context.text(limit, "type")->substr(7);
    const Span at = context.at(context.tree.find(limit, "type"));
    const auto first = std::find_if(seen.begin(), seen.end(),
                                    [&](const auto& each) { return each.first == type; });
    if (first != seen.end()) {
      context.errors.push_back({"E0803",
                                at,
                                "`RLIMIT_" + type + "` is limited twice",
                                {{first->second, "first limited here"}},
                                {}});
      continue;
    }
    seen.emplace_back(type, at);
    limits.push_back({type + "=" + to_string(*context.number(limit, "soft")) + ":" +
                          to_string(*context.number(limit, "hard")),
                      at});
  }
  set_symbols(container, "rlimits", limits);
}

}  // namespace

void read_security(Context& context, syntax::EntityDecl& container) {
  read_privilege(context, container, read_capabilities(context, container));
  read_seccomp(context, container);
  read_proc(context, container);
  read_user(context, container);
  read_limits(context, container);
  const NodeId process = context.find({"process"});
  set_flag(container, "allow_privilege_escalation", !context.is_true(process, "noNewPrivileges"),
           context.anchor({"process", "noNewPrivileges"}));
  for (const auto& [field, attribute] :
       {std::pair("apparmorProfile", "apparmor"), std::pair("selinuxLabel", "selinux")}) {
    const auto profile = context.text(process, field);
    if (profile && !profile->empty()) {
      set_symbol(container, attribute, *profile, context.anchor({"process", field}));
    }
  }
}

}  // namespace ringfence::ingest::oci
