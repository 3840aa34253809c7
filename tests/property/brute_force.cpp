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
    bool some_applicable = false, some_stuck = false, some_true = false, some_false = false;
    bool some_reached = false, some_inapplicable = false;
    for (std::size_t i = 0; i < census_.worlds.size(); ++i) {
      if (census_.legal[i] == Opinion::False) continue;
      const Opinion applies = statement_.applies[i];
      // Not known to count: whatever is found there decides nothing.
      if (census_.legal[i] == Opinion::Stuck || applies == Opinion::Stuck) {
        some_stuck = true;
        continue;
      }
      if (applies == Opinion::False) {
        some_inapplicable = true;
        continue;
      }
      some_applicable = true;
      some_true |= statement_.formula[i] == Opinion::True;
      some_false |= statement_.formula[i] == Opinion::False;
      some_stuck |= statement_.formula[i] == Opinion::Stuck;
      some_stuck |= statement_.reached[i] == Opinion::Stuck;
      some_reached |= statement_.reached[i] == Opinion::True;
    }
    const bool is_assert = statement_.statement->kind == syntax::StatementKind::Assert;
    if (some_stuck) {
      std::set<std::string> allowed = {"undecided"};
      if (is_assert && some_false) allowed.insert("violated");
      if (!is_assert && some_true) allowed.insert("holds");
      return allowed;
    }
    if (!some_applicable) return {some_inapplicable ? "not applicable" : "contradiction"};
    const bool holds = is_assert ? !some_false : some_true;
    if (!holds) return {"violated"};
    return {some_reached ? "holds" : "vacuous"};
  }

 private:
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
  census.is_contradiction = true;
  for (const model::World& world : census.worlds) {
    const semantics::Legality legality = semantics::is_world(deployment.model, world, snapshot);
    census.legal.push_back(legality.stuck   ? Opinion::Stuck
                           : legality.legal ? Opinion::True
                                            : Opinion::False);
    if (census.legal.back() != Opinion::False) census.is_contradiction = false;
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
