// Blanks, names, numbers, strings and ports. Strings and comments have been checked by scan.cpp
// before: here every string ends and every escape is known.
#include "grammar/rules.h"
#include "syntax/words.h"

namespace ringfence::grammar {
namespace {

std::string_view range_text(const auto& context) {
  return {x3::_attr(context).begin(), x3::_attr(context).end()};
}

std::string unescaped(std::string_view raw) {
  std::string content;
  content.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] != '\\') {
      content += raw[at];
      continue;
    }
    const char escape = raw[++at];
    content += escape == 'n' ? '\n' : escape == 't' ? '\t' : escape;
  }
  return content;
}

const auto name_unless_reserved = [](auto& context) {
  x3::_val(context).text = range_text(context);
  x3::_pass(context) = !syntax::is_reserved(x3::_val(context).text);
};
const auto name_or_in = [](auto& context) {
  x3::_val(context).text = range_text(context);
  x3::_pass(context) =
      !syntax::is_reserved(x3::_val(context).text) || x3::_val(context).text == "in";
};
const auto unquoted = [](auto& context) { x3::_val(context) = unescaped(range_text(context)); };
const auto as_written = [](auto& context) { x3::_val(context) = range_text(context); };
const auto split_port = [](auto& context) {
  const std::string_view written = range_text(context);
  const std::size_t slash = written.find('/');
  x3::_val(context) = {std::string(written.substr(0, slash)),
                       std::string(written.substr(slash + 1))};
};
const auto quoted_name = [](auto& context) {
  x3::_val(context).text = std::move(x3::_attr(context));
};

const auto letter = x3::char_("a-zA-Z");
const auto digit = x3::char_("0-9");
const auto word_part = x3::char_("a-zA-Z0-9_");

// BLANKS = { " " | tab | line end | "//" to the line's end | "/*" … "*/" }
const auto skipper_def = x3::omit[x3::char_(" \t\r\n") | ("//" >> *(x3::char_ - '\n')) |
                                  ("/*" >> *(x3::char_ - "*/") >> "*/")];

// WORD = LETTER { LETTER | DIGIT | "_" | "-" ( LETTER | DIGIT ) }
const auto name_shape = x3::raw[letter >> *(word_part | (x3::char_('-') >> (letter | digit)))];

// NAME = WORD - RESERVED
const auto ident_def = by_actions[x3::lexeme[name_shape[name_unless_reserved]]];

// ATTRIBUTE = NAME | "in"
const auto attribute_def = by_actions[x3::lexeme[name_shape[name_or_in]]];

// STRING = '"' { CHARACTER | ESCAPE } '"'
const auto string_lit_def =
    x3::lexeme['"' >> x3::raw[*(('\\' >> x3::char_) | (x3::char_ - '"'))][unquoted] >> '"'];

// entity_name = NAME | STRING
const auto entity_name_def = by_actions[ident[kAssign] | string_lit[quoted_name]];

// NUMBER = DIGIT { DIGIT } [ "." DIGIT { DIGIT } ] [ EXPONENT ] [ UNIT ]
const auto number_def = x3::lexeme[x3::raw[+digit >> -('.' >> +digit) >>
                                           -(x3::char_("eE") >> -x3::char_("+-") >> +digit) >>
                                           *letter >> !word_part][as_written]];

// PORT = ( "tcp" | "udp" | "sctp" ) "/" ( DIGIT { DIGIT } | "*" )
const auto port_def = x3::lexeme[x3::raw[(x3::lit("tcp") | "udp" | "sctp") >> '/' >>
                                         (+digit | '*') >> !word_part][split_port]];

}  // namespace

struct IdentId : Annotate {};
struct AttributeId : Annotate {};
struct EntityNameId : Annotate {};

BOOST_SPIRIT_DEFINE(skipper, ident, attribute, string_lit, entity_name, number, port)
BOOST_SPIRIT_INSTANTIATE(Skipper, Iterator, x3::unused_type)
BOOST_SPIRIT_INSTANTIATE(IdentRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(AttributeRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(TextRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(EntityNameRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(NumberRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(PortRule, Iterator, Context)

}  // namespace ringfence::grammar
