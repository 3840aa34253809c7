#include <algorithm>

#include "base/match.h"
#include "base/require.h"
#include "semantics/evaluate.h"

// Section 1 of docs/semantics.md: which choices are legal worlds.

namespace ringfence::semantics {
namespace {

using model::Scalar;

bool contains(const model::Domain& domain, const Scalar& value) {
  return match(
      domain,  //
      [&](const model::BoolDomain&) { return std::holds_alternative<bool>(value); },
      [&](const model::RangeDomain& range) {
        const Quantity* number = std::get_if<Quantity>(&value);
        if (number == nullptr || number->dimension != range.dimension) return false;
        if (number->value < range.low || number->value > range.high) return false;
        const auto above = checked_subtract(number->value, range.low);
        const auto steps = above ? checked_divide(*above, range.step) : std::nullopt;
        return steps && steps->is_whole();
      },
      [&](const model::ChoiceDomain& choice) {
        return std::find(choice.options.begin(), choice.options.end(), value) !=
               choice.options.end();
      });
}

bool is_true(const model::World& world, model::UnknownId unknown) {
  return std::get<bool>(world.values[unknown.index]);
}

}  // namespace

Legality is_world(const model::Model& model, const model::World& world, bool snapshot) {
  require(world.values.size() == model.unknowns.size(), "a world gives every unknown a value");
  for (std::size_t i = 0; i < model.unknowns.size(); ++i) {
    if (!contains(model.unknowns[i].domain, world.values[i])) {
      return {false, model.unknowns[i].name, std::nullopt};
    }
  }
  for (const model::Entity& entity : model.entities) {
    if (!entity.exists || !entity.exists_after) continue;
    if (is_true(world, *entity.exists) && !is_true(world, *entity.exists_after)) {
      return {false, model.unknown(*entity.exists).name, std::nullopt};
    }
  }
  Legality legality{true, "", std::nullopt};
  for (const model::Assumption& assumption : model.assumptions) {
    if (assumption.origin == syntax::AssumeOrigin::Snapshot && !snapshot) continue;
    const Evaluated result = evaluate(model, world, *assumption.formula);
    const Stuck* stuck = std::get_if<Stuck>(&result);
    // One false assumption excludes the world, wherever another is stuck.
    if (stuck == nullptr && std::get<model::Value>(result) != model::Value(Scalar(true))) {
      return {false, assumption.name, std::nullopt};
    }
    if (stuck != nullptr && legality.legal) legality = {false, assumption.name, *stuck};
  }
  return legality;
}

}  // namespace ringfence::semantics
