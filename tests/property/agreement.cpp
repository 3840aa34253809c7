#include "property/agreement.h"

#include <map>

#include "base/match.h"
#include "check/run.h"
#include "engine/engine.h"
#include "logic/evaluate.h"
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
        });
  }
  return values;
}

/// Whether some legal world has these opinions; nullopt if a stuck world leaves it open.
struct Wanted {
  std::string name;
  std::vector<logic::Term> terms;
  bool exists = false;
  bool is_open = false;
};

class Comparison {
 public:
  Comparison(const Deployment& deployment, const Census& census, Tally& tally)
      : model_(deployment.model), census_(census), tally_(tally) {}

  Difference constraints(const Obligation& whole) {
    if (whole.blocked) return ++tally_.blocked, std::nullopt;
    const std::vector<logic::Term> roots = constraint_terms(whole);
    Wanted legal{"any world", roots, false, false};
    for (std::size_t i = 0; i < census_.worlds.size(); ++i) {
      legal.exists |= census_.legal[i] == Opinion::True;
      legal.is_open |= census_.legal[i] == Opinion::Stuck;
      if (census_.legal[i] == Opinion::Stuck) continue;
      const auto values =
          logic::evaluate(whole.terms, encode(model_, whole, census_.worlds[i]), roots);
      bool all = true;
      for (const Integer value : values) all &= value == 1;
      ++tally_.ground_values;
      if (all == (census_.legal[i] == Opinion::True)) continue;
      return "the constraints call this world " + std::string(all ? "legal" : "illegal") +
             ", the judge does not:\n" + show(model_, census_.worlds[i]);
    }
    return ask(whole, {legal});
  }

  Difference statement(Obligation& obligation, const StatementCensus& judged) {
    if (obligation.blocked) return ++tally_.blocked, std::nullopt;
    if (Difference found = pointwise(obligation, judged)) return found;
    // Slicing may leave out constraints that contradict each other: then nothing else is asked.
    if (census_.is_contradiction) return std::nullopt;
    const std::vector<logic::Term> given = constraint_terms(obligation);
    const auto with = [&](std::vector<logic::Term> more) {
      more.insert(more.end(), given.begin(), given.end());
      return more;
    };
    logic::Terms& terms = obligation.terms;
    const logic::Term never = terms.negation(obligation.formula);
    const logic::Term outside = terms.negation(obligation.applies);
    std::vector<Wanted> all = {
        {"applies", with({obligation.applies}), false, false},
        {"does not apply", with({outside}), false, false},
        {"formula false", with({obligation.applies, never}), false, false},
        {"formula true", with({obligation.applies, obligation.formula}), false, false},
        {"reached", with({obligation.applies, obligation.reached}), false, false}};
    for (std::size_t i = 0; i < census_.worlds.size(); ++i) {
      if (census_.legal[i] == Opinion::False) continue;
      const Opinion applies = judged.applies[i];
      const bool stuck = census_.legal[i] == Opinion::Stuck || applies == Opinion::Stuck;
      const auto look = [&](Wanted& wanted, bool inside, Opinion have, Opinion want) {
        if (!inside) return;
        wanted.is_open |= stuck || have == Opinion::Stuck;
        wanted.exists |= !stuck && have == want;
      };
      const bool inside = applies != Opinion::False;
      look(all[0], true, applies, Opinion::True);
      look(all[1], true, applies, Opinion::False);
      look(all[2], inside, judged.formula[i], Opinion::False);
      look(all[3], inside, judged.formula[i], Opinion::True);
      look(all[4], inside, judged.reached[i], Opinion::True);
    }
    return ask(obligation, all);
  }

 private:
  static std::vector<logic::Term> constraint_terms(const Obligation& obligation) {
    std::vector<logic::Term> terms;
    for (const policy::Labelled& one : obligation.constraints) terms.push_back(one.term);
    return terms;
  }

  Difference pointwise(const Obligation& obligation, const StatementCensus& judged) {
    std::vector<logic::Term> roots = {obligation.applies, obligation.formula, obligation.reached};
    const std::vector<logic::Term> given = constraint_terms(obligation);
    roots.insert(roots.end(), given.begin(), given.end());
    for (std::size_t i = 0; i < census_.worlds.size(); ++i) {
      if (census_.legal[i] != Opinion::True) continue;
      const auto values =
          logic::evaluate(obligation.terms, encode(model_, obligation, census_.worlds[i]), roots);
      const auto compare = [&](const std::string& what, Integer value, Opinion want) -> Difference {
        ++tally_.ground_values;
        if (want == Opinion::Stuck || (value == 1) == (want == Opinion::True)) return std::nullopt;
        return obligation.id + ": the lowering says that " + what + " is " + to_string(value) +
               ", the judge differs, in\n" + show(model_, census_.worlds[i]);
      };
      if (auto found = compare("`applies when`", values[0], judged.applies[i])) return found;
      if (judged.applies[i] != Opinion::True) continue;
      if (auto found = compare("the formula", values[1], judged.formula[i])) return found;
      if (auto found = compare("being reached", values[2], judged.reached[i])) return found;
      for (std::size_t k = 3; k < values.size(); ++k) {
        const std::string name = "constraint " + obligation.constraints[k - 3].name;
        if (auto found = compare(name, values[k], Opinion::True)) return found;
      }
    }
    return std::nullopt;
  }

  Difference ask(const Obligation& obligation, const std::vector<Wanted>& questions) {
    for (const auto& make : {engine::make_z3, engine::make_cvc5}) {
      const auto solver = make();
      const auto session = solver->open(obligation.terms);
      for (const Wanted& wanted : questions) {
        if (wanted.is_open && !wanted.exists) continue;
        const engine::Answer answer = session->check(wanted.terms, engine::Limits{});
        if (std::holds_alternative<engine::GaveUp>(answer)) {
          ++tally_.given_up;
          continue;
        }
        ++tally_.solver_answers;
        if (std::holds_alternative<engine::Sat>(answer) == wanted.exists) continue;
        return obligation.id + ": " + solver->name() + " says that there is " +
               (wanted.exists ? "no world" : "a world") + " with: " + wanted.name;
      }
    }
    return std::nullopt;
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
    auto lowered = policy::lower(deployment.model, *policy, options);
    if (!lowered) return "lowering a policy fails: " + lowered.errors()[0].message;
    for (Obligation& obligation : lowered.value()) {
      if (auto found = comparison.statement(obligation, census.statements[next++])) return found;
    }
  }
  return std::nullopt;
}

Difference verdict_differs(const Deployment& deployment, const Census& census, bool snapshot) {
  check::Options options;
  options.snapshot = snapshot;
  const auto run = check::run(deployment.model, options, deployment.sources);
  if (!run) return "check fails: " + run.errors()[0].message;
  const check::Report& report = run.value();
  if (report.contradiction.has_value() != census.is_contradiction) {
    return std::string("check finds ") + (report.contradiction ? "a" : "no") +
           " contradiction, enumeration differs";
  }
  if (census.is_contradiction) return std::nullopt;
  if (report.verdicts.size() != census.statements.size()) return "a verdict is missing";
  for (std::size_t i = 0; i < report.verdicts.size(); ++i) {
    const std::string verdict = name_of(report.verdicts[i].outcome);
    const std::set<std::string>& allowed = census.statements[i].verdicts;
    if (allowed.contains(verdict)) continue;
    std::string wanted;
    for (const std::string& one : allowed) wanted += (wanted.empty() ? "" : " or ") + one;
    return report.verdicts[i].id + " is " + verdict + ", enumeration says " + wanted;
  }
  return std::nullopt;
}

}  // namespace ringfence::property
