#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/number.h"
#include "ingest/imported.h"
#include "ingest/yaml/tree.h"

namespace ringfence::ingest::oci {

using yaml::NodeId;

/// One import: what it reads, and where its errors and gaps go.
struct Context {
  const yaml::Tree& tree;
  NodeId root;
  Imported out = {};
  Diagnostics errors = {};

  Span at(NodeId node) const { return tree[node].at; }
  /// Where to point at for something that the document leaves out: the key around it that is
  /// there, at last `ociVersion`.
  Span anchor(std::initializer_list<std::string_view> path) const;
  void error(std::string_view code, Span where, std::string message, std::string help = {}) {
    errors.push_back({code, where, std::move(message), {}, std::move(help)});
  }
  void gap(Span where, std::string construct, syntax::GapEffect effect,
           std::vector<std::string> touches, std::string reason) {
    out.gaps.push_back(
        {where, std::move(construct), effect, std::move(touches), std::move(reason)});
  }

  // The readers below are for documents that `check_fields` has accepted.

  /// The value at a path of keys; absent if any of them is.
  NodeId find(std::initializer_list<std::string_view> path) const;
  std::span<const NodeId> items(NodeId list) const;  ///< None if absent.
  std::optional<std::string> text(NodeId map, std::string_view key) const;
  std::optional<Integer> number(NodeId map, std::string_view key) const;
  bool is_true(NodeId map, std::string_view key) const;  ///< False if absent.
};

}  // namespace ringfence::ingest::oci
