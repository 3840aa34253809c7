// Settings as written to facts, one by one. What two files say of one entity must agree; both
// places are shown when it does not.
#include <algorithm>

#include "base/nearest_name.h"
#include "resolve/facts.h"
#include "resolve/values.h"

namespace ringfence::resolve {
namespace {

using model::AttributeId;
using model::Kind;

bool is_shorthand(Kind kind, const std::string& name) {
  const bool consumer = kind == Kind::Pod || kind == Kind::Container;
  return consumer && (name == "cpu" || name == "memory" || name == "ephemeral_storage");
}

/// The attributes a setting sets; an error and none if the kind has no such attribute.
std::vector<AttributeId> attributes_of(Work& work, Kind kind, const syntax::Setting& setting) {
  if (is_shorthand(kind, setting.attribute)) {
    return {required(kind, "request." + setting.attribute),
            required(kind, "limit." + setting.attribute)};
  }
  if (const auto id = model::find_attribute(kind, setting.attribute)) return {*id};
  std::vector<std::string> known = model::attribute_names(kind);
  if (kind == Kind::Pod || kind == Kind::Container) known.insert(known.end(), {"cpu", "memory"});
  const std::string near = nearest_name(setting.attribute, known);
  work.errors.push_back(
      {"E0302",
       setting.attribute_at,
       "a " + std::string(model::name_of(kind)) + " has no attribute `" + setting.attribute + "`",
       {},
       near.empty() ? "" : "did you mean `" + near + "`?"});
  return {};
}

/// The value two parts of one entity both give, or an error that shows both places.
bool clashes(Facts& facts, std::size_t g, AttributeId attribute, const model::Value& value,
             const syntax::Setting& setting) {
  const auto [found, is_new] = facts.set[g].emplace(attribute, setting.value_at);
  if (is_new) return false;
  const std::vector<std::size_t>& instances = facts.work.instances_of[g];
  if (!instances.empty()) {
    for (const model::Fact& fact : facts.work.model.entities[instances.front()].facts) {
      const auto* known = std::get_if<model::Value>(&fact.value);
      if (fact.attribute == attribute && known != nullptr && *known == value) return true;
    }
  }
  const Group& group = facts.work.groups[g];
  facts.work.errors.push_back({"E0309",
                               setting.attribute_at,
                               "`" + std::string(model::attribute(attribute).name) + "` of " +
                                   std::string(model::name_of(group.kind)) + " `" + group.name +
                                   "` is set twice",
                               {{found->second, "first set here, to something else"}}});
  return true;
}

void add_keyed(Facts& facts, std::size_t g, AttributeId attribute, const syntax::Setting& setting,
               bool imported) {
  const model::Attribute& row = model::attribute(attribute);
  const auto* expr = std::get_if<syntax::Expr>(&setting.value);
  if (!row.type.is_keyed || expr == nullptr) {
    facts.work.errors.push_back({"E0305", setting.value_at,
                                 row.type.is_keyed
                                     ? "an extended resource needs one known amount"
                                     : "`" + setting.attribute + "` takes no `[\"key\"]`"});
    return;
  }
  const auto amount = keyed_value(facts.work, {row, imported}, *expr);
  if (!amount) return;
  const Symbol key = facts.work.model.symbols.intern(*setting.key);
  const auto first =
      facts.keyed[g].emplace(std::pair(attribute, *setting.key), setting.value_at).first;
  const auto less = [&](const auto& a, const auto& b) {
    return facts.work.model.symbols.text(a.first) < facts.work.model.symbols.text(b.first);
  };
  for (const std::size_t i : facts.work.instances_of[g]) {
    std::vector<model::Fact>& known = facts.work.model.entities[i].facts;
    auto at = std::find_if(known.begin(), known.end(),
                           [&](const model::Fact& fact) { return fact.attribute == attribute; });
    if (at == known.end())
      at =
          known.insert(at, {attribute, model::Value(model::KeyedValue{}), setting.value_at, false});
    auto& items = std::get<model::KeyedValue>(std::get<model::Value>(at->value)).items;
    const std::pair<Symbol, Rational> item = {key, *amount};
    const auto place = std::lower_bound(items.begin(), items.end(), item, less);
    if (place != items.end() && place->first == key) {
      if (place->second == *amount) return;
      facts.work.errors.push_back({"E0309",
                                   setting.attribute_at,
                                   "`" + *setting.key + "` is set twice",
                                   {{first->second, "first set here, to something else"}}});
      return;
    }
    items.insert(place, item);
  }
}

bool is_plain_none(const syntax::Setting& setting) {
  const auto* expr = std::get_if<syntax::Expr>(&setting.value);
  return expr != nullptr && std::holds_alternative<syntax::NoneLit>(expr->node);
}

void add_setting(Facts& facts, std::size_t g, const syntax::Setting& setting, bool imported) {
  const Kind kind = facts.work.groups[g].kind;
  const std::vector<AttributeId> attributes = attributes_of(facts.work, kind, setting);
  if (attributes.empty()) return;
  if (setting.key) return add_keyed(facts, g, attributes.front(), setting, imported);
  const model::Attribute& row = model::attribute(attributes.front());
  if (row.type.is_keyed) {
    facts.work.errors.push_back(
        {"E0305",
         setting.attribute_at,
         "`" + setting.attribute + "` is given per resource",
         {},
         "write `" + setting.attribute + "[\"vendor.example/resource\"]: 1`"});
    return;
  }
  const auto* expr = std::get_if<syntax::Expr>(&setting.value);
  if (expr == nullptr) {
    for (const AttributeId attribute : attributes) {
      const auto [found, is_new] = facts.set[g].emplace(attribute, setting.value_at);
      if (is_new) continue;
      facts.work.errors.push_back({"E0309",
                                   setting.attribute_at,
                                   "`" + setting.attribute + "` is set twice",
                                   {{found->second, "first set here"}}});
      return;
    }
    facts.open[g].push_back({attributes, &setting, imported});
    std::vector<AttributeId>& open = facts.work.left_open[g];
    open.insert(open.end(), attributes.begin(), attributes.end());
    return;
  }
  const auto value = closed_value(facts.work, {row, imported}, *expr);
  if (!value) {
    // What is set to something wrong is not open, so that no second error follows from the first.
    for (const AttributeId attribute : attributes)
      facts.set[g].emplace(attribute, setting.value_at);
    return;
  }
  for (const AttributeId attribute : attributes) {
    if (clashes(facts, g, attribute, *value, setting)) continue;
    const bool absent = is_plain_none(setting) && row.presence == model::Presence::Optional;
    if (absent) continue;  // an absent optional has no fact
    for (const std::size_t i : facts.work.instances_of[g])
      add_fact(facts.work, i, attribute, *value, setting.value_at);
  }
}

}  // namespace

void add_settings(Facts& facts) {
  for (std::size_t g = 0; g < facts.work.groups.size(); ++g) {
    for (const Group::Part& part : facts.work.groups[g].parts) {
      for (const syntax::Setting& setting : part.decl->settings)
        add_setting(facts, g, setting, part.imported);
    }
  }
}

}  // namespace ringfence::resolve
