#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ingest/yaml/tree.h"
#include "syntax/document.h"

namespace ringfence::ingest::yaml {

/// Reads the parts of declarations off a tree and collects what is wrong with them.
class TwinReader {
 public:
  TwinReader(const Sources& sources, const Tree& tree) : sources_(sources), tree_(tree) {}

  const Tree& tree() const { return tree_; }
  Diagnostics& errors() { return errors_; }
  Tree::Node node(NodeId id) const { return tree_[id]; }
  void fail(std::string_view code, const Span& at, std::string message, std::string help = {});

  /// The text of a required or optional key; "" after an error or without it.
  std::string text(NodeId mapping, std::string_view key);
  syntax::Ident required_name(NodeId mapping, std::string_view key);
  /// The formula under a required key.
  syntax::Expr required_formula(NodeId mapping, std::string_view key);
  /// One string or a list of them.
  std::vector<NodeId> one_or_more(NodeId mapping, std::string_view key);
  std::string scalar_text(NodeId id);

  /// A formula: quotes make no difference.
  syntax::Expr formula(NodeId id);
  /// An item of a set or an end of a range: quotes make text.
  syntax::Expr expression(NodeId id);
  /// The value of a setting.
  syntax::Value value(NodeId id);
  /// The settings that `key: value` stands for.
  void settings(NodeId key, NodeId value, std::vector<syntax::Setting>& into);

  /// Reports every key of the mapping that is not one of `known`.
  void check_keys(NodeId mapping, const std::vector<std::string>& known);

 private:
  struct Path {
    std::string attribute;
    std::optional<std::string> key;
    Span at;
  };
  void settings(const Path& path, NodeId value, std::vector<syntax::Setting>& into);
  std::optional<Path> path(const Path* above, NodeId key);
  std::optional<Span> content(const Tree::Node& scalar) const;
  template <class Node>
  std::optional<Node> parsed(NodeId id);

  const Sources& sources_;
  const Tree& tree_;
  Diagnostics errors_;
};

}  // namespace ringfence::ingest::yaml
