// A JSON reader that keeps places. yaml-cpp would read most JSON, but not surrogate pairs and not
// keys beyond 1024 characters, and nlohmann's reader tells no places. It is a loop, not a
// recursion: the builder's frames are its stack.
#include "ingest/yaml/json_reader.h"

#include <algorithm>

#include "base/utf8.h"
#include "ingest/yaml/tree_builder.h"

namespace ringfence::ingest::yaml {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Leaves the reader at the first thing that is not JSON.
struct NotJson {
  Diagnostic why;
};

class Reader {
 public:
  Reader(const Sources& sources, SourceId source, TreeBuilder& builder)
      : text_(sources.text(source)), source_(source), builder_(builder) {}

  void read() {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
    skip_blanks();
    do {
      builder_.start_document();
      value();
      while (builder_.innermost() != nullptr && !builder_.must_stop()) next_in_collection();
      if (builder_.must_stop()) return;
      skip_blanks();
    } while (at_ < text_.size());
  }

 private:
  bool in_mapping() const {
    return builder_.node(builder_.innermost()->node).type == NodeType::Mapping;
  }

  /// Everything up to and with the next item of the innermost collection, or its end.
  void next_in_collection() {
    const bool mapping = in_mapping();
    skip_blanks();
    const bool first = builder_.item_count() == 0;
    if (take(mapping ? '}' : ']')) {
      builder_.close(at_);
      return;
    }
    if (!first) {
      if (!take(',')) fail(mapping ? "expected `,` or `}`" : "expected `,` or `]`");
      skip_blanks();
    }
    if (mapping) {
      if (peek() != '"') fail("expected a key in double quotes");
      string();
      skip_blanks();
      if (!take(':')) fail("expected `:`");
      skip_blanks();
    }
    value();
  }

  void value() {
    switch (peek()) {
      case '{':
        return open(NodeType::Mapping);
      case '[':
        return open(NodeType::Sequence);
      case '"':
        return string();
      case 't':
        return word("true", NodeType::Scalar);
      case 'f':
        return word("false", NodeType::Scalar);
      case 'n':
        return word("null", NodeType::Null);
      default:
        return number();
    }
  }

  void open(NodeType type) {
    Tree::Node node;
    node.type = type;
    node.at = {source_, at_, at_ + 1};
    ++at_;
    builder_.open(node, 0);
  }

  void word(std::string_view expected, NodeType type) {
    if (!text_.substr(at_).starts_with(expected)) fail("expected a value");
    plain(at_ + static_cast<std::uint32_t>(expected.size()), type);
  }

  /// [ "-" ] ( "0" | digit1-9 { digit } ) [ "." digits ] [ ( "e" | "E" ) [ sign ] digits ]
  void number() {
    std::uint32_t end = at_;
    const auto digits = [&] {
      if (!is_digit(char_at(end))) fail("expected a value");
      while (is_digit(char_at(end))) ++end;
    };
    if (char_at(end) == '-') ++end;
    if (char_at(end) == '0') {
      ++end;
    } else {
      digits();
    }
    if (char_at(end) == '.') {
      ++end;
      digits();
    }
    if (char_at(end) == 'e' || char_at(end) == 'E') {
      ++end;
      if (char_at(end) == '+' || char_at(end) == '-') ++end;
      digits();
    }
    plain(end, NodeType::Scalar);
  }

  void plain(std::uint32_t end, NodeType type) {
    const char next = char_at(end);
    const bool ends = std::string_view(" \t\r\n,]}").find(next) != std::string_view::npos;
    if (end < text_.size() && !ends) fail("expected a value");
    Tree::Node node;
    node.type = type;
    node.at = {source_, at_, end};
    if (type == NodeType::Scalar) node.scalar = text_.substr(at_, end - at_);
    at_ = end;
    builder_.leaf(node, 0);
  }

  void string() {
    const std::uint32_t begin = at_++;
    const std::size_t stop = std::min(text_.find_first_of("\"\\", at_), text_.size());
    Tree::Node node;
    node.type = NodeType::Scalar;
    node.plain = false;
    if (stop < text_.size() && text_[stop] == '"') {
      node.scalar = text_.substr(at_, stop - at_);
      at_ = static_cast<std::uint32_t>(stop + 1);
    } else {
      node.scalar = builder_.own(escaped(begin));
    }
    const std::string_view raw = text_.substr(begin, at_ - begin);
    const auto control = std::find_if(raw.begin(), raw.end(),
                                      [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (control != raw.end()) {
      at_ = begin + static_cast<std::uint32_t>(control - raw.begin());
      fail("a line break or tab inside a string must be escaped");
    }
    node.at = {source_, begin, at_};
    builder_.leaf(node, 0);
  }

  /// The rest of a string with escapes; `at_` ends behind the closing quote.
  std::string escaped(std::uint32_t begin) {
    std::string value;
    while (at_ < text_.size() && text_[at_] != '"') {
      const std::size_t stop = std::min(text_.find_first_of("\"\\", at_), text_.size());
      value += text_.substr(at_, stop - at_);
      at_ = static_cast<std::uint32_t>(stop);
      if (peek() == '\\') escape(value);
    }
    if (at_ >= text_.size()) {
      at_ = begin;
      fail("this string is never closed");
    }
    ++at_;
    return value;
  }

  void escape(std::string& value) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char name = char_at(at_ + 1);
    const std::size_t simple = kNames.find(name);
    if (simple != std::string_view::npos && at_ + 1 < text_.size()) {
      value.push_back(kMeanings[simple]);
      at_ += 2;
      return;
    }
    if (name != 'u') fail("JSON has no such escape");
    std::uint32_t point = hex(at_ + 2);
    std::uint32_t length = 6;
    if (point >= 0xd800 && point < 0xdc00 && text_.substr(at_ + 6).starts_with("\\u")) {
      const std::uint32_t low = hex(at_ + 8);
      if (low >= 0xdc00 && low < 0xe000) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        length = 12;
      }
    }
    if (point >= 0xd800 && point < 0xe000) fail("half of a surrogate pair without the other half");
    append_utf8(value, point);
    at_ += length;
  }

  std::uint32_t hex(std::uint32_t from) {
    std::uint32_t value = 0;
    for (std::uint32_t i = from; i < from + 4; ++i) {
      const char c = char_at(i);
      const bool lower = c >= 'a' && c <= 'f';
      const bool upper = c >= 'A' && c <= 'F';
      if (!is_digit(c) && !lower && !upper) fail("expected four hexadecimal digits");
      const int digit = is_digit(c) ? c - '0' : (lower ? c - 'a' : c - 'A') + 10;
      value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    return value;
  }

  char char_at(std::uint32_t at) const { return at < text_.size() ? text_[at] : '\0'; }
  char peek() const { return char_at(at_); }
  bool take(char expected) {
    if (peek() != expected || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    at_ =
        static_cast<std::uint32_t>(std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()));
  }
  [[noreturn]] void fail(std::string message) const {
    const bool at_end = at_ >= text_.size();
    if (at_end) message += ", found the end of the text";
    throw NotJson{{"E0202", {source_, at_, at_ + (at_end ? 0 : 1)}, "malformed JSON: " + message}};
  }

  std::string_view text_;
  SourceId source_;
  TreeBuilder& builder_;
  std::uint32_t at_ = 0;
};

}  // namespace

JsonReading read_json(const Sources& sources, SourceId source, const Limits& limits) {
  TreeBuilder builder(sources, source, limits);
  try {
    Reader(sources, source, builder).read();
  } catch (const NotJson& not_json) {
    return {std::nullopt, {not_json.why}};
  }
  return {builder.finish(), {}};
}

}  // namespace ringfence::ingest::yaml
