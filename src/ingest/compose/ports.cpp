#include "ingest/compose/ports.h"

#include <algorithm>

namespace ringfence::ingest::compose {
namespace {

std::optional<std::uint32_t> port_number(std::string_view text) {
  const auto number = parse_integer(text);
  if (!number || *number < 1 || *number > 65535) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

std::optional<PortRange> range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto low = port_number(text.substr(0, dash));
  const auto high = dash == std::string_view::npos ? low : port_number(text.substr(dash + 1));
  if (!low || !high || *high < *low) return std::nullopt;
  return PortRange{*low, *high};
}

std::string lower(std::string_view text) {
  std::string all(text);
  for (char& c : all) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return all;
}

class PortReader {
 public:
  PortReader(const Value& entry, Diagnostics& errors) : entry_(entry), errors_(errors) {
    port_.at = entry.at;
  }

  std::optional<Port> run() {
    const bool is_read = entry_.is_map() ? read_long() : read_short();
    if (!is_read) return std::nullopt;
    if (port_.protocol != "tcp" && port_.protocol != "udp" && port_.protocol != "sctp")
      return refuse(entry_, "is no protocol: use `tcp`, `udp` or `sctp`", port_.protocol);
    if (port_.address.empty() || port_.address == "0.0.0.0") port_.address = "*";
    // As many ports as there are targets, or one target behind any of them.
    if (port_.published && port_.target.size() != 1 &&
        port_.published->size() != port_.target.size())
      return refuse(entry_, "has two ranges of different lengths", {});
    return std::move(port_);
  }

 private:
  std::nullopt_t refuse(const Value& at, const std::string& what, std::string_view text) {
    errors_.push_back(
        {"E0709", at.at,
         "`" + std::string(text.empty() ? at.text : text).substr(0, 60) + "` " + what});
    return std::nullopt;
  }

  /// `[[ip:][published]:]target[/protocol]`
  bool read_short() {
    std::string_view text = entry_.text;
    const std::size_t slash = text.rfind('/');
    if (slash != std::string_view::npos) {
      port_.protocol = lower(text.substr(slash + 1));
      text = text.substr(0, slash);
    }
    const std::size_t last = text.rfind(':');
    const std::string_view target = last == std::string_view::npos ? text : text.substr(last + 1);
    std::string_view published;
    if (last != std::string_view::npos) {
      const std::string_view front = text.substr(0, last);
      const std::size_t colon = front.rfind(':');
      const bool is_address_alone = front.ends_with(']');
      if (colon == std::string_view::npos || is_address_alone) {
        (is_address_alone || front.find('.') != std::string_view::npos ? address_ : published) =
            front;
      } else {
        address_ = front.substr(0, colon);
        published = front.substr(colon + 1);
      }
    }
    if (address_.starts_with('[') && address_.ends_with(']'))
      address_ = address_.substr(1, address_.size() - 2);
    port_.address = std::string(address_);
    return set_ports(entry_, published, entry_, target);
  }

  bool read_long() {
    const Value* target = entry_.present("target");
    if (target == nullptr) {
      errors_.push_back({"E0707", entry_.at, "a port has a `target`"});
      return false;
    }
    if (const Value* protocol = entry_.present("protocol")) port_.protocol = lower(protocol->text);
    if (const Value* address = entry_.present("host_ip")) port_.address = address->text;
    const Value* published = entry_.present("published");
    return set_ports(published != nullptr ? *published : entry_,
                     published != nullptr ? std::string_view(published->text) : std::string_view(),
                     *target, target->text);
  }

  bool set_ports(const Value& published_at, std::string_view published, const Value& target_at,
                 std::string_view target) {
    const auto inner = range(target);
    if (!inner) {
      refuse(target_at, "is no port: ports go from 1 to 65535", target);
      return false;
    }
    port_.target = *inner;
    if (published.empty() || published == "0") return true;
    port_.published = range(published);
    if (!port_.published) refuse(published_at, "is no port: ports go from 1 to 65535", published);
    return port_.published.has_value();
  }

  const Value& entry_;
  Diagnostics& errors_;
  std::string_view address_;
  Port port_;
};

}  // namespace

std::optional<Port> read_port(const Value& entry, Diagnostics& errors) {
  return PortReader(entry, errors).run();
}

}  // namespace ringfence::ingest::compose
