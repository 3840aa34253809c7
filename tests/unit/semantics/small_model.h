#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "grammar/parse.h"
#include "model/model.h"
#include "semantics/evaluate.h"

namespace ringfence::semantics {

/// Builds models by hand, one entity or fact a call, so that the judge is tested without `resolve`.
/// Entities must be added in the order of their kinds.
class SmallModel {
 public:
  model::EntityId add(model::Kind kind, const std::string& name) {
    model::Entity entity;
    entity.kind = kind;
    entity.name = name;
    const std::size_t slash = name.rfind('/');
    entity.short_name = slash == std::string::npos ? name : name.substr(slash + 1);
    model_.entities.push_back(std::move(entity));
    return {static_cast<std::uint32_t>(model_.entities.size() - 1)};
  }
  model::Entity& at(model::EntityId id) { return model_.entities[id.index]; }

  void set(model::EntityId id, const std::string& attribute,
           std::variant<model::Value, model::UnknownId> value) {
    const auto row = model::find_attribute(at(id).kind, attribute);
    ASSERT_TRUE(row) << attribute;
    auto& facts = at(id).facts;
    facts.push_back({*row, std::move(value), {}, false});
    std::sort(facts.begin(), facts.end(),
              [](const auto& a, const auto& b) { return a.attribute < b.attribute; });
  }
  model::UnknownId unknown(const std::string& name, model::EntityId entity, model::Domain domain,
                           model::Scalar value) {
    model_.unknowns.push_back({name, entity, std::nullopt, std::move(domain), {}});
    world_.values.push_back(value);
    return {static_cast<std::uint32_t>(model_.unknowns.size() - 1)};
  }
  model::Value text(const std::string& content) {
    return model::Scalar(model_.symbols.intern(content));
  }
  model::Value texts(const std::vector<std::string>& contents) {
    model::SetValue set;
    for (const std::string& one : contents) set.items.emplace_back(model_.symbols.intern(one));
    return set;
  }
  static model::Value count(int amount) {
    return model::Scalar(Quantity{Rational(amount), Dimension::Count});
  }
  static model::Value gibibytes(int amount) {
    return model::Scalar(Quantity{Rational(Integer{amount} << 30), Dimension::Bytes});
  }

  /// Adds `def`s and `derive`s, and `assume`s with their origin.
  void define(const std::string& rf) {
    const SourceId source = sources_.add("definitions.rf", rf);
    auto parsed = grammar::parse_document(sources_, source);
    ASSERT_TRUE(parsed) << parsed.errors()[0].message;
    auto document = std::make_shared<const syntax::Document>(std::move(parsed).value());
    for (const syntax::Item& item : document->items) {
      if (const auto* def = std::get_if<syntax::Def>(&item)) {
        if (def->is_attribute) {
          model_.derived[def->params[0].type + "." + def->name.text] = def;
        } else {
          model_.functions[def->name.text] = def;
        }
      }
      if (const auto* assume = std::get_if<syntax::Assume>(&item)) {
        model_.assumptions.push_back({assume->name.text, "", &assume->formula, assume->origin, {}});
      }
    }
    model_.documents.push_back(document);
  }
  syntax::Expr parse(const std::string& rf) {
    const SourceId source = sources_.add("formula.rf", rf);
    const Span span{source, 0, static_cast<std::uint32_t>(rf.size())};
    auto parsed = grammar::parse_expression(sources_, span);
    if (!parsed) {
      ADD_FAILURE() << rf << ": " << parsed.errors()[0].message;
      return {syntax::BoolLit{false}, span};
    }
    return std::move(parsed).value();
  }

  /// `true`, `none`, `3`, `2GiB`, `"text"`, an entity's name, `{…}` in visiting order, or
  /// `stuck: ` and the reason.
  std::string value_of(const std::string& rf) {
    const Evaluated result = evaluate(model_, world_, parse(rf));
    if (const Stuck* stuck = std::get_if<Stuck>(&result)) return "stuck: " + stuck->reason;
    const auto& value = std::get<model::Value>(result);
    if (const auto* scalar = std::get_if<model::Scalar>(&value)) return show(*scalar);
    std::string shown;
    for (const model::Scalar& item : std::get<model::SetValue>(value).items) {
      shown += (shown.empty() ? "" : ", ") + show(item);
    }
    return "{" + shown + "}";
  }

  model::Model& model() { return model_; }
  model::World& world() { return world_; }
  Sources& sources() { return sources_; }

 private:
  std::string show(const model::Scalar& scalar) const {
    if (const bool* truth = std::get_if<bool>(&scalar)) return *truth ? "true" : "false";
    if (const auto* number = std::get_if<Quantity>(&scalar)) return to_string(*number);
    if (const auto* id = std::get_if<model::EntityId>(&scalar)) return model_.entity(*id).name;
    if (const auto* symbol = std::get_if<Symbol>(&scalar)) {
      const bool is_known = symbol->index < model_.symbols.size();
      return is_known ? '"' + model_.symbols.text(*symbol) + '"' : "another text";
    }
    return "none";
  }

  Sources sources_;
  model::Model model_;
  model::World world_;
};

}  // namespace ringfence::semantics
