#include "ingest/libvirt/documents.h"

#include <algorithm>

#include "ingest/libvirt/domain.h"
#include "ingest/libvirt/facts.h"
#include "ingest/libvirt/numbers.h"
#include "ingest/libvirt/surroundings.h"

namespace ringfence::ingest::libvirt {
namespace {

using syntax::GapEffect;

/// Lists the elements directly in `root`: `known` are read or change no fact.
void list_others(Context& context, pugi::xml_node root,
                 std::initializer_list<std::string_view> known,
                 const std::vector<std::string>& touches) {
  for (const pugi::xml_node inner : root.children()) {
    if (inner.type() != pugi::node_element || is_foreign(inner)) continue;
    if (std::find(known.begin(), known.end(), inner.name()) != known.end()) continue;
    context.gap(context.at(inner), std::string(root.name()) + "/" + inner.name(),
                GapEffect::Unknown, touches, "not known to ringfence");
  }
}

syntax::EntityDecl declare(std::string kind, std::string name, Span at) {
  syntax::EntityDecl entity;
  entity.kind = {std::move(kind), at};
  entity.name = {std::move(name), at};
  entity.at = at;
  return entity;
}

/// The name, or E0603 and nothing.
std::optional<pugi::xml_node> name_of(Context& context, pugi::xml_node root) {
  const pugi::xml_node name = only_child(context, root, "name");
  if (name && !content(name).empty()) return name;
  context.error("E0603", context.at(root),
                "a " + std::string(root.name()) + " has a `name`, found none");
  return std::nullopt;
}

bool is_known_mode(std::string_view mode) {
  constexpr std::string_view kModes[] = {"",        "nat",  "route",       "open",   "bridge",
                                         "private", "vepa", "passthrough", "hostdev"};
  return std::find(std::begin(kModes), std::end(kModes), mode) != std::end(kModes);
}

void check_tags(Context& context, pugi::xml_node element) {
  for (const pugi::xml_node vlan : children(element, "vlan")) {
    for (const pugi::xml_node tag : children(vlan, "tag")) {
      const auto id = read_count(attribute(tag, "id"));
      if (id && *id < 4096) continue;
      refuse(context, context.at(tag, "id"), "a VLAN tag from 0 to 4095", attribute(tag, "id"));
    }
  }
}

/// Whether what is outside gets in, by the way a network forwards: with `nat` only answers do.
/// https://libvirt.org/formatnetwork.html#connectivity
bool is_entered(const NetworkDocument& network) {
  return !network.mode.empty() && network.mode != "nat";
}

/// A network as all documents together say it; what they differ in is left open.
syntax::EntityDecl described(const std::string& name, const std::vector<NetworkDocument>& all,
                             const Span& at) {
  const bool is_internal =
      std::all_of(all.begin(), all.end(), [](const auto& each) { return each.mode.empty(); });
  std::optional<bool> entered = is_entered(all.front());
  for (const NetworkDocument& each : all) {
    if (is_entered(each) != entered) entered.reset();
  }
  syntax::EntityDecl decl = network(name, at, is_internal, entered);
  const Tags& tags = all.front().tags;
  const bool is_one =
      tags.size() == 1 &&
      std::all_of(all.begin(), all.end(), [&](const auto& each) { return each.tags == tags; });
  if (is_one) set_count(decl, "vlan", *tags.begin(), at);
  return decl;
}

/// The parts of it that ports with tags are on.
void add_tagged(const Context& context, const std::string& name,
                const std::vector<NetworkDocument>& all, const Span& at,
                syntax::Document& document) {
  const auto found = context.around.tags.find(name);
  if (found == context.around.tags.end()) return;
  for (const unsigned tag : found->second) {
    std::vector<NetworkDocument> tagged = all;
    for (NetworkDocument& each : tagged) each.tags = {tag};
    document.items.push_back(described(name + "." + std::to_string(tag), tagged, at));
  }
}

std::vector<NetworkDocument> networks_of_bridge(const Surroundings& around,
                                                const std::string& bridge) {
  std::vector<NetworkDocument> all;
  for (const auto& [name, documents] : around.networks) {
    for (const NetworkDocument& each : documents) {
      if (each.bridge == bridge) all.push_back(each);
    }
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return all;
}

struct HostAmounts {
  Integer memory = 0, small_pages = 0, large_pages = 0, cpus = 0;
  std::vector<Member> cpu_set;
};

void add_cell(Context& context, pugi::xml_node cell, HostAmounts& host) {
  const auto amount = [&](pugi::xml_node element, std::string_view text) {
    const auto bytes = libvirt::read_memory(text, attribute(element, "unit"));
    if (!bytes) refuse(context, context.at_content(element), "an amount of memory", text);
    return bytes.value_or(0);
  };
  if (const pugi::xml_node memory = child(cell, "memory")) {
    host.memory = checked_add(host.memory, amount(memory, content(memory))).value_or(0);
  }
  for (const pugi::xml_node pages : children(cell, "pages")) {
    const Integer size = amount(pages, attribute(pages, "size"));
    const auto count = read_count(content(pages));
    const auto bytes = count ? checked_multiply(size, *count) : std::nullopt;
    if (!bytes) {
      refuse(context, context.at_content(pages), "a number of pages", content(pages));
    } else if (size == Integer{1} << 21) {
      host.small_pages = checked_add(host.small_pages, *bytes).value_or(0);
    } else if (size == Integer{1} << 30) {
      host.large_pages = checked_add(host.large_pages, *bytes).value_or(0);
    }
  }
  for (const pugi::xml_node cpu : children(child(cell, "cpus"), "cpu")) {
    const auto id = read_count(attribute(cpu, "id"));
    if (!id || *id > kLastCpu) {
      refuse(context, context.at(cpu, "id"), "the number of a CPU", attribute(cpu, "id"));
      continue;
    }
    ++host.cpus;
    host.cpu_set.push_back({syntax::NumberLit{to_string(*id)}, context.at(cpu, "id")});
  }
}

}  // namespace

void read_network(Context& context, pugi::xml_node root, syntax::Document& document) {
  const auto name = name_of(context, root);
  check_tags(context, root);
  for (const pugi::xml_node group : children(root, "portgroup")) check_tags(context, group);
  list_others(context, root,
              {"name", "uuid", "title", "description", "metadata", "bridge", "forward", "vlan",
               "port", "portgroup", "ip", "mac", "domain", "dns", "bandwidth", "mtu", "route"},
              {"network.*", "vm.networks"});
  if (!name) return;
  const auto found = context.around.networks.find(content(*name));
  if (found == context.around.networks.end()) return;
  const std::vector<NetworkDocument>& all = found->second;
  const Span at = context.at_content(*name);
  for (const pugi::xml_node forward : children(root, "forward")) {
    const std::string_view mode = attribute(forward, "mode");
    if (!is_known_mode(mode)) {
      refuse(context, context.at(forward, "mode"), "a way to forward that libvirt has", mode);
    }
  }
  if (all.front().at == at) {  // declared by the first document of that name
    document.items.push_back(described("network/" + content(*name), all, at));
    add_tagged(context, "network/" + content(*name), all, at, document);
  }
  // A bridge made for networks leads where they do; one that the host had before leads out.
  for (const NetworkDocument& mine : all) {
    if (mine.at != at || !mine.bridge || mine.mode == "bridge") continue;
    const std::vector<NetworkDocument> same = networks_of_bridge(context.around, *mine.bridge);
    if (same.front().at != at) continue;
    document.items.push_back(described("bridge/" + *mine.bridge, same, at));
    add_tagged(context, "bridge/" + *mine.bridge, same, at, document);
  }
}

void read_capabilities(Context& context, pugi::xml_node root, const Options& options,
                       syntax::Document& document) {
  if (!options.host) {
    context.out.remarks.push_back(
        {context.at(root),
         "the host is not named: put the file into a folder `hosts/NAME`, or use `--host NAME`"});
    context.gap(context.at(root), "<capabilities>", GapEffect::Unknown, {"host.*"},
                "which host it describes is not said");
    return;
  }
  const pugi::xml_node host = only_child(context, root, "host");
  HostAmounts amounts;
  const pugi::xml_node cells = child(child(host, "topology"), "cells");
  for (const pugi::xml_node cell : children(cells, "cell")) add_cell(context, cell, amounts);
  const Span at = context.at(host ? host : root);
  syntax::EntityDecl entity = declare("host", *options.host, at);
  // Zero: not said.
  if (amounts.memory > 0) set_bytes(entity, "memory", amounts.memory, context.at(cells));
  if (amounts.cpus > 0) set_count(entity, "cpu", amounts.cpus, context.at(cells));
  if (amounts.small_pages > 0) {
    set_bytes(entity, "hugepages_2Mi", amounts.small_pages, context.at(cells));
  }
  if (amounts.large_pages > 0) {
    set_bytes(entity, "hugepages_1Gi", amounts.large_pages, context.at(cells));
  }
  set_members(entity, "cpu_set", std::move(amounts.cpu_set));
  document.items.emplace_back(std::move(entity));
}

void read_pool(Context& context, pugi::xml_node root) {
  static_cast<void>(name_of(context, root));
  context.gap(context.at(root), "<pool>", GapEffect::Inert, {},
              "its directory is known to the domains that use it");
}

void read_volume(Context& context, pugi::xml_node root, syntax::Document& document) {
  const pugi::xml_node path = child(child(root, "target"), "path");
  const pugi::xml_node capacity = child(root, "capacity");
  if (!path || content(path).empty()) {
    context.gap(context.at(root), "<volume>", GapEffect::Inert, {}, "without a path nobody has it");
    return;
  }
  syntax::EntityDecl volume = declare("volume", content(path), context.at_content(path));
  if (capacity) {
    const auto bytes = libvirt::read_memory(content(capacity), capacity.attribute("unit")
                                                                   ? attribute(capacity, "unit")
                                                                   : std::string_view("bytes"));
    if (bytes) {
      set_bytes(volume, "size", *bytes, context.at_content(capacity));
    } else {
      refuse(context, context.at_content(capacity), "an amount of storage", content(capacity));
    }
  }
  document.items.emplace_back(std::move(volume));
}

}  // namespace ringfence::ingest::libvirt
