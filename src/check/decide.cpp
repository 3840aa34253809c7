#include "check/decide.h"

#include <algorithm>

#include "base/match.h"
#include "check/gaps.h"
#include "check/replay.h"
#include "check/samples.h"

// The rules of docs/semantics.md, section 7. Engines only say whether terms are satisfiable; each
// world they find is judged before it counts.

namespace ringfence::check {
namespace {

using logic::Term;

bool is_possible(const policy::Obligation& obligation) {
  return obligation.statement->kind == syntax::StatementKind::Possible;
}

/// What the statement and the assumptions of the core read.
std::vector<Span> facts_behind(const policy::Obligation& obligation, const Core& core) {
  std::vector<Span> facts = obligation.read_facts;
  for (const std::size_t position : core.positions) {
    const auto read = obligation.assumption_facts.find(obligation.constraints[position].name);
    if (read == obligation.assumption_facts.end()) continue;
    facts.insert(facts.end(), read->second.begin(), read->second.end());
  }
  std::sort(facts.begin(), facts.end());
  facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
  return facts;
}

class Decision {
 public:
  Decision(const Court& court, policy::Obligation& obligation)
      : court_(court), obligation_(obligation), terms_(obligation.terms) {}

  Outcome run() {
    if (obligation_.blocked) {
      return Undecided{obligation_.blocked->reason, obligation_.blocked->at, {}};
    }
    if (auto early = applicability()) return std::move(*early);
    // First a world that answers the question for certain; only if there is none do the worlds
    // count in which evaluation may get stuck.
    const Term sure =
        terms_.conjunction({question_of(obligation_), terms_.negation(obligation_.stuck)});
    Asker::Reply reply = ask(sure);
    engine_ = reply.engine;
    return match(
        reply.answer,  //
        [&](const engine::Unsat&) { return unless_stuck(); },
        [&](const engine::Sat& sat) { return shown(sure, sat.assignment); },
        [](const engine::GaveUp& gave_up) -> Outcome {
          return Undecided{gave_up.reason, {}, {}};
        });
  }

  const std::string& engine() const { return engine_; }

 private:
  /// Of the sliced constraints and `extra`. The constraints alone have a world (or it is not known
  /// whether they do, and then nothing is decided), so that with `true` nothing needs asking.
  Asker::Reply ask(Term extra) const {
    if (terms_.is_true(extra)) return {engine::Sat{}, "evaluation"};
    if (terms_.is_false(extra)) return {engine::Unsat{}, "evaluation"};
    std::vector<Term> assertions = terms_of(obligation_.constraints);
    assertions.push_back(extra);
    if (auto found =
            first_solution(court_.model, court_.worlds.samples(), obligation_, assertions)) {
      return {engine::Sat{std::move(*found)}, "evaluation"};
    }
    return court_.asker.ask(terms_, std::move(assertions));
  }

  std::optional<Outcome> applicability() {
    const Asker::Reply reply = ask(terms_.disjunction({obligation_.applies, obligation_.stuck}));
    if (const auto* gave_up = std::get_if<engine::GaveUp>(&reply.answer)) {
      return Undecided{gave_up->reason, {}, {}};
    }
    if (!std::holds_alternative<engine::Unsat>(reply.answer)) return std::nullopt;
    if (const auto* unknown = std::get_if<Worlds::NotKnown>(&court_.worlds.answer())) {
      return Undecided{unknown->reason, unknown->at, {}};
    }
    const auto& clause = obligation_.policy->applies_when;
    return NotApplicable{"its `applies when` clause is false", clause ? clause->at : Span{}};
  }

  /// No world answers the question for certain.
  Outcome unless_stuck() {
    const Asker::Reply reply = ask(obligation_.stuck);
    return match(
        reply.answer,  //
        [&](const engine::Unsat&) {
          return refuted(terms_.disjunction({question_of(obligation_), obligation_.stuck}));
        },
        [&](const engine::Sat&) -> Outcome {
          return Undecided{obligation_.stuck_reason->reason, obligation_.stuck_reason->at, {}};
        },
        [](const engine::GaveUp& gave_up) -> Outcome {
          return Undecided{gave_up.reason, {}, {}};
        });
  }

  /// No world answers the question: an `assert` holds, a `possible` is violated.
  Outcome refuted(Term question) {
    if (const auto* unknown = std::get_if<Worlds::NotKnown>(&court_.worlds.answer())) {
      return Undecided{unknown->reason, unknown->at, {}};
    }
    const Core core =
        minimal_core(terms_, obligation_.constraints, question, court_.asker.limits());
    std::vector<Span> spans;
    std::vector<std::string> texts;
    for (Reason& reason : court_.sentences.of_core(obligation_.constraints, core.positions,
                                                   facts_behind(obligation_, core))) {
      spans.push_back(reason.at);
      texts.push_back(std::move(reason.text));
    }
    if (is_possible(obligation_)) return Violated{{}, spans, texts, false, {}};
    Holds holds;
    holds.evaluated = terms_.is_false(question);
    holds.core = std::move(spans);
    holds.core_text = std::move(texts);
    holds.core_minimal = core.minimal;
    holds.certificate =
        certify(court_.model, obligation_, core.positions, court_.proofs, court_.sources);
    return unless_vacuous(std::move(holds));
  }

  /// A world answers the question: an `assert` is violated, a `possible` holds.
  Outcome shown(Term question, const engine::Assignment& found) {
    const std::optional<Worlds::Base>& base = court_.worlds.base();
    if (!base) {
      const auto* unknown = std::get_if<Worlds::NotKnown>(&court_.worlds.answer());
      return unknown ? Undecided{unknown->reason, unknown->at, {}}
                     : Undecided{"no complete world was found within the budget", {}, {}};
    }
    model::World world = base->world;
    bool minimal = base->minimal;
    if (!terms_.is_true(question)) minimal = choose(question, found, world) && minimal;
    const bool expected = is_possible(obligation_);
    auto judged =
        replay(court_.model, court_.sentences, *obligation_.policy, obligation_.statement->formula,
               expected, std::move(world), court_.snapshot);
    if (const auto* stuck = std::get_if<semantics::Stuck>(&judged)) {
      return Undecided{stuck->reason, stuck->at, {}};
    }
    Scene scene = std::get<Scene>(std::move(judged));
    scene.minimal = minimal;
    // Whatever else the judge looked at, the answer is the same for all its values.
    const std::set<model::UnknownId> telling = unknowns_in(obligation_, question);
    std::erase_if(scene.choices,
                  [&](const Choice& choice) { return !telling.contains(choice.unknown); });
    if (!expected) return Violated{std::move(scene), {}, {}, false, {}};
    Holds holds;
    holds.evaluated = terms_.is_true(question);
    holds.witness = std::move(scene);
    return unless_vacuous(std::move(holds));
  }

  /// Puts the least solution into the world; what the slice leaves out cannot depend on it.
  bool choose(Term question, const engine::Assignment& found, model::World& world) {
    std::vector<Term> assertions = terms_of(obligation_.constraints);
    assertions.push_back(question);
    const std::vector<Digit> unknowns = digits(obligation_);
    const auto least = least_solution(terms_, assertions, unknowns, &found, court_.asker.limits());
    for (std::size_t i = 0; i < unknowns.size(); ++i) {
      world.values[unknowns[i].unknown().index] =
          unknowns[i].value(court_.model, least->numbers[i]);
    }
    return least->minimal;
  }

  Outcome unless_vacuous(Holds holds) {
    const Term reached = terms_.conjunction({obligation_.applies, obligation_.reached});
    if (terms_.is_true(obligation_.reached)) return holds;
    const Term doubt = terms_.disjunction({obligation_.stuck, obligation_.reached_stuck});
    const Asker::Reply sure = ask(terms_.conjunction({reached, terms_.negation(doubt)}));
    if (std::holds_alternative<engine::Sat>(sure.answer)) return holds;
    if (obligation_.reached_in_part) return unless_vacuous_in_full(std::move(holds));
    const Asker::Reply reply =
        std::holds_alternative<engine::Unsat>(sure.answer) ? ask(doubt) : sure;
    const std::string open = "it holds, but whether vacuously is not settled: ";
    return match(
        reply.answer,  //
        [](const engine::Unsat&) -> Outcome {
          return Vacuous{"in no world does anything pass its `where` guards, so it claims nothing"};
        },
        [&](const engine::Sat&) -> Outcome {
          const policy::Blocked& reason = *obligation_.stuck_reason;
          return Undecided{open + reason.reason, reason.at, {}};
        },
        [&](const engine::GaveUp& gave_up) -> Outcome {
          return Undecided{open + gave_up.reason, {}, {}};
        });
  }

  /// The first tuples did not settle it: once more, with all of them.
  Outcome unless_vacuous_in_full(Holds holds) {
    auto all = policy::lower(court_.model, *obligation_.policy,
                             {.snapshot = court_.snapshot, .all_tuples = true});
    if (!all) return Undecided{all.errors().front().message, all.errors().front().at, {}};
    const auto same = std::find_if(
        all.value().begin(), all.value().end(),
        [&](const policy::Obligation& one) { return one.statement == obligation_.statement; });
    return Decision(court_, *same).unless_vacuous(std::move(holds));
  }

  const Court& court_;
  policy::Obligation& obligation_;
  logic::Terms& terms_;
  std::string engine_ = "evaluation";
};

}  // namespace

logic::Term question_of(policy::Obligation& obligation) {
  logic::Terms& terms = obligation.terms;
  const Term goal =
      is_possible(obligation) ? obligation.formula : terms.negation(obligation.formula);
  return terms.conjunction({obligation.applies, goal});
}

Verdict decide(const Court& court, policy::Obligation& obligation) {
  Decision decision(court, obligation);
  Outcome outcome = with_gaps(court.model, obligation, decision.run());
  Verdict verdict;
  verdict.id = obligation.id;
  verdict.policy = obligation.policy;
  verdict.statement = obligation.statement;
  verdict.outcome = std::move(outcome);
  verdict.assumptions = obligation.assumptions;
  verdict.engine = decision.engine();
  return verdict;
}

}  // namespace ringfence::check
