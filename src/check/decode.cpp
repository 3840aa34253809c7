#include "check/decode.h"

#include <algorithm>
#include <unordered_set>

#include "base/match.h"
#include "base/require.h"

namespace ringfence::check {

using policy::BoolCode;
using policy::ChoiceCode;
using policy::PresenceCode;
using policy::RangeCode;

logic::Term Digit::at_most(logic::Terms& terms, Integer number) const {
  return match(
      encoded_->code,  //
      [&](const BoolCode& code) {
        return number == 0 ? terms.negation(code.var) : terms.truth(true);
      },
      [&](const RangeCode& code) {
        return terms.at_most({{{1, code.var}}, 0}, {{}, number});
      },
      [&](const ChoiceCode& code) {
        const auto count = static_cast<std::ptrdiff_t>(number) + 1;
        return terms.disjunction({code.picks.begin(), code.picks.begin() + count});
      },
      [&](const PresenceCode& code) { return number == 0 ? code.none : terms.truth(true); });
}

logic::Term Digit::well_formed(logic::Terms& terms) const {
  const auto* choice = std::get_if<ChoiceCode>(&encoded_->code);
  return choice ? terms.exactly_one(choice->picks) : terms.truth(true);
}

Integer Digit::number(const engine::Assignment& assignment) const {
  // What no assertion mentions is free, so it has its least value.
  const auto value = [&](logic::Term var) {
    const auto found = assignment.values.find(var.index);
    return found == assignment.values.end() ? Integer{0} : found->second;
  };
  return match(
      encoded_->code,  //
      [&](const BoolCode& code) { return value(code.var); },
      [&](const RangeCode& code) { return value(code.var); },
      [&](const ChoiceCode& code) {
        const auto is_true = [&](logic::Term pick) { return value(pick) != 0; };
        const auto count = std::count_if(code.picks.begin(), code.picks.end(), is_true);
        const auto is_known = [&](logic::Term pick) {
          return assignment.values.contains(pick.index);
        };
        if (std::none_of(code.picks.begin(), code.picks.end(), is_known)) return Integer{0};
        require(count == 1, "an unknown has exactly one value");
        const auto found = std::find_if(code.picks.begin(), code.picks.end(), is_true);
        return static_cast<Integer>(found - code.picks.begin());
      },
      [&](const PresenceCode& code) {
        const auto found = assignment.values.find(code.none.index);
        const bool is_present = found != assignment.values.end() && found->second == 0;
        return Integer{is_present ? 1 : 0};
      });
}

model::Scalar Digit::value(const model::Model& model, Integer number) const {
  return match(
      model.unknown(unknown()).domain,  //
      [&](const model::BoolDomain&) -> model::Scalar { return number != 0; },
      [&](const model::RangeDomain& range) -> model::Scalar {
        const auto above = checked_multiply(range.step, Rational(number));
        const auto value = above ? checked_add(range.low, *above) : std::nullopt;
        require(value && *value <= range.high, "a number lies in its range");
        return Quantity{*value, range.dimension};
      },
      [&](const model::ChoiceDomain& choice) -> model::Scalar {
        return choice.options[static_cast<std::size_t>(number)];
      });
}

std::vector<Digit> digits(const policy::Obligation& obligation) {
  std::vector<Digit> all;
  for (const policy::Encoded& encoded : obligation.encoded) all.emplace_back(encoded);
  std::sort(all.begin(), all.end(),
            [](const Digit& a, const Digit& b) { return a.unknown() < b.unknown(); });
  return all;
}

std::set<model::UnknownId> unknowns_in(const policy::Obligation& obligation, logic::Term term) {
  std::unordered_set<std::uint32_t> seen = {term.index};
  std::vector<logic::Term> left = {term};
  while (!left.empty()) {
    const logic::Term at = left.back();
    left.pop_back();
    logic::for_each_part(obligation.terms[at], [&](logic::Term part) {
      if (seen.insert(part.index).second) left.push_back(part);
    });
  }
  const auto is_seen = [&](logic::Term var) { return seen.contains(var.index); };
  std::set<model::UnknownId> found;
  for (const policy::Encoded& encoded : obligation.encoded) {
    const bool occurs = match(
        encoded.code,  //
        [&](const BoolCode& code) { return is_seen(code.var); },
        [&](const RangeCode& code) { return is_seen(code.var); },
        [&](const ChoiceCode& code) {
          return std::any_of(code.picks.begin(), code.picks.end(), is_seen);
        },
        [&](const PresenceCode& code) { return is_seen(code.none); });
    if (occurs) found.insert(encoded.unknown);
  }
  return found;
}

model::World least_values(const model::Model& model) {
  model::World world;
  for (const model::Unknown& unknown : model.unknowns) {
    world.values.push_back(match(
        unknown.domain,  //
        [](const model::BoolDomain&) -> model::Scalar { return false; },
        [](const model::RangeDomain& range) -> model::Scalar {
          return Quantity{range.low, range.dimension};
        },
        [](const model::ChoiceDomain& choice) -> model::Scalar { return choice.options[0]; }));
  }
  return world;
}

}  // namespace ringfence::check
