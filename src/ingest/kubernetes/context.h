#pragma once
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/number.h"
#include "ingest/imported.h"
#include "ingest/kubernetes/surroundings.h"
#include "ingest/yaml/tree.h"

namespace ringfence::ingest::kubernetes {

using yaml::NodeId;
using yaml::NodeType;

/// What one import reads from and writes to. The typed readers below record an error (E0503) for
/// a value of the wrong type and then answer as if it were absent, so that one run reports all.
struct Context {
  const yaml::Tree& tree;
  const Surroundings& around;
  syntax::Document document = {};
  Imported out = {};
  Diagnostics errors = {};
  std::set<std::string> namespaces_added = {};
  std::set<std::string> accounts_added = {};

  Span at(NodeId node) const { return node ? tree[node].at : Span{}; }
  void error(std::string_view code, Span where, std::string message, std::string help = {}) {
    errors.push_back({code, where, std::move(message), {}, std::move(help)});
  }
};

/// One key and its value in a mapping.
struct Entry {
  std::string_view key;
  NodeId key_node;
  NodeId value;
};
/// The entries of a mapping; none if `map` is absent.
std::vector<Entry> entries(const Context& context, NodeId map);

/// The value under `key` if it is present and not null.
NodeId present(const Context& context, NodeId map, std::string_view key);
NodeId mapping(Context& context, NodeId map, std::string_view key);
std::span<const NodeId> sequence(Context& context, NodeId map, std::string_view key);
/// Text must be text: a plain `1` or `true` is no string to the API server either.
std::optional<std::string_view> text(Context& context, NodeId map, std::string_view key);
std::optional<bool> boolean(Context& context, NodeId map, std::string_view key);
std::optional<Integer> integer(Context& context, NodeId map, std::string_view key);
/// A scalar that must be text; `what` names it in the error.
std::optional<std::string_view> as_text(Context& context, NodeId node, std::string_view what);
/// The strings of a list.
std::vector<std::string_view> texts(Context& context, NodeId map, std::string_view key);

struct Label {
  std::string_view key, value;
  Span at;  ///< From key to value.
};
/// A mapping from strings to strings: labels, a nodeSelector.
std::vector<Label> labels(Context& context, NodeId map, std::string_view key);
std::optional<std::string_view> find_label(const std::vector<Label>& labels, std::string_view key);

/// One API object, or the template of one.
struct Object {
  NodeId node;
  std::string_view kind;
  std::string_view api_version;
  std::string_view name;
  std::string_view space;  ///< Its namespace; `default` unless written.
  bool has_space = false;  ///< The namespace is written.
  NodeId metadata, spec;
  Span at;  ///< The name as written.
  std::string full_name() const { return std::string(space) + "/" + std::string(name); }
};

}  // namespace ringfence::ingest::kubernetes
