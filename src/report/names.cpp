#include "report/names.h"

#include "base/match.h"

namespace ringfence::report {

std::string name_of(const model::Model& model, model::EntityId entity) {
  const model::Entity& named = model.entity(entity);
  return std::string(model::name_of(named.kind)) + " " + named.name;
}

std::string value_text(const model::Model& model, const model::Scalar& value) {
  return match(
      value,  //
      [](const model::None&) { return std::string("none"); },
      [](const bool& truth) { return std::string(truth ? "true" : "false"); },
      [](const Quantity& quantity) { return to_string(quantity); },
      [&](const Symbol& symbol) { return "\"" + model.symbols.text(symbol) + "\""; },
      [&](const model::EntityId& entity) { return model.entity(entity).name; });
}

std::string value_text(const model::Model& model, const model::Value& value) {
  return match(
      value,  //
      [&](const model::Scalar& scalar) { return value_text(model, scalar); },
      [&](const model::SetValue& set) {
        std::string items;
        for (const model::Scalar& item : set.items) {
          items += (items.empty() ? "" : ", ") + value_text(model, item);
        }
        return "{" + items + "}";
      },
      [&](const model::KeyedValue& keyed) {
        std::string items;
        for (const auto& [key, amount] : keyed.items) {
          items += (items.empty() ? "" : ", ") + model.symbols.text(key) + ": " + to_string(amount);
        }
        return "{" + items + "}";
      });
}

std::string choice_text(const model::Model& model, const check::Choice& choice) {
  const model::Unknown& unknown = model.unknown(choice.unknown);
  const model::Entity& entity = model.entity(unknown.entity);
  if (!unknown.attribute) {
    const bool exists = std::get<bool>(choice.value);
    return entity.name + (exists ? " exists" : " does not exist");
  }
  const std::string_view attribute = model::attribute(*unknown.attribute).name;
  const std::string value = value_text(model, choice.value);
  const bool nowhere = std::holds_alternative<model::None>(choice.value);
  if (attribute == "node" && nowhere) return entity.name + " is pending";
  if (attribute == "node" || attribute == "on") return entity.name + " is on " + value;
  if (attribute == "in") return entity.name + " is in " + value;
  return entity.name + "." + std::string(attribute) + " = " + value;
}

std::string word_for(const check::Outcome& outcome) {
  return match(
      outcome,  //
      [](const check::Holds&) { return std::string("holds"); },
      [](const check::Violated&) { return std::string("violated"); },
      [](const check::Vacuous&) { return std::string("vacuous"); },
      [](const check::Undecided&) { return std::string("undecided"); },
      [](const check::NotApplicable&) { return std::string("not applicable"); });
}

}  // namespace ringfence::report
