#include "ingest/kubernetes/container.h"

#include <algorithm>

#include "ingest/kubernetes/limit_range.h"
#include "ingest/kubernetes/security.h"

namespace ringfence::ingest::kubernetes {
namespace {

std::string_view name_of(Role role) {
  switch (role) {
    case Role::Main:
      return "main";
    case Role::Init:
      return "init";
    case Role::Sidecar:
      return "sidecar";
    case Role::Ephemeral:
      return "ephemeral";
  }
  return "main";
}

std::string lower(std::string_view text) {
  std::string all(text);
  for (char& c : all) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return all;
}

bool check_port(Context& context, NodeId item, std::string_view key, std::optional<Integer> port) {
  if (!port || (*port >= 1 && *port <= 65535)) return true;
  context.error("E0509", context.at(context.tree.find(item, key)),
                "`" + to_string(*port) + "` is no port: ports go from 1 to 65535");
  return false;
}

/// `tcp/80@*`: what one entry of `ports` binds on the node; empty if nothing. On the node's
/// network a container binds the node's port of the same number, as the API server defaults.
std::string host_port(Context& context, NodeId item, bool host_network) {
  const auto container_port = integer(context, item, "containerPort");
  auto port = integer(context, item, "hostPort");
  if (!check_port(context, item, "containerPort", container_port)) return "";
  if (port && *port == 0) port.reset();
  if (!check_port(context, item, "hostPort", port)) return "";
  const std::string_view protocol = text(context, item, "protocol").value_or("TCP");
  if (protocol != "TCP" && protocol != "UDP" && protocol != "SCTP") {
    context.error("E0509", context.at(context.tree.find(item, "protocol")),
                  "`" + std::string(protocol) + "` is no protocol", "use `TCP`, `UDP` or `SCTP`");
    return "";
  }
  const std::string_view address = text(context, item, "hostIP").value_or("");
  if (!port && host_network) port = container_port;
  if (!port) return "";
  const bool is_any = address.empty() || address == "0.0.0.0";
  // One IPv6 address can be written in several ways, and `::` may be every IPv4 address, too; the
  // scheduler compares the texts, the machine's kernel does not.
  if (address.find(':') != std::string_view::npos) {
    context.out.gaps.push_back({context.at(context.tree.find(item, "hostIP")),
                                "hostIP of IPv6",
                                syntax::GapEffect::Widens,
                                {"pod.host_ports", "container.host_ports"},
                                "which addresses are the same is not modelled"});
  }
  return lower(protocol) + "/" + to_string(*port) + "@" + (is_any ? "*" : std::string(address));
}

std::vector<Member> read_ports(Context& context, NodeId container, bool host_network) {
  std::vector<Member> ports;
  for (const NodeId item : sequence(context, container, "ports")) {
    std::string port = host_port(context, item, host_network);
    if (!port.empty()) ports.push_back({std::move(port), context.at(item)});
  }
  return ports;
}

/// Every `hostPort`, whoever binds it and when: what admission reads.
std::vector<Member> written_host_ports(Context& context, NodeId container) {
  std::vector<Member> ports;
  for (const NodeId item : sequence(context, container, "ports")) {
    const auto port = integer(context, item, "hostPort");
    if (port && *port != 0) {
      ports.push_back({to_string(*port), context.at(context.tree.find(item, "hostPort"))});
    }
  }
  return ports;
}

/// The API server fills requests in from limits; these are the ones that somebody wrote.
std::vector<Member> written_requests(Context& context, NodeId container) {
  std::vector<Member> names;
  const NodeId resources = mapping(context, container, "resources");
  for (const Entry& entry : entries(context, mapping(context, resources, "requests"))) {
    names.push_back({std::string(entry.key), context.at(entry.key_node)});
  }
  std::sort(names.begin(), names.end(),
            [](const Member& a, const Member& b) { return a.text < b.text; });
  return names;
}

Role role_of(Context& context, NodeId container, Role list) {
  if (list != Role::Init) return list;
  const bool stays = text(context, container, "restartPolicy").value_or("") == "Always";
  return stays ? Role::Sidecar : Role::Init;
}

/// An init container binds its ports before the others run, so they do not meet; but they may
/// meet another pod's.
void note_init_ports(Context& context, NodeId container, ReadContainer& read) {
  if (read.demand.role != Role::Init || read.host_ports.empty()) return;
  context.out.gaps.push_back({context.at(context.tree.find_key(container, "ports")),
                              "host ports of an init container",
                              syntax::GapEffect::Widens,
                              {"container.host_ports", "pod.host_ports"},
                              "bound only while the pod starts"});
  read.host_ports.clear();
}

}  // namespace

ReadContainer read_container(Context& context, NodeId container, Role list,
                             const PodDefaults& defaults) {
  ReadContainer read;
  const Span whole = context.at(container);
  const auto name = text(context, container, "name");
  if ((!name || name->empty()) && !defaults.is_observed) {
    context.error("E0502", whole, "the container has no `name`");
  }
  const Span at = name ? context.at(context.tree.find(container, "name")) : whole;
  read.demand.role = role_of(context, container, list);
  read.decl.kind = {"container", at};
  read.decl.name = {std::string(name.value_or("")), at};
  read.decl.at = at;
  if (const auto image = text(context, container, "image")) {
    set_symbol(read.decl, "image", *image, context.at(context.tree.find(container, "image")));
  }
  if (list != Role::Main) set_symbol(read.decl, "role", name_of(read.demand.role), at);
  read.demand.resources = read_resources(context, container, at);
  if (list != Role::Ephemeral && !defaults.is_admitted) {
    apply_limit_ranges(context, defaults.space, read.demand.resources);
    read.refused = refused_container(
        context, defaults.space, "container `" + read.decl.name.text + "`", read.demand.resources);
  }
  set_amounts(read.decl, "request", read.demand.resources.requests, true);
  set_symbols(read.decl, "verbatim.requests", written_requests(context, container), at);
  set_amounts(read.decl, "limit", read.demand.resources.limits, false);
  read_security(context, read.decl, container, {defaults.security, defaults.metadata},
                read.apparmor);
  set_symbols(read.decl, "verbatim.host_ports", written_host_ports(context, container), at);
  read.host_ports = read_ports(context, container, defaults.host_network);
  note_init_ports(context, container, read);
  set_symbols(read.decl, "host_ports", read.host_ports, at);
  read.mounted = read_mounts(context, container, *defaults.volumes, defaults.is_observed);
  set_symbols(read.decl, "host_paths", read.mounted.host_paths, at);
  set_symbols(read.decl, "writable_host_paths", read.mounted.writable_host_paths, at);
  set_symbols(read.decl, "volumes", read.mounted.written, at);
  set_symbols(read.decl, "shared_volumes", read.mounted.read, at);
  return read;
}

}  // namespace ringfence::ingest::kubernetes
