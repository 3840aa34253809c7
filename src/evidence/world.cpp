#include "evidence/world.h"

#include "base/match.h"
#include "evidence/json_text.h"
#include "syntax/print.h"

// A world as text cannot repeat the declarations, which stand in the inputs and may be in any
// format. It is said in assumptions instead, one for each unknown, that leave it one value: read
// together with the inputs they leave the one world, and whatever ringfence, or somebody's own
// reader of the language, makes of the inputs stays what it was.

namespace ringfence::evidence {
namespace {

using Json = nlohmann::ordered_json;
using syntax::Expr;

Expr expression(syntax::ExprNode node) {
  return {std::move(node), {}};
}

Expr named(const model::Model& model, model::EntityId id) {
  const model::Entity& entity = model.entity(id);
  return expression(syntax::Call{{std::string(model::name_of(entity.kind)), {}},
                                 {expression(syntax::StringLit{entity.name})}});
}

Expr member(Expr object, std::string_view path) {
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t dot = std::min(path.find('.', at), path.size());
    object = expression(
        syntax::Member{{std::move(object)}, {std::string(path.substr(at, dot - at)), {}}});
    at = dot + 1;
  }
  return object;
}

Expr negated(Expr operand) {
  return expression(syntax::Unary{syntax::UnaryOp::Not, {std::move(operand)}});
}

Expr both(syntax::BinaryOp op, Expr left, Expr right) {
  return expression(syntax::Binary{op, {std::move(left), std::move(right)}});
}

/// That the entity is in its collection.
Expr existence(const model::Model& model, model::EntityId id) {
  const model::Kind kind = model.entity(id).kind;
  const bool is_placed = kind == model::Kind::Pod || kind == model::Kind::Container;
  std::string all = (is_placed ? "declared_" : "") + std::string(model::plural_of(kind));
  return expression(syntax::Quantifier{
      syntax::QuantifierKind::Exists,
      {{{{"x", {}}}, {expression(syntax::Name{std::move(all)})}}},
      {},
      {both(syntax::BinaryOp::Equal, expression(syntax::Name{"x"}), named(model, id))}});
}

bool is_invented(const model::Model& model, const model::Scalar& value) {
  const auto* entity = std::get_if<model::EntityId>(&value);
  return entity != nullptr && model.entity(*entity).invented;
}

Expr literal(const model::Model& model, const model::Scalar& value) {
  return match(
      value,  //
      [](const model::None&) { return expression(syntax::NoneLit{}); },
      [](const bool& truth) { return expression(syntax::BoolLit{truth}); },
      [](const Quantity& quantity) { return expression(syntax::NumberLit{to_string(quantity)}); },
      [&](const Symbol& symbol) {
        return expression(syntax::StringLit{std::string(model.symbols.text(symbol))});
      },
      [&](const model::EntityId& entity) { return named(model, entity); });
}

Expr equation(const model::Model& model, const model::Unknown& unknown,
              const model::Scalar& value) {
  if (!unknown.attribute) {
    Expr exists = existence(model, unknown.entity);
    return std::get<bool>(value) ? std::move(exists) : negated(std::move(exists));
  }
  const model::Attribute& attribute = model::attribute(*unknown.attribute);
  Expr read = member(named(model, unknown.entity), attribute.name);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? read : negated(read);
  Expr equal = both(syntax::BinaryOp::Equal, read, literal(model, value));
  if (attribute.presence != model::Presence::Optional) return equal;
  return both(syntax::BinaryOp::And, expression(syntax::Has{{std::move(read)}}), std::move(equal));
}

std::string text_of(const model::Model& model, const model::Scalar& value) {
  return syntax::print(literal(model, value));
}

/// The value of the domain that is written so.
std::optional<model::Scalar> read_value(const model::Model& model, const model::Domain& domain,
                                        const std::string& text) {
  const auto if_same = [&](const model::Scalar& value) -> std::optional<model::Scalar> {
    if (text_of(model, value) != text) return std::nullopt;
    return value;
  };
  return match(
      domain,  //
      [&](const model::BoolDomain&) { return if_same(text == "true"); },
      [&](const model::RangeDomain& range) -> std::optional<model::Scalar> {
        const auto number = parse_quantity(text).quantity;
        if (!number) return std::nullopt;
        return if_same(Quantity{number->value, range.dimension});
      },
      [&](const model::ChoiceDomain& choice) -> std::optional<model::Scalar> {
        for (const model::Scalar& option : choice.options) {
          if (auto found = if_same(option)) return found;
        }
        return std::nullopt;
      });
}

}  // namespace

std::string world_text(const model::Model& model, const std::string& statement, bool truth,
                       const model::World& world) {
  std::string text = "// A world in which the statement `" + statement + "` is ";
  text += truth ? "true" : "false";
  text += ". To be read beside the inputs.\n";
  syntax::Document document;
  for (std::size_t i = 0; i < model.unknowns.size(); ++i) {
    const model::Unknown& unknown = model.unknowns[i];
    const model::Scalar& value = world.values[i];
    if (model.entity(unknown.entity).invented || is_invented(model, value)) {
      text += "// Left open, since it is about a machine that has no name: " + unknown.name + "\n";
      continue;
    }
    syntax::Assume assume;
    assume.name.text = "in this world: " + unknown.name;
    assume.formula = equation(model, unknown, value);
    document.items.push_back(std::move(assume));
  }
  return text + "\n" + syntax::print(document);
}

std::string world_values(const model::Model& model, const model::World& world) {
  Json unknowns = Json::array();
  for (std::size_t i = 0; i < model.unknowns.size(); ++i) {
    unknowns.push_back(
        {{"name", model.unknowns[i].name}, {"value", text_of(model, world.values[i])}});
  }
  return text_of(Json{{"unknowns", unknowns}});
}

std::optional<model::World> read_world(const model::Model& model, const std::string& values) {
  const Json json = Json::parse(values, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  try {
    const Json& unknowns = json.at("unknowns");
    if (unknowns.size() != model.unknowns.size()) return std::nullopt;
    model::World world;
    for (std::size_t i = 0; i < model.unknowns.size(); ++i) {
      const model::Unknown& unknown = model.unknowns[i];
      if (unknowns[i].at("name") != unknown.name) return std::nullopt;
      auto value = read_value(model, unknown.domain, unknowns[i].at("value"));
      if (!value) return std::nullopt;
      world.values.push_back(std::move(*value));
    }
    return world;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace ringfence::evidence
