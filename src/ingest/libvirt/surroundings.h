#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/source.h"

// What other documents say of the networks and pools that a domain names. Only the name ties them
// together: which host a document is from is often not known, so every document that has the name
// counts. https://libvirt.org/formatnetwork.html, https://libvirt.org/formatstorage.html
namespace ringfence::ingest::libvirt {

/// VLAN tags of a port; none: what it sends has no tag, and it may see those of all others.
using Tags = std::set<unsigned>;

/// One `<network>`.
struct NetworkDocument {
  Span at;
  std::string mode;                   ///< Of `forward`: `nat`, `bridge`, …; empty: isolated.
  std::optional<std::string> bridge;  ///< Its own, or the host's that it uses.
  std::vector<std::string> devices;   ///< Interfaces of the host that its ports use directly.
  Tags tags;
  bool has_isolated_ports = false;
  std::map<std::string, Tags> groups;  ///< Port groups by name.
  std::optional<std::string> default_group;
};

struct Surroundings {
  std::map<std::string, std::vector<NetworkDocument>> networks;
  /// Directories of storage pools, by the pool's name; nothing for a pool that is no directory.
  std::map<std::string, std::vector<std::optional<std::string>>> pools;
  /// VLAN tags that some port uses, by the network as a fact names it: `bridge/br0`.
  std::map<std::string, Tags> tags;

  /// Ports of all domains, until `settle` makes `tags` of them.
  struct Port {
    std::string type, source, group;
    Tags tags;
  };
  std::vector<Port> ports;
};

/// What a port is attached to, as facts name it, and the tags it has there; nullopt for a network
/// that no document describes.
struct Attachment {
  std::vector<std::string> networks;
  Tags tags;
};
std::optional<Attachment> attach(const Surroundings& around, const Surroundings::Port& port);

/// Adds what one text says. Malformed texts say nothing: their import reports them.
void survey(const Sources& sources, SourceId source, Surroundings& around);
/// To be called when all texts have been surveyed.
void settle(Surroundings& around);

}  // namespace ringfence::ingest::libvirt
