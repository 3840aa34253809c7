#include "base/address.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ringfence {
namespace {

using Bits = unsigned __int128;
constexpr int kGroups = 8;  // of 16 bits, in an IPv6 address

int width(bool v6) {
  return v6 ? 128 : 32;
}

/// A decimal number of at most `most`, without sign or leading zeros.
std::optional<std::uint32_t> decimal(std::string_view text, std::uint32_t most) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  std::uint32_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  return value <= most ? std::optional(value) : std::nullopt;
}

std::optional<std::uint32_t> hexadecimal(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const char digit : text) {
    value *= 16;
    if (digit >= '0' && digit <= '9') {
      value += static_cast<std::uint32_t>(digit - '0');
    } else if (digit >= 'a' && digit <= 'f') {
      value += static_cast<std::uint32_t>(digit - 'a' + 10);
    } else if (digit >= 'A' && digit <= 'F') {
      value += static_cast<std::uint32_t>(digit - 'A' + 10);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

std::optional<Address> parse_v4(std::string_view text) {
  Bits bits = 0;
  for (int part = 0; part < 4; ++part) {
    const std::size_t dot = part < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return std::nullopt;
    const auto number = decimal(text.substr(0, dot), 255);
    if (!number) return std::nullopt;
    bits = bits << 8 | *number;
    if (part < 3) text.remove_prefix(dot + 1);
  }
  return Address{false, bits};
}

/// Groups between colons; the last may be an IPv4 address, which is two of them.
std::optional<std::vector<std::uint32_t>> groups_of(std::string_view text, bool may_end_in_v4) {
  std::vector<std::uint32_t> groups;
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    const bool is_last = colon == std::string_view::npos;
    if (is_last && may_end_in_v4 && part.find('.') != std::string_view::npos) {
      const auto tail = parse_v4(part);
      if (!tail) return std::nullopt;
      groups.push_back(static_cast<std::uint32_t>(tail->bits >> 16));
      groups.push_back(static_cast<std::uint32_t>(tail->bits & 0xffff));
      return groups;
    }
    const auto group = hexadecimal(part);
    if (!group) return std::nullopt;
    groups.push_back(*group);
    if (is_last) break;
    text.remove_prefix(colon + 1);
    if (text.empty()) return std::nullopt;  // a colon at the end
  }
  return groups;
}

std::optional<Address> parse_v6(std::string_view text) {
  const std::size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  auto high = groups_of(text.substr(0, gap), !has_gap);
  auto low = groups_of(has_gap ? text.substr(gap + 2) : std::string_view(), true);
  if (!high || !low) return std::nullopt;
  const std::size_t written = high->size() + low->size();
  if (has_gap ? written >= kGroups : written != kGroups) return std::nullopt;
  high->resize(kGroups - low->size());
  high->insert(high->end(), low->begin(), low->end());
  Bits bits = 0;
  for (const std::uint32_t group : *high) bits = bits << 16 | group;
  return Address{true, bits};
}

std::string v4_text(Bits bits) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    if (!text.empty()) text += '.';
    text += std::to_string(static_cast<unsigned>(bits >> shift & 0xff));
  }
  return text;
}

std::string v6_text(Bits bits) {
  std::array<unsigned, kGroups> groups;
  for (int i = 0; i < kGroups; ++i) {
    groups[static_cast<std::size_t>(i)] =
        static_cast<unsigned>(bits >> (16 * (kGroups - 1 - i)) & 0xffff);
  }
  // The first of the longest runs of at least two zero groups is left out.
  std::size_t gap = kGroups;
  std::size_t gap_size = 1;
  for (std::size_t i = 0; i < kGroups;) {
    std::size_t end = i;
    while (end < kGroups && groups[end] == 0) ++end;
    if (end - i > gap_size) {
      gap = i;
      gap_size = end - i;
    }
    i = end + 1;
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (i == gap) {
      text += "::";
      i += gap_size - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    bool started = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      const unsigned digit = groups[i] >> shift & 0xf;
      started = started || digit != 0 || shift == 0;
      if (started) text += kDigits[digit];
    }
  }
  return text;
}

}  // namespace

AddressRange all_addresses(bool v6) {
  const Bits last = v6 ? ~Bits{0} : Bits{0xffffffff};
  return {{v6, 0}, {v6, last}};
}

std::optional<Address> parse_address(std::string_view text) {
  return text.find(':') == std::string_view::npos ? parse_v4(text) : parse_v6(text);
}

std::optional<AddressRange> parse_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  const int whole = width(address->is_v6);
  const auto length = decimal(text.substr(slash + 1), static_cast<std::uint32_t>(whole));
  if (!length) return std::nullopt;
  const int free_bits = whole - static_cast<int>(*length);
  const Bits all = all_addresses(address->is_v6).last.bits;
  const Bits mask = free_bits == 128 ? ~Bits{0} : (Bits{1} << free_bits) - 1;
  return AddressRange{{address->is_v6, address->bits & (all ^ mask)},
                      {address->is_v6, address->bits | mask}};
}

std::string to_string(const Address& address) {
  return address.is_v6 ? v6_text(address.bits) : v4_text(address.bits);
}

std::string to_string(const AddressRange& range) {
  return to_string(range.first) + "-" + to_string(range.last);
}

}  // namespace ringfence
