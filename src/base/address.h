#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace ringfence {

/// An address of the internet protocol, as a number of 32 or 128 bits. IPv4 comes before IPv6.
struct Address {
  bool is_v6 = false;
  unsigned __int128 bits = 0;
  friend auto operator<=>(const Address&, const Address&) = default;
};

/// The addresses from `first` to `last`, both included and of one family.
struct AddressRange {
  Address first, last;
  friend auto operator<=>(const AddressRange&, const AddressRange&) = default;
  bool contains(const Address& address) const { return first <= address && address <= last; }
};

/// Every address of a family.
AddressRange all_addresses(bool v6);

/// `10.0.0.1` (four decimal numbers without leading zeros) or `2001:db8::1` (RFC 4291, also with
/// an IPv4 tail; no zone). Nothing for any other text.
std::optional<Address> parse_address(std::string_view text);
/// `10.0.0.0/8`, `2001:db8::/32`: the block that the address lies in, as Go's `net.ParseCIDR`
/// reads it, which is what the Kubernetes API server accepts. Nothing for any other text.
std::optional<AddressRange> parse_cidr(std::string_view text);

/// `10.0.0.1`, or the shortest form of RFC 5952: `2001:db8::1`.
std::string to_string(const Address& address);
/// `10.0.0.0-10.255.255.255`.
std::string to_string(const AddressRange& range);

}  // namespace ringfence
