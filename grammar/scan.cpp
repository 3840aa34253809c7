// A lexer just good enough to know strings, comments, words and brackets.
//
// The bound on nesting has to hold for the trees as well as for the brackets: `not not not …`,
// `a => b => …` and `x.a.b.c…` recurse without any bracket. So every bracket level counts the
// tokens that put one node below another since its last separator. `and`, `or` and `,` end what
// binds tighter; quantifiers, `if` and arrows reach over them. Long runs of `and` and `or` are
// folded into balanced trees (fold.h) and cost nothing here.
#include "grammar/scan.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "syntax/words.h"

namespace ringfence::grammar {
namespace {

enum class Lexeme { End, Word, Number, String, Sign };

struct Piece {
  Lexeme kind = Lexeme::End;
  std::uint32_t begin = 0, end = 0;
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Reads one lexeme after the other and notes what the parser never sees.
class Lexer {
 public:
  Lexer(std::string_view text, std::uint32_t begin, Scan* out)
      : text_(text), at_(begin), out_(out) {}

  Piece next() {
    skip_blanks();
    const std::uint32_t begin = at_;
    if (begin == text_.size()) return {Lexeme::End, begin, begin};
    const char c = text_[begin];
    if (c == '"') return read_string();
    if (syntax::is_letter(c)) {
      const std::size_t end = syntax::end_of_name(text_, begin);
      const std::size_t end_of_port = this->end_of_port(begin, end);
      return end_of_port > end ? take(Lexeme::Number, end_of_port) : take(Lexeme::Word, end);
    }
    if (syntax::is_digit(c)) return take(Lexeme::Number, end_of_number(begin));
    for (const std::string_view longer : {"<=>", "..", "=>", "==", "!=", "<=", ">="}) {
      if (text_.substr(begin).starts_with(longer)) return take(Lexeme::Sign, begin + longer.size());
    }
    return take(Lexeme::Sign, begin + 1);
  }

  std::string_view text(const Piece& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }

 private:
  Piece take(Lexeme kind, std::size_t end) {
    const std::uint32_t begin = at_;
    at_ = static_cast<std::uint32_t>(end);
    line_is_blank_ = false;
    return {kind, begin, at_};
  }

  /// The end of `tcp/443` or `tcp/*`, in which no comment begins; `end` if it is no port.
  std::size_t end_of_port(std::size_t begin, std::size_t end) const {
    const std::string_view protocol = text_.substr(begin, end - begin);
    if (protocol != "tcp" && protocol != "udp" && protocol != "sctp") return end;
    std::size_t at = end + 1;
    if (at >= text_.size() || text_[end] != '/') return end;
    if (text_[at] == '*') {
      ++at;
    } else {
      while (at < text_.size() && syntax::is_digit(text_[at])) ++at;
      if (at == end + 1) return end;
    }
    return at < text_.size() && syntax::is_word_part(text_[at]) ? end : at;
  }

  std::size_t end_of_number(std::size_t at) const {
    while (at < text_.size() &&
           (syntax::is_word_part(text_[at]) ||
            (text_[at] == '.' && at + 1 < text_.size() && syntax::is_digit(text_[at + 1])))) {
      ++at;
    }
    return at;
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      if (text_[at_] == '\n') {
        if (line_is_blank_ && out_ != nullptr) out_->blank_lines.push_back(at_);
        line_is_blank_ = true;
        ++at_;
      } else if (is_blank(text_[at_])) {
        ++at_;
      } else if (text_.substr(at_).starts_with("//")) {
        read_comment(std::min(text_.find('\n', at_), text_.size()));
      } else if (text_.substr(at_).starts_with("/*")) {
        const std::size_t close = text_.find("*/", at_ + 2);
        if (close == std::string_view::npos) {
          problem(at_, at_ + 2, "this comment does not end", "close it with `*/`");
        }
        read_comment(close == std::string_view::npos ? text_.size() : close + 2);
      } else {
        return;
      }
    }
  }

  void read_comment(std::size_t end) {
    std::size_t trimmed = end;
    while (trimmed > at_ && is_blank(text_[trimmed - 1])) --trimmed;
    if (out_ != nullptr) {
      out_->comments.push_back({std::string(text_.substr(at_, trimmed - at_)),
                                !has_code_before(at_),
                                {SourceId{}, at_, static_cast<std::uint32_t>(trimmed)}});
    }
    at_ = static_cast<std::uint32_t>(end);
    line_is_blank_ = false;
  }

  bool has_code_before(std::size_t at) const {
    while (at > 0 && text_[at - 1] != '\n') {
      if (!is_blank(text_[--at])) return true;
    }
    return false;
  }

  Piece read_string() {
    std::size_t at = at_ + 1;
    while (at < text_.size() && text_[at] != '"' && text_[at] != '\n') {
      if (text_[at] == '\\' && at + 1 < text_.size() && text_[at + 1] != '\n') {
        if (std::string_view("\"\\nt").find(text_[at + 1]) == std::string_view::npos) {
          problem(at, at + 2, "unknown escape in a string",
                  "known are `\\\"`, `\\\\`, `\\n` and `\\t`");
        }
        ++at;
      }
      ++at;
    }
    if (at == text_.size() || text_[at] == '\n') {
      problem(at_, at_ + 1, "this string does not end on its line", "close it with `\"`");
      return take(Lexeme::String, at);
    }
    return take(Lexeme::String, at + 1);
  }

  void problem(std::size_t begin, std::size_t end, const char* message, const char* help) {
    if (out_ == nullptr) return;
    out_->problems.push_back({"E0102", static_cast<std::uint32_t>(begin),
                              static_cast<std::uint32_t>(end), message, help});
  }

  std::string_view text_;
  std::uint32_t at_;
  Scan* out_;  ///< May be null: then nothing is noted.
  bool line_is_blank_ = true;
};

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 11> kStarters = {"assert", "applies",  "assume",  "def",
                                                        "derive", "expect",   "import",  "link",
                                                        "policy", "possible", "survives"};
constexpr std::array<std::string_view, 5> kDeclarations = {"assume", "def", "derive", "import",
                                                           "policy"};
constexpr std::array<std::string_view, 3> kWideWords = {"forall", "exists", "if"};
constexpr std::array<std::string_view, 2> kWideSigns = {"=>", "<=>"};
constexpr std::array<std::string_view, 2> kTightWords = {"not", "has"};
constexpr std::array<std::string_view, 6> kTightSigns = {".", "-", "+", "*", "/", "["};
constexpr std::array<std::string_view, 12> kBeforeOperand = {
    "and", "any", "else", "for", "if", "in", "not", "of", "or", "then", "when", "where"};

/// Adds up how deep the text nests, token by token.
class Nesting {
 public:
  void add(std::string_view text, Lexeme kind) {
    if (kind == Lexeme::Word) {
      add_word(text);
    } else if (kind == Lexeme::Sign) {
      add_sign(text);
    }
    after_operand_ = kind == Lexeme::Word   ? !is_one_of(text, kBeforeOperand)
                     : kind == Lexeme::Sign ? text == ")" || text == "]" || text == "}"
                                            : true;
  }
  int depth() const { return depth_; }

 private:
  struct Level {
    int wide = 0, tight = 0;  ///< Nodes that are waiting for their last operand.
    bool is_body = false;     ///< `{` of a declaration, not of a set.
  };

  void add_word(std::string_view text) {
    if (is_one_of(text, kStarters)) {
      reset(true);
    } else if (is_one_of(text, kWideWords)) {
      ++levels_.back().wide;
      ++depth_;
    } else if (is_one_of(text, kTightWords)) {
      ++levels_.back().tight;
      ++depth_;
    } else if (text == "and" || text == "or") {
      reset(false);
    }
  }

  void add_sign(std::string_view text) {
    if (is_one_of(text, kWideSigns)) {
      ++levels_.back().wide;
      ++depth_;
    } else if (is_one_of(text, kTightSigns)) {
      ++levels_.back().tight;
      ++depth_;
    } else if (text == "," || text == ":" || text == ";") {
      reset(text == ";");
    }
    if (text == "(" || text == "[" || text == "{") {
      levels_.push_back({0, 0, text == "{" && after_operand_});
      ++depth_;
    } else if ((text == ")" || text == "]" || text == "}") && levels_.size() > 1) {
      const bool was_body = levels_.back().is_body;
      reset(true);
      levels_.pop_back();
      --depth_;
      if (was_body) reset(true);
    }
  }

  void reset(bool all) {
    Level& level = levels_.back();
    depth_ -= level.tight + (all ? level.wide : 0);
    level.tight = 0;
    if (all) level.wide = 0;
  }

  std::vector<Level> levels_ = {{}};
  int depth_ = 0;
  bool after_operand_ = false;
};

}  // namespace

Scan scan(std::string_view text) {
  Scan found;
  if (const auto malformed = find_malformed_utf8(text)) {
    const auto at = static_cast<std::uint32_t>(*malformed);
    found.problems.push_back({"E0103", at, at + 1, "this byte is not UTF-8", "save it as UTF-8"});
    return found;
  }
  Lexer lexer(text, 0, &found);
  Nesting nesting;
  for (Piece token = lexer.next(); token.kind != Lexeme::End; token = lexer.next()) {
    nesting.add(lexer.text(token), token.kind);
    if (nesting.depth() > kDeepest) {
      found.problems.push_back({"E0104", token.begin, token.end,
                                "this nests more than " + std::to_string(kDeepest) + " deep",
                                "move a part into a `def`"});
      return found;
    }
  }
  return found;
}

std::uint32_t next_declaration(std::string_view text, std::uint32_t begin, std::uint32_t error) {
  Lexer lexer(text, begin, nullptr);
  int open = 0;
  bool is_first = true;
  for (Piece token = lexer.next(); token.kind != Lexeme::End; token = lexer.next()) {
    const std::string_view read = lexer.text(token);
    const bool starts_line = token.begin == 0 || text[token.begin - 1] == '\n';
    const bool starts_item = token.begin > error && open <= 0 && is_one_of(read, kDeclarations);
    if (!is_first && token.begin >= error && token.kind == Lexeme::Word &&
        (starts_line || starts_item)) {
      return token.begin;
    }
    is_first = false;
    if (token.kind != Lexeme::Sign) continue;
    if (read == "{" || read == "(" || read == "[") ++open;
    if (read == "}" || read == ")" || read == "]") --open;
    if (read == "}" && open <= 0 && token.begin >= error) return token.end;
  }
  return static_cast<std::uint32_t>(text.size());
}

}  // namespace ringfence::grammar
