#include <gtest/gtest.h>

#include <algorithm>

#include "engine/engine.h"
#include "logic/evaluate.h"
#include "pigeons.h"

namespace ringfence::engine {
namespace {

using logic::Linear;
using logic::Term;

constexpr Integer kBig = (static_cast<Integer>(1) << 125) + 12345678901234567;

class Engines : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<Engine> engine = GetParam() == "z3" ? make_z3() : make_cvc5();
  logic::Terms terms;
};
INSTANTIATE_TEST_SUITE_P(All, Engines, testing::Values("z3", "cvc5"),
                         [](const auto& test) { return test.param; });

TEST_P(Engines, SayWhoTheyAre) {
  EXPECT_EQ(engine->name(), GetParam());
  EXPECT_TRUE(engine->version().starts_with(GetParam() == "z3" ? "4." : "1."));
}

TEST_P(Engines, NothingIsSatisfiableAndFalseIsNot) {
  EXPECT_TRUE(std::holds_alternative<Sat>(solve(*engine, terms, {}, {})));
  const std::vector<Term> no = {terms.truth(false)};
  EXPECT_TRUE(std::holds_alternative<Unsat>(solve(*engine, terms, no, {})));
  const std::vector<Term> yes = {terms.truth(true)};
  EXPECT_TRUE(std::holds_alternative<Sat>(solve(*engine, terms, yes, {})));
}

TEST_P(Engines, IntegersAreExact) {
  const Term x = terms.int_var("x", -kBig, kBig);
  const Term y = terms.int_var("y", -kBig, kBig);
  const std::vector<Term> assertions = {
      terms.equals({{{2, x}, {-1, y}}, 0}, {{}, 1}),
      terms.at_most({{}, kBig - 1}, {{{1, y}}, 0}),  // y >= kBig - 1, and odd
  };
  const Answer answer = solve(*engine, terms, assertions, {});
  ASSERT_TRUE(std::holds_alternative<Sat>(answer));
  const auto& values = std::get<Sat>(answer).assignment.values;
  EXPECT_EQ(to_string(values.at(y.index)), to_string(kBig));
  EXPECT_EQ(to_string(values.at(x.index)), to_string((kBig + 1) / 2));
  std::vector<Term> beyond = assertions;
  beyond.push_back(terms.negation(terms.equals({{{1, y}}, 0}, {{}, kBig})));
  EXPECT_TRUE(std::holds_alternative<Unsat>(solve(*engine, terms, beyond, {})));
}

TEST_P(Engines, BoundsBelongToTheVariable) {
  const Term x = terms.int_var("x", -3, 5);
  const std::vector<Term> high = {terms.at_most({{}, 5}, {{{1, x}}, 0})};
  const Answer answer = solve(*engine, terms, high, {});
  ASSERT_TRUE(std::holds_alternative<Sat>(answer));
  EXPECT_EQ(std::get<Sat>(answer).assignment.values.at(x.index), 5);
  const std::vector<Term> low = {terms.at_most({{{1, x}}, 0}, {{}, -3})};
  const Answer least = solve(*engine, terms, low, {});
  ASSERT_TRUE(std::holds_alternative<Sat>(least));
  EXPECT_EQ(std::get<Sat>(least).assignment.values.at(x.index), -3);
}

TEST_P(Engines, CoresSuffice) {
  const Term x = terms.int_var("x", 0, 100);
  const Term y = terms.int_var("y", 0, 100);
  const Term flag = terms.bool_var("flag");
  const std::vector<Term> assumed = {
      flag,
      terms.at_most({{{1, x}}, 0}, {{}, 10}),
      terms.negation(terms.conjunction({flag, terms.bool_var("other")})),
      terms.at_most({{{1, y}}, 0}, {{{1, x}}, 0}),
      terms.at_most({{}, 11}, {{{1, y}}, 0}),
  };
  const auto session = engine->open(terms);
  session->assert_term(terms.at_most({{{1, x}, {1, y}}, 0}, {{}, 150}));
  const Answer answer = session->check(assumed, {});
  ASSERT_TRUE(std::holds_alternative<Unsat>(answer));
  const auto& core = std::get<Unsat>(answer).core;
  EXPECT_TRUE(std::is_sorted(core.begin(), core.end()));
  std::vector<Term> kept;
  for (const std::size_t position : core) kept.push_back(assumed[position]);
  EXPECT_TRUE(std::holds_alternative<Unsat>(session->check(kept, {})));
  for (const std::size_t needed : {1U, 3U, 4U}) {
    EXPECT_NE(std::find(core.begin(), core.end(), needed), core.end());
  }
  // The same dialogue goes on, with terms that are newer than the session.
  const std::vector<Term> rest = {assumed[0], assumed[1], assumed[2], assumed[3]};
  EXPECT_TRUE(std::holds_alternative<Sat>(session->check(rest, {})));
  session->assert_term(terms.at_most({{}, 11}, {{{1, x}}, 0}));
  EXPECT_TRUE(std::holds_alternative<Unsat>(session->check(rest, {})));
}

TEST_P(Engines, AnAssumptionMayBeRepeatedOrConstant) {
  const Term a = terms.bool_var("a");
  const auto session = engine->open(terms);
  const std::vector<Term> twice = {terms.truth(true), a, a, terms.negation(a)};
  const Answer answer = session->check(twice, {});
  ASSERT_TRUE(std::holds_alternative<Unsat>(answer));
  EXPECT_EQ(std::get<Unsat>(answer).core, (std::vector<std::size_t>{1, 3}));
  const std::vector<Term> no = {a, terms.truth(false)};
  const Answer constant = session->check(no, {});
  ASSERT_TRUE(std::holds_alternative<Unsat>(constant));
  EXPECT_EQ(std::get<Unsat>(constant).core, (std::vector<std::size_t>{1}));
}

TEST_P(Engines, SmallPigeonholesAreRefuted) {
  const Pigeons small = pigeons(6);
  EXPECT_TRUE(std::holds_alternative<Unsat>(solve(*engine, small.terms, small.assertions, {})));
}

TEST_P(Engines, TermsMayBeDeep) {
  Term chain = terms.bool_var("start");
  for (int i = 0; i < 3'000; ++i) {
    const Term next = terms.bool_var("v" + std::to_string(i));
    chain = i % 2 == 0 ? terms.conjunction({chain, next}) : terms.disjunction({chain, next});
  }
  const std::vector<Term> assertions = {chain};
  const Answer answer = solve(*engine, terms, assertions, {});
  ASSERT_TRUE(std::holds_alternative<Sat>(answer));
  EXPECT_EQ(logic::evaluate(terms, std::get<Sat>(answer).assignment.values, assertions).front(), 1);
}

}  // namespace
}  // namespace ringfence::engine
