#include "model/model.h"

#include <algorithm>

#include "base/require.h"

namespace ringfence::model {

namespace {

/// The schema's `default_text`s are a handful of literals, not expressions in general.
Value default_value(const Attribute& row, Symbols& symbols) {
  if (row.type.is_set) return SetValue{};
  if (row.type.is_keyed) return KeyedValue{};
  const std::string_view text = row.default_text;
  if (text == "true" || text == "false") return Scalar(text == "true");
  if (text.starts_with('"')) return Scalar(symbols.intern(text.substr(1, text.size() - 2)));
  const auto number = parse_integer(text);
  require(number.has_value(), "a default of the schema is a literal");
  return Scalar(Quantity{*number, row.type.dimension});
}

std::vector<Fact> make_defaults(Symbols& symbols) {
  std::vector<Fact> facts;
  for (std::uint16_t i = 0; i < schema().size(); ++i) {
    const Attribute& row = schema()[i];
    const bool has_default = row.presence == Presence::Default;
    facts.push_back({AttributeId{has_default ? i : std::uint16_t{0xffff}},
                     has_default ? default_value(row, symbols) : Value(Scalar(None{})),
                     {},
                     true});
  }
  return facts;
}

}  // namespace

void intern_default_symbols(Symbols& symbols) {
  require(symbols.size() == 0, "the defaults' symbols come first");
  make_defaults(symbols);
}

const Fact* find_fact(const Entity& entity, AttributeId attribute) {
  const auto at = std::lower_bound(
      entity.facts.begin(), entity.facts.end(), attribute,
      [](const Fact& fact, AttributeId wanted) { return fact.attribute < wanted; });
  if (at != entity.facts.end() && at->attribute == attribute) return &*at;
  static const std::vector<Fact> kDefaults = [] {
    Symbols symbols;
    return make_defaults(symbols);
  }();
  const Fact& fallback = kDefaults.at(attribute.index);
  return fallback.attribute == attribute && entity.described ? &fallback : nullptr;
}

EntityRange entities_of(const Model& model, Kind kind) {
  const auto begin = std::partition_point(model.entities.begin(), model.entities.end(),
                                          [&](const Entity& entity) { return entity.kind < kind; });
  const auto end = std::partition_point(begin, model.entities.end(),
                                        [&](const Entity& entity) { return entity.kind == kind; });
  return {static_cast<std::uint32_t>(begin - model.entities.begin()),
          static_cast<std::uint32_t>(end - model.entities.begin())};
}

std::optional<EntityId> find_entity(const Model& model, Kind kind, std::string_view name) {
  std::optional<EntityId> by_short_name;
  bool ambiguous = false;
  const EntityRange range = entities_of(model, kind);
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (model.entities[i].invented) continue;
    if (model.entities[i].name == name) return EntityId{i};
    if (model.entities[i].short_name != name) continue;
    ambiguous = by_short_name.has_value();
    by_short_name = EntityId{i};
  }
  return ambiguous ? std::nullopt : by_short_name;
}

std::vector<std::string> namespace_labels(const Model& model, std::string_view name) {
  constexpr std::string_view kName = "kubernetes.io/metadata.name=";
  std::vector<std::string> labels;
  if (const auto space = find_entity(model, Kind::Namespace, name)) {
    const Fact* fact = find_fact(model.entity(*space), *find_attribute(Kind::Namespace, "labels"));
    const auto* value = fact == nullptr ? nullptr : std::get_if<Value>(&fact->value);
    const auto* set = value == nullptr ? nullptr : std::get_if<SetValue>(value);
    if (set != nullptr) {
      for (const Scalar& item : set->items) {
        labels.push_back(model.symbols.text(std::get<Symbol>(item)));
      }
    }
  }
  std::erase_if(labels, [&](const std::string& label) { return label.starts_with(kName); });
  labels.push_back(std::string(kName) + std::string(name));
  std::sort(labels.begin(), labels.end());
  return labels;
}

}  // namespace ringfence::model
