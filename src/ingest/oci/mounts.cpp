#include <algorithm>

#include "ingest/oci/container.h"

// https://github.com/opencontainers/runtime-spec/blob/main/config.md#mounts

namespace ringfence::ingest::oci {
namespace {

using syntax::GapEffect;

/// Paths below which mounts of one side appear on the other.
struct Propagation {
  std::vector<Member> to_machine, from_machine;
};

bool has_option(const Context& context, NodeId mount,
                std::initializer_list<std::string_view> options) {
  const auto written = context.items(context.tree.find(mount, "options"));
  return std::any_of(written.begin(), written.end(), [&](NodeId option) {
    return std::find(options.begin(), options.end(), context.tree[option].scalar) != options.end();
  });
}

/// File systems that the kernel makes up, or that are the container's own.
bool is_made_up(std::string_view type) {
  constexpr std::string_view kTypes[] = {"proc",    "tmpfs",   "ramfs",     "devpts", "mqueue",
                                         "sysfs",   "cgroup",  "cgroup2",   "bpf",    "hugetlbfs",
                                         "debugfs", "tracefs", "securityfs"};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

void read_bind(Context& context, NodeId mount, Given& given, Propagation& propagation) {
  const NodeId source = context.tree.find(mount, "source");
  if (!source || context.tree[source].scalar.empty()) {
    const NodeId destination = context.tree.find(mount, "destination");
    context.error("E0801", context.at(destination), "this bind mount has no `source`");
    return;
  }
  const std::string written(context.tree[source].scalar);
  const Span at = context.at(source);
  const auto clean = clean_path(written);
  given.host_paths.push_back({clean.value_or(written), at});
  if (!clean) {
    context.gap(at, "bind mount of a relative path", GapEffect::Widens, {"container.host_paths"},
                "which path of the machine it is, is not known");
  }
  if (has_option(context, mount, {"shared", "rshared"})) {
    propagation.to_machine.push_back({clean.value_or(written), at});
  }
  if (has_option(context, mount, {"shared", "rshared", "slave", "rslave"})) {
    propagation.from_machine.push_back({clean.value_or(written), at});
  }
}

void read_mount(Context& context, NodeId mount, Given& given, Propagation& propagation) {
  const std::string type = context.text(mount, "type").value_or("");
  if (type == "bind" || has_option(context, mount, {"bind", "rbind"})) {
    return read_bind(context, mount, given, propagation);
  }
  if (is_made_up(type)) return;
  const auto source = context.text(mount, "source");
  const NodeId there = context.tree.find(mount, type.empty() ? "destination" : "type");
  if (source && source->starts_with('/')) {
    const bool is_read_only = has_option(context, mount, {"ro", "rro"});
    (is_read_only ? given.shared_volumes : given.volumes)
        .push_back({clean_path(*source).value_or(*source), context.at(there)});
  }
  context.gap(context.at(there), "mount of type " + (type.empty() ? "none" : type),
              GapEffect::Unknown,
              {"container.host_paths", "container.volumes", "container.shared_volumes",
               "container.devices"},
              "what of the machine's it shows is not modelled");
}

void read_root(Context& context, Given& given) {
  const NodeId path = context.find({"root", "path"});
  if (!path) return;
  const std::string written(context.tree[path].scalar);
  const Span at = context.at(path);
  const bool is_read_only = context.is_true(context.find({"root"}), "readonly");
  if (const auto clean = clean_path(written)) {
    (is_read_only ? given.shared_volumes : given.volumes).push_back({*clean, at});
  } else if (written.find("..") != std::string::npos) {
    context.gap(at, "root.path", GapEffect::Widens,
                {"container.volumes", "container.shared_volumes"}, "it lies outside its bundle");
  }
}

void read_root_propagation(Context& context, Propagation& propagation) {
  const NodeId written = context.find({"linux", "rootfsPropagation"});
  if (!written) return;
  const std::string_view mode = context.tree[written].scalar;
  const Member root{"/", context.at(written)};
  if (mode == "shared") propagation.to_machine.push_back(root);
  if (mode == "shared" || mode == "slave") propagation.from_machine.push_back(root);
}

}  // namespace

std::optional<std::string> clean_path(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  std::string clean;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    if (part == "..") return std::nullopt;
    if (!part.empty() && part != ".") clean += "/" + std::string(part);
    path.remove_prefix(end);
  }
  if (clean == "/var/run" || clean.starts_with("/var/run/")) clean.erase(0, 4);
  return clean.empty() ? "/" : clean;
}

void read_mounts(Context& context, syntax::EntityDecl& container, Given& given) {
  Propagation propagation;
  read_root(context, given);
  for (const NodeId mount : context.items(context.find({"mounts"}))) {
    read_mount(context, mount, given, propagation);
  }
  read_root_propagation(context, propagation);
  set_flag(container, "read_only_root", context.is_true(context.find({"root"}), "readonly"),
           context.anchor({"root", "readonly"}));
  set_symbols(container, "mounts_seen_by_machine", propagation.to_machine);
  set_symbols(container, "mounts_seen_from_machine", propagation.from_machine);
}

}  // namespace ringfence::ingest::oci
