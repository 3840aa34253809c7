#include "ingest/yaml/tree_builder.h"

#include <algorithm>
#include <set>

#include "base/require.h"

namespace ringfence::ingest::yaml {
namespace {

constexpr std::size_t kFewKeys = 12;     // below it, all pairs cost less than sorting
constexpr std::size_t kMostErrors = 20;  // of one file; the rest is repetition
constexpr std::uint64_t kSaturated = 1ULL << 60;

std::uint64_t saturating_sum(std::uint64_t a, std::uint64_t b) {
  return std::min(kSaturated, a + b);
}

bool is_merge(const Tree::Node& key) {
  return key.plain && key.tag.empty() && key.scalar == "<<" && key.type == NodeType::Scalar;
}

}  // namespace

TreeBuilder::TreeBuilder(const Sources& sources, SourceId source, const Limits& limits)
    : sources_(sources), source_(source), limits_(limits) {
  tree_.source_ = source;
  tree_.text_ = sources.text(source);
  // About what a manifest needs; a vector that doubles would peak at three times its size. All
  // nodes but a document's first are items of some collection.
  const std::size_t expected = tree_.text_.size() / 11 + 16;
  tree_.nodes_.reserve(expected);
  tree_.items_.reserve(expected);
}

void TreeBuilder::start_document() {
  anchored_.clear();
}

NodeId TreeBuilder::add(const Tree::Node& node) {
  tree_.add(node);
  return {static_cast<std::uint32_t>(tree_.nodes_.size() - 1)};
}

void TreeBuilder::name(Anchor anchor, const Anchored& what) {
  if (anchor == 0) return;
  if (anchored_.size() <= anchor) anchored_.resize(anchor + 1);
  anchored_[anchor] = what;
}

void TreeBuilder::attach(NodeId id, std::uint64_t expanded, std::uint32_t height,
                         std::uint32_t end) {
  if (frames_.empty()) {
    tree_.documents_.push_back(id);
    return;
  }
  Frame& frame = frames_.back();
  items_.push_back(id);
  frame.last_end = end;
  frame.expanded = saturating_sum(frame.expanded, expanded);
  frame.height = std::max(frame.height, height + 1);
}

void TreeBuilder::leaf(const Tree::Node& node, Anchor anchor) {
  const NodeId id = add(node);
  name(anchor, {id, 1, 0});
  attach(id, 1, 0, node.at.end);
}

void TreeBuilder::open(const Tree::Node& node, Anchor anchor) {
  if (frames_.size() >= limits_.depth) {
    const Span at{source_, node.at.begin, node.at.begin + 1};
    stop({"E0206", at, "nested more than " + std::to_string(limits_.depth) + " levels deep"});
    return;
  }
  const NodeId id = add(node);
  name(anchor, {id, 0, 0});
  Frame frame;
  frame.node = id;
  frame.first_item = items_.size();
  frame.last_end = node.at.begin;
  frame.anchor = anchor;
  frames_.push_back(frame);
}

void TreeBuilder::close(std::uint32_t end) {
  if (must_stop_) return;
  const Frame frame = frames_.back();
  frames_.pop_back();
  const std::span<const NodeId> items(
      items_.begin() + static_cast<std::ptrdiff_t>(frame.first_item), items_.end());
  const bool is_mapping = node(frame.node).type == NodeType::Mapping;
  if (is_mapping) check_keys(items);
  if (is_mapping && has_merge(items)) {
    tree_.set_items(frame.node, merged(items));
  } else {
    tree_.set_items(frame.node, items);
  }
  tree_.set_end(frame.node, end);
  items_.resize(frame.first_item);
  name(frame.anchor, {frame.node, frame.expanded, frame.height});
  attach(frame.node, frame.expanded, frame.height, end);
}

void TreeBuilder::alias(Anchor anchor, Span at) {
  require(anchor < anchored_.size() && anchored_[anchor].node, "an alias names a known anchor");
  const Anchored& what = anchored_[anchor];
  if (what.expanded == 0) {
    stop({"E0207",
          at,
          "alias stands inside the value that it names",
          {{{source_, node(what.node).at.begin, node(what.node).at.begin + 1}, "named here"}}});
    return;
  }
  if (frames_.size() + what.height > limits_.depth) {
    stop({"E0206", at,
          "with its aliases expanded, nested more than " + std::to_string(limits_.depth) +
              " levels deep"});
    return;
  }
  aliased_ = saturating_sum(aliased_, what.expanded);
  attach(what.node, what.expanded, what.height, at.end);
  if (tree_.nodes_.size() + aliased_ > limits_.expanded_nodes) {
    stop({"E0207", at,
          "aliases expand to more than " + std::to_string(limits_.expanded_nodes) + " values"});
  }
}

void TreeBuilder::check_keys(std::span<const NodeId> items) {
  std::vector<NodeId> keys;
  keys.reserve(items.size() / 2);
  for (std::size_t i = 0; i < items.size(); i += 2) {
    const Tree::Node key = node(items[i]);
    if (key.type == NodeType::Scalar || key.type == NodeType::Null) {
      keys.push_back(items[i]);
    } else if (errors_.size() < kMostErrors) {
      report({"E0208", key.at, "a key must be a single value, not a list or a mapping"});
    }
  }
  if (keys.size() <= kFewKeys) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (node(keys[i]).scalar == node(keys[j]).scalar) {
          report_duplicate(keys[j], keys[i]);
          break;
        }
      }
    }
    return;
  }
  std::stable_sort(keys.begin(), keys.end(),
                   [&](NodeId a, NodeId b) { return node(a).scalar < node(b).scalar; });
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (node(keys[i - 1]).scalar == node(keys[i]).scalar) report_duplicate(keys[i - 1], keys[i]);
  }
}

bool TreeBuilder::has_merge(std::span<const NodeId> items) const {
  for (std::size_t i = 0; i < items.size(); i += 2) {
    if (is_merge(node(items[i]))) return true;
  }
  return false;
}

std::vector<NodeId> TreeBuilder::merged(std::span<const NodeId> items) {
  std::vector<NodeId> all;
  std::set<std::string_view> known;
  const auto take = [&](NodeId key, NodeId value) {
    if (!known.insert(node(key).scalar).second) return;
    all.push_back(key);
    all.push_back(value);
  };
  for (std::size_t i = 0; i < items.size(); i += 2) {
    if (!is_merge(node(items[i]))) take(items[i], items[i + 1]);
  }
  const auto take_all = [&](NodeId from) {
    const Tree::Node map = node(from);
    if (map.type != NodeType::Mapping) {
      report({"E0209", map.at, "`<<` takes a mapping, or a list of mappings"});
      return;
    }
    for (std::size_t i = 0; i < map.items.size(); i += 2) take(map.items[i], map.items[i + 1]);
  };
  for (std::size_t i = 0; i < items.size(); i += 2) {
    if (!is_merge(node(items[i]))) continue;
    const Tree::Node from = node(items[i + 1]);
    if (from.type != NodeType::Sequence) {
      take_all(items[i + 1]);
      continue;
    }
    for (const NodeId each : from.items) take_all(each);
  }
  return all;
}

void TreeBuilder::report_duplicate(NodeId first, NodeId second) {
  if (errors_.size() >= kMostErrors) return;
  report({"E0205",
          node(second).at,
          "key `" + std::string(node(second).scalar) + "` stands twice in one mapping",
          {{node(first).at, "first written here"}},
          "keep one of the two"});
}

std::string_view TreeBuilder::own(std::string text) {
  return tree_.owned_.emplace_back(std::move(text));
}

void TreeBuilder::stop(Diagnostic error) {
  report(std::move(error));
  must_stop_ = true;
}

Result<Tree> TreeBuilder::finish() {
  if (errors_.empty()) {
    require(frames_.empty(), "every collection was closed");
    return std::move(tree_);
  }
  std::stable_sort(errors_.begin(), errors_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return a.at.begin < b.at.begin;
  });
  return std::move(errors_);
}

}  // namespace ringfence::ingest::yaml
