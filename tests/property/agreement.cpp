#include "property/agreement.h"

#include <algorithm>

#include "base/match.h"
#include "base/require.h"
#include "check/run.h"
#include "logic/evaluate.h"
#include "pb/solver.h"
#include "policy/obligation.h"

namespace ringfence::property {
namespace {

using policy::Obligation;
using Difference = std::optional<std::string>;

std::string show(const model::Model& model, const model::Scalar& value) {
  return match(
      value,  //
      [](const model::None&) { return std::string("none"); },
      [](bool truth) { return std::string(truth ? "true" : "false"); },
      [](const Quantity& number) { return to_string(number); },
      [&](Symbol symbol) { return model.symbols.text(symbol); },
      [&](model::EntityId entity) { return model.entity(entity).name; });
}

std::string show(const model::Model& model, const model::World& world) {
  std::string text;
  for (std::size_t i = 0; i < world.values.size(); ++i) {
    text += "  " + model.unknowns[i].name + " = " + show(model, world.values[i]) + "\n";
  }
  return text;
}

/// The world as values of the obligation's variables.
std::unordered_map<std::uint32_t, Integer> encode(const model::Model& model,
                                                  const Obligation& obligation,
                                                  const model::World& world) {
  std::unordered_map<std::uint32_t, Integer> values;
  for (const policy::Encoded& encoded : obligation.encoded) {
    const model::Scalar& value = world.values[encoded.unknown.index];
    const model::Domain& domain = model.unknown(encoded.unknown).domain;
    match(
        encoded.code,  //
        [&](const policy::BoolCode& code) { values[code.var.index] = std::get<bool>(value); },
        [&](const policy::RangeCode& code) {
          const auto& range = std::get<model::RangeDomain>(domain);
          const auto above = checked_subtract(std::get<Quantity>(value).value, range.low);
          values[code.var.index] = checked_divide(*above, range.step)->numerator();
        },
        [&](const policy::ChoiceCode& code) {
          const auto& options = std::get<model::ChoiceDomain>(domain).options;
          for (std::size_t i = 0; i < options.size(); ++i) {
            values[code.picks[i].index] = options[i] == value;
          }
        },
        [&](const policy::PresenceCode& code) {
          values[code.none.index] = std::holds_alternative<model::None>(value);
        });
  }
  return values;
}

class Comparison {
 public:
  Comparison(const Deployment& deployment, const Census& census, Tally& tally)
      : model_(deployment.model), census_(census), tally_(tally) {}

  /// In each choice the constraints are all true exactly if the judge calls it legal. Where an
  /// assumption may be stuck they are true.
  Difference constraints(const Obligation& whole) {
    if (whole.blocked) return ++tally_.blocked, std::nullopt;
    std::vector<logic::Term> roots = constraint_terms(whole);
    roots.push_back(whole.stuck);
    for (std::size_t i = 0; i < census_.worlds.size(); ++i) {
      auto values = logic::evaluate(whole.terms, encode(model_, whole, census_.worlds[i]), roots);
      const bool doubted = values.back() == 1;
      values.pop_back();
      const bool all = std::ranges::all_of(values, [](Integer value) { return value == 1; });
      ++tally_.ground_values;
      if (doubted && (all || census_.legal[i] == Opinion::False)) continue;
      if (census_.legal[i] == Opinion::Stuck && !doubted) {
        ++tally_.lenient;
        continue;
      }
      if (all == (census_.legal[i] == Opinion::True)) continue;
      return "the constraints call this world " + std::string(all ? "legal" : "illegal") +
             ", the judge does not:\n" + show(model_, census_.worlds[i]);
    }
    return std::nullopt;
  }

  /// In each legal world, unless the lowering makes no claim, every term has the judge's value.
  Difference statement(const Obligation& obligation, const StatementCensus& judged) {
    if (obligation.blocked) return ++tally_.blocked, std::nullopt;
    std::vector<logic::Term> roots = {obligation.applies, obligation.formula, obligation.reached,
                                      obligation.stuck};
    const std::vector<logic::Term> given = constraint_terms(obligation);
    roots.insert(roots.end(), given.begin(), given.end());
    for (std::size_t i = 0; i < census_.worlds.size(); ++i) {
      if (census_.legal[i] != Opinion::True) continue;
      const auto values =
          logic::evaluate(obligation.terms, encode(model_, obligation, census_.worlds[i]), roots);
      const auto differs = [&](const std::string& what, Integer value) -> Difference {
        return obligation.id + ": the lowering says that " + what + " is " + to_string(value) +
               ", the judge differs, in\n" + show(model_, census_.worlds[i]);
      };
      for (std::size_t k = 4; k < values.size(); ++k) {
        if (values[k] != 1) return differs("constraint " + obligation.constraints[k - 4].name, 0);
      }
      ++tally_.ground_values;
      if (values[3] == 1) continue;
      const Opinion applies = judged.applies[i];
      if (applies == Opinion::Stuck) {
        ++tally_.lenient;
        continue;
      }
      if ((values[0] == 1) != (applies == Opinion::True)) {
        return differs("`applies when`", values[0]);
      }
      if (applies == Opinion::False) continue;
      const Opinion formula = judged.formula[i];
      if (formula == Opinion::Stuck) {
        ++tally_.lenient;
        continue;
      }
      if ((values[1] == 1) != (formula == Opinion::True)) {
        return differs("the formula", values[1]);
      }
      const Opinion reached = judged.reached[i];
      if (reached == Opinion::Stuck) return differs("being reached being stuck", 0);
      if ((values[2] == 1) != (reached == Opinion::True)) {
        return differs("being reached", values[2]);
      }
    }
    return std::nullopt;
  }

 private:
  static std::vector<logic::Term> constraint_terms(const Obligation& obligation) {
    std::vector<logic::Term> terms;
    for (const policy::Labelled& one : obligation.constraints) terms.push_back(one.term);
    return terms;
  }

  const model::Model& model_;
  const Census& census_;
  Tally& tally_;
};

std::string name_of(const check::Outcome& outcome) {
  return match(
      outcome,  //
      [](const check::Holds&) { return "holds"; },
      [](const check::Violated&) { return "violated"; },
      [](const check::Vacuous&) { return "vacuous"; },
      [](const check::Undecided&) { return "undecided"; },
      [](const check::NotApplicable&) { return "not applicable"; });
}

/// What a statement that facts settle rests on: all the facts refute the question, and none of them
/// can be spared.
Difference grounds_differ(const Deployment& deployment, const syntax::Statement& statement,
                          Tally& tally) {
  const auto grounds = policy::grounds(deployment.model, statement, 1'000);
  if (!grounds) return "its facts are too many";
  const auto is_possible = [&](const std::vector<policy::Labelled>& facts) {
    const auto formula =
        check::formula_of(grounds->terms, facts, grounds->question, deployment.sources);
    require(formula.has_value(), "the numbers of a generated spec fit the engine");
    return pb::solve(formula->formula, {}).kind == pb::Solution::Kind::Satisfiable;
  };
  if (is_possible(grounds->facts)) return "the facts do not settle it";
  for (std::size_t i = 0; i < grounds->facts.size(); ++i) {
    std::vector<policy::Labelled> fewer = grounds->facts;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (!is_possible(fewer)) return "it does not rest on `" + grounds->facts[i].name + "`";
  }
  tally.facts += grounds->facts.size();
  return std::nullopt;
}

/// Whether the formula is true by itself, and not only where the policy applies.
bool is_settled(const Deployment& deployment, const syntax::Statement& statement, bool snapshot) {
  for (const syntax::Policy* policy : deployment.model.policies) {
    for (std::size_t i = 0; i < policy->statements.size(); ++i) {
      if (&policy->statements[i] != &statement) continue;
      const auto lowered = policy::lower(deployment.model, *policy, {snapshot});
      require(bool(lowered), "what was checked can be lowered");
      const Obligation& obligation = lowered.value().at(i);
      return obligation.terms.is_true(obligation.formula);
    }
  }
  return false;
}

Difference verdicts_of(const Deployment& deployment, const Census& census, bool snapshot,
                       const std::string& engine, Tally& tally, std::string& verdicts) {
  check::Options options;
  options.engine = engine;
  options.snapshot = snapshot;
  const auto run = check::run(deployment.model, options, deployment.sources);
  if (!run) return "check fails: " + run.errors()[0].message;
  const check::Report& report = run.value();
  const std::string by = " (engine " + engine + ")";
  const bool is_allowed =
      report.contradiction ? census.may_be_contradiction : census.may_have_worlds;
  if (!is_allowed) {
    return std::string("check finds ") + (report.contradiction ? "a" : "no") +
           " contradiction, enumeration differs" + by;
  }
  if (report.contradiction) return std::nullopt;
  if (report.verdicts.size() != census.statements.size()) return "a verdict is missing" + by;
  for (std::size_t i = 0; i < report.verdicts.size(); ++i) {
    const std::string verdict = name_of(report.verdicts[i].outcome);
    ++tally.verdicts[verdict];
    const auto* holds = std::get_if<check::Holds>(&report.verdicts[i].outcome);
    if (holds != nullptr && !holds->witness) {
      ++(holds->certificate ? tally.certified : tally.uncertified);
      if (holds->evaluated && is_settled(deployment, *report.verdicts[i].statement, snapshot)) {
        if (auto found = grounds_differ(deployment, *report.verdicts[i].statement, tally))
          return report.verdicts[i].id + ": " + *found;
      }
    }
    verdicts += verdict + "; ";
    const std::set<std::string>& judged = census.statements[i].verdicts;
    if (judged == std::set<std::string>{verdict}) continue;
    if (verdict == "undecided") {
      tally.cautious += judged.size() == 1;
      continue;
    }
    std::string wanted;
    for (const std::string& one : judged) wanted += (wanted.empty() ? "" : " or ") + one;
    return report.verdicts[i].id + " is " + verdict + ", enumeration says " + wanted + by;
  }
  return std::nullopt;
}

}  // namespace

Difference lowering_differs(const Deployment& deployment, const Census& census, bool snapshot,
                            Tally& tally) {
  const policy::LoweringOptions options{snapshot};
  Comparison comparison(deployment, census, tally);
  const auto whole = policy::lower_constraints(deployment.model, options);
  if (!whole) return "lowering the constraints fails: " + whole.errors()[0].message;
  if (auto found = comparison.constraints(whole.value())) return found;
  std::size_t next = 0;
  for (const syntax::Policy* policy : deployment.model.policies) {
    const auto lowered = policy::lower(deployment.model, *policy, options);
    if (!lowered) return "lowering a policy fails: " + lowered.errors()[0].message;
    for (const Obligation& obligation : lowered.value()) {
      if (auto found = comparison.statement(obligation, census.statements[next++])) return found;
    }
  }
  return std::nullopt;
}

Difference verdict_differs(const Deployment& deployment, const Census& census, bool snapshot,
                           const std::vector<std::string>& engines, Tally& tally) {
  std::optional<std::string> first;
  for (const std::string& engine : engines) {
    std::string verdicts;
    if (auto found = verdicts_of(deployment, census, snapshot, engine, tally, verdicts)) {
      return found;
    }
    if (!first) first = verdicts;
    if (*first != verdicts) {
      return engines[0] + " says " + *first + " but " + engine + " says " + verdicts;
    }
  }
  return std::nullopt;
}

}  // namespace ringfence::property
