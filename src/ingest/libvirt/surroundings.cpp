#include "ingest/libvirt/surroundings.h"

#include "ingest/libvirt/element.h"
#include "ingest/libvirt/numbers.h"
#include "ingest/libvirt/structure.h"

namespace ringfence::ingest::libvirt {
namespace {

void add_network(const Context& context, pugi::xml_node element, Surroundings& around) {
  const pugi::xml_node name = child(element, "name");
  NetworkDocument network;
  network.at = name ? context.at_content(name) : context.at(element);
  if (const pugi::xml_node forward = child(element, "forward")) {
    network.mode = attribute(forward, "mode");
    if (network.mode.empty()) network.mode = "nat";
    if (!attribute(forward, "dev").empty()) network.devices.emplace_back(attribute(forward, "dev"));
    for (const char* kind : {"interface", "pf"}) {
      for (const pugi::xml_node device : children(forward, kind)) {
        network.devices.emplace_back(attribute(device, "dev"));
      }
    }
  }
  if (const pugi::xml_node bridge = child(element, "bridge"); bridge.attribute("name")) {
    network.bridge = attribute(bridge, "name");
  }
  network.tags = read_tags(child(element, "vlan"));
  network.has_isolated_ports = attribute(child(element, "port"), "isolated") == "yes";
  for (const pugi::xml_node group : children(element, "portgroup")) {
    const std::string group_name(attribute(group, "name"));
    network.groups[group_name] = read_tags(child(group, "vlan"));
    if (attribute(group, "default") == "yes") network.default_group = group_name;
  }
  around.networks[content(name)].push_back(std::move(network));
}

void add_pool(pugi::xml_node element, Surroundings& around) {
  const std::string_view type = attribute(element, "type");
  const std::string path = content(child(child(element, "target"), "path"));
  const bool is_directory = type == "dir" || type == "fs" || type == "netfs" || type == "logical";
  const bool has_path = is_directory && path.starts_with('/');
  around.pools[content(child(element, "name"))].push_back(has_path ? std::optional(path)
                                                                   : std::nullopt);
}

void add_ports(pugi::xml_node domain, Surroundings& around) {
  for (const pugi::xml_node device : children(child(domain, "devices"), "interface")) {
    const pugi::xml_node source = child(device, "source");
    const std::string type(attribute(device, "type"));
    const char* key = type == "network" ? "network" : type == "bridge" ? "bridge" : "dev";
    around.ports.push_back({type, std::string(attribute(source, key)),
                            std::string(attribute(source, "portgroup")),
                            read_tags(child(device, "vlan"))});
  }
}

/// Of the port itself, else of its group, else of the network.
Tags tags_on(const NetworkDocument& network, const Surroundings::Port& port) {
  if (!port.tags.empty()) return port.tags;
  const std::string group = !port.group.empty() ? port.group : network.default_group.value_or("");
  const auto found = network.groups.find(group);
  if (found != network.groups.end() && !found->second.empty()) return found->second;
  return network.tags;
}

}  // namespace

Tags read_tags(pugi::xml_node vlan) {
  Tags tags;
  for (const pugi::xml_node tag : children(vlan, "tag")) {
    const auto id = read_count(attribute(tag, "id"));
    if (id && *id < 4096) tags.insert(static_cast<unsigned>(*id));
  }
  return tags;
}

std::optional<Attachment> attach(const Surroundings& around, const Surroundings::Port& port) {
  if (port.type != "network") return Attachment{{port.type + "/" + port.source}, port.tags};
  const auto found = around.networks.find(port.source);
  if (found == around.networks.end()) return std::nullopt;
  Attachment attachment{{"network/" + port.source}, {}};
  bool is_tagged = true;
  for (const NetworkDocument& network : found->second) {
    if (network.bridge) attachment.networks.push_back("bridge/" + *network.bridge);
    // What leaves through an interface of the host by way of the host is not on its network.
    const bool is_direct = network.mode == "bridge" || network.mode == "private" ||
                           network.mode == "vepa" || network.mode == "passthrough" ||
                           network.mode == "hostdev";
    for (const std::string& device : network.devices) {
      if (is_direct) attachment.networks.push_back("direct/" + device);
    }
    const Tags tags = tags_on(network, port);
    is_tagged = is_tagged && !tags.empty();
    attachment.tags.insert(tags.begin(), tags.end());
  }
  if (!is_tagged) attachment.tags.clear();
  return attachment;
}

void survey(const Sources& sources, SourceId source, Surroundings& around) {
  const std::string_view text = sources.text(source);
  if (find_malformed(source, text)) return;
  pugi::xml_document xml;
  if (!xml.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8)) return;
  const Context context{source, text, around};
  const pugi::xml_node root = xml.document_element();
  const std::string_view name = root.name();
  if (name == "network") add_network(context, root, around);
  if (name == "pool") add_pool(root, around);
  if (name == "domain") add_ports(root, around);
  if (name != "domains" && name != "domstatus") return;
  for (const pugi::xml_node domain : children(root, "domain")) add_ports(domain, around);
}

void settle(Surroundings& around) {
  for (const Surroundings::Port& port : around.ports) {
    const auto attachment = attach(around, port);
    if (!attachment) continue;
    for (const std::string& network : attachment->networks) {
      around.tags[network].insert(attachment->tags.begin(), attachment->tags.end());
    }
  }
  around.ports.clear();
}

}  // namespace ringfence::ingest::libvirt
