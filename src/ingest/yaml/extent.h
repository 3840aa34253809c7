#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ringfence::ingest::yaml {

// yaml-cpp says where a node starts and nothing about where it ends. These functions find the
// rest of the place in the text, which is known to be well-formed there.

/// Behind the properties (`&anchor`, `!tag`) that may stand at `at`, blanks and comments included.
std::uint32_t skip_properties(std::string_view text, std::uint32_t at);

/// Where a scalar ends that starts at `begin` and has the resolved text `value`: behind the
/// closing quote, or behind the last visible character of a plain or block scalar. kUnclosed for
/// a quote that is never closed, which yaml-cpp lets pass at the end of the text.
inline constexpr std::uint32_t kUnclosed = 0xffffffff;
std::uint32_t scalar_end(std::string_view text, std::uint32_t begin, std::string_view value);

/// Where `*name` at `begin` ends.
std::uint32_t alias_end(std::string_view text, std::uint32_t begin);

/// Behind the `]` or `}` of a flow collection whose last item ends at `from`; only separators,
/// blanks, comments and left-out values stand between.
std::uint32_t flow_end(std::string_view text, std::uint32_t from, char closing);

/// Where a value that was left out would stand: behind `indicator` if nothing but blanks and
/// comments is before it, else `from`.
std::uint32_t left_out(std::string_view text, std::uint32_t from, char indicator);

/// The value of a quoted scalar of nothing but blanks and line breaks, which yaml-cpp folds
/// wrongly: one break is a space, n of them n - 1 breaks. nullopt for every other scalar.
std::optional<std::string> blank_value(std::string_view text, std::uint32_t begin,
                                       std::uint32_t end);

/// The length of `~`, `null`, `Null` or `NULL` at `at`; 0 if none stands there.
std::uint32_t null_word(std::string_view text, std::uint32_t at);

}  // namespace ringfence::ingest::yaml
