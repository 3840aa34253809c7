#include <algorithm>
#include <array>
#include <set>

#include "ingest/libvirt/domain.h"
#include "ingest/libvirt/facts.h"
#include "ingest/libvirt/numbers.h"

// What the devices of a domain take from its host, by the host's own name for it: `pci/…`, a path,
// a bridge. What the host may know under two names, such as a volume of a pool and its path, is
// named here and is a gap as well.

namespace ringfence::ingest::libvirt {
namespace {

using syntax::GapEffect;

struct Taken {
  std::set<std::string> open_networks;  ///< On which some port is not isolated.
  std::optional<Span> user_mode;  ///< Of an interface that the hypervisor's own process serves.
  std::vector<Member> devices, volumes, shared_volumes, networks, isolated_ports, filters, macs;
};

const std::vector<std::string> kStorage = {"vm.volumes", "vm.shared_volumes"};
const std::vector<std::string> kDevices = {"vm.devices"};
const std::vector<std::string> kNetworks = {"vm.networks"};

void gap(Context& context, Span at, std::string construct, const std::vector<std::string>& touches,
         std::string reason) {
  context.gap(at, std::move(construct), GapEffect::Unknown, touches, std::move(reason));
}

/// The attribute's value; E0603 if it is missing or empty.
std::optional<std::string> needed(Context& context, pugi::xml_node element, const char* name) {
  const std::string value(attribute(element, name));
  if (!value.empty()) return value;
  context.error("E0603", context.at(element, name),
                std::string("`") + element.name() + "` has no `" + name + "`");
  return std::nullopt;
}

/// Without empty and `.` segments; nullopt for what is not absolute or goes up with `..`.
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
  return clean.empty() ? "/" : clean;
}

void add_path(Context& context, std::vector<Member>& to, std::string_view path, Span at,
              const std::vector<std::string>& touches) {
  const std::optional<std::string> clean = clean_path(path);
  if (!clean)
    gap(context, at, "path " + std::string(path), touches, "which file it is, is not known");
  to.push_back(symbol(clean.value_or(std::string(path)), at));
}

// ---- PCI and USB ------------------------------------------------------------------------------

struct Field {
  const char* name;
  unsigned last;
};

/// A number of an address, as C reads it; an absent one is 0.
Integer address_part(Context& context, pugi::xml_node address, Field field, bool& is_valid) {
  const pugi::xml_attribute written = address.attribute(field.name);
  if (!written) return 0;
  const auto number = read_c_number(written.value());
  if (number && *number <= field.last) return *number;
  refuse(context, context.at(address, field.name),
         "a number up to " + std::to_string(field.last) + " as `" + field.name + "`",
         written.value());
  is_valid = false;
  return 0;
}

std::string hex(Integer value, std::size_t digits) {
  std::string text;
  for (; value > 0; value /= 16) {
    text.insert(text.begin(), "0123456789abcdef"[static_cast<std::size_t>(value % 16)]);
  }
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

/// `0000:01:00.0`, as lspci writes it.
std::optional<Member> read_pci(Context& context, pugi::xml_node source) {
  const pugi::xml_node address = only_child(context, source, "address");
  const bool is_empty = !address.attribute("bus") && !address.attribute("slot") &&
                        !address.attribute("function") && !address.attribute("domain");
  if (is_empty) {
    context.error("E0603", context.at(address ? address : source),
                  "a PCI device has an `address` with `bus`, `slot` and `function`");
    return std::nullopt;
  }
  bool is_valid = true;
  const Integer domain = address_part(context, address, {"domain", 0xffff}, is_valid);
  const Integer bus = address_part(context, address, {"bus", 0xff}, is_valid);
  const Integer slot = address_part(context, address, {"slot", 0x1f}, is_valid);
  const Integer function = address_part(context, address, {"function", 7}, is_valid);
  if (!is_valid) return std::nullopt;
  return symbol(
      "pci/" + hex(domain, 4) + ":" + hex(bus, 2) + ":" + hex(slot, 2) + "." + hex(function, 1),
      context.at(address));
}

void read_usb(Context& context, pugi::xml_node source, Taken& taken) {
  bool is_valid = true;
  if (const pugi::xml_node address = child(source, "address"); address.attribute("bus")) {
    const Integer bus = address_part(context, address, {"bus", 0xffff}, is_valid);
    const Integer device = address_part(context, address, {"device", 0xffff}, is_valid);
    if (!needed(context, address, "device") || !is_valid) return;
    const std::string name = "usb/" + to_string(bus) + "." + to_string(device);
    taken.devices.push_back(symbol(name, context.at(address)));
    return;
  }
  const pugi::xml_node vendor = child(source, "vendor");
  const pugi::xml_node product = child(source, "product");
  if (!vendor || !product) {
    context.error("E0603", context.at(source),
                  "a USB device has an `address`, or `vendor` and `product`");
    return;
  }
  const Integer by = address_part(context, vendor, {"id", 0xffff}, is_valid);
  const Integer what = address_part(context, product, {"id", 0xffff}, is_valid);
  if (!needed(context, vendor, "id") || !needed(context, product, "id") || !is_valid) return;
  taken.devices.push_back(symbol("usb/" + hex(by, 4) + ":" + hex(what, 4), context.at(vendor)));
  gap(context, context.at(vendor), "hostdev by vendor and product", kDevices,
      "a host can have several such devices, and name them by address as well");
}

// ---- Host devices -----------------------------------------------------------------------------

void read_scsi(Context& context, pugi::xml_node source, Taken& taken) {
  const pugi::xml_node address = child(source, "address");
  const auto adapter = needed(context, child(source, "adapter"), "name");
  bool is_valid = true;
  std::string name = "scsi/" + adapter.value_or("");
  for (const char* part : {"bus", "target", "unit"}) {
    name += ":" + to_string(address_part(context, address, {part, 0xffffffff}, is_valid));
  }
  if (adapter && is_valid) taken.devices.push_back(symbol(name, context.at(address)));
}

void read_host_device(Context& context, pugi::xml_node device, Taken& taken) {
  const std::string_view mode = attribute(device, "mode");
  const auto type = needed(context, device, "type");
  if (!type) return;
  const pugi::xml_node source = only_child(context, device, "source");
  if (!source) {
    context.error("E0603", context.at(device), "`hostdev` has no `source`");
  } else if (!mode.empty() && mode != "subsystem") {
    gap(context, context.at(device, "mode"), "hostdev mode " + std::string(mode), {"vm.*"},
        "devices of containers are not modelled");
  } else if (*type == "pci") {
    if (auto pci = read_pci(context, source)) taken.devices.push_back(*std::move(pci));
  } else if (*type == "usb") {
    read_usb(context, source, taken);
  } else if (*type == "scsi" && !source.attribute("protocol")) {
    read_scsi(context, source, taken);
  } else if (*type == "mdev") {
    const pugi::xml_node address = child(source, "address");
    const auto uuid = needed(context, address ? address : source, "uuid");
    if (uuid) taken.devices.push_back(symbol("mdev/" + *uuid, context.at(address, "uuid")));
  } else {
    gap(context, context.at(device, "type"), "hostdev type " + *type, {"vm.devices", "vm.volumes"},
        "which device of the host it is, is not modelled");
  }
}

// ---- Storage ----------------------------------------------------------------------------------

bool is_among(std::string_view text, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

void add_pool_volume(Context& context, pugi::xml_node source, std::vector<Member>& to) {
  const auto pool = needed(context, source, "pool");
  const auto volume = needed(context, source, "volume");
  if (!pool || !volume) return;
  const Span at = context.at(source, "volume");
  to.push_back(symbol("pool/" + *pool + "/" + *volume, at));
  const auto found = context.around.pools.find(*pool);
  bool is_known = found != context.around.pools.end();
  for (const auto& directory :
       is_known ? found->second : std::vector<std::optional<std::string>>{}) {
    is_known = is_known && directory;
    if (directory) add_path(context, to, *directory + "/" + *volume, at, kStorage);
  }
  if (is_known) return;
  gap(context, at, "volume of a storage pool", kStorage,
      "the path behind it may be named elsewhere");
}

void add_network_storage(Context& context, pugi::xml_node source, std::vector<Member>& to) {
  const auto protocol = needed(context, source, "protocol");
  if (!protocol) return;
  const Span at = context.at(source, source.attribute("name") ? "name" : "protocol");
  to.push_back(symbol(*protocol + "/" + std::string(attribute(source, "name")), at));
  gap(context, at, "network disk", kStorage, "which server it is on is not compared");
}

/// Storage by the `type` of a disk, file system or backing store.
void add_storage(Context& context, pugi::xml_node element, std::string_view type, Taken& taken,
                 std::vector<Member>& to) {
  const pugi::xml_node source = only_child(context, element, "source");
  const auto add = [&](const char* name) {
    const auto path = needed(context, source, name);
    if (path) add_path(context, to, *path, context.at(source, name), kStorage);
  };
  if (type == "file") return add("file");
  if (type == "block") return add("dev");
  if (type == "volume") return add_pool_volume(context, source, to);
  if (type == "network") return add_network_storage(context, source, to);
  if (type == "nvme") {
    if (auto pci = read_pci(context, source)) taken.devices.push_back(*std::move(pci));
    return;
  }
  if (is_among(type, {"dir", "mount", "bind"})) {
    add("dir");
    return gap(context, context.at(source, "dir"), "directory of the host", kStorage,
               "directories inside one another are not compared");
  }
  gap(context, context.at(element, "type"),
      std::string(element.name()) + " type " + std::string(type), kStorage,
      "storage of this kind is not modelled");
}

/// What a disk's image is based on, read only.
void read_backing_stores(Context& context, pugi::xml_node disk, Taken& taken) {
  for (auto store = only_child(context, disk, "backingStore"); store;
       store = only_child(context, store, "backingStore")) {
    if (!child(store, "source")) continue;
    const std::string_view type = attribute(store, "type");
    add_storage(context, store, type.empty() ? "file" : type, taken, taken.shared_volumes);
  }
}

bool names_nothing(pugi::xml_node source) {
  return !source.find_attribute([](pugi::xml_attribute a) { return *a.value() != 0; }) &&
         !source.find_child([](pugi::xml_node node) { return node.type() == pugi::node_element; });
}

void read_disk(Context& context, pugi::xml_node disk, Taken& taken) {
  const std::string_view type = disk.attribute("type") ? attribute(disk, "type") : "file";
  const std::string_view device = disk.attribute("device") ? attribute(disk, "device") : "disk";
  if (!is_among(device, {"disk", "cdrom", "floppy", "lun"})) {
    refuse(context, context.at(disk, "device"), "`disk`, `cdrom`, `floppy` or `lun`", device);
  }
  const pugi::xml_node source = child(disk, "source");
  const bool is_removable = device == "cdrom" || device == "floppy";
  if (is_removable && names_nothing(source)) return;  // an empty drive
  if (!source && is_among(type, {"file", "block", "dir", "network", "volume", "nvme"})) {
    context.error("E0603", context.at(disk), "this disk has no `source`");
    return;
  }
  const bool is_shared = device == "cdrom" || child(disk, "readonly") || child(disk, "shareable");
  add_storage(context, disk, type, taken, is_shared ? taken.shared_volumes : taken.volumes);
  read_backing_stores(context, disk, taken);
}

void read_file_system(Context& context, pugi::xml_node device, Taken& taken) {
  const std::string_view type = device.attribute("type") ? attribute(device, "type") : "mount";
  if (type == "ram") return;
  if (type == "mount" && !child(device, "source").attribute("dir")) {
    // virtiofsd that somebody else started.
    return gap(context, context.at(device), "filesystem", kStorage, "its directory is not said");
  }
  const bool is_shared = static_cast<bool>(child(device, "readonly"));
  add_storage(context, device, type, taken, is_shared ? taken.shared_volumes : taken.volumes);
}

void read_boot_files(Context& context, pugi::xml_node domain, Taken& taken) {
  const pugi::xml_node os = only_child(context, domain, "os");
  for (const char* name : {"kernel", "initrd", "dtb", "loader", "nvram"}) {
    const pugi::xml_node file = only_child(context, os, name);
    const bool is_written =
        file && (std::string_view(name) == "nvram" || attribute(file, "readonly") == "no");
    std::vector<Member>& to = is_written ? taken.volumes : taken.shared_volumes;
    if (child(file, "source")) {
      const std::string_view type = attribute(file, "type");
      add_storage(context, file, type.empty() ? "file" : type, taken, to);
    } else if (const std::string path = content(file); !path.empty()) {
      // Xen names the loaders it brings along without a path.
      if (std::string_view(name) == "loader" && path.find('/') == std::string::npos) continue;
      add_path(context, to, path, context.at_content(file), kStorage);
    }
  }
}

// ---- Networks ---------------------------------------------------------------------------------

/// What a port puts a machine on. A port with a tag is on that VLAN of its network; one without may
/// see every VLAN that is used there, because some bridges hand it all of them.
std::vector<std::string> networks_of(const Context& context, const Attachment& attachment) {
  std::vector<std::string> all;
  for (const std::string& network : attachment.networks) {
    Tags tags = attachment.tags;
    if (tags.empty()) {
      all.push_back(network);
      const auto used = context.around.tags.find(network);
      if (used != context.around.tags.end()) tags = used->second;
    }
    for (const unsigned tag : tags) all.push_back(network + "." + std::to_string(tag));
  }
  return all;
}

bool is_device_pool(const Context& context, const std::string& network) {
  const auto found = context.around.networks.find(network);
  return found != context.around.networks.end() &&
         std::any_of(found->second.begin(), found->second.end(),
                     [](const auto& each) { return each.mode == "hostdev"; });
}

bool is_isolated_by(const Context& context, const std::string& network) {
  const auto found = context.around.networks.find(network);
  return found != context.around.networks.end() &&
         std::all_of(found->second.begin(), found->second.end(),
                     [](const auto& each) { return each.has_isolated_ports; });
}

void read_port(Context& context, pugi::xml_node device, const std::string& type, const char* key,
               Taken& taken) {
  const pugi::xml_node source = only_child(context, device, "source");
  const auto name = needed(context, source ? source : device, key);
  if (!name) return;
  const Span at = context.at(source, key);
  const pugi::xml_node vlan = only_child(context, device, "vlan");
  for (const pugi::xml_node tag : children(vlan, "tag")) {
    const auto id = read_count(attribute(tag, "id"));
    if (!id || *id > 4095) {
      refuse(context, context.at(tag, "id"), "a VLAN tag from 0 to 4095", attribute(tag, "id"));
    }
  }
  const Surroundings::Port port{type, *name, std::string(attribute(source, "portgroup")),
                                read_tags(vlan)};
  const auto attachment = attach(context.around, port);
  if (!attachment) {
    gap(context, at, "network of libvirt", kNetworks,
        "no document describes it; the bridge behind it may be named elsewhere");
  }
  const std::string_view written = attribute(child(device, "port"), "isolated");
  const bool is_isolated =
      written == "yes" || (written.empty() && type == "network" && is_isolated_by(context, *name));
  const Span isolated_at = written.empty() ? at : context.at(child(device, "port"), "isolated");
  const Attachment undescribed{{type + "/" + *name}, port.tags};
  for (const std::string& network : networks_of(context, attachment.value_or(undescribed))) {
    taken.networks.push_back(symbol(network, at));
    if (is_isolated) {
      taken.isolated_ports.push_back(symbol(network, isolated_at));
    } else {
      taken.open_networks.insert(network);
    }
  }
  if (type == "network" && is_device_pool(context, *name)) {
    gap(context, at, "network of host devices", {"vm.devices", "vm.networks"},
        "which device of the pool it is given, is settled when it starts");
  }
}

void read_interface(Context& context, pugi::xml_node device, Taken& taken) {
  const auto type = needed(context, device, "type");
  if (!type) return;
  const pugi::xml_node source = only_child(context, device, "source");
  if (const pugi::xml_node filter = child(device, "filterref")) {
    taken.filters.push_back(
        symbol(std::string(attribute(filter, "filter")), context.at(filter, "filter")));
  }
  if (const pugi::xml_node mac = child(device, "mac"); mac.attribute("address")) {
    std::string address(attribute(mac, "address"));
    std::transform(address.begin(), address.end(), address.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    taken.macs.push_back(symbol(std::move(address), context.at(mac, "address")));
  }
  if (*type == "network") {
    read_port(context, device, *type, "network", taken);
  } else if (*type == "bridge") {
    read_port(context, device, *type, "bridge", taken);
  } else if (*type == "internal") {
    const auto name = needed(context, source ? source : device, "name");
    if (name) taken.networks.push_back(symbol("internal/" + *name, context.at(source, "name")));
  } else if (*type == "direct") {
    read_port(context, device, *type, "dev", taken);
    if (attribute(source, "mode") == "passthrough") {
      taken.devices.push_back(
          symbol("net/" + std::string(attribute(source, "dev")), context.at(source, "dev")));
    }
  } else if (*type == "hostdev") {
    if (auto pci = read_pci(context, source ? source : device)) {
      taken.devices.push_back(*std::move(pci));
    }
  } else if (*type == "vdpa") {
    const auto path = needed(context, source ? source : device, "dev");
    if (path) add_path(context, taken.devices, *path, context.at(source, "dev"), kDevices);
  } else if (*type == "user") {
    taken.user_mode = context.at(device, "type");
  } else if (*type != "null") {
    gap(context, context.at(device, "type"), "interface type " + *type, kNetworks,
        "what it is attached to is not modelled");
  }
}

/// A fixed context identifier is one of its host's: no second machine can have it.
void read_vsock(Context& context, pugi::xml_node device, Taken& taken) {
  const pugi::xml_node cid = child(device, "cid");
  if (attribute(cid, "auto") == "yes" || !cid.attribute("address")) return;
  const auto number = read_count(attribute(cid, "address"));
  if (!number || *number < 3 || *number > 0xffffffff) {
    return refuse(context, context.at(cid, "address"), "a context identifier from 3 to 4294967295",
                  attribute(cid, "address"));
  }
  taken.devices.push_back(symbol("vsock/" + to_string(*number), context.at(cid, "address")));
}

// ---- Files of the host behind lesser devices --------------------------------------------------

void read_character_device(Context& context, pugi::xml_node device, Taken& taken) {
  const std::string_view type = attribute(device, "type");
  const pugi::xml_node source = child(device, "source");
  if (type == "dev") {
    const auto path = needed(context, source ? source : device, "path");
    if (path) add_path(context, taken.devices, *path, context.at(source, "path"), kDevices);
  } else if (type == "file" || type == "pipe") {
    const auto path = needed(context, source ? source : device, "path");
    if (path) add_path(context, taken.volumes, *path, context.at(source, "path"), kStorage);
  }
  if (const pugi::xml_node log = child(device, "log")) {
    const auto path = needed(context, log, "file");
    if (path) add_path(context, taken.volumes, *path, context.at(log, "file"), kStorage);
  }
}

void read_input(Context& context, pugi::xml_node device, Taken& taken) {
  const pugi::xml_node source = child(device, "source");
  for (const char* name : {"evdev", "dev"}) {
    const std::string_view path = attribute(source, name);
    if (!path.empty()) {
      add_path(context, taken.devices, path, context.at(source, name), kDevices);
    }
  }
}

void read_tpm(Context& context, pugi::xml_node device, Taken& taken) {
  const pugi::xml_node backend = child(device, "backend");
  if (attribute(backend, "type") != "passthrough") return;
  const pugi::xml_node host = child(backend, "device");
  const std::string_view path = host ? attribute(host, "path") : "/dev/tpm0";
  add_path(context, taken.devices, path, context.at(host ? host : backend, "path"), kDevices);
}

using Reader = void (*)(Context&, pugi::xml_node, Taken&);
constexpr std::array<std::pair<std::string_view, Reader>, 12> kReaders{{
    {"disk", read_disk},
    {"filesystem", read_file_system},
    {"hostdev", read_host_device},
    {"interface", read_interface},
    {"serial", read_character_device},
    {"parallel", read_character_device},
    {"console", read_character_device},
    {"channel", read_character_device},
    {"redirdev", read_character_device},
    {"input", read_input},
    {"tpm", read_tpm},
    {"vsock", read_vsock},
}};

}  // namespace

void read_devices(Context& context, const Domain& domain) {
  Taken taken;
  read_boot_files(context, domain.element, taken);
  const pugi::xml_node devices = only_child(context, domain.element, "devices");
  for (const pugi::xml_node device : devices.children()) {
    if (is_foreign(device)) continue;
    for (const auto& [name, read] : kReaders) {
      if (name == device.name()) read(context, device, taken);
    }
  }
  if (taken.user_mode) {
    // Nothing else is on it; what it sends goes out as the hypervisor's own.
    const std::string name = "user/" + domain.vm.name.text;
    taken.networks.push_back(symbol(name, *taken.user_mode));
    domain.networks.push_back(network(name, *taken.user_mode, false, false));
  }
  std::erase_if(taken.isolated_ports, [&](const Member& port) {
    return taken.open_networks.contains(std::get<syntax::StringLit>(port.value).text);
  });
  set_members(domain.vm, "devices", std::move(taken.devices));
  set_members(domain.vm, "volumes", std::move(taken.volumes));
  set_members(domain.vm, "shared_volumes", std::move(taken.shared_volumes));
  set_members(domain.vm, "networks", std::move(taken.networks));
  set_members(domain.vm, "isolated_ports", std::move(taken.isolated_ports));
  set_members(domain.vm, "network_filters", std::move(taken.filters));
  set_members(domain.vm, "mac_addresses", std::move(taken.macs));
}

}  // namespace ringfence::ingest::libvirt
