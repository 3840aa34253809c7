#include "base/match.h"
#include "evidence/contents.h"
#include "syntax/print.h"

// A world as text cannot repeat the declarations, which stand in the inputs and may be in any
// format. It is said in assumptions instead, one for each unknown, that leave it one value: read
// together with the inputs they leave the one world, and whatever ringfence, or somebody's own
// reader of the language, makes of the inputs stays what it was.

namespace ringfence::evidence {
namespace {

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

}  // namespace

std::string world_text(const Run& run, const check::Verdict& verdict, const check::Scene& scene) {
  const model::Model& model = run.model;
  std::string text = "// A world in which the statement `" + verdict.id + "` is ";
  text += std::holds_alternative<check::Violated>(verdict.outcome) ? "false" : "true";
  text += ". To be read beside the inputs.\n";
  syntax::Document document;
  for (std::size_t i = 0; i < model.unknowns.size(); ++i) {
    const model::Unknown& unknown = model.unknowns[i];
    const model::Scalar& value = scene.world.values[i];
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

}  // namespace ringfence::evidence
