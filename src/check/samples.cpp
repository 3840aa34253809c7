#include "check/samples.h"

#include <algorithm>

#include "base/match.h"
#include "base/require.h"
#include "check/decode.h"
#include "logic/evaluate.h"

namespace ringfence::check {
namespace {

/// Everything is somewhere, and exists: the number-th choice has an option of its own.
model::World placed(const model::Model& model, bool spread) {
  model::World world = least_values(model);
  for (std::size_t i = 0; i < model.unknowns.size(); ++i) {
    const model::Unknown& unknown = model.unknowns[i];
    if (!unknown.attribute) world.values[i] = true;
    const auto* choice = std::get_if<model::ChoiceDomain>(&unknown.domain);
    if (choice == nullptr) continue;
    const bool may_be_none = std::holds_alternative<model::None>(choice->options[0]);
    const std::size_t first = may_be_none ? 1 : 0;
    const std::size_t places = choice->options.size() - first;
    if (places > 0) world.values[i] = choice->options[first + (spread ? i % places : 0)];
  }
  return world;
}

Integer steps(const model::RangeDomain& range, const model::Scalar& value) {
  const auto above = checked_subtract(std::get<Quantity>(value).value, range.low);
  const auto number = above ? checked_divide(*above, range.step) : std::nullopt;
  require(number.has_value(), "a world's numbers are steps of their ranges");
  return number->numerator();
}

/// What the world says of the variables that encode its unknowns.
engine::Assignment assignment_of(const model::Model& model,
                                 const std::vector<policy::Encoded>& encoded,
                                 const model::World& world) {
  engine::Assignment result;
  for (const policy::Encoded& one : encoded) {
    const model::Unknown& unknown = model.unknown(one.unknown);
    const model::Scalar& value = world.values.at(one.unknown.index);
    match(
        one.code,
        [&](const policy::BoolCode& code) {
          result.values[code.var.index] = std::get<bool>(value) ? 1 : 0;
        },
        [&](const policy::RangeCode& code) {
          result.values[code.var.index] =
              steps(std::get<model::RangeDomain>(unknown.domain), value);
        },
        [&](const policy::ChoiceCode& code) {
          const auto& options = std::get<model::ChoiceDomain>(unknown.domain).options;
          for (std::size_t i = 0; i < code.picks.size(); ++i) {
            result.values[code.picks[i].index] = options[i] == value ? 1 : 0;
          }
        },
        [&](const policy::PresenceCode& code) {
          result.values[code.none.index] = std::holds_alternative<model::None>(value) ? 1 : 0;
        });
  }
  return result;
}

}  // namespace

std::vector<model::World> sample_worlds(const model::Model& model) {
  return {least_values(model), placed(model, false), placed(model, true)};
}

std::optional<engine::Assignment> first_solution(const model::Model& model,
                                                 const std::vector<model::World>& samples,
                                                 const policy::Obligation& obligation,
                                                 const std::vector<logic::Term>& assertions) {
  for (const model::World& world : samples) {
    engine::Assignment values = assignment_of(model, obligation.encoded, world);
    const auto truths = logic::evaluate(obligation.terms, values.values, assertions);
    const auto is_true = [](const Integer& truth) { return truth == 1; };
    if (std::all_of(truths.begin(), truths.end(), is_true)) return values;
  }
  return std::nullopt;
}

}  // namespace ringfence::check
