#include <algorithm>

#include "base/address.h"
#include "ingest/compose/context.h"
#include "ingest/compose/limits.h"
#include "ingest/compose/ports.h"

namespace ringfence::ingest::compose {
namespace {

using syntax::GapEffect;

const Value* service_of(const Project& project, std::string_view name) {
  const Value* services = project.model.find("services");
  return services != nullptr ? services->find(name) : nullptr;
}

std::string_view text_of(const Value& service, std::string_view key) {
  const Value* value = service.present(key);
  return value != nullptr && value->is_scalar() ? std::string_view(value->text)
                                                : std::string_view();
}

std::string upper(std::string_view text) {
  std::string all(text);
  for (char& c : all) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return all;
}

void set_if_bool(const Context& context, syntax::EntityDecl& decl, const Value& service,
                 std::string_view key, std::string_view attribute) {
  const Value* value = service.present(key);
  if (value == nullptr) return;
  const auto truth = as_bool(*value);
  if (!truth) {
    context.error("E0709", value->at, "expected true or false, found `" + value->text + "`");
    return;
  }
  set_bool(decl, attribute, *truth, value->at);
}

// ---- Privileges ---------------------------------------------------------------------------------

void set_capabilities(syntax::EntityDecl& decl, const Value& service, std::string_view key,
                      std::string_view attribute) {
  const Value* list = service.present(key);
  if (list == nullptr || !list->is_list()) return;
  std::vector<Member> all;
  for (const Value& item : list->items) {
    std::string name = upper(item.text);
    if (name.starts_with("CAP_")) name.erase(0, 4);
    all.push_back({std::move(name), item.at});
  }
  set_symbols(decl, attribute, all);
}

struct SecurityOption {
  std::string name, value;
};
/// `name=value`, or with the older colon.
SecurityOption split(std::string_view text) {
  const std::size_t at = text.find_first_of("=:");
  if (at == std::string_view::npos) return {std::string(text), ""};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

void set_security(const Context& context, syntax::EntityDecl& decl, const Value& service) {
  const Value* flag = service.present("privileged");
  const bool is_privileged = flag != nullptr && as_bool(*flag).value_or(false);
  // What the engine does unless told otherwise.
  std::string seccomp = is_privileged ? "Unconfined" : "RuntimeDefault";
  Span seccomp_at = is_privileged ? flag->at : decl.at;
  const Value* options = service.present("security_opt");
  const bool is_list = options != nullptr && options->is_list();
  for (std::size_t i = 0; is_list && i < options->items.size(); ++i) {
    const Value& item = options->items[i];
    const auto [name, value] = split(item.text);
    if (name == "no-new-privileges") {
      set_bool(decl, "allow_privilege_escalation", value == "false", item.at);
    } else if (name == "seccomp") {
      seccomp = value == "unconfined" ? "Unconfined"
                : value == "builtin"  ? "RuntimeDefault"
                                      : "Localhost";
      seccomp_at = item.at;
    } else if (name == "systempaths" && value == "unconfined") {
      set_bool(decl, "unconfined_proc", true, item.at);
    } else {
      const bool known = name == "apparmor" || name == "label" || name == "writable-cgroups" ||
                         name == "credentialspec";
      context.gap(item.at, "security_opt `" + item.text + "`",
                  known ? GapEffect::Inert : GapEffect::Unknown,
                  known ? std::vector<std::string>{} : std::vector<std::string>{"container.*"},
                  known ? "profiles of AppArmor and SELinux are not asked about"
                        : "not known to ringfence");
    }
  }
  set_symbol(decl, "seccomp", seccomp, seccomp_at);
}

void set_user(syntax::EntityDecl& decl, const Value& service) {
  const Value* user = service.present("user");
  if (user == nullptr) return;
  const auto number_of = [](const std::string& name) {
    return name == "root" ? std::optional<Integer>(0) : parse_integer(name);
  };
  const std::size_t colon = user->text.find(':');
  if (colon != std::string::npos) {
    const auto group = number_of(user->text.substr(colon + 1));
    if (group && *group >= 0) {
      set_number(decl, "run_as_group", {Rational(*group), Dimension::Count}, user->at);
    }
  }
  const auto id = number_of(user->text.substr(0, colon));
  if (!id || *id < 0) return;  // the image says which number the name has
  set_number(decl, "run_as_user", {Rational(*id), Dimension::Count}, user->at);
  set_bool(decl, "run_as_non_root", *id != 0, user->at);
}

/// Commands that are run in the container may have more rights than it.
void list_hooks(const Context& context, const Value& service) {
  for (const std::string_view key : {"post_start", "pre_stop"}) {
    const Value* hooks = service.present(key);
    if (hooks == nullptr || !hooks->is_list()) continue;
    for (const Value& hook : hooks->items) {
      const Value* privileged = hook.present("privileged");
      const Value* user = hook.present("user");
      if (privileged == nullptr && user == nullptr) continue;
      context.gap(hook.at, std::string(key) + " with rights of its own", GapEffect::Widens,
                  {"container.privileged", "container.run_as_user", "container.run_as_non_root"},
                  "a command in the container that runs otherwise than the container");
    }
  }
}

// ---- Namespaces ---------------------------------------------------------------------------------

/// `service:x` and `container:x`: the container that is joined; nothing with a gap if no file
/// describes it.
std::optional<std::string> joined_container(const Context& context, const Value& mode,
                                            const std::string& kind) {
  const std::string& text = mode.text;
  if (text.starts_with("service:")) {
    const std::string name = text.substr(8);
    if (service_of(context.project, name) == nullptr) return std::nullopt;  // an error elsewhere
    return first_container(context.project, name);
  }
  const std::string name = text.substr(text.find(':') + 1);
  const auto known = context.registry.containers.find(name);
  if (known != context.registry.containers.end()) return known->second;
  context.gap(mode.at, "the " + kind + " namespace of container `" + name + "`", GapEffect::Unknown,
              {"container." + kind + "_namespace", "container.networks", "container.machine"},
              "no file describes that container");
  return std::nullopt;
}

bool is_join(std::string_view text) {
  return text.starts_with("service:") || text.starts_with("container:");
}

void set_namespace(const Context& context, syntax::EntityDecl& decl, const Value& service,
                   std::string_view key, const std::string& kind,
                   std::initializer_list<std::string_view> own) {
  const Value* mode = service.present(key);
  if (mode == nullptr || mode->text.empty()) return;
  if (mode->text == "host") return set_bool(decl, "host_" + kind, true, mode->at);
  if (is_join(mode->text)) {
    if (const auto joined = joined_container(context, *mode, kind))
      set_reference(decl, "joins." + kind, "container", *joined, mode->at);
    return;
  }
  if (std::find(own.begin(), own.end(), mode->text) != own.end()) return;
  context.error("E0709", mode->at, "`" + mode->text + "` is no value of `" + std::string(key) + "`",
                "use `host`, `service:NAME` or `container:NAME`");
}

void set_namespaces(const Context& context, syntax::EntityDecl& decl, const Value& service) {
  set_namespace(context, decl, service, "pid", "pid", {"private"});
  set_namespace(context, decl, service, "ipc", "ipc", {"none", "private", "shareable"});
  set_namespace(context, decl, service, "uts", "uts", {"private"});
  if (const Value* mode = service.present("userns_mode"); mode != nullptr && mode->text == "host") {
    set_bool(decl, "host_users", true, mode->at);
    set_bool(decl, "keeps_host_users", true, mode->at);
  } else if (mode != nullptr && !mode->text.empty() && mode->text != "private") {
    context.gap(mode->at, "userns_mode `" + mode->text + "`", GapEffect::Narrows,
                {"container.user_namespace", "container.host_users"},
                "user namespaces other than the host's are not told apart");
  }
  if (const Value* mode = service.present("cgroup"); mode != nullptr) {
    if (mode->text == "host") {
      set_bool(decl, "host_cgroup", true, mode->at);
    } else if (mode->text != "private") {
      context.error("E0709", mode->at,
                    "`cgroup` is `host` or `private`, found `" + mode->text + "`");
    }
  }
  if (const Value* parent = service.present("cgroup_parent"))
    set_symbol(decl, "cgroup", parent->text, parent->at);
}

// ---- Network ------------------------------------------------------------------------------------

/// Networks by their special names: the machine's own, and none.
void attach(const Context& context, syntax::EntityDecl& decl, const std::string& engine_name,
            const Span& at, std::vector<Member>& networks) {
  if (engine_name == "host") return set_bool(decl, "host_network", true, at);
  if (engine_name == "none") return;
  networks.push_back({network_at_engine(context, engine_name, at), at});
}

bool is_on_host_network(const syntax::EntityDecl& decl) {
  return std::any_of(
      decl.settings.begin(), decl.settings.end(),
      [](const syntax::Setting& setting) { return setting.attribute == "host_network"; });
}

void attach_to(const Context& context, syntax::EntityDecl& decl, const std::string& key,
               const Span& at, std::vector<Member>& networks) {
  const Value* all = context.project.model.find("networks");
  const Value* declared = all != nullptr ? all->find(key) : nullptr;
  if (declared == nullptr && key != "default") {
    context.error("E0707", at, "no network is named `" + key + "`",
                  "declare it under `networks` at the top of the file");
    return;
  }
  const Value* driver = declared != nullptr ? declared->present("driver") : nullptr;
  const bool is_special = driver != nullptr && (driver->text == "host" || driver->text == "none");
  if (is_special) return attach(context, decl, driver->text, at, networks);
  const std::string name = engine_name(context.project, declared, key);
  if (is_external(declared) && (name == "host" || name == "none"))
    return attach(context, decl, name, at, networks);
  networks.push_back({network_entity(context, key, at), at});
}

void set_networks(const Context& context, syntax::EntityDecl& decl, const Value& service) {
  const Value* mode = service.present("network_mode");
  const Value* list = service.present("networks");
  std::vector<Member> networks;
  if (mode != nullptr && list != nullptr && list->is_map() && !list->keys.empty()) {
    context.errors.push_back({"E0709",
                              mode->at,
                              "`network_mode` and `networks` cannot both be set",
                              {{list->at, "the networks"}}});
    return;
  }
  if (mode != nullptr && !mode->text.empty() && mode->text != "default") {
    if (is_join(mode->text)) {
      if (const auto joined = joined_container(context, *mode, "network"))
        set_reference(decl, "joins.network", "container", *joined, mode->at);
      return;
    }
    if (mode->text == "none") return set_empty(decl, "networks", mode->at);
    attach(context, decl, mode->text, mode->at, networks);
  } else if (list != nullptr && list->is_map() && !list->keys.empty()) {
    for (const Value::Key& key : list->keys) attach_to(context, decl, key.text, key.at, networks);
    for (const Value& options : list->items) {
      const Value* driver_options = options.present("driver_opts");
      if (driver_options == nullptr) continue;
      context.gap(driver_options->at, "driver options of a network's end", GapEffect::Unknown,
                  {"container.networks"}, "what the driver makes of them is not known");
    }
  } else {
    attach_to(context, decl, "default", decl.at, networks);
  }
  set_symbols(decl, "networks", networks);
}

/// Whether only the machine itself has the address.
bool is_loopback(const std::string& address) {
  const auto read = parse_address(address);
  if (!read) return false;
  const auto block = parse_cidr(read->is_v6 ? "::1/128" : "127.0.0.0/8");
  return block->contains(*read);
}

/// `tcp/8080@*`, one for each port of the machine that is bound.
void set_ports(const Context& context, syntax::EntityDecl& decl, const Value& service) {
  const Value* list = service.present("ports");
  const bool on_host = is_on_host_network(decl);
  if (on_host) {
    context.gap(
        decl.at, "ports of a container on its machine's network", GapEffect::Widens,
        {"container.host_ports", "container.host_port_numbers", "container.published_ports"},
        "what its image listens on is bound on the machine");
  }
  if (list == nullptr || !list->is_list()) return;
  std::vector<Member> bound, published, outer_numbers, inner_numbers, from_outside, from_machine;
  const bool has_network =
      service.present("network_mode") == nullptr ||
      (!is_join(text_of(service, "network_mode")) && text_of(service, "network_mode") != "none");
  for (const Value& entry : list->items) {
    const auto port = read_port(entry, context.errors);
    if (!port) continue;
    if (on_host || !has_network) {
      context.out.remarks.push_back(
          {port->at, "a port is not published without a network of its own"});
      continue;
    }
    const std::string where = "@" + port->address;
    if (port->address.find(':') != std::string::npos) {
      context.gap(port->at, "port at an IPv6 address", GapEffect::Widens, {"container.host_ports"},
                  "which addresses are the same is not modelled");
    }
    if (port->published && port->published->size() > port->target.size()) {
      context.gap(
          port->at, "any port of a range", GapEffect::Narrows,
          {"container.host_ports", "container.host_port_numbers", "container.published_ports"},
          "the engine binds one that is free; all are taken to be bound");
    }
    const PortRange& target = port->target;
    const std::uint32_t count = port->published ? port->published->size() : target.size();
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t inner = target.low + (target.size() == 1 ? 0 : i);
      const std::uint32_t outer = port->published ? port->published->low + i : 0;
      const std::string name = port->protocol + "/" + std::to_string(outer) + where;
      if (outer != 0) {
        bound.push_back({name, port->at});
        outer_numbers.push_back({std::to_string(outer), port->at});
      }
      inner_numbers.push_back({std::to_string(inner), port->at});
      (is_loopback(port->address) ? from_machine : from_outside)
          .push_back({port->protocol + "/" + std::to_string(inner), port->at});
      const std::string address = port->address == "*" ? "any" : port->address;
      published.push_back({port->protocol + "/" + std::to_string(outer) + "@" + address + "->" +
                               std::to_string(inner),
                           port->at});
    }
  }
  set_symbols(decl, "host_ports", bound);
  set_symbols(decl, "published_ports", published);
  set_symbols(decl, "ports_from_outside", from_outside);
  set_symbols(decl, "ports_from_machine", from_machine);
  set_counts(decl, "host_port_numbers", outer_numbers);
  set_counts(decl, "port_numbers", inner_numbers);
}

// ---- Devices and processors ---------------------------------------------------------------------

void add_reserved_devices(const Context& context, const Value* list, std::vector<Member>& devices) {
  if (list == nullptr) return;
  if (list->is_scalar()) {
    context.gap(list->at, "`gpus: " + list->text + "`", GapEffect::Widens, {"container.devices"},
                "which devices the machine has is not known");
    return;
  }
  for (const Value& item : list->items) {
    const Value* driver = item.present("driver");
    const Value* ids = item.present("device_ids");
    const std::string prefix = driver != nullptr ? driver->text + "/" : "gpu/";
    if (ids != nullptr && ids->is_list()) {
      for (const Value& id : ids->items) devices.push_back({prefix + id.text, id.at});
    } else {
      context.gap(item.at, "devices by their number", GapEffect::Widens, {"container.devices"},
                  "which ones the engine takes is not known");
    }
  }
}

void set_devices(const Context& context, syntax::EntityDecl& decl, const Value& service) {
  std::vector<Member> devices;
  const Value* list = service.present("devices");
  if (list != nullptr && list->is_list()) {
    for (const Value& item : list->items) {
      if (item.is_map()) {
        const Value* source = item.present("source");
        if (source == nullptr) context.error("E0707", item.at, "a device has a `source`");
        if (source != nullptr) devices.push_back({source->text, source->at});
        continue;
      }
      // `host[:container[:permissions]]`; a name of the Container Device Interface has a `=`.
      const bool is_name = item.text.find('=') != std::string::npos;
      devices.push_back({is_name ? item.text : item.text.substr(0, item.text.find(':')), item.at});
    }
  }
  add_reserved_devices(context, service.present("gpus"), devices);
  const Value* deploy = service.present("deploy");
  const Value* resources = deploy != nullptr ? deploy->present("resources") : nullptr;
  const Value* reserved = resources != nullptr ? resources->present("reservations") : nullptr;
  if (reserved != nullptr) add_reserved_devices(context, reserved->present("devices"), devices);
  set_symbols(decl, "devices", devices);
}

/// `0-3,6`
void set_cpus(const Context& context, syntax::EntityDecl& decl, const Value& service) {
  const Value* set = service.present("cpuset");
  if (set == nullptr || set->text.empty()) return;
  std::vector<Member> cpus;
  std::string_view rest = set->text;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    const std::size_t dash = part.find('-');
    const auto low = parse_integer(part.substr(0, dash));
    const auto high = dash == std::string_view::npos ? low : parse_integer(part.substr(dash + 1));
    if (!low || !high || *low < 0 || *high < *low || *high > 8191) {
      context.error("E0709", set->at,
                    "expected processors such as `0-3,6`, found `" + set->text + "`");
      return;
    }
    for (Integer cpu = *low; cpu <= *high; ++cpu) cpus.push_back({to_string(cpu), set->at});
  }
  set_counts(decl, "cpu_set", cpus);
}

void list_runtime(const Context& context, const Value& service) {
  const Value* runtime = service.present("runtime");
  if (runtime != nullptr) {
    const std::string& name = runtime->text;
    const bool shares = name == "runc" || name == "crun" || name == "nvidia" || name == "youki" ||
                        name == "io.containerd.runc.v2";
    const bool sandbox = name.find("kata") != std::string::npos ||
                         name.find("runsc") != std::string::npos ||
                         name.find("gvisor") != std::string::npos;
    if (!shares) {
      context.gap(runtime->at, "runtime `" + name + "`",
                  sandbox ? GapEffect::Narrows : GapEffect::Unknown,
                  {"container.kernel", "container.sandboxed"},
                  "the container may have a kernel of its own");
    }
  }
  const Value* isolation = service.present("isolation");
  if (isolation != nullptr && isolation->text != "default") {
    context.gap(isolation->at, "isolation `" + isolation->text + "`", GapEffect::Narrows,
                {"container.kernel", "container.sandboxed"},
                "the container may have a kernel of its own");
  }
}

// ---- The whole ----------------------------------------------------------------------------------

void set_labels(syntax::EntityDecl& decl, const Value& service, const Project& project) {
  const Value* labels = service.present("labels");
  std::string tenant = project.name;
  Span tenant_at = project.at;
  if (labels != nullptr && labels->is_map()) {
    std::vector<Member> members;
    for (std::size_t i = 0; i < labels->keys.size(); ++i) {
      const Value::Key& key = labels->keys[i];
      members.push_back({key.text + "=" + labels->items[i].text, key.at});
      if (key.text != "ringfence.dev/tenant") continue;
      tenant = labels->items[i].text;
      tenant_at = key.at;
    }
    set_symbols(decl, "labels", members);
  }
  set_symbol(decl, "tenant", tenant, tenant_at);
}

void set_scale(syntax::EntityDecl& decl, const Scale& scale) {
  if (!scale.is_replicated()) return;
  // Two places, as one written number would be one place.
  const auto number = [](std::uint32_t count, Span at) {
    return syntax::Expr{syntax::NumberLit{std::to_string(count)}, at};
  };
  Span begin = scale.at;
  begin.end = begin.begin;
  decl.replicas = syntax::Replicas{number(scale.low, begin), number(scale.high, scale.at)};
}

bool is_active(const Project& project, const Value& service) {
  const Value* profiles = service.present("profiles");
  if (profiles == nullptr || !profiles->is_list() || profiles->items.empty()) return true;
  const auto active = project.environment.find("COMPOSE_PROFILES");
  if (active == project.environment.end()) return false;
  std::string_view rest = active->second;
  while (!rest.empty()) {
    const std::string_view profile = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), profile.size() + 1));
    for (const Value& own : profiles->items) {
      if (profile == "*" || own.text == profile) return true;
    }
  }
  return false;
}

}  // namespace

std::string entity_name(const Project& project, std::string_view service) {
  return project.name + "/" + std::string(service);
}

std::string first_container(const Project& project, std::string_view service) {
  const Value* value = service_of(project, service);
  Diagnostics ignored;
  const bool is_replicated = value != nullptr && scale_of(project, *value, ignored).is_replicated();
  return entity_name(project, service) + (is_replicated ? "[1]" : "");
}

Scale scale_of(const Project& project, const Value& service, Diagnostics& errors) {
  const Value* scale = service.present("scale");
  const Value* deploy = service.present("deploy");
  const Value* replicas = deploy != nullptr ? deploy->present("replicas") : nullptr;
  Scale read;
  const auto count = [&](const Value& value) -> std::uint32_t {
    const auto number = as_integer(value);
    if (number && *number >= 0 && *number <= 100'000) return static_cast<std::uint32_t>(*number);
    errors.push_back(
        {"E0709", value.at, "expected a number of containers, found `" + value.text + "`"});
    return 1;
  };
  if (scale != nullptr) read = {count(*scale), count(*scale), scale->at};
  if (replicas != nullptr) {
    const std::uint32_t number = count(*replicas);
    if (scale != nullptr && number != read.high) {
      errors.push_back({"E0709",
                        scale->at,
                        "`scale` and `deploy.replicas` differ",
                        {{replicas->at, "the replicas"}}});
    }
    read = {number, number, replicas->at};
  }
  const Value* name = service.present("container_name");
  if (name != nullptr && read.high > 1) {
    errors.push_back({"E0709",
                      name->at,
                      "several containers cannot have one `container_name`",
                      {{read.at, "so many"}}});
  }
  if (!is_active(project, service)) {
    // Whoever runs the project chooses.
    read.low = 0;
    const Value* profiles = service.present("profiles");
    read.at = profiles->at;
  }
  return read;
}

void add_service(const Context& context, std::string_view name, const Span& at,
                 const Value& service) {
  list_unmodelled(context, service, "services.*", "services." + std::string(name));
  if (const Value* provider = service.present("provider")) {
    context.gap(provider->at, "services." + std::string(name) + ".provider", GapEffect::Widens,
                {"container.exists"}, "another program makes what this service is");
    return;
  }
  syntax::EntityDecl decl;
  decl.kind = {"container", at};
  decl.name = {entity_name(context.project, name), at};
  decl.at = at;
  set_scale(decl, scale_of(context.project, service, context.errors));
  if (const Value* image = service.present("image")) {
    set_symbol(decl, "image", image->text, image->at);
  } else if (service.present("build") == nullptr) {
    context.error("E0707", at,
                  "service `" + std::string(name) + "` has neither `image` nor `build`");
  }
  set_symbol(decl, "project", context.project.name, context.project.at);
  set_labels(decl, service, context.project);
  if (context.options.host) set_reference(decl, "in", "host", *context.options.host, at);
  read_limits(context, decl, service);
  set_if_bool(context, decl, service, "privileged", "privileged");
  set_if_bool(context, decl, service, "read_only", "read_only_root");
  set_capabilities(decl, service, "cap_add", "capabilities_added");
  set_capabilities(decl, service, "cap_drop", "capabilities_dropped");
  set_security(context, decl, service);
  set_user(decl, service);
  list_hooks(context, service);
  set_namespaces(context, decl, service);
  set_networks(context, decl, service);
  set_ports(context, decl, service);
  set_devices(context, decl, service);
  set_cpus(context, decl, service);
  list_runtime(context, service);
  const Value* deploy = service.present("deploy");
  const Value* mode = deploy != nullptr ? deploy->present("mode") : nullptr;
  if (mode != nullptr && mode->text.starts_with("global")) {
    context.gap(mode->at, "deploy.mode `" + mode->text + "`", GapEffect::Unknown,
                {"container.in", "container.exists"},
                "a Swarm runs one on every machine; one engine runs one");
  }
  const Mounts mounts = read_mounts(context, name);
  set_symbols(decl, "host_paths", mounts.host_paths);
  set_symbols(decl, "volumes", mounts.volumes);
  set_symbols(decl, "shared_volumes", mounts.shared_volumes);
  context.document.items.emplace_back(std::move(decl));
}

}  // namespace ringfence::ingest::compose
