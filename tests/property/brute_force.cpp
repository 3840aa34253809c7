#include "property/brute_force.h"

#include "base/match.h"
#include "base/require.h"
#include "semantics/evaluate.h"

namespace ringfence::property {
namespace {

using model::Scalar;

/// The values of a domain; nullopt if there are more than `most`.
std::optional<std::vector<Scalar>> values(const model::Domain& domain, std::size_t most) {
  return match(
      domain,  //
      [](const model::BoolDomain&) -> std::optional<std::vector<Scalar>> {
        return std::vector<Scalar>{false, true};
      },
      [&](const model::RangeDomain& range) -> std::optional<std::vector<Scalar>> {
        std::vector<Scalar> found;
        for (Rational at = range.low; at <= range.high; at = *checked_add(at, range.step)) {
          if (found.size() == most) return std::nullopt;
          found.emplace_back(Quantity{at, range.dimension});
        }
        return found;
      },
      [&](const model::ChoiceDomain& choice) -> std::optional<std::vector<Scalar>> {
        if (choice.options.size() > most) return std::nullopt;
        return std::vector<Scalar>(choice.options.begin(), choice.options.end());
      });
}

Opinion opinion(const Deployment& deployment, const model::World& world,
                const syntax::Expr& formula) {
  const semantics::Evaluated result = semantics::evaluate(deployment.model, world, formula);
  const auto* value = std::get_if<model::Value>(&result);
  if (value == nullptr) return Opinion::Stuck;
  return *value == model::Value(Scalar(true)) ? Opinion::True : Opinion::False;
}

/// Section 7, read off the opinions.
class Verdicts {
 public:
  Verdicts(const Census& census, const StatementCensus& statement)
      : census_(census), statement_(statement) {}

  std::set<std::string> run() {
    std::set<unsigned> reachable = {0};
    for (std::size_t i = 0; i < census_.worlds.size(); ++i) {
      const std::set<unsigned> options = contributions(i);
      std::set<unsigned> next;
      for (const unsigned seen : reachable) {
        for (const unsigned more : options) next.insert(seen | more);
      }
      reachable = std::move(next);
    }
    std::set<std::string> verdicts;
    for (const unsigned seen : reachable) verdicts.insert(verdict(seen));
    return verdicts;
  }

 private:
  // What some world shows.
  static constexpr unsigned kLegal = 1, kApplies = 2, kTrue = 4, kFalse = 8, kReached = 16;

  static std::vector<bool> readings(Opinion opinion) {
    if (opinion == Opinion::Stuck) return {false, true};
    return {opinion == Opinion::True};
  }

  /// What world `i` may show.
  std::set<unsigned> contributions(std::size_t i) const {
    std::set<unsigned> found;
    for (const bool legal : readings(census_.legal[i])) {
      if (!legal) found.insert(0);
      if (!legal) continue;
      for (const bool applies : readings(statement_.applies[i])) {
        if (!applies) found.insert(kLegal);
        if (!applies) continue;
        for (const bool holds : readings(statement_.formula[i])) {
          for (const bool reached : readings(statement_.reached[i])) {
            found.insert(kLegal | kApplies | (holds ? kTrue : kFalse) | (reached ? kReached : 0));
          }
        }
      }
    }
    return found;
  }

  std::string verdict(unsigned seen) const {
    if ((seen & kLegal) == 0) return "contradiction";
    if ((seen & kApplies) == 0) return "not applicable";
    const bool is_assert = statement_.statement->kind == syntax::StatementKind::Assert;
    const bool holds = is_assert ? (seen & kFalse) == 0 : (seen & kTrue) != 0;
    if (!holds) return "violated";
    return (seen & kReached) != 0 ? "holds" : "vacuous";
  }

  const Census& census_;
  const StatementCensus& statement_;
};

}  // namespace

std::optional<std::vector<model::World>> all_choices(const model::Model& model, std::size_t most) {
  std::vector<model::World> worlds = {model::World{}};
  for (const model::Unknown& unknown : model.unknowns) {
    const auto options = values(unknown.domain, most);
    if (!options || worlds.size() * options->size() > most) return std::nullopt;
    std::vector<model::World> longer;
    for (const model::World& world : worlds) {
      for (const Scalar& option : *options) {
        longer.push_back(world);
        longer.back().values.push_back(option);
      }
    }
    worlds = std::move(longer);
  }
  return worlds;
}

std::optional<Census> take_census(const Deployment& deployment, bool snapshot, std::size_t most) {
  auto worlds = all_choices(deployment.model, most);
  if (!worlds) return std::nullopt;
  Census census;
  census.worlds = std::move(*worlds);
  for (const model::World& world : census.worlds) {
    const semantics::Legality legality = semantics::is_world(deployment.model, world, snapshot);
    census.legal.push_back(legality.stuck   ? Opinion::Stuck
                           : legality.legal ? Opinion::True
                                            : Opinion::False);
    if (census.legal.back() != Opinion::False) census.may_have_worlds = true;
    if (census.legal.back() == Opinion::True) census.may_be_contradiction = false;
  }
  const auto& policies = deployment.model.policies;
  for (std::size_t p = 0; p < policies.size(); ++p) {
    for (std::size_t s = 0; s < policies[p]->statements.size(); ++s) {
      StatementCensus one;
      one.policy = policies[p];
      one.statement = &policies[p]->statements[s];
      for (std::size_t i = 0; i < census.worlds.size(); ++i) {
        const bool counts = census.legal[i] != Opinion::False;
        const auto ask = [&](const syntax::Expr& formula) {
          return counts ? opinion(deployment, census.worlds[i], formula) : Opinion::False;
        };
        one.applies.push_back(one.policy->applies_when ? ask(*one.policy->applies_when)
                                                       : Opinion::True);
        one.formula.push_back(ask(one.statement->formula));
        one.reached.push_back(ask(deployment.reached[p][s]));
      }
      one.verdicts = Verdicts(census, one).run();
      census.statements.push_back(std::move(one));
    }
  }
  return census;
}

}  // namespace ringfence::property
