// Puts the pieces together: the scan, then the grammar one declaration at a time, so that an error
// costs one declaration and the rest is still read.
#include "grammar/parse.h"

#include <algorithm>

#include "base/nearest_name.h"
#include "grammar/rules.h"
#include "grammar/scan.h"
#include "syntax/words.h"

namespace ringfence::grammar {
namespace {

using syntax::Document;
using syntax::Item;

const x3::rule<struct EndOfTextId> end_of_text{"the end of the expression"};
const auto end_of_text_def = x3::eoi;
BOOST_SPIRIT_DEFINE(end_of_text)

/// What stands at `at`, in the user's words.
std::string describe(std::string_view text, std::uint32_t at, std::uint32_t* end) {
  *end = at;
  if (at >= text.size()) return "the end of the text";
  const auto quoted = [&](std::size_t until) {
    *end = static_cast<std::uint32_t>(until);
    return "`" + std::string(text.substr(at, until - at)) + "`";
  };
  const char c = text[at];
  if (syntax::is_letter(c)) return quoted(syntax::end_of_name(text, at));
  if (c == '"') {
    std::size_t close = at + 1;
    while (close < text.size() && text[close] != '"') close += text[close] == '\\' ? 2 : 1;
    *end = static_cast<std::uint32_t>(std::min(close + 1, text.size()));
    return "a string";
  }
  std::size_t until = at + 1;
  if (syntax::is_digit(c)) {
    while (until < text.size() && syntax::is_word_part(text[until])) ++until;
    return quoted(until);
  }
  for (const std::string_view sign : {"<=>", "..", "=>", "==", "!=", "<=", ">="}) {
    if (text.substr(at).starts_with(sign)) return quoted(at + sign.size());
  }
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
    *end = at + 1;
    return "a control character";
  }
  while (until < text.size() && (static_cast<unsigned char>(text[until]) & 0xc0U) == 0x80) ++until;
  return quoted(until);
}

/// The remedy, where what was found tells the mistake.
std::string remedy(const std::string& expected, std::string_view found) {
  const bool wants_name = expected == "a name";
  if (syntax::is_reserved(found)) {
    if (wants_name) return "`" + std::string(found) + "` is a word of the language: choose another";
    if (found == "forall" || found == "exists" || found == "if" || found == "not") {
      return "put parentheses around `" + std::string(found) + " …`";
    }
    return {};
  }
  for (const std::string_view sign : {"==", "!=", "<=", ">=", "<", ">"}) {
    if (found == sign) return "comparisons do not chain: write `a < b and b < c`";
  }
  if (found == "=" && expected != "`(`") {
    return "equality is `==`, a setting is written with `:`";
  }
  if (found == "&" || found == "|" || found == "!") return "write `and`, `or`, `not`";
  if (wants_name || found.size() < 3 || !syntax::is_letter(found[0])) return {};
  const std::vector<std::string>& words = syntax::keywords();
  if (std::find(words.begin(), words.end(), found) != words.end()) return {};
  const std::string near = nearest_name(found, words);
  return near.empty() ? "" : "did you mean `" + near + "`?";
}

/// The declaration that the first word of one looks like: `polcy` is no kind of thing.
std::string meant_declaration(std::string_view text, std::uint32_t at) {
  static const std::vector<std::string> known = {"assume", "def",    "derive", "import",
                                                 "link",   "policy", "test"};
  const std::string_view first = text.substr(at, syntax::end_of_name(text, at) - at);
  if (first.size() < 3 || std::find(known.begin(), known.end(), first) != known.end()) return {};
  const std::string near = nearest_name(first, known);
  if (near.empty()) return {};
  return "did you mean `" + near + "` instead of `" + std::string(first) + "`?";
}

/// One text and the place it has in its source.
class Parser {
 public:
  Parser(std::string_view text, State state) : text_(text), state_(std::move(state)) {}

  bool scan_is_clean() {
    scan_ = scan(text_);
    for (Scan::Problem& found : scan_.problems) {
      state_.errors.push_back({found.code,
                               span(found.begin, found.end),
                               std::move(found.message),
                               {},
                               std::move(found.help)});
    }
    return scan_.problems.empty();
  }

  /// Parses `rule` at `at` and moves `at` behind it; false after noting an error.
  template <class Rule, class Attribute>
  bool parse(const Rule& rule, std::uint32_t& at, Attribute& attribute) {
    Iterator first = text_.begin() + at;
    try {
      if (x3::phrase_parse(first, text_.end(), x3::with<StateTag>(state_)[rule], skipper, attribute,
                           x3::skip_flag::dont_post_skip)) {
        at = static_cast<std::uint32_t>(first - text_.begin());
        return true;
      }
      expected("a declaration", first);
    } catch (const x3::expectation_failure<Iterator>& failure) {
      expected(failure.which(), failure.where());
    }
    return false;
  }

  std::uint32_t skip_blanks(std::uint32_t at) const {
    Iterator first = text_.begin() + at;
    while (skipper.parse(first, text_.end(), x3::unused, x3::unused, x3::unused)) {
    }
    return static_cast<std::uint32_t>(first - text_.begin());
  }

  Span span(std::uint32_t begin, std::uint32_t end) const {
    return state_.span(text_.begin() + begin, text_.begin() + end);
  }
  std::uint32_t error_offset() const { return error_offset_; }
  std::string_view text() const { return text_; }
  Scan& scanned() { return scan_; }
  Diagnostics& errors() { return state_.errors; }

 private:
  void expected(const std::string& what, Iterator where) {
    // Where the blanks before the offending token begin, not where it does.
    const std::uint32_t at = skip_blanks(static_cast<std::uint32_t>(where - text_.begin()));
    std::uint32_t end = at;
    const std::string found = describe(text_, at, &end);
    state_.errors.push_back({"E0101",
                             span(at, end),
                             "expected " + what + ", found " + found,
                             {},
                             remedy(what, text_.substr(at, end - at))});
    error_offset_ = at;
  }

  std::string_view text_;
  State state_;
  Scan scan_;
  std::uint32_t error_offset_ = 0;
};

Diagnostics in_order(Diagnostics errors) {
  std::stable_sort(errors.begin(), errors.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.at < b.at; });
  return errors;
}

template <class Node, class Rule>
Result<Node> parse_alone(const Rule& rule, std::string_view text, State state) {
  Parser parser(text, std::move(state));
  Node node;
  std::uint32_t at = 0;
  if (parser.scan_is_clean()) parser.parse(rule > end_of_text, at, node);
  if (!parser.errors().empty()) return in_order(std::move(parser.errors()));
  return node;
}

State in_source(std::string_view text, SourceId source, std::uint32_t offset) {
  return {text.begin(), source, offset, std::nullopt, {}};
}
State anchored(std::string_view text, const Span& anchor) {
  return {text.begin(), anchor.source, 0, anchor, {}};
}

/// Gives a definition the `///` lines that end on the line above it, and takes them from
/// `comments`.
void take_description(syntax::Def& def, std::vector<syntax::Comment>& comments,
                      std::string_view text) {
  const auto is_right_above = [&](const syntax::Comment& comment, std::uint32_t below) {
    const std::string_view between = text.substr(comment.at.end, below - comment.at.end);
    return comment.owns_line && comment.text.starts_with("///") &&
           !comment.text.starts_with("////") &&
           std::count(between.begin(), between.end(), '\n') == 1 &&
           between.find_first_not_of(" \t\r\n") == std::string_view::npos;
  };
  auto last = std::find_if(comments.begin(), comments.end(),
                           [&](const auto& comment) { return comment.at.begin > def.at.begin; });
  auto first = last;
  std::uint32_t below = def.at.begin;
  while (first != comments.begin() && is_right_above(*(first - 1), below)) {
    --first;
    below = first->at.begin;
  }
  for (auto line = first; line != last; ++line) {
    const bool has_blank = line->text.size() > 3 && line->text[3] == ' ';
    if (line != first) def.description += '\n';
    def.description += line->text.substr(has_blank ? 4 : 3);
  }
  comments.erase(first, last);
}

/// Reads `ringfence 1;` if the text begins with it.
void read_version(Parser& parser, std::uint32_t& at, Document& document) {
  at = parser.skip_blanks(at);
  constexpr std::string_view kWord = "ringfence";
  if (syntax::end_of_name(parser.text(), at) - at != kWord.size() ||
      !parser.text().substr(at).starts_with(kWord)) {
    return;
  }
  const std::uint32_t begin = at;
  std::string version_read;
  if (!parser.parse(version, at, version_read)) {
    at = next_declaration(parser.text(), begin, parser.error_offset());
    return;
  }
  if (version_read != "1") {
    parser.errors().push_back(
        {"E0106",
         parser.span(begin, at),
         "this is language version " + version_read + ", and only version 1 is known",
         {},
         {}});
  }
  document.language_version = std::move(version_read);
  document.version_at = parser.span(begin, at);
}

}  // namespace

Result<Document> parse_document(const Sources& sources, SourceId source) {
  const std::string_view text = sources.text(source);
  Parser parser(text, in_source(text, source, 0));
  if (!parser.scan_is_clean()) return in_order(std::move(parser.errors()));
  Document document;
  document.source = source;
  std::uint32_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0;  // a byte order mark
  read_version(parser, at, document);
  for (at = parser.skip_blanks(at); at < text.size(); at = parser.skip_blanks(at)) {
    Item read;
    if (parser.parse(item, at, read)) {
      document.items.push_back(std::move(read));
      continue;
    }
    const std::string meant = meant_declaration(text, at);
    if (!meant.empty()) parser.errors().back().help = meant;
    at = next_declaration(text, at, parser.error_offset());
  }
  if (!parser.errors().empty()) return in_order(std::move(parser.errors()));
  document.blank_lines = std::move(parser.scanned().blank_lines);
  document.comments = std::move(parser.scanned().comments);
  for (syntax::Comment& comment : document.comments) comment.at.source = source;
  for (Item& read : document.items) {
    if (auto* definition = std::get_if<syntax::Def>(&read)) {
      take_description(*definition, document.comments, text);
    }
  }
  return document;
}

Result<syntax::Expr> parse_expression(const Sources& sources, const Span& span) {
  const std::string_view text = sources.text(span);
  return parse_alone<syntax::Expr>(expr, text, in_source(text, span.source, span.begin));
}
Result<syntax::Expr> parse_expression(const std::string& text, const Span& anchor) {
  return parse_alone<syntax::Expr>(expr, text, anchored(text, anchor));
}
Result<syntax::Value> parse_value(const Sources& sources, const Span& span) {
  const std::string_view text = sources.text(span);
  return parse_alone<syntax::Value>(value, text, in_source(text, span.source, span.begin));
}
Result<syntax::Value> parse_value(const std::string& text, const Span& anchor) {
  return parse_alone<syntax::Value>(value, text, anchored(text, anchor));
}

}  // namespace ringfence::grammar
