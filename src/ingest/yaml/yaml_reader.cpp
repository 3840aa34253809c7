// YAML through yaml-cpp's event interface. Events carry where a node starts, in bytes of the
// UTF-8 text (a byte order mark not counted); where it ends is found in the text (`extent.h`).
// yaml-cpp's Node interface was rejected: it loses the places of nulls and aliases, keeps the
// last of two equal keys, and costs several times the memory.
#include "ingest/yaml/yaml_reader.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>

#include "ingest/yaml/extent.h"
#include "ingest/yaml/structure_check.h"
#include "ingest/yaml/syntax_error.h"
#include "ingest/yaml/tree_builder.h"

namespace ringfence::ingest::yaml {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kStringTag = "tag:yaml.org,2002:str";

/// Reads a text where it is; std::istringstream would copy it. A last line of blanks alone gets
/// the line break that yaml-cpp needs to see it as a line of a block scalar.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // never written: no put area is set
    setg(begin, begin, begin + text.size());
    const std::size_t visible = text.find_last_not_of(" \t");
    needs_break_ =
        visible != std::string_view::npos && visible + 1 < text.size() && text[visible] == '\n';
  }

 protected:
  int_type underflow() override {
    if (!needs_break_) return traits_type::eof();
    needs_break_ = false;
    setg(&break_, &break_, &break_ + 1);
    return traits_type::to_int_type(break_);
  }

 private:
  char break_ = '\n';
  bool needs_break_ = false;
};

/// Leaves yaml-cpp once the builder cannot go on.
struct Stop {};

class Events : public YAML::EventHandler {
 public:
  Events(const Sources& sources, SourceId source, TreeBuilder& builder)
      : text_(sources.text(source)),
        source_(source),
        first_byte_(text_.starts_with(kByteOrderMark) ? 3 : 0),
        builder_(builder) {}

  std::uint32_t offset(const YAML::Mark& mark) const {
    const auto at = static_cast<std::uint32_t>(std::max(mark.pos, 0)) + first_byte_;
    return std::min(at, static_cast<std::uint32_t>(text_.size()));
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    const std::uint32_t begin = offset(mark);
    check(check_between_documents(text_, source_, cursor_, begin, first_document_));
    // A stream that starts with `...`, or has two in a row, has no document there.
    is_document_ = !text_.substr(begin).starts_with("...");
    if (!is_document_) return;
    first_document_ = false;
    cursor_ = begin + (text_.substr(begin).starts_with("---") ? 3 : 0);
    builder_.start_document();
  }
  void OnDocumentEnd() override {}

  /// After the last document.
  void finish() {
    const auto size = static_cast<std::uint32_t>(text_.size());
    check(check_between_documents(text_, source_, cursor_, size, first_document_));
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (!is_document_) return;
    std::uint32_t begin = offset(mark);
    std::uint32_t end = begin;
    if (anchor != 0) {
      advance(begin, mark);
      const std::uint32_t word = skip_properties(text_, begin);
      const std::uint32_t length = null_word(text_, word);
      if (length != 0) begin = word;
      end = begin + length;
      cursor_ = std::max(cursor_, word + length);
    } else if (begin >= cursor_ && null_word(text_, begin) != 0) {
      advance(begin, mark);
      end = cursor_ = begin + null_word(text_, begin);
    } else {
      begin = end = cursor_ = left_out_place();
    }
    Tree::Node node;
    node.at = {source_, begin, end};
    builder_.leaf(node, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::uint32_t begin = offset(mark);
    advance(begin, mark);
    cursor_ = alias_end(text_, begin);
    builder_.alias(anchor, {source_, begin, cursor_});
    if (builder_.must_stop()) throw Stop{};
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Tree::Node node;
    node.type = NodeType::Scalar;
    std::uint32_t begin = start(mark, tag, anchor);
    advance(begin, mark);
    if (value.empty() && !starts_scalar(begin)) begin = offset(mark);
    node.tag = explicit_tag(tag, begin);
    place_scalar(node, begin, value);
    cursor_ = std::max(cursor_, node.at.end);
    if (tag == "!" ? node.plain : node.tag == kStringTag) node.plain = false;
    builder_.leaf(node, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(NodeType::Sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close('[', ']'); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(NodeType::Mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close('{', '}'); }

 private:
  void check(std::optional<Diagnostic> error) {
    if (!error) return;
    builder_.report(std::move(*error));
    throw Stop{};
  }

  /// The next token's own text starts at `begin`, its properties at `mark`.
  void advance(std::uint32_t begin, const YAML::Mark& mark) {
    check(check_between_tokens(text_, source_, cursor_, offset(mark)));
    before_last_ = cursor_;
    cursor_ = std::max(cursor_, begin);
  }

  /// Where a value without any text would stand. Errors: `[a, , b]`, a block mapping's key
  /// without `:`.
  std::uint32_t left_out_place() {
    const TreeBuilder::Frame* frame = builder_.innermost();
    if (frame == nullptr) return cursor_;
    const bool mapping = builder_.node(frame->node).type == NodeType::Mapping;
    const bool is_key = mapping && builder_.item_count() % 2 == 0;
    const bool is_value = mapping && !is_key;
    std::uint32_t from = std::max(cursor_, frame->last_end);
    if (flow_depth_ > 0 && !is_value && builder_.item_count() > 0) {
      from = left_out(text_, from, ',');
    }
    const std::uint32_t place = left_out(text_, from, is_value ? ':' : is_key ? '?' : '-');
    if (flow_depth_ > 0) {
      const bool no_key = is_key && place == from && left_out(text_, from, ':') == from;
      if (!mapping || no_key) check(missing(from, "expected a key or a value before this"));
    } else if (is_value && place == from) {
      const NodeId key = builder_.last_item();
      const std::uint32_t begin = builder_.node(key).at.begin;
      if (!is_explicit_key(text_, before_last_, begin)) {
        check(missing(begin, "expected `:` behind the key"));
      }
    }
    return place;
  }

  Diagnostic missing(std::uint32_t at, std::string message) const {
    const auto next =
        static_cast<std::uint32_t>(std::min(text_.find_first_not_of(" \t\r\n", at), text_.size()));
    const std::size_t line = std::min(text_.find_first_of("\r\n", next), text_.size());
    const std::uint32_t end =
        message.ends_with("key") ? static_cast<std::uint32_t>(line) : next + 1;
    return {"E0201",
            {source_, next, std::min(end, static_cast<std::uint32_t>(text_.size()))},
            std::move(message)};
  }

  /// Where a node's own text starts, properties left out.
  std::uint32_t start(const YAML::Mark& mark, std::string_view tag, YAML::anchor_t anchor) const {
    const std::uint32_t begin = offset(mark);
    return anchor != 0 || tag != "?" ? skip_properties(text_, begin) : begin;
  }

  bool starts_scalar(std::uint32_t at) const {
    return at < text_.size() && std::string_view("\"'|>").find(text_[at]) != std::string_view::npos;
  }

  /// yaml-cpp gives `?` to what is plain and has no tag, `!` to what is quoted and has none.
  std::string_view explicit_tag(const std::string& tag, std::uint32_t begin) {
    if (tag == "?" || (tag == "!" && starts_scalar(begin))) return {};
    if (tag == kStringTag) return kStringTag;
    return builder_.own(tag);
  }

  void place_scalar(Tree::Node& node, std::uint32_t begin, const std::string& value) {
    node.plain = !starts_scalar(begin);
    const std::uint32_t content = begin + (node.plain ? 0 : 1);
    const bool as_written = text_.substr(content, value.size()) == value;
    const auto size = static_cast<std::uint32_t>(value.size());
    if (node.plain && as_written) {
      node.at = {source_, begin, begin + size};
    } else if (as_written && text_.substr(content + size).starts_with(text_[begin]) &&
               text_[begin] != '|' && text_[begin] != '>' && !value.ends_with('\\')) {
      node.at = {source_, begin, content + size + 1};
    } else {
      node.at = {source_, begin, scalar_end(text_, begin, value)};
      if (node.at.end == kUnclosed) {
        check(Diagnostic{"E0201", {source_, begin, begin + 1}, "quoted text is never closed"});
      }
      check(check_scalar(text_, source_, begin, node.at.end));
    }
    if (flow_depth_ > 0 && node.plain && value == "-") {
      check(missing(begin, "`-` cannot start a list inside brackets"));
    }
    const bool is_view = as_written && text_[begin] != '|' && text_[begin] != '>';
    const auto blank = node.plain ? std::nullopt : blank_value(text_, begin, node.at.end);
    node.scalar = blank     ? builder_.own(*blank)
                  : is_view ? text_.substr(content, size)
                            : builder_.own(value);
  }

  void open(NodeType type, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    Tree::Node node;
    node.type = type;
    const std::uint32_t begin = start(mark, tag, anchor);
    node.tag = tag == "!" ? builder_.own(tag) : explicit_tag(tag, begin);
    node.at = {source_, begin, begin};
    advance(begin, mark);
    const bool flow =
        begin < text_.size() && text_[begin] == (type == NodeType::Mapping ? '{' : '[');
    if (flow) cursor_ = begin + 1;
    if (flow || flow_depth_ > 0) ++flow_depth_;
    builder_.open(node, anchor);
    if (builder_.must_stop()) throw Stop{};
  }

  void close(char opening, char closing) {
    const TreeBuilder::Frame& frame = *builder_.innermost();
    const std::uint32_t begin = builder_.node(frame.node).at.begin;
    std::uint32_t end = std::max(frame.last_end, begin);
    if (begin < text_.size() && text_[begin] == opening) {
      end = flow_end(text_, std::max({end, cursor_, begin + 1}), closing);
      check(check_between_tokens(text_, source_, cursor_, end - 1));
      cursor_ = end;
    }
    if (flow_depth_ > 0) --flow_depth_;
    builder_.close(end);
  }

  std::string_view text_;
  SourceId source_;
  std::uint32_t first_byte_;
  std::uint32_t cursor_ = 0;       // behind the last token
  std::uint32_t before_last_ = 0;  // where the blanks before the last token begin
  std::uint32_t flow_depth_ = 0;   // open collections from the outermost bracket inwards
  bool first_document_ = true;
  bool is_document_ = true;
  TreeBuilder& builder_;
};

/// YAML takes a carriage return alone for a line break, yaml-cpp for a part of the line.
std::optional<Diagnostic> find_lone_return(std::string_view text, SourceId source) {
  for (std::size_t at = text.find('\r'); at != std::string_view::npos;
       at = text.find('\r', at + 1)) {
    if (text.substr(at + 1).starts_with('\n')) continue;
    const auto begin = static_cast<std::uint32_t>(at);
    return Diagnostic{"E0204",
                      {source, begin, begin + 1},
                      "a carriage return without a line feed",
                      {},
                      "save the file with line feeds as line ends"};
  }
  return std::nullopt;
}

}  // namespace

Result<Tree> read_yaml(const Sources& sources, SourceId source, const Limits& limits) {
  const std::string_view text = sources.text(source);
  if (auto error = find_lone_return(text, source)) return std::move(*error);
  TreeBuilder builder(sources, source, limits);
  Events events(sources, source, builder);
  TextBuffer buffer(text);
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(events)) {
    }
    events.finish();
  } catch (const Stop&) {
    // the builder has said why
  } catch (const YAML::DeepRecursion& error) {
    const std::uint32_t at = events.offset(error.mark);
    builder.report({"E0206", {source, at, at + 1}, "nested too deeply"});
  } catch (const YAML::Exception& error) {
    builder.report(syntax_error(text, source, events.offset(error.mark), error.msg));
  }
  return builder.finish();
}

}  // namespace ringfence::ingest::yaml
