#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
/// the expansion bound has been checked), duplicate keys already refused.
class Tree {
 public:
  struct Node {
    NodeType type = NodeType::Null;
    bool plain = true;          ///< Unquoted scalar: `yes`, `1` and `null` may be more than text.
    Span at;                    ///< The node's own text; for a collection its first to last child.
    std::string_view scalar;    ///< Resolved text; empty unless Scalar.
    std::vector<NodeId> items;  ///< Sequence items, or key, value, key, value, …
    std::string_view tag;       ///< Explicit tag only.
  };

  const Node& operator[](NodeId id) const { return nodes_[id.index]; }
  const std::vector<NodeId>& documents() const { return documents_; }  ///< Empty ones are Null.

  /// The value of `key` in a mapping; absent if there is none or `id` is no mapping.
  NodeId find(NodeId id, std::string_view key) const;
  /// The key node itself, for its place.
  NodeId find_key(NodeId id, std::string_view key) const;

 private:
  friend class TreeBuilder;
  std::vector<Node> nodes_;
  std::vector<NodeId> documents_;
  std::vector<std::string> owned_;  // scalars that differ from their source text
};

/// Limits that hold for every input, with a clear error each (E02xx).
struct Limits {
  std::uint32_t depth = 200;                  ///< Nesting of collections.
  std::uint64_t expanded_nodes = 10'000'000;  ///< Nodes counted with every alias expanded.
};

/// Parses a YAML stream through yaml-cpp's event interface, or JSON through its own reader when
/// the text starts with `{` or `[` and is JSON. Scalars keep their text: core-schema resolution
/// is the reader's business (`as_bool`, `as_integer` below).
Result<Tree> read(const Sources& sources, SourceId source, const Limits& limits = {});

/// YAML 1.2 core schema and what Kubernetes' parser accepts beside it.
std::optional<bool> as_bool(const Tree::Node& node);
bool is_null(const Tree::Node& node);  ///< Null, or a plain `~`, `null`, `Null`, `NULL`, or empty.

}  // namespace ringfence::ingest::yaml
