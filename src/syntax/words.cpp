#include "syntax/words.h"

#include <algorithm>
#include <array>

namespace ringfence::syntax {
namespace {

// In ringfence.ebnf: RESERVED. An attribute may still be called `in`.
constexpr std::array<std::string_view, 30> kReserved = {
    "and",    "any",      "applies", "assert", "assume", "count",  "def",    "derive",
    "else",   "exists",   "expect",  "false",  "for",    "forall", "has",    "if",
    "import", "in",       "link",    "none",   "not",    "or",     "policy", "possible",
    "sum",    "survives", "test",    "then",   "true",   "where"};

}  // namespace

std::size_t end_of_name(std::string_view text, std::size_t begin) {
  if (begin >= text.size() || !is_letter(text[begin])) return begin;
  std::size_t at = begin + 1;
  const auto joins = [&](std::size_t place) {
    return text[place] == '-' && place + 1 < text.size() &&
           (is_letter(text[place + 1]) || is_digit(text[place + 1]));
  };
  while (at < text.size() && (is_word_part(text[at]) || joins(at))) ++at;
  return at;
}

bool is_reserved(std::string_view word) {
  return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

const std::vector<std::string>& keywords() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> words(kReserved.begin(), kReserved.end());
    for (const char* other :
         {"controls", "description", "help", "holds", "of", "on", "one", "ringfence", "severity",
          "step", "undecided", "vacuous", "violated", "when"}) {
      words.emplace_back(other);
    }
    return words;
  }();
  return all;
}

}  // namespace ringfence::syntax
