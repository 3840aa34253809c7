#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "ingest/yaml/tree.h"

namespace ringfence::ingest::yaml {

/// Puts a `Tree` together from parse events and keeps its limits. Both readers (YAML, JSON) feed
/// one of these. A duplicate key is recorded and reading goes on; after what cannot be continued
/// (nesting, alias expansion) `must_stop()` is true and the reader has to leave.
class TreeBuilder {
 public:
  /// An anchor's number within its document; 0 for a node without one.
  using Anchor = std::size_t;

  TreeBuilder(const Sources& sources, SourceId source, const Limits& limits);

  void start_document();
  /// A scalar or null, complete.
  void leaf(const Tree::Node& node, Anchor anchor);
  /// A sequence or mapping whose items follow; `node.at.begin` is known, its end is not.
  void open(const Tree::Node& node, Anchor anchor);
  /// The innermost collection ends at byte `end`.
  void close(std::uint32_t end);
  /// `*name` at `at` stands for what the anchor names.
  void alias(Anchor anchor, Span at);

  /// Keeps a text that differs from the source's for as long as the tree lives.
  std::string_view own(std::string text);

  struct Frame {
    NodeId node;
    std::size_t first_item = 0;  ///< Into the stack of items of all open collections.
    std::uint32_t last_end = 0;  ///< Where the last item's text ends; the opening at first.
    std::uint64_t expanded = 1;  ///< Nodes with every alias expanded.
    std::uint32_t height = 1;    ///< Collections on the longest path down, this one included.
    Anchor anchor = 0;
  };
  /// The innermost open collection; null at the top of a document.
  const Frame* innermost() const { return frames_.empty() ? nullptr : &frames_.back(); }
  Tree::Node node(NodeId id) const { return tree_[id]; }
  /// The items so far of the innermost open collection.
  std::size_t item_count() const { return items_.size() - frames_.back().first_item; }

  /// The last of them; there is one.
  NodeId last_item() const { return items_.back(); }

  void report(Diagnostic error) { errors_.push_back(std::move(error)); }
  bool must_stop() const { return must_stop_; }
  /// The tree, or every error that was reported, in source order.
  Result<Tree> finish();

 private:
  struct Anchored {
    NodeId node;
    std::uint64_t expanded = 0;  // 0: still open
    std::uint32_t height = 0;
  };
  NodeId add(const Tree::Node& node);
  void attach(NodeId id, std::uint64_t expanded, std::uint32_t height, std::uint32_t end);
  void name(Anchor anchor, const Anchored& what);
  void check_keys(std::span<const NodeId> items);
  bool has_merge(std::span<const NodeId> items) const;
  /// The pairs of a mapping with `<<` (yaml.org, "Merge Key Language-Independent Type"): its own,
  /// then what it merges in, the first of equal keys.
  std::vector<NodeId> merged(std::span<const NodeId> items);
  void report_duplicate(NodeId first, NodeId second);
  void stop(Diagnostic error);

  const Sources& sources_;
  SourceId source_;
  Limits limits_;
  Tree tree_;
  std::vector<Frame> frames_;
  std::vector<NodeId> items_;       // of all open collections, innermost last
  std::vector<Anchored> anchored_;  // of this document, by number
  std::uint64_t aliased_ = 0;       // nodes that aliases stand for, of the whole stream
  Diagnostics errors_;
  bool must_stop_ = false;
};

}  // namespace ringfence::ingest::yaml
