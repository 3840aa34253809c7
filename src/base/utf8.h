#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ringfence {

/// Where the text stops being UTF-8 (RFC 3629: no overlong forms, no surrogates, at most
/// U+10FFFF): the offset of the first byte of the first malformed sequence. nullopt if all is well.
std::optional<std::size_t> find_malformed_utf8(std::string_view text);

/// Appends a code point below 0x110000 that is no surrogate.
void append_utf8(std::string& text, std::uint32_t code_point);

}  // namespace ringfence
