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

void Encoding::own(logic::Term var, model::UnknownId unknown) {
  if (owners_.size() <= var.index) owners_.resize(std::size_t{var.index} + 1);
  owners_[var.index] = unknown;
}

logic::Term Encoding::pick(model::UnknownId id, const model::Scalar& option) {
  const logic::Term var =
      terms_.bool_var(model_.unknown(id).name + "=" + option_name(model_, option));
  own(var, id);
  return var;
}

logic::Term Encoding::is_none(model::UnknownId id) {
  const auto* choice = std::get_if<model::ChoiceDomain>(&model_.unknown(id).domain);
  if (choice == nullptr) return terms_.truth(false);
  const model::Scalar& least = choice->options[0];
  if (!std::holds_alternative<model::None>(least)) return terms_.truth(false);
  if (choice->options.size() == 1) return value(id).alternatives.front().second;
  const auto [entry, is_new] = entries_.try_emplace(id);
  if (is_new) {
    const logic::Term none = pick(id, least);
    entry->second = {{id, PresenceCode{none}}, terms_.truth(true)};
    return none;
  }
  if (const auto* known = std::get_if<PresenceCode>(&entry->second.code.code)) return known->none;
  return std::get<ChoiceCode>(entry->second.code.code).picks.front();
}

const Scalar& Encoding::value(model::UnknownId id) {
  if (const auto known = values_.find(id); known != values_.end()) return known->second;
  const model::Unknown& unknown = model_.unknown(id);
  Scalar value;
  Entry entry{{id, BoolCode{}}, terms_.truth(true)};
  match(
      unknown.domain,
      [&](const model::BoolDomain&) {
        const logic::Term var = terms_.bool_var(unknown.name);
        own(var, id);
        entry.code.code = BoolCode{var};
        value.alternatives = {{var, terms_.truth(true)}};
      },
      [&](const model::RangeDomain& range) {
        const logic::Term var = terms_.int_var(unknown.name, 0, steps_of(range));
        own(var, id);
        entry.code.code = RangeCode{var};
        value.alternatives = {{Number{{{range.step, var}}, range.low}, terms_.truth(true)}};
      },
      [&](const model::ChoiceDomain& choice) {
        options_ += choice.options.size();
        if (options_ > most_options_) throw TooManyPlaces{};
        ChoiceCode code;
        for (const model::Scalar& option : choice.options) {
          code.picks.push_back(pick(id, option));
          value.alternatives.emplace_back(leaf_of(terms_, option), code.picks.back());
        }
        entry.domain = terms_.exactly_one(code.picks);
        entry.code.code = std::move(code);
      });
  entries_.insert_or_assign(id, std::move(entry));
  return values_.emplace(id, std::move(value)).first->second;
}

}  // namespace ringfence::policy
