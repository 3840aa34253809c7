#include "ingest/libvirt/numbers.h"

namespace ringfence::ingest::libvirt {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
std::string lower(std::string_view text) {
  std::string all(text);
  for (char& c : all) c = lower(c);
  return all;
}
std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// Bytes in one of the unit: virScaleInteger in libvirt's src/util/virutil.c.
std::optional<Integer> bytes_in(std::string_view written) {
  if (written.empty()) return Integer{1024};
  const std::string unit = lower(written);
  if (unit == "b" || unit == "byte" || unit == "bytes") return Integer{1};
  const std::size_t power = std::string_view("kmgtpe").find(unit[0]);
  if (power == std::string_view::npos) return std::nullopt;
  const std::string_view rest = std::string_view(unit).substr(1);
  if (!rest.empty() && rest != "ib" && rest != "b") return std::nullopt;
  const Integer base = rest == "b" ? 1000 : 1024;
  Integer scale = 1;
  for (std::size_t i = 0; i <= power; ++i) scale *= base;
  return scale;
}

std::optional<unsigned> read_cpu(std::string_view text) {
  const std::optional<Integer> number = read_count(trimmed(text));
  if (!number || *number > kLastCpu) return std::nullopt;
  return static_cast<unsigned>(*number);
}

}  // namespace

std::optional<Integer> read_count(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  const std::optional<Integer> value = parse_integer(text);
  return value && *value < (Integer{1} << 64) ? value : std::nullopt;
}

std::optional<Integer> read_c_number(std::string_view text) {
  Integer base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text[0] == '0') {
    base = 8;
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  Integer value = 0;
  for (const char c : text) {
    const std::size_t digit = std::string_view("0123456789abcdef").find(lower(c));
    if (digit == std::string_view::npos || static_cast<Integer>(digit) >= base) return std::nullopt;
    value = value * base + static_cast<Integer>(digit);
    if (value >= (Integer{1} << 64)) return std::nullopt;
  }
  return value;
}

std::optional<Integer> read_memory(std::string_view amount, std::string_view unit) {
  const std::optional<Integer> number = read_count(amount);
  const std::optional<Integer> scale = bytes_in(unit);
  if (!number || !scale) return std::nullopt;
  const std::optional<Integer> bytes = checked_multiply(*number, *scale);
  if (!bytes || *bytes > (Integer{1} << 63) - 1024) return std::nullopt;
  return (*bytes + 1023) / 1024 * 1024;
}

std::optional<std::set<unsigned>> read_number_set(std::string_view text) {
  std::set<unsigned> members;
  while (true) {
    const std::size_t comma = text.find(',');
    std::string_view item = trimmed(text.substr(0, comma));
    const bool is_excluded = item.starts_with('^');
    if (is_excluded) item.remove_prefix(1);
    const std::size_t dash = is_excluded ? std::string_view::npos : item.find('-');
    const std::optional<unsigned> first = read_cpu(item.substr(0, dash));
    const std::optional<unsigned> last =
        dash == std::string_view::npos ? first : read_cpu(item.substr(dash + 1));
    if (!first || !last || *last < *first) return std::nullopt;
    for (unsigned i = *first; i <= *last; ++i) {
      if (is_excluded) {
        members.erase(i);
      } else {
        members.insert(i);
      }
    }
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  if (members.empty()) return std::nullopt;
  return members;
}

}  // namespace ringfence::ingest::libvirt
