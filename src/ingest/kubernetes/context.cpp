#include "ingest/kubernetes/context.h"

#include <algorithm>

namespace ringfence::ingest::kubernetes {
namespace {

std::string_view found(const yaml::Tree::Node& node) {
  switch (node.type) {
    case NodeType::Null:
      return "nothing";
    case NodeType::Sequence:
      return "a list";
    case NodeType::Mapping:
      return "a mapping";
    case NodeType::Scalar:
      break;
  }
  if (!node.plain) return "text";
  if (yaml::as_bool(node)) return "a boolean";
  return yaml::as_integer(node) ? "a number" : "text";
}

void wrong_type(Context& context, NodeId node, std::string_view what, std::string_view expected,
                std::string help = {}) {
  const yaml::Tree::Node at = context.tree[node];
  context.error("E0503", at.at,
                "expected " + std::string(expected) + " for `" + std::string(what) + "`, found " +
                    std::string(found(at)),
                std::move(help));
}

/// Whether a plain scalar is a decimal fraction or has an exponent, and so no string.
bool is_float(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  std::size_t digits = 0;
  std::size_t at = 0;
  const auto skip_digits = [&] {
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at, ++digits;
  };
  skip_digits();
  if (at < text.size() && text[at] == '.') ++at;
  skip_digits();
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const std::size_t before = digits;
    skip_digits();
    if (digits == before) return false;
  }
  return at == text.size();
}

}  // namespace

std::vector<Entry> entries(const Context& context, NodeId map) {
  std::vector<Entry> all;
  if (!map || context.tree[map].type != NodeType::Mapping) return all;
  const auto items = context.tree[map].items;
  all.reserve(items.size() / 2);
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    all.push_back({context.tree[items[i]].scalar, items[i], items[i + 1]});
  }
  return all;
}

NodeId present(const Context& context, NodeId map, std::string_view key) {
  if (!map) return {};
  const NodeId value = context.tree.find(map, key);
  if (!value || yaml::is_null(context.tree[value])) return {};
  return value;
}

NodeId mapping(Context& context, NodeId map, std::string_view key) {
  const NodeId value = present(context, map, key);
  if (!value || context.tree[value].type == NodeType::Mapping) return value;
  wrong_type(context, value, key, "a mapping");
  return {};
}

std::span<const NodeId> sequence(Context& context, NodeId map, std::string_view key) {
  const NodeId value = present(context, map, key);
  if (!value) return {};
  if (context.tree[value].type == NodeType::Sequence) return context.tree[value].items;
  wrong_type(context, value, key, "a list");
  return {};
}

std::optional<std::string_view> as_text(Context& context, NodeId node, std::string_view what) {
  const yaml::Tree::Node value = context.tree[node];
  const bool is_string_tag = value.tag == "tag:yaml.org,2002:str";
  if (value.type != NodeType::Scalar) {
    wrong_type(context, node, what, "text");
    return std::nullopt;
  }
  if (value.plain && !is_string_tag &&
      (yaml::as_bool(value) || yaml::as_integer(value) || is_float(value.scalar))) {
    wrong_type(context, node, what, "text", "write it in quotes");
    return std::nullopt;
  }
  return value.scalar;
}

std::optional<std::string_view> text(Context& context, NodeId map, std::string_view key) {
  const NodeId value = present(context, map, key);
  return value ? as_text(context, value, key) : std::nullopt;
}

std::optional<bool> boolean(Context& context, NodeId map, std::string_view key) {
  const NodeId value = present(context, map, key);
  if (!value) return std::nullopt;
  const auto read = yaml::as_bool(context.tree[value]);
  if (!read) wrong_type(context, value, key, "true or false");
  return read;
}

std::optional<Integer> integer(Context& context, NodeId map, std::string_view key) {
  const NodeId value = present(context, map, key);
  if (!value) return std::nullopt;
  const auto read = yaml::as_integer(context.tree[value]);
  if (!read) wrong_type(context, value, key, "a whole number");
  return read;
}

std::vector<std::string_view> texts(Context& context, NodeId map, std::string_view key) {
  std::vector<std::string_view> all;
  for (const NodeId item : sequence(context, map, key)) {
    if (const auto read = as_text(context, item, key)) all.push_back(*read);
  }
  return all;
}

std::vector<Label> labels(Context& context, NodeId map, std::string_view key) {
  std::vector<Label> all;
  for (const Entry& entry : entries(context, mapping(context, map, key))) {
    Span at = context.at(entry.key_node);
    at.end = std::max(at.end, context.at(entry.value).end);
    if (yaml::is_null(context.tree[entry.value])) {
      all.push_back({entry.key, "", at});  // the API server reads a null as an empty string
    } else if (const auto value = as_text(context, entry.value, entry.key)) {
      all.push_back({entry.key, *value, at});
    }
  }
  return all;
}

std::optional<std::string_view> find_label(const std::vector<Label>& labels, std::string_view key) {
  for (const Label& label : labels) {
    if (label.key == key) return label.value;
  }
  return std::nullopt;
}

}  // namespace ringfence::ingest::kubernetes
