#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "syntax/document.h"

namespace ringfence::grammar {

/// How deep a text may nest: brackets, and operators that wait for their operand, add up.
inline constexpr int kDeepest = 200;

/// What one pass over the characters finds before the grammar sees them. Offsets are relative to
/// the text; the caller moves them.
struct Scan {
  struct Problem {
    std::string_view code;
    std::uint32_t begin = 0, end = 0;
    std::string message, help;
  };
  std::vector<syntax::Comment> comments;   ///< Spans without a source.
  std::vector<std::uint32_t> blank_lines;  ///< Offsets of lines that hold nothing.
  std::vector<Problem> problems;           ///< If any, the text must not be parsed.
};

/// Checks that the text is UTF-8 (E0103), that strings and comments end and escapes are known
/// (E0102), and that it nests at most `kDeepest` deep (E0104), so that neither the recursive
/// grammar nor any later walk over its trees can run out of stack.
Scan scan(std::string_view text);

/// Where to go on after an error at `error` in the declaration that starts at `begin`: behind
/// the bracket that closes it, or at the next word that starts a line or a declaration. Always
/// behind `begin`.
std::uint32_t next_declaration(std::string_view text, std::uint32_t begin, std::uint32_t error);

}  // namespace ringfence::grammar
