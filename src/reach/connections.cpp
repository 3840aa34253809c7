#include "reach/connections.h"

#include <algorithm>

namespace ringfence::reach {
namespace {

using syntax::PortRange;
using syntax::Protocol;

constexpr std::array<Protocol, syntax::kProtocols> kAll{Protocol::Tcp, Protocol::Udp,
                                                        Protocol::Sctp};

/// Sorted ranges without overlaps or neighbours that touch.
std::vector<PortRange> joined(std::vector<PortRange> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const PortRange& a, const PortRange& b) { return a.first < b.first; });
  std::vector<PortRange> result;
  for (const PortRange& range : ranges) {
    // In int, as the port behind 65535 is none.
    if (!result.empty() && int{range.first} <= int{result.back().last} + 1) {
      result.back().last = std::max(result.back().last, range.last);
    } else {
      result.push_back(range);
    }
  }
  return result;
}

}  // namespace

bool Ports::contains(std::uint16_t port) const {
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const PortRange& range) {
    return range.first <= port && port <= range.last;
  });
}

Ports& Ports::operator|=(const Ports& other) {
  if (other.ranges_.empty()) return *this;
  std::vector<PortRange> both = ranges_;
  both.insert(both.end(), other.ranges_.begin(), other.ranges_.end());
  ranges_ = joined(std::move(both));
  return *this;
}

Ports& Ports::operator&=(const Ports& other) {
  std::vector<PortRange> result;
  for (std::size_t i = 0, j = 0; i < ranges_.size() && j < other.ranges_.size();) {
    const PortRange& a = ranges_[i];
    const PortRange& b = other.ranges_[j];
    const std::uint16_t first = std::max(a.first, b.first);
    const std::uint16_t last = std::min(a.last, b.last);
    if (first <= last) result.push_back({first, last});
    if (a.last < b.last) {
      ++i;
    } else {
      ++j;
    }
  }
  ranges_ = std::move(result);
  return *this;
}

Ports& Ports::operator-=(const Ports& other) {
  std::vector<PortRange> result;
  for (const PortRange& range : ranges_) {
    int first = range.first;
    for (const PortRange& hole : other.ranges_) {
      if (hole.last < first || hole.first > range.last) continue;
      if (hole.first > first) {
        result.push_back(
            {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(hole.first - 1)});
      }
      first = int{hole.last} + 1;
    }
    if (first <= range.last) result.push_back({static_cast<std::uint16_t>(first), range.last});
  }
  ranges_ = std::move(result);
  return *this;
}

std::strong_ordering operator<=>(const Ports& a, const Ports& b) {
  return std::lexicographical_compare_three_way(
      a.ranges_.begin(), a.ranges_.end(), b.ranges_.begin(), b.ranges_.end(),
      [](const PortRange& x, const PortRange& y) {
        return std::pair(x.first, x.last) <=> std::pair(y.first, y.last);
      });
}

Connections Connections::all() {
  Connections result;
  for (Ports& ports : result.ports_) ports = Ports::all();
  result.others_ = true;
  return result;
}

Connections Connections::of(Protocol protocol, Ports ports) {
  Connections result;
  result.ports_[static_cast<std::size_t>(protocol)] = std::move(ports);
  return result;
}

bool Connections::has_all_ports() const {
  return std::all_of(ports_.begin(), ports_.end(), [](const Ports& each) { return each.is_all(); });
}

bool Connections::is_within(const Connections& other) const {
  return (*this - other).is_none();
}

Connections& Connections::operator|=(const Connections& other) {
  for (std::size_t i = 0; i < ports_.size(); ++i) ports_[i] |= other.ports_[i];
  others_ = others_ || other.others_;
  return *this;
}

Connections& Connections::operator&=(const Connections& other) {
  for (std::size_t i = 0; i < ports_.size(); ++i) ports_[i] &= other.ports_[i];
  others_ = others_ && other.others_;
  return *this;
}

Connections& Connections::operator-=(const Connections& other) {
  for (std::size_t i = 0; i < ports_.size(); ++i) ports_[i] -= other.ports_[i];
  others_ = others_ && !other.others_;
  return *this;
}

std::string_view name_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::Tcp:
      return "TCP";
    case Protocol::Udp:
      return "UDP";
    case Protocol::Sctp:
      return "SCTP";
  }
  return "";
}

std::string to_string(const PortRange& range) {
  const std::string first = std::to_string(range.first);
  return range.first == range.last ? first : first + "-" + std::to_string(range.last);
}

std::string to_string(const Connections& connections) {
  if (connections.is_all()) return "all connections";
  std::string text;
  for (const Protocol protocol : kAll) {
    const Ports& ports = connections.ports(protocol);
    if (ports.is_empty()) continue;
    if (!text.empty()) text += ", ";
    text += name_of(protocol);
    if (ports.is_all()) continue;
    std::string list;
    for (const PortRange& range : ports.ranges()) {
      if (!list.empty()) list += ',';
      list += to_string(range);
    }
    text += ' ' + list;
  }
  if (connections.others()) text += text.empty() ? "other protocols" : ", other protocols";
  return text.empty() ? "none" : text;
}

}  // namespace ringfence::reach
