#include "policy/encoding.h"

#include "base/match.h"

namespace ringfence::policy {
namespace {

std::string option_name(const model::Model& model, const model::Scalar& option) {
  return match(
      option, [](const model::None&) { return std::string("none"); },
      [](const bool& truth) { return std::string(truth ? "true" : "false"); },
      [](const Quantity& quantity) { return to_string(quantity); },
      [&](const Symbol& symbol) { return model.symbols.text(symbol); },
      [&](const model::EntityId& entity) {
        return std::string(model::name_of(model.entity(entity).kind)) + " " +
               model.entity(entity).name;
      });
}

/// How many steps fit between low and high.
Integer steps_of(const model::RangeDomain& range) {
  const auto width = checked_subtract(range.high, range.low);
  const auto steps = width ? checked_divide(*width, range.step) : std::nullopt;
  if (!steps) throw TooLarge{};
  return steps->numerator() / steps->denominator();
}

}  // namespace

const Scalar& Encoding::value(model::UnknownId id) {
  if (const auto known = values_.find(id); known != values_.end()) return known->second;
  const model::Unknown& unknown = model_.unknown(id);
  Scalar value;
  Entry entry{{id, BoolCode{}}, terms_.truth(true)};
  match(
      unknown.domain,
      [&](const model::BoolDomain&) {
        const logic::Term var = terms_.bool_var(unknown.name);
        owners_.emplace(var, id);
        entry.code.code = BoolCode{var};
        value.alternatives = {{var, terms_.truth(true)}};
      },
      [&](const model::RangeDomain& range) {
        const logic::Term var = terms_.int_var(unknown.name, 0, steps_of(range));
        owners_.emplace(var, id);
        entry.code.code = RangeCode{var};
        value.alternatives = {{Number{{{range.step, var}}, range.low}, terms_.truth(true)}};
      },
      [&](const model::ChoiceDomain& choice) {
        ChoiceCode code;
        for (const model::Scalar& option : choice.options) {
          const logic::Term pick =
              terms_.bool_var(unknown.name + "=" + option_name(model_, option));
          owners_.emplace(pick, id);
          code.picks.push_back(pick);
          value.alternatives.emplace_back(leaf_of(terms_, option), pick);
        }
        entry.domain = terms_.exactly_one(code.picks);
        entry.code.code = std::move(code);
      });
  entries_.emplace(id, std::move(entry));
  return values_.emplace(id, std::move(value)).first->second;
}

}  // namespace ringfence::policy
