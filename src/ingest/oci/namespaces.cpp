#include <array>

#include "ingest/oci/container.h"

// "If a namespace type is not specified in the namespaces array, the container MUST inherit the
// runtime namespace of that type": the runtime is taken to be in its machine's own namespaces, as
// documented. A path names a namespace that somebody else made; who else is in it, no file says.
// https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#namespaces

namespace ringfence::ingest::oci {
namespace {

using syntax::GapEffect;

struct NamespaceKind {
  std::string_view name;  ///< In the specification, and in `joins_path.…`.
  std::string_view host;  ///< The attribute that says that it is the machine's.
  std::string_view file;  ///< In `/proc/PID/ns`.
};
constexpr std::array<NamespaceKind, 8> kKinds{{
    {"pid", "host_pid", "pid"},
    {"ipc", "host_ipc", "ipc"},
    {"network", "host_network", "net"},
    {"uts", "host_uts", "uts"},
    {"mount", "host_mount", "mnt"},
    {"user", "host_users", "user"},
    {"cgroup", "host_cgroup", "cgroup"},
    {"time", "host_time", "time"},
}};

/// The namespace of the machine's first process, or of the runtime itself.
bool is_of_the_machine(const NamespaceKind& kind, std::string_view path) {
  for (const std::string_view process : {"1", "self", "thread-self"}) {
    if (path == "/proc/" + std::string(process) + "/ns/" + std::string(kind.file)) return true;
  }
  return false;
}

void join(Context& context, syntax::EntityDecl& container, const NamespaceKind& kind, NodeId path) {
  const Span at = context.at(path);
  const std::string written(context.tree[path].scalar);
  if (!written.starts_with('/')) {
    context.error("E0803", at,
                  "the path of a namespace is absolute, found `" + written.substr(0, 60) + "`");
    return;
  }
  const std::string clean = clean_path(written).value_or(written);
  if (is_of_the_machine(kind, clean)) return set_flag(container, kind.host, true, at);
  set_flag(container, kind.host, false, at);
  set_symbol(container, "joins_path." + std::string(kind.name), clean, at);
  context.gap(
      at, std::string(kind.name) + " namespace at a path", GapEffect::Widens,
      {"container." + std::string(kind.name) + "_namespace", "container." + std::string(kind.host)},
      "it may be the machine's or another container's");
}

void read_mappings(Context& context, syntax::EntityDecl& container, std::string_view field,
                   std::string_view attribute) {
  std::vector<Member> mappings;
  for (const NodeId mapping : context.items(context.find({"linux", field}))) {
    std::string text;
    for (const std::string_view part : {"containerID", "hostID", "size"}) {
      text += (text.empty() ? "" : ":") + to_string(*context.number(mapping, part));
    }
    mappings.push_back({std::move(text), context.at(context.tree.find(mapping, "hostID"))});
  }
  set_symbols(container, attribute, mappings);
}

}  // namespace

void read_namespaces(Context& context, syntax::EntityDecl& container) {
  std::array<NodeId, kKinds.size()> listed{};
  for (const NodeId entry : context.items(context.find({"linux", "namespaces"}))) {
    const std::string type = *context.text(entry, "type");
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
      if (kKinds[i].name != type) continue;
      const NodeId here = context.tree.find(entry, "type");
      if (listed[i]) {
        context.errors.push_back(
            {"E0803",
             context.at(here),
             "the " + type + " namespace is listed twice",
             {{context.at(context.tree.find(listed[i], "type")), "first listed here"}},
             {}});
      } else {
        listed[i] = entry;
      }
    }
  }
  const Span anchor = context.anchor({"linux", "namespaces"});
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (!listed[i]) {
      set_flag(container, kKinds[i].host, true, anchor);
      continue;
    }
    const NodeId path = context.tree.find(listed[i], "path");
    const bool has_path = path && !context.tree[path].scalar.empty();
    if (kKinds[i].name == "network") {
      set_flag(container, "wired_elsewhere", true, context.at(listed[i]));
    }
    if (has_path) {
      join(context, container, kKinds[i], path);
    } else {
      set_flag(container, kKinds[i].host, false, context.at(context.tree.find(listed[i], "type")));
    }
  }
  read_mappings(context, container, "uidMappings", "uid_mappings");
  read_mappings(context, container, "gidMappings", "gid_mappings");
}

}  // namespace ringfence::ingest::oci
