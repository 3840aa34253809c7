#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "syntax/network.h"

namespace ringfence::reach {

/// A set of ports from 1 to 65535.
class Ports {
 public:
  Ports() = default;
  Ports(std::uint16_t first, std::uint16_t last) : ranges_{{first, last}} {}
  static Ports all() { return {1, 65535}; }

  bool is_empty() const { return ranges_.empty(); }
  bool is_all() const { return *this == all(); }
  bool contains(std::uint16_t port) const;
  /// Ascending, apart from one another by at least one port.
  const std::vector<syntax::PortRange>& ranges() const { return ranges_; }

  Ports& operator|=(const Ports& other);
  Ports& operator&=(const Ports& other);
  Ports& operator-=(const Ports& other);
  friend bool operator==(const Ports& a, const Ports& b) { return (a <=> b) == 0; }
  friend std::strong_ordering operator<=>(const Ports& a, const Ports& b);

 private:
  std::vector<syntax::PortRange> ranges_;
};

/// What may go from one endpoint to another: ports of the three protocols that have ports, and
/// whether everything else (ICMP, ESP, …) may.
class Connections {
 public:
  static Connections none() { return {}; }
  static Connections all();
  static Connections of(syntax::Protocol protocol, Ports ports);

  const Ports& ports(syntax::Protocol protocol) const {
    return ports_[static_cast<std::size_t>(protocol)];
  }
  bool others() const { return others_; }
  bool is_none() const { return *this == none(); }
  bool is_all() const { return *this == all(); }
  /// Every port of TCP, UDP and SCTP, whatever holds for other protocols.
  bool has_all_ports() const;
  /// Whether everything in it is in `other`, too.
  bool is_within(const Connections& other) const;

  Connections& operator|=(const Connections& other);
  Connections& operator&=(const Connections& other);
  Connections& operator-=(const Connections& other);
  friend Connections operator&(Connections a, const Connections& b) { return a &= b; }
  friend Connections operator|(Connections a, const Connections& b) { return a |= b; }
  friend Connections operator-(Connections a, const Connections& b) { return a -= b; }
  friend bool operator==(const Connections&, const Connections&) = default;
  friend std::strong_ordering operator<=>(const Connections&, const Connections&) = default;

 private:
  std::array<Ports, syntax::kProtocols> ports_;
  bool others_ = false;
};

/// `TCP`, `UDP` or `SCTP`.
std::string_view name_of(syntax::Protocol protocol);
/// `80` or `8000-8100`.
std::string to_string(const syntax::PortRange& range);
/// `all connections`, `none`, or `TCP 80,8000-8100, UDP 53`; a protocol with all of its ports is
/// named alone, and protocols without ports are `other protocols`.
std::string to_string(const Connections& connections);

}  // namespace ringfence::reach
