#include "report/escape.h"

#include <cstdint>
#include <cstdio>

namespace ringfence::report {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  ///< Bytes; 0 if they are no UTF-8.
};

CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length == 0 || length > text.size() || lead > 0xf4) return {};
  std::uint32_t value = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return {};
    value = (value << 6U) | (byte(i) & 0x3fU);
  }
  return {value, length};
}

bool hides_or_reorders(std::uint32_t point) {
  return (point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
         (point >= 0x2060 && point <= 0x206f) || point == 0xfeff || (point >= 0x80 && point < 0xa0);
}

std::string escaped(const char* format, std::uint32_t value) {
  char buffer[16];
  const int length = std::snprintf(buffer, sizeof buffer, format, value);
  return {buffer, static_cast<std::size_t>(length)};
}

}  // namespace

std::string visible(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode(text);
    if (point.length == 0) {
      shown += escaped("\\x{%x}", static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
      continue;
    }
    if (point.value == '\t') {
      shown += ' ';
    } else if (point.value < 0x20 || point.value == 0x7f || hides_or_reorders(point.value)) {
      shown += escaped("\\u{%x}", point.value);
    } else {
      shown += text.substr(0, point.length);
    }
    text.remove_prefix(point.length);
  }
  return shown;
}

std::size_t width(std::string_view visible_text) {
  std::size_t columns = 0;
  for (const char byte : visible_text) {
    if ((static_cast<unsigned char>(byte) & 0xc0U) != 0x80U) ++columns;
  }
  return columns;
}

}  // namespace ringfence::report
