#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/number.h"
#include "base/result.h"

namespace ringfence::ingest::yaml {

/// One node of a YAML or JSON document with its place. Nodes live in one flat array per stream
/// (children are linked by index), because a large manifest has millions of them.
struct NodeId {
  std::uint32_t index = 0xffffffff;  ///< The default is "absent".
  explicit operator bool() const { return index != 0xffffffff; }
  friend bool operator==(NodeId, NodeId) = default;
};

enum class NodeType : std::uint8_t { Null, Scalar, Sequence, Mapping };

/// A stream of documents, aliases already resolved by reference (an aliased node is shared, and
/// the expansion bound has been checked), duplicate keys and keys that are collections already
/// refused. Views point into the source's text or into the tree, which therefore only moves.
class Tree {
 public:
  Tree() = default;
  Tree(Tree&&) = default;
  Tree& operator=(Tree&&) = default;
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  struct Node {
    NodeType type = NodeType::Null;
    bool plain = true;  ///< Unquoted scalar: `yes`, `1` and `null` may be more than text.
    /// The node's own text, quotes and brackets included; a block collection's first to last
    /// child. Empty, where the value would stand, for a value that is left out.
    Span at;
    std::string_view scalar;        ///< Resolved text; empty unless Scalar.
    std::span<const NodeId> items;  ///< Sequence items, or key, value, key, value, …
    std::string_view tag;           ///< Explicit tag only, resolved: `tag:yaml.org,2002:str`.
  };

  Node operator[](NodeId id) const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  /// One per document; an empty or comment-only one is Null. None for a text with no document.
  const std::vector<NodeId>& documents() const { return documents_; }

  /// The value of `key` in a mapping; absent if there is none or `id` is no mapping.
  NodeId find(NodeId id, std::string_view key) const;
  /// The key node itself, for its place.
  NodeId find_key(NodeId id, std::string_view key) const;

 private:
  friend class TreeBuilder;

  /// A node as it is kept. The tree is the largest thing an import holds, many nodes for a line of
  /// text, so a node has positions in 32 bits where `Node` has pointers.
  struct Packed {
    std::uint32_t begin = 0, end = 0;  // of `at`
    std::uint32_t first = 0;           // byte of the text, index of `elsewhere_` or of `items_`
    std::uint32_t count = 0;           // bytes or items
    NodeType type = NodeType::Null;
    bool plain = true;
    bool is_elsewhere = false;  // the scalar differs from its source text
    bool is_tagged = false;
  };
  void add(const Node& node);
  void set_items(NodeId id, std::span<const NodeId> items);
  void set_end(NodeId id, std::uint32_t end) { nodes_[id.index].end = end; }

  SourceId source_;
  std::string_view text_;  // of the source
  std::vector<Packed> nodes_;
  std::vector<NodeId> items_;  // of all collections; grows only while the tree is built
  std::vector<NodeId> documents_;
  std::vector<std::string_view> elsewhere_;
  std::unordered_map<std::uint32_t, std::string_view> tags_;  // by node; few have one
  std::deque<std::string> owned_;                             // scalars that differ, and tags
};

inline Tree::Node Tree::operator[](NodeId id) const {
  const Packed& from = nodes_[id.index];
  Node node;
  node.type = from.type;
  node.plain = from.plain;
  node.at = {source_, from.begin, from.end};
  if (from.type == NodeType::Scalar) {
    node.scalar = from.is_elsewhere ? elsewhere_[from.first] : text_.substr(from.first, from.count);
  } else {
    node.items = std::span(items_).subspan(from.first, from.count);
  }
  if (from.is_tagged) node.tag = tags_.find(id.index)->second;
  return node;
}

/// Limits that hold for every input, with a clear error each (E02xx).
struct Limits {
  std::uint32_t depth = 200;                  ///< Nesting of collections.
  std::uint64_t expanded_nodes = 10'000'000;  ///< Nodes counted with every alias expanded.
};

/// Parses a YAML stream through yaml-cpp's event interface, or JSON (one value, or several after
/// each other) through its own reader when the text starts with `{` or `[` and is JSON. Scalars
/// keep their text: core-schema resolution is the reader's business (below). What a merge key `<<`
/// names is merged in behind a mapping's own pairs. Errors: E0201 malformed YAML, E0202 malformed
/// JSON, E0203 not UTF-8, E0204 control character, E0205 duplicate key, E0206 nested too deeply,
/// E0207 aliases that expand without bound or contain themselves, E0208 a collection as a key,
/// E0209 a merge of what is no mapping.
Result<Tree> read(const Sources& sources, SourceId source, const Limits& limits = {});

/// What Kubernetes' parser (YAML 1.1) reads as a boolean: plain `true`, `yes`, `on`, `y` and
/// their opposites in its three spellings; a tag `!!bool` on a quoted one too.
std::optional<bool> as_bool(const Tree::Node& node);
/// A plain decimal, `0x…`, `0o…` or `0b…` integer with an optional sign. A leading zero (`0755`)
/// is octal to Kubernetes' parser. nullopt for anything else, past 127 bits too.
std::optional<Integer> as_integer(const Tree::Node& node);
bool is_null(const Tree::Node& node);  ///< Null, or a plain `~`, `null`, `Null`, `NULL`, or empty.

}  // namespace ringfence::ingest::yaml
