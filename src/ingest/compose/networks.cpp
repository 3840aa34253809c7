// Names at the engine: what a project calls `front` is the engine's `shop_front`, and another
// project may be on it by that name.
#include "ingest/compose/context.h"

namespace ringfence::ingest::compose {
namespace {

using syntax::GapEffect;

const Value* declared_in(const Project& project, std::string_view section, std::string_view key) {
  const Value* all = project.model.find(section);
  return all != nullptr ? all->find(key) : nullptr;
}

/// A driver whose networks one engine has for itself.
bool is_local_driver(std::string_view driver) {
  return driver.empty() || driver == "default" || driver == "bridge" || driver == "local";
}

void read_driver(const Context& context, syntax::EntityDecl& decl, const Value& declared) {
  const Value* driver = declared.present("driver");
  const std::string name = driver != nullptr ? driver->text : "";
  const Span& at = driver != nullptr ? driver->at : decl.at;
  if (is_local_driver(name)) {
    set_bool(decl, "per_machine", true, at);
    set_bool(decl, "open_to_outside", false, at);
  } else if (name == "overlay") {
    set_bool(decl, "open_to_outside", false, at);
  } else {
    context.gap(driver->at, "network driver `" + name + "`", GapEffect::Widens,
                {"network.per_machine", "network.internal", "container.networks"},
                "its containers may be on a network of the machine itself, and so on others");
  }
  const Value* options = declared.present("driver_opts");
  if (options == nullptr) return;
  for (const Value::Key& key : options->keys) {
    if (key.text == "com.docker.network.driver.mtu") continue;
    if (key.text == "com.docker.network.bridge.host_binding_ipv4") {
      context.gap(key.at, "network option `" + key.text + "`", GapEffect::Narrows,
                  {"container.ports_from_outside", "container.ports_from_machine"},
                  "ports without an address are taken to be bound to all");
      continue;
    }
    context.gap(key.at, "network option `" + key.text + "`", GapEffect::Unknown,
                {"network.*", "container.networks"}, "what the driver makes of it is not known");
  }
}

void set_labels(syntax::EntityDecl& decl, const Value& declared) {
  const Value* labels = declared.present("labels");
  if (labels == nullptr || !labels->is_map()) return;
  std::vector<Member> members;
  for (std::size_t i = 0; i < labels->keys.size(); ++i)
    members.push_back({labels->keys[i].text + "=" + labels->items[i].text, labels->keys[i].at});
  set_symbols(decl, "labels", members);
}

syntax::EntityDecl declaration(const char* kind, const std::string& name, const Span& at) {
  syntax::EntityDecl decl;
  decl.kind = {kind, at};
  decl.name = {name, at};
  decl.at = at;
  return decl;
}

void describe_network(const Context& context, const std::string& entity, const Value* declared,
                      const Span& at) {
  if (!context.registry.described.insert("network " + entity).second) return;
  syntax::EntityDecl decl = declaration("network", entity, at);
  if (declared == nullptr || declared->is_null()) {
    set_bool(decl, "per_machine", true, at);
    set_bool(decl, "open_to_outside", false, at);
  } else if (declared->is_map()) {
    const Value* internal = declared->present("internal");
    if (internal != nullptr)
      set_bool(decl, "internal", as_bool(*internal).value_or(false), internal->at);
    read_driver(context, decl, *declared);
    set_labels(decl, *declared);
  }
  context.document.items.emplace_back(std::move(decl));
}

void enlist_section(const Project& project, std::string_view section,
                    std::map<std::string, std::string, std::less<>>& names) {
  const Value* all = project.model.find(section);
  if (all == nullptr) return;
  for (std::size_t i = 0; i < all->keys.size(); ++i) {
    const Value& declared = all->items[i];
    if (is_external(&declared)) continue;
    const std::string& key = all->keys[i].text;
    const std::string name = engine_name(project, &declared, key);
    // A name of its own choice is the same in every project.
    const bool has_name = declared.present("name") != nullptr;
    names.emplace(name, has_name ? name : project.name + "/" + key);
  }
}

}  // namespace

bool is_external(const Value* declared) {
  const Value* external = declared != nullptr ? declared->present("external") : nullptr;
  if (external == nullptr) return false;
  return external->is_map() || as_bool(*external).value_or(false);
}

std::string engine_name(const Project& project, const Value* declared, std::string_view key) {
  if (declared != nullptr) {
    if (const Value* name = declared->present("name")) return name->text;
    const Value* external = declared->present("external");
    const Value* name = external != nullptr ? external->present("name") : nullptr;
    if (name != nullptr) return name->text;
    if (is_external(declared)) return std::string(key);
  }
  return project.name + "_" + std::string(key);
}

void enlist(const Project& project, Registry& registry) {
  enlist_section(project, "networks", registry.networks);
  enlist_section(project, "volumes", registry.volumes);
  registry.networks.emplace(project.name + "_default", project.name + "/default");
  const Value* services = project.model.find("services");
  if (services == nullptr || !services->is_map()) return;
  for (std::size_t i = 0; i < services->keys.size(); ++i) {
    const std::string& service = services->keys[i].text;
    Diagnostics ignored;
    const Scale scale = scale_of(project, services->items[i], ignored);
    const std::string entity = entity_name(project, service);
    if (const Value* name = services->items[i].present("container_name")) {
      registry.containers.emplace(name->text, first_container(project, service));
      continue;
    }
    for (std::uint32_t n = 1; n <= scale.high && n <= 1000; ++n) {
      registry.containers.emplace(
          project.name + "-" + service + "-" + std::to_string(n),
          scale.is_replicated() ? entity + "[" + std::to_string(n) + "]" : entity);
    }
  }
}

std::string network_entity(const Context& context, std::string_view key, const Span& at) {
  const Value* declared = declared_in(context.project, "networks", key);
  const std::string name = engine_name(context.project, declared, key);
  if (is_external(declared)) return network_at_engine(context, name, at);
  const auto known = context.registry.networks.find(name);
  const std::string entity = known != context.registry.networks.end()
                                 ? known->second
                                 : context.project.name + "/" + std::string(key);
  const Value* all = context.project.model.find("networks");
  const Value::Key* written = all != nullptr ? all->find_key(key) : nullptr;
  describe_network(context, entity, declared, written != nullptr ? written->at : at);
  return entity;
}

std::string network_at_engine(const Context& context, const std::string& name, const Span& at) {
  const auto known = context.registry.networks.find(name);
  if (known != context.registry.networks.end()) return known->second;
  if (!context.registry.described.insert("network " + name).second) return name;
  syntax::EntityDecl decl = declaration("network", name, at);
  set_bool(decl, "per_machine", true, at);
  if (name == "bridge") {
    set_bool(decl, "open_to_outside", false, at);
  } else {
    context.gap(at, "network `" + name + "`, which no file declares", GapEffect::Narrows,
                {"network.internal", "network.per_machine"},
                "it may be internal; declare it in the project that makes it");
  }
  context.document.items.emplace_back(std::move(decl));
  return name;
}

std::string volume_entity(const Context& context, std::string_view key, const Span& at) {
  const Value* declared = declared_in(context.project, "volumes", key);
  const std::string name = engine_name(context.project, declared, key);
  const auto known = context.registry.volumes.find(name);
  const std::string entity = known != context.registry.volumes.end() ? known->second
                             : is_external(declared)
                                 ? name
                                 : context.project.name + "/" + std::string(key);
  if (context.registry.described.insert("volume " + entity).second) {
    syntax::EntityDecl decl = declaration("volume", entity, at);
    if (declared != nullptr && declared->is_map()) set_labels(decl, *declared);
    context.document.items.emplace_back(std::move(decl));
  }
  return entity;
}

}  // namespace ringfence::ingest::compose
