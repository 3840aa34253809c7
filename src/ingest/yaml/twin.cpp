#include "ingest/yaml/twin.h"

#include <algorithm>
#include <array>

#include "base/nearest_name.h"
#include "ingest/yaml/twin_reader.h"

namespace ringfence::ingest::yaml {
namespace {

const std::vector<std::string>& entity_kinds() {
  static const std::vector<std::string> kinds = {
      "host",   "vm",     "node",     "pod",       "container", "network", "volume",
      "device", "tenant", "workload", "namespace", "quota",     "account"};
  return kinds;
}

const std::vector<std::string>& other_kinds() {
  static const std::vector<std::string> kinds = {"policy", "assume", "def",
                                                 "derive", "link",   "import"};
  return kinds;
}

bool is_one_of(const std::string& word, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_near_any(const std::string& word) {
  return !nearest_name(word, entity_kinds()).empty() || !nearest_name(word, other_kinds()).empty();
}

syntax::EntityDecl read_entity(TwinReader& reader, NodeId id) {
  syntax::EntityDecl entity;
  entity.kind = reader.required_name(id, "kind");
  entity.name = reader.required_name(id, "name");
  entity.at = reader.node(id).at;
  const std::span<const NodeId> items = reader.node(id).items;
  for (std::size_t i = 0; i < items.size(); i += 2) {
    const std::string_view key = reader.node(items[i]).scalar;
    const NodeId value = items[i + 1];
    if (key == "kind" || key == "name") continue;
    if (key == "inner") {
      for (const NodeId inner : reader.one_or_more(id, "inner")) {
        if (reader.node(inner).type == NodeType::Mapping) {
          entity.inner.push_back(read_entity(reader, inner));
        } else {
          reader.fail("E0212", reader.node(inner).at, "expected an entity: `kind:`, `name:`, …");
        }
      }
    } else if (key == "replicas") {
      syntax::Value replicas = reader.value(value);
      if (auto* range = std::get_if<syntax::RangeValue>(&replicas); range && range->step.empty()) {
        entity.replicas = syntax::Replicas{range->low_and_high[0], range->low_and_high[1]};
      } else if (auto* number = std::get_if<syntax::Expr>(&replicas)) {
        entity.replicas = syntax::Replicas{*number, *number};
      } else {
        reader.fail("E0212", reader.node(value).at, "expected a number or a range such as `2..4`");
      }
    } else {
      reader.settings(items[i], value, entity.settings);
    }
  }
  return entity;
}

/// `survives: {failures: 1, of: hosts, where: …, then: fits}`, the words of
/// `survives 1 of hosts where …: fits`.
syntax::Statement read_survives(TwinReader& reader, NodeId id) {
  syntax::Statement statement;
  statement.kind = syntax::StatementKind::Survives;
  statement.at = reader.node(id).at;
  if (reader.node(id).type != NodeType::Mapping) {
    reader.fail("E0212", statement.at, "expected the keys `failures`, `of` and `then`");
    return statement;
  }
  reader.check_keys(id, {"failures", "of", "as", "where", "then"});
  statement.failures = reader.required_formula(id, "failures");
  syntax::Binder failing;
  if (reader.tree().find(id, "as")) failing.variables.push_back(reader.required_name(id, "as"));
  failing.range.push_back(reader.required_formula(id, "of"));
  statement.failing = std::move(failing);
  if (reader.tree().find(id, "where"))
    statement.failing_guard = reader.required_formula(id, "where");
  statement.formula = reader.required_formula(id, "then");
  return statement;
}

Span place_of(TwinReader& reader, NodeId mapping, std::string_view key) {
  const NodeId id = reader.tree().find(mapping, key);
  return id ? reader.node(id).at : Span{};
}

/// Statements in the order in which they are written.
void read_statements(TwinReader& reader, NodeId id, syntax::Policy& policy) {
  const std::span<const NodeId> items = reader.node(id).items;
  for (std::size_t i = 0; i < items.size(); i += 2) {
    const std::string_view key = reader.node(items[i]).scalar;
    const bool possible = key == "possible";
    if (key != "assert" && key != "possible" && key != "survives") continue;
    for (const NodeId written : reader.one_or_more(id, key)) {
      if (key == "survives") {
        policy.statements.push_back(read_survives(reader, written));
        continue;
      }
      syntax::Statement statement;
      statement.kind = possible ? syntax::StatementKind::Possible : syntax::StatementKind::Assert;
      statement.formula = reader.formula(written);
      statement.at = reader.node(written).at;
      policy.statements.push_back(std::move(statement));
    }
  }
}

syntax::Policy read_policy(TwinReader& reader, NodeId id) {
  reader.check_keys(id, {"kind", "name", "title", "severity", "controls", "description", "help",
                         "applies_when", "assert", "possible", "survives"});
  syntax::Policy policy;
  policy.name = reader.required_name(id, "name");
  policy.title = reader.text(id, "title");
  policy.description = reader.text(id, "description");
  policy.help = reader.text(id, "help");
  policy.at = reader.node(id).at;
  policy.severity_at = place_of(reader, id, "severity");
  policy.controls_at = place_of(reader, id, "controls");
  policy.description_at = place_of(reader, id, "description");
  policy.help_at = place_of(reader, id, "help");
  if (const NodeId severity = reader.tree().find(id, "severity")) {
    const std::vector<std::string> levels = {"low", "medium", "high", "critical"};
    policy.severity = reader.scalar_text(severity);
    if (!is_one_of(policy.severity, levels)) {
      const std::string near = nearest_name(policy.severity, levels);
      reader.fail("E0105", policy.severity_at,
                  "expected `low`, `medium`, `high` or `critical`, found `" + policy.severity + "`",
                  near.empty() ? std::string() : "did you mean `" + near + "`?");
    }
  }
  for (const NodeId control : reader.one_or_more(id, "controls")) {
    policy.controls.push_back(reader.scalar_text(control));
  }
  if (reader.tree().find(id, "applies_when")) {
    policy.applies_when = reader.required_formula(id, "applies_when");
  }
  read_statements(reader, id, policy);
  if (policy.statements.empty()) {
    reader.fail("E0211", policy.name.at, "expected a key `assert`, `possible` or `survives`");
  }
  return policy;
}

syntax::Assume read_assume(TwinReader& reader, NodeId id) {
  reader.check_keys(id, {"kind", "name", "description", "formula"});
  syntax::Assume assume;
  assume.name = reader.required_name(id, "name");
  assume.description = reader.text(id, "description");
  assume.formula = reader.required_formula(id, "formula");
  assume.at = reader.node(id).at;
  return assume;
}

syntax::Def read_def(TwinReader& reader, NodeId id, bool is_attribute) {
  reader.check_keys(id, {"kind", "name", "description", "params", "body"});
  syntax::Def def;
  def.is_attribute = is_attribute;
  def.name = reader.required_name(id, "name");
  def.description = reader.text(id, "description");
  def.body = reader.required_formula(id, "body");
  def.at = reader.node(id).at;
  const NodeId params = reader.tree().find(id, "params");
  if (!params) return def;
  if (reader.node(params).type != NodeType::Mapping) {
    reader.fail("E0212", reader.node(params).at, "expected a mapping from name to type");
    return def;
  }
  const std::span<const NodeId> items = reader.node(params).items;
  for (std::size_t i = 0; i < items.size(); i += 2) {
    syntax::Param param;
    param.name = {std::string(reader.node(items[i]).scalar), reader.node(items[i]).at};
    param.type = reader.scalar_text(items[i + 1]);
    param.type_at = reader.node(items[i + 1]).at;
    def.params.push_back(std::move(param));
  }
  return def;
}

/// Two keys that are kinds, in the order in which they are written.
syntax::Link read_link(TwinReader& reader, NodeId id) {
  std::vector<std::string> known = entity_kinds();
  known.insert(known.begin(), "kind");
  reader.check_keys(id, known);
  std::vector<std::pair<syntax::Ident, syntax::Ident>> sides;
  const std::span<const NodeId> items = reader.node(id).items;
  for (std::size_t i = 0; i < items.size(); i += 2) {
    const std::string kind(reader.node(items[i]).scalar);
    if (!is_one_of(kind, entity_kinds())) continue;
    sides.push_back({{kind, reader.node(items[i]).at}, reader.required_name(id, kind)});
  }
  syntax::Link link;
  link.at = reader.node(id).at;
  if (sides.size() != 2) {
    reader.fail("E0211", link.at, "a link names two things, as in `node: worker-1`, `vm: vm-7`");
    return link;
  }
  link.left_kind = sides[0].first;
  link.left_name = sides[0].second;
  link.right_kind = sides[1].first;
  link.right_name = sides[1].second;
  return link;
}

void read_import(TwinReader& reader, NodeId id, std::vector<syntax::Item>& items) {
  reader.check_keys(id, {"kind", "path"});
  const std::vector<NodeId> paths = reader.one_or_more(id, "path");
  if (paths.empty()) reader.required_name(id, "path");
  for (const NodeId path : paths) {
    items.emplace_back(syntax::Import{reader.scalar_text(path), reader.node(path).at});
  }
}

void read_declaration(TwinReader& reader, NodeId id, std::vector<syntax::Item>& items) {
  if (reader.node(id).type != NodeType::Mapping) {
    reader.fail("E0212", reader.node(id).at, "expected a declaration: `kind:`, `name:`, …");
    return;
  }
  const std::string kind = reader.required_name(id, "kind").text;
  if (kind == "policy") {
    items.emplace_back(read_policy(reader, id));
  } else if (kind == "assume") {
    items.emplace_back(read_assume(reader, id));
  } else if (kind == "def" || kind == "derive") {
    items.emplace_back(read_def(reader, id, kind == "derive"));
  } else if (kind == "link") {
    items.emplace_back(read_link(reader, id));
  } else if (kind == "import") {
    read_import(reader, id, items);
  } else {
    items.emplace_back(read_entity(reader, id));
  }
}

bool recognises_declaration(const Tree& tree, NodeId id) {
  const NodeId kind = tree.find(id, "kind");
  if (!kind || tree[kind].type != NodeType::Scalar || tree.find(id, "apiVersion")) return false;
  const std::string word(tree[kind].scalar);
  if (is_one_of(word, entity_kinds()) || is_one_of(word, other_kinds())) return true;
  return !word.empty() && word.front() >= 'a' && word.front() <= 'z' && is_near_any(word);
}

}  // namespace

bool recognises_twin(const Tree& tree, NodeId document) {
  if (tree[document].type != NodeType::Sequence) return recognises_declaration(tree, document);
  const std::span<const NodeId> items = tree[document].items;
  return !items.empty() && std::any_of(items.begin(), items.end(), [&](NodeId item) {
    return recognises_declaration(tree, item);
  });
}

Result<syntax::Document> read_twin(const Sources& sources, const Tree& tree,
                                   std::span<const NodeId> documents) {
  TwinReader reader(sources, tree);
  syntax::Document result;
  for (const NodeId document : documents) {
    result.source = tree[document].at.source;
    if (tree[document].type != NodeType::Sequence) {
      read_declaration(reader, document, result.items);
      continue;
    }
    for (const NodeId item : tree[document].items) read_declaration(reader, item, result.items);
  }
  if (reader.errors().empty()) return result;
  Diagnostics errors = std::move(reader.errors());
  std::stable_sort(errors.begin(), errors.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return a.at.begin < b.at.begin;
  });
  return errors;
}

}  // namespace ringfence::ingest::yaml
