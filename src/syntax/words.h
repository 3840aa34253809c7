#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence::syntax {

inline bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_word_part(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

/// The end of the name that starts at `begin`: letters, digits, `_`, and `-` before a letter or
/// digit. `begin` itself if no name starts there.
std::size_t end_of_name(std::string_view text, std::size_t begin);

/// Words that no declaration, variable or policy can be named without quotes.
bool is_reserved(std::string_view word);
/// Every fixed word of the language, reserved or not: what a misspelt word may have meant.
const std::vector<std::string>& keywords();

}  // namespace ringfence::syntax
