#include "check/decide.h"

#include <gtest/gtest.h>

#include "base/match.h"
#include "base/require.h"
#include "grammar/parse.h"
#include "resolve/resolve.h"

// Statements about one small model, lowered by hand, so that every verdict, every budget and every
// disagreement between lowering and judge can be had.

namespace ringfence::check {
namespace {

using logic::Term;
using policy::Labelled;
using policy::Obligation;

/// Memory of `v` is 1…8, which host it is on is open, and `h2` has room for 4.
constexpr const char* kSpec = R"(
host h1 { cpu: 4; memory: 8 }
host h2 { cpu: 4; memory: 4 }
vm v { on: one of {h1, h2}; cpu: 1; memory: 1..8 }
assume fits "A VM fits its host" { forall x in vms: x.memory <= x.on.memory }
policy p { assert v.memory <= 4 }
policy q { possible v.memory <= 4 }
policy r { assert h1.memory >= 8 }
)";

class Decide : public testing::Test {
 protected:
  Decide() : Decide(kSpec) {}
  explicit Decide(const std::string& text) {
    const SourceId source = sources.add("test.rf", text);
    auto document = grammar::parse_document(sources, source);
    require(static_cast<bool>(document), "the test's text is well-formed");
    auto resolved = resolve::resolve(
        {std::make_shared<const syntax::Document>(std::move(document).value())}, {}, {}, sources);
    require(static_cast<bool>(resolved), "the test's model is sound");
    model = std::move(resolved).value();
    for (std::uint32_t i = 0; i < model.unknowns.size(); ++i) {
      (model.unknowns[i].name == "v.on" ? on : memory) = {i};
    }
  }

  /// The constraints of the model, with the variables of its two unknowns.
  Obligation constraints() const {
    Obligation all;
    all.applies = all.formula = all.reached = all.terms.truth(true);
    all.stuck = all.terms.truth(false);
    const Term h1 = all.terms.bool_var("v.on = h1");
    const Term h2 = all.terms.bool_var("v.on = h2");
    const Term size = all.terms.int_var("v.memory", 0, 7);
    all.encoded = {{on, policy::ChoiceCode{{h1, h2}}}, {memory, policy::RangeCode{size}}};
    all.constraints.push_back(
        {all.terms.exactly_one({h1, h2}), Labelled::Role::Domain, "v.on", {model.unknown(on).at}});
    all.constraints.push_back({all.terms.implication(h2, at_most(all, 4)),
                               Labelled::Role::Assumption,
                               "fits",
                               {model.assumptions[0].at}});
    return all;
  }

  static Term at_most(Obligation& obligation, Integer memory_of_v) {
    const Term size = *obligation.terms.find_var("v.memory");
    return obligation.terms.at_most({{{1, size}}, 1}, {{}, memory_of_v});
  }

  Obligation about(std::size_t policy) const {
    Obligation obligation = constraints();
    obligation.policy = model.policies[policy];
    obligation.statement = &obligation.policy->statements[0];
    obligation.id = obligation.policy->name.text;
    obligation.applies = obligation.reached = obligation.terms.truth(true);
    obligation.stuck = obligation.reached_stuck = obligation.terms.truth(false);
    obligation.formula = at_most(obligation, 4);
    return obligation;
  }

  Outcome decided(Obligation obligation, const Options& options = {}) const {
    const Asker asker(options);
    const Sentences sentences(model);
    auto worlds = Worlds::of(model, false, asker, sentences, [&] { return constraints(); });
    const Court court{model, asker, sentences, sources, worlds.value(), false, {}};
    return decide(court, obligation).outcome;
  }

  Sources sources;
  model::Model model;
  model::UnknownId on, memory;
};

std::string number(const model::Scalar& value) {
  return to_string(std::get<Quantity>(value).value);
}

TEST_F(Decide, ViolatedShowsTheLeastWorld) {
  const Outcome outcome = decided(about(0));
  const auto& scene = std::get<Violated>(outcome).counterexample.value();
  EXPECT_TRUE(scene.minimal);
  // Above 4 it must be on h1; 5 is the least.
  EXPECT_EQ(number(scene.world.values[memory.index]), "5");
  EXPECT_EQ(scene.world.values[on.index],
            model::Scalar(*find_entity(model, model::Kind::Host, "h1")));
  ASSERT_EQ(scene.choices.size(), 1U);  // the formula reads the memory alone
  EXPECT_EQ(scene.choices[0].unknown, memory);
  ASSERT_EQ(scene.facts_text.size(), 1U);
  EXPECT_EQ(scene.facts_text[0], "`v` has memory 5B in this world");
  EXPECT_EQ(sources.text(scene.deciding), "v.memory <= 4");
}

TEST_F(Decide, HoldsNamesTheNeededConstraints) {
  // On h2 the memory is at most 4: the assumption is needed, the domain is not.
  Obligation obligation = about(0);
  obligation.applies = *obligation.terms.find_var("v.on = h2");
  const Outcome outcome = decided(std::move(obligation));
  const auto& holds = std::get<Holds>(outcome);
  EXPECT_FALSE(holds.evaluated);
  EXPECT_TRUE(holds.core_minimal);
  ASSERT_EQ(holds.core_text, std::vector<std::string>{"assumption `fits`"});
  EXPECT_EQ(holds.core, std::vector<Span>{model.assumptions[0].at});
}

TEST_F(Decide, EvaluatedNamesTheFactsThatWereRead) {
  Obligation obligation = about(2);
  obligation.formula = obligation.terms.truth(true);
  const model::Fact& fact = model.entities[0].facts[0];
  obligation.read_facts = {fact.at};
  const Outcome outcome = decided(std::move(obligation));
  const auto& holds = std::get<Holds>(outcome);
  EXPECT_TRUE(holds.evaluated);
  EXPECT_NE(holds.certificate, nullptr);
  EXPECT_EQ(holds.core, std::vector<Span>{fact.at});
  EXPECT_EQ(holds.core_text[0].substr(0, 9), "`h1` has ");
}

TEST_F(Decide, VacuousWhenNothingIsReached) {
  Obligation obligation = about(2);
  obligation.formula = obligation.terms.truth(true);
  obligation.reached = obligation.terms.truth(false);
  EXPECT_TRUE(std::holds_alternative<Vacuous>(decided(obligation)));
  // Also when only the constraints make it so: more than 8 is never reached.
  obligation.reached = obligation.terms.conjunction(
      {*obligation.terms.find_var("v.on = h2"), obligation.terms.negation(at_most(obligation, 4))});
  EXPECT_TRUE(std::holds_alternative<Vacuous>(decided(obligation)));
  obligation.reached = *obligation.terms.find_var("v.on = h2");
  EXPECT_TRUE(std::holds_alternative<Holds>(decided(obligation)));
}

/// What does not rest on what the model says is no evaluation.
TEST_F(Decide, EvaluationWithoutGroundsIsAnError) {
  Obligation obligation = about(0);
  obligation.formula = obligation.terms.truth(true);
  EXPECT_THROW(decided(std::move(obligation)), InternalError);
}

TEST_F(Decide, NotApplicableWhenTheClauseIsNeverTrue) {
  Obligation obligation = about(0);
  obligation.applies = obligation.terms.truth(false);
  EXPECT_TRUE(std::holds_alternative<NotApplicable>(decided(obligation)));
  obligation.applies = obligation.terms.conjunction(
      {*obligation.terms.find_var("v.on = h1"), *obligation.terms.find_var("v.on = h2")});
  EXPECT_TRUE(std::holds_alternative<NotApplicable>(decided(obligation)));
}

TEST_F(Decide, PossibleIsTheOtherWayRound) {
  const Outcome found = decided(about(1));
  const auto& witness = std::get<Holds>(found).witness.value();
  EXPECT_EQ(number(witness.world.values[memory.index]), "1");
  Obligation never = about(1);
  never.formula = never.terms.conjunction(
      {*never.terms.find_var("v.on = h2"), never.terms.negation(at_most(never, 4))});
  const Outcome outcome = decided(std::move(never));
  const auto& violated = std::get<Violated>(outcome);
  EXPECT_FALSE(violated.counterexample);
  EXPECT_EQ(violated.core_text, std::vector<std::string>{"assumption `fits`"});
}

TEST_F(Decide, BlockedAndSpentBudgetsAreUndecided) {
  Obligation blocked = about(0);
  blocked.blocked = policy::Blocked{"`reach` is not decided by this version", {}};
  const Outcome outcome = decided(std::move(blocked));
  EXPECT_EQ(std::get<Undecided>(outcome).reason, "`reach` is not decided by this version");
  // The native engine sees this one by propagation alone, which is no step.
  for (const char* engine : {"z3", "cvc5"}) {
    Options options;
    options.engine = engine;
    options.limits.steps = 1;
    const Outcome spent = decided(about(0), options);
    ASSERT_TRUE(std::holds_alternative<Undecided>(spent)) << engine;
    EXPECT_EQ(std::get<Undecided>(spent).reason, "budget of 1 steps spent");
  }
}

TEST_F(Decide, EveryEngineGivesTheSameScene) {
  for (const char* engine : {"pb", "z3", "cvc5", "auto"}) {
    Options options;
    options.engine = engine;
    options.cross_check = std::string(engine) == "auto";
    const Outcome outcome = decided(about(0), options);
    EXPECT_EQ(number(std::get<Violated>(outcome).counterexample->world.values[memory.index]), "5");
  }
}

// The judge is asked before a world counts.
TEST_F(Decide, ALoweringThatIsWrongIsFoundOut) {
  Obligation formula = about(0);
  formula.formula = at_most(formula, 3);  // says that 4 fails
  EXPECT_THROW(static_cast<void>(decided(std::move(formula))), InternalError);
  Obligation illegal = about(0);
  illegal.constraints.pop_back();  // forgets the assumption, and asks for a world that breaks it
  illegal.formula =
      illegal.terms.disjunction({*illegal.terms.find_var("v.on = h1"), at_most(illegal, 4)});
  EXPECT_THROW(static_cast<void>(decided(std::move(illegal))), InternalError);
}

class Contradictory : public Decide {
 protected:
  Contradictory()
      : Decide(R"(
host h1 { cpu: 4; memory: 8 }
host h2 { cpu: 4; memory: 4 }
vm v { on: one of {h1, h2}; cpu: 1; memory: 1..8 }
assume large { v.memory >= 7 }
assume harmless { v.memory >= 2 }
assume second { v.on == h2 and v.memory <= 4 }
policy p { assert v.memory <= 4 }
)") {}
};

TEST_F(Contradictory, TheLeastSetIsNamed) {
  const Asker asker{Options{}};
  const Sentences sentences(model);
  const auto lower = [&]() -> Result<Obligation> {
    Obligation all = constraints();
    all.constraints.pop_back();
    const auto assume = [&](std::size_t position, Term term) {
      const model::Assumption& assumption = model.assumptions[position];
      all.constraints.push_back(
          {term, Labelled::Role::Assumption, assumption.name, {assumption.at}});
    };
    assume(0, all.terms.negation(at_most(all, 6)));
    assume(1, all.terms.negation(at_most(all, 1)));
    assume(2, all.terms.conjunction({*all.terms.find_var("v.on = h2"), at_most(all, 4)}));
    return all;
  };
  auto worlds = Worlds::of(model, false, asker, sentences, lower);
  ASSERT_TRUE(worlds);
  const auto& contradiction = std::get<Contradiction>(worlds.value().answer());
  EXPECT_EQ(contradiction.core_text,
            (std::vector<std::string>{"assumption `large`", "assumption `second`"}));
  EXPECT_EQ(contradiction.core,
            (std::vector<Span>{model.assumptions[0].at, model.assumptions[2].at}));
  EXPECT_FALSE(worlds.value().base());
}

// The judge finds the least world by itself when it is legal, and the solver when it is not.
TEST_F(Decide, TheBaseWorldIsLeast) {
  const Asker asker{Options{}};
  const Sentences sentences(model);
  const auto never = []() -> Result<Obligation> { throw InternalError("not needed"); };
  auto judged = Worlds::of(model, false, asker, sentences, never);
  ASSERT_TRUE(judged.value().base());
  EXPECT_EQ(judged.value().base()->world.values, least_values(model).values);
}

}  // namespace
}  // namespace ringfence::check
