#pragma once
#include <boost/spirit/home/x3.hpp>
#include <string>
#include <string_view>

#include "syntax/words.h"

// The fixed words and signs of the language, as one small X3 parser: a keyword ends at a word's
// boundary (`on` is not the start of `online`), a sign is not the start of a longer one (`<` is
// not the start of `<=`), and both are named as the user writes them in "expected …".
namespace ringfence::grammar {

struct Token : boost::spirit::x3::parser<Token> {
  using attribute_type = boost::spirit::x3::unused_type;
  static constexpr bool has_attribute = false;

  constexpr Token(const char* token, const char* longer, bool word)
      : text(token), not_before(longer), is_word(word) {}

  template <class Iterator, class Context, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const Context& context, RuleContext&,
             Attribute&) const {
    boost::spirit::x3::skip_over(first, last, context);
    const std::string_view rest(first, last);
    if (!rest.starts_with(text)) return false;
    if (rest.size() > text.size()) {
      const char next = rest[text.size()];
      if (is_word ? syntax::end_of_name(rest, 0) != text.size()
                  : not_before.find(next) != std::string_view::npos) {
        return false;
      }
    }
    first += static_cast<std::ptrdiff_t>(text.size());
    return true;
  }

  std::string_view text;
  std::string_view not_before;  ///< Characters that would make a sign a longer one.
  bool is_word;
};

constexpr Token word(const char* text) {
  return {text, "", true};
}
constexpr Token sign(const char* text, const char* not_before = "") {
  return {text, not_before, false};
}

}  // namespace ringfence::grammar

namespace boost::spirit::x3 {
template <>
struct get_info<ringfence::grammar::Token> {
  using result_type = std::string;
  std::string operator()(const ringfence::grammar::Token& token) const {
    return "`" + std::string(token.text) + "`";
  }
};
}  // namespace boost::spirit::x3
