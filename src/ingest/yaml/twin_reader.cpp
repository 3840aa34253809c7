#include "ingest/yaml/twin_reader.h"

#include <algorithm>

#include "base/nearest_name.h"
#include "grammar/parse.h"

namespace ringfence::ingest::yaml {
namespace {

constexpr std::string_view kQuotes = "\"'";

bool is_attribute_name(std::string_view text) {
  if (text.empty() || (text.front() >= '0' && text.front() <= '9')) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool is_dotted_name(std::string_view text) {
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    if (!is_attribute_name(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_attribute_name(text);
}

std::string_view shape_of(const Tree::Node& node) {
  switch (node.type) {
    case NodeType::Null:
      return "nothing";
    case NodeType::Scalar:
      return "a single value";
    case NodeType::Sequence:
      return "a list";
    case NodeType::Mapping:
      return "a mapping";
  }
  return "something else";
}

}  // namespace

void TwinReader::fail(std::string_view code, const Span& at, std::string message,
                      std::string help) {
  errors_.push_back({code, at, std::move(message), {}, std::move(help)});
}

std::string TwinReader::scalar_text(NodeId id) {
  if (node(id).type == NodeType::Scalar) return std::string(node(id).scalar);
  fail("E0212", node(id).at, "expected text, found " + std::string(shape_of(node(id))));
  return {};
}

std::string TwinReader::text(NodeId mapping, std::string_view key) {
  const NodeId id = tree_.find(mapping, key);
  return id ? scalar_text(id) : std::string();
}

syntax::Ident TwinReader::required_name(NodeId mapping, std::string_view key) {
  const NodeId id = tree_.find(mapping, key);
  if (!id) {
    const NodeId kind = tree_.find(mapping, "kind");
    const Span at = kind ? node(kind).at : node(mapping).at;
    fail("E0211", at, "expected a key `" + std::string(key) + "` beside this");
    return {};
  }
  syntax::Ident name{scalar_text(id), node(id).at};
  if (node(id).type == NodeType::Scalar && name.text.empty()) {
    fail("E0212", node(id).at, "a name cannot be empty");
  }
  return name;
}

syntax::Expr TwinReader::required_formula(NodeId mapping, std::string_view key) {
  const NodeId id = tree_.find(mapping, key);
  if (id) return formula(id);
  required_name(mapping, key);
  return {};
}

std::vector<NodeId> TwinReader::one_or_more(NodeId mapping, std::string_view key) {
  const NodeId id = tree_.find(mapping, key);
  if (!id) return {};
  if (node(id).type != NodeType::Sequence) return {id};
  return {node(id).items.begin(), node(id).items.end()};
}

/// The span of the source that has the scalar's text and nothing else, if there is one.
std::optional<Span> TwinReader::content(const Tree::Node& scalar) const {
  Span at = scalar.at;
  const std::string_view text = sources_.text(at);
  if (!text.empty() && kQuotes.find(text.front()) != std::string_view::npos) {
    ++at.begin;
    --at.end;
  }
  if (sources_.text(at) != scalar.scalar) return std::nullopt;
  return at;
}

template <class Node>
std::optional<Node> TwinReader::parsed(NodeId id) {
  const Tree::Node scalar = node(id);
  if (scalar.type != NodeType::Scalar) {
    fail("E0212", scalar.at, "expected an expression, found " + std::string(shape_of(scalar)));
    return std::nullopt;
  }
  const std::optional<Span> span = content(scalar);
  Result<Node> result = [&] {
    if constexpr (std::is_same_v<Node, syntax::Expr>) {
      return span ? grammar::parse_expression(sources_, *span)
                  : grammar::parse_expression(std::string(scalar.scalar), scalar.at);
    } else {
      return span ? grammar::parse_value(sources_, *span)
                  : grammar::parse_value(std::string(scalar.scalar), scalar.at);
    }
  }();
  if (result) return std::move(result).value();
  for (Diagnostic error : result.errors()) {
    if (error.help.empty() && scalar.plain) error.help = "text that is no expression needs quotes";
    errors_.push_back(std::move(error));
  }
  return std::nullopt;
}

syntax::Expr TwinReader::formula(NodeId id) {
  return parsed<syntax::Expr>(id).value_or(syntax::Expr{});
}

syntax::Expr TwinReader::expression(NodeId id) {
  const Tree::Node item = node(id);
  const bool quoted = item.type == NodeType::Scalar && !item.plain;
  if (quoted) return {syntax::StringLit{std::string(item.scalar)}, item.at};
  return formula(id);
}

syntax::Value TwinReader::value(NodeId id) {
  const Tree::Node content = node(id);
  if (is_null(content)) return syntax::Expr{syntax::NoneLit{}, content.at};
  if (content.type == NodeType::Sequence) {
    syntax::SetLit set;
    for (const NodeId item : content.items) set.items.push_back(expression(item));
    return syntax::Expr{std::move(set), content.at};
  }
  const bool block = content.type == NodeType::Scalar && !content.plain &&
                     kQuotes.find(sources_.text(content.at).substr(0, 1)) == std::string_view::npos;
  if (content.type == NodeType::Scalar && !content.plain && !block) return expression(id);
  return parsed<syntax::Value>(id).value_or(syntax::Value{});
}

/// `a`, `a.b`, `a["x/y"]`; below another key any text.
std::optional<TwinReader::Path> TwinReader::path(const Path* above, NodeId key) {
  const std::string text = scalar_text(key);
  const Span at = node(key).at;
  if (above != nullptr) {
    if (is_dotted_name(text)) return Path{above->attribute + "." + text, std::nullopt, at};
    return Path{above->attribute, text, at};
  }
  const std::size_t bracket = text.find("[\"");
  const std::string name = text.substr(0, bracket);
  if (is_dotted_name(name)) {
    if (bracket == std::string::npos) return Path{name, std::nullopt, at};
    if (text.ends_with("\"]")) {
      return Path{name, text.substr(bracket + 2, text.size() - bracket - 4), at};
    }
  }
  fail("E0212", at, "`" + text + "` is not the name of an attribute");
  return std::nullopt;
}

void TwinReader::settings(const Path& path_above, NodeId id, std::vector<syntax::Setting>& into) {
  if (node(id).type != NodeType::Mapping) {
    into.push_back({path_above.attribute, path_above.key, path_above.at, value(id), node(id).at});
    return;
  }
  const std::span<const NodeId> items = node(id).items;
  if (path_above.attribute == "labels") {
    syntax::SetLit labels;
    for (std::size_t i = 0; i < items.size(); i += 2) {
      const std::string label = scalar_text(items[i]) + "=" + scalar_text(items[i + 1]);
      labels.items.push_back({syntax::StringLit{label}, node(items[i]).at});
    }
    syntax::Expr set{std::move(labels), node(id).at};
    into.push_back({"labels", std::nullopt, path_above.at, std::move(set), node(id).at});
    return;
  }
  if (path_above.key) {
    fail("E0212", node(id).at, "expected a single value, found a mapping");
    return;
  }
  for (std::size_t i = 0; i < items.size(); i += 2) {
    if (const auto below = path(&path_above, items[i])) settings(*below, items[i + 1], into);
  }
}

void TwinReader::settings(NodeId key, NodeId id, std::vector<syntax::Setting>& into) {
  if (const auto at = path(nullptr, key)) settings(*at, id, into);
}

void TwinReader::check_keys(NodeId mapping, const std::vector<std::string>& known) {
  const std::span<const NodeId> items = node(mapping).items;
  for (std::size_t i = 0; i < items.size(); i += 2) {
    const std::string key(node(items[i]).scalar);
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::string near = nearest_name(key, known);
    fail("E0210", node(items[i]).at, "unknown key `" + key + "`",
         near.empty() ? std::string() : "did you mean `" + near + "`?");
  }
}

}  // namespace ringfence::ingest::yaml
