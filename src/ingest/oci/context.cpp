#include "ingest/oci/context.h"

namespace ringfence::ingest::oci {

Span Context::anchor(std::initializer_list<std::string_view> path) const {
  NodeId around = root;
  Span nearest = at(tree.find_key(root, "ociVersion"));
  for (const std::string_view key : path) {
    const NodeId here = tree.find_key(around, key);
    if (!here) break;
    nearest = at(here);
    around = tree.find(around, key);
  }
  return nearest;
}

NodeId Context::find(std::initializer_list<std::string_view> path) const {
  NodeId node = root;
  for (const std::string_view key : path) {
    if (!node) return {};
    node = tree.find(node, key);
  }
  return node;
}

std::span<const NodeId> Context::items(NodeId list) const {
  if (!list) return {};
  return tree[list].items;
}

std::optional<std::string> Context::text(NodeId map, std::string_view key) const {
  const NodeId node = map ? tree.find(map, key) : NodeId{};
  if (!node) return std::nullopt;
  return std::string(tree[node].scalar);
}

std::optional<Integer> Context::number(NodeId map, std::string_view key) const {
  const NodeId node = map ? tree.find(map, key) : NodeId{};
  return node ? yaml::as_integer(tree[node]) : std::nullopt;
}

bool Context::is_true(NodeId map, std::string_view key) const {
  const NodeId node = map ? tree.find(map, key) : NodeId{};
  return node && tree[node].scalar == "true";
}

}  // namespace ringfence::ingest::oci
