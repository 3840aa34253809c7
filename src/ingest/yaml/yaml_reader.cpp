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
#include "ingest/yaml/syntax_error.h"
#include "ingest/yaml/tree_builder.h"

namespace ringfence::ingest::yaml {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kStringTag = "tag:yaml.org,2002:str";

/// Reads a text where it is; std::istringstream would copy it.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // never written: no put area is set
    setg(begin, begin, begin + text.size());
  }
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
    document_ = offset(mark);
    builder_.start_document();
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    std::uint32_t begin = offset(mark);
    std::uint32_t end = begin;
    const TreeBuilder::Frame* frame = builder_.innermost();
    if (anchor != 0) {
      const std::uint32_t word = skip_properties(text_, begin);
      if (const auto length = null_word(text_, word); length != 0) {
        begin = word;
        end = word + length;
      }
    } else if (begin >= previous_end() && null_word(text_, begin) != 0) {
      end = begin + null_word(text_, begin);
    } else if (frame != nullptr) {
      begin = end = left_out(text_, frame->last_end);
    }
    Tree::Node node;
    node.at = {source_, begin, end};
    builder_.leaf(node, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::uint32_t begin = offset(mark);
    builder_.alias(anchor, {source_, begin, alias_end(text_, begin)});
    if (builder_.must_stop()) throw Stop{};
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Tree::Node node;
    node.type = NodeType::Scalar;
    std::uint32_t begin = start(mark, tag, anchor);
    if (value.empty() && !starts_scalar(begin)) begin = offset(mark);
    node.tag = explicit_tag(tag, begin);
    place_scalar(node, begin, value);
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
  std::uint32_t previous_end() const {
    const TreeBuilder::Frame* frame = builder_.innermost();
    return frame != nullptr ? frame->last_end : document_;
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
        builder_.report({"E0201", {source_, begin, begin + 1}, "quoted text is never closed"});
        throw Stop{};
      }
    }
    const bool is_view = as_written && text_[begin] != '|' && text_[begin] != '>';
    node.scalar = is_view ? text_.substr(content, size) : builder_.own(value);
  }

  void open(NodeType type, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    Tree::Node node;
    node.type = type;
    const std::uint32_t begin = start(mark, tag, anchor);
    node.tag = tag == "!" ? builder_.own(tag) : explicit_tag(tag, begin);
    node.at = {source_, begin, begin};
    builder_.open(node, anchor);
    if (builder_.must_stop()) throw Stop{};
  }

  void close(char opening, char closing) {
    const TreeBuilder::Frame& frame = *builder_.innermost();
    const std::uint32_t begin = builder_.node(frame.node).at.begin;
    std::uint32_t end = std::max(frame.last_end, begin);
    if (begin < text_.size() && text_[begin] == opening) {
      end = flow_end(text_, std::max(end, begin + 1), closing);
    }
    builder_.close(end);
  }

  std::string_view text_;
  SourceId source_;
  std::uint32_t first_byte_;
  std::uint32_t document_ = 0;
  TreeBuilder& builder_;
};

}  // namespace

Result<Tree> read_yaml(const Sources& sources, SourceId source, const Limits& limits) {
  const std::string_view text = sources.text(source);
  TreeBuilder builder(sources, source, limits);
  Events events(sources, source, builder);
  TextBuffer buffer(text);
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(events)) {
    }
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
