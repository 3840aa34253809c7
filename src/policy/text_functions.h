#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ringfence::policy {

/// The language's functions on text (docs/semantics.md section 4), for known text.
bool matches(std::string_view text, std::string_view pattern);
bool within(std::string_view path, std::string_view directory);
/// The value if the entry `key=value` (or `key`) is for that key.
std::optional<std::string> label_value(std::string_view entry, std::string_view key);

}  // namespace ringfence::policy
