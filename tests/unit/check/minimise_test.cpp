#include "check/minimise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "logic/evaluate.h"

namespace ringfence::check {
namespace {

using logic::Term;
using policy::Encoded;
using policy::Labelled;

/// Random constraints over a Bool, a choice of four, a range of 0…5 and a Bool, by brute force.
struct Problem {
  explicit Problem(unsigned seed) : random(seed) {
    const Term a = terms.bool_var("a");
    std::vector<Term> picks;
    for (const char* name : {"p0", "p1", "p2", "p3"}) picks.push_back(terms.bool_var(name));
    const Term x = terms.int_var("x", 0, 5);
    const Term b = terms.bool_var("b");
    encoded = {{{0}, policy::BoolCode{a}},
               {{1}, policy::ChoiceCode{picks}},
               {{2}, policy::RangeCode{x}},
               {{3}, policy::BoolCode{b}}};
    vars = {a, picks[0], picks[1], picks[2], picks[3], x, b};
    constraints.push_back({terms.exactly_one(picks), Labelled::Role::Domain, "pick", {}});
    for (std::size_t n = 2 + pick(5); n > 0; --n) constraints.push_back(constraint());
  }

  std::size_t pick(std::size_t n) { return random() % n; }

  Labelled constraint() {
    std::vector<Term> either;
    for (std::size_t n = 1 + pick(2); n > 0; --n) {
      logic::Linear sum;
      for (int k = 0; k < 3; ++k) {
        sum.addends.push_back({static_cast<Integer>(pick(7)) - 3, vars[pick(vars.size())]});
      }
      const Integer bound = static_cast<Integer>(pick(9)) - 4;
      either.push_back(terms.at_most(sum, {{}, bound}));
    }
    return {terms.disjunction(either), Labelled::Role::Assumption, "c", {}};
  }

  std::vector<Digit> digits() const {
    std::vector<Digit> all;
    for (const Encoded& one : encoded) all.emplace_back(one);
    return all;
  }

  /// The least solution of the constraints at those positions.
  std::optional<std::vector<Integer>> least(const std::vector<std::size_t>& positions) const {
    std::vector<Term> roots;
    for (const std::size_t position : positions) roots.push_back(constraints[position].term);
    for (Integer code = 0; code < 2 * 4 * 6 * 2; ++code) {
      const std::vector<Integer> numbers = {code / 48, code / 12 % 4, code / 2 % 6, code % 2};
      std::unordered_map<std::uint32_t, Integer> values;
      values[vars[0].index] = numbers[0];
      for (Integer i = 0; i < 4; ++i) {
        values[vars[1 + static_cast<std::size_t>(i)].index] = i == numbers[1] ? 1 : 0;
      }
      values[vars[5].index] = numbers[2];
      values[vars[6].index] = numbers[3];
      const auto truths = logic::evaluate(terms, values, roots);
      if (std::find(truths.begin(), truths.end(), 0) == truths.end()) return numbers;
    }
    return std::nullopt;
  }

  std::vector<std::size_t> all() const {
    std::vector<std::size_t> positions(constraints.size());
    for (std::size_t i = 0; i < positions.size(); ++i) positions[i] = i;
    return positions;
  }

  std::mt19937 random;
  logic::Terms terms;
  std::vector<Term> vars;
  std::vector<Encoded> encoded;
  std::vector<Labelled> constraints;
};

// The domain is always part of the question here: without it picks mean nothing.
TEST(Minimise, AgreesWithBruteForce) {
  int solvable = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE(seed);
    Problem problem(seed);
    const auto expected = problem.least(problem.all());
    if (expected) {
      ++solvable;
      std::vector<Term> assertions;
      for (const Labelled& one : problem.constraints) assertions.push_back(one.term);
      const auto least = least_solution(problem.terms, assertions, problem.digits(), nullptr, {});
      ASSERT_TRUE(least);
      EXPECT_TRUE(least->minimal);
      EXPECT_TRUE(least->numbers == *expected);
      continue;
    }
    const Term domain = problem.constraints.front().term;
    const Core core = minimal_core(problem.terms, problem.constraints, domain, {});
    EXPECT_TRUE(core.minimal);
    EXPECT_TRUE(std::is_sorted(core.positions.begin(), core.positions.end()));
    std::vector<std::size_t> with_domain = core.positions;
    with_domain.push_back(0);
    EXPECT_FALSE(problem.least(with_domain)) << "it is a core";
    for (std::size_t i = 0; i < core.positions.size(); ++i) {
      std::vector<std::size_t> fewer = with_domain;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_TRUE(problem.least(fewer)) << "every member is needed";
    }
  }
  EXPECT_GT(solvable, 30);
  EXPECT_LT(solvable, 140);
}

TEST(Minimise, WhatNothingMentionsIsLeast) {
  logic::Terms terms;
  const std::vector<Encoded> encoded = {
      {{0}, policy::BoolCode{terms.bool_var("a")}},
      {{1}, policy::ChoiceCode{{terms.bool_var("p"), terms.bool_var("q")}}},
      {{2}, policy::RangeCode{terms.int_var("x", 0, 9)}}};
  const std::vector<Digit> digits(encoded.begin(), encoded.end());
  const auto least = least_solution(terms, {}, digits, nullptr, {});
  ASSERT_TRUE(least);
  EXPECT_TRUE(least->numbers == (std::vector<Integer>{0, 0, 0}));
}

TEST(Minimise, LargeRangesAreHalved) {
  logic::Terms terms;
  const Term x = terms.int_var("x", 0, static_cast<Integer>(1) << 100);
  const std::vector<Encoded> encoded = {{{0}, policy::RangeCode{x}}};
  const Integer least_x = (static_cast<Integer>(1) << 99) + 12345;
  const auto least = least_solution(terms, {terms.at_most({{}, least_x}, {{{1, x}}, 0})},
                                    {Digit(encoded[0])}, nullptr, {});
  ASSERT_TRUE(least && least->minimal);
  EXPECT_EQ(to_string(least->numbers[0]), to_string(least_x));
}

// Without budget the answer is what was known, and says so.
TEST(Minimise, ASpentBudgetIsSaid) {
  logic::Terms terms;
  const std::vector<Encoded> encoded = {{{0}, policy::BoolCode{terms.bool_var("a")}}};
  const std::vector<Digit> digits = {Digit(encoded[0])};
  const std::vector<Term> assertions = {
      terms.disjunction({std::get<policy::BoolCode>(encoded[0].code).var, terms.bool_var("b")})};
  const std::atomic<bool> cancelled = true;
  engine::Limits none;
  none.cancelled = &cancelled;
  EXPECT_FALSE(least_solution(terms, assertions, digits, nullptr, none));
  const engine::Assignment known{{{terms.find_var("a")->index, 1}}};
  const auto least = least_solution(terms, assertions, digits, &known, none);
  ASSERT_TRUE(least);
  EXPECT_FALSE(least->minimal);
  EXPECT_TRUE(least->numbers == std::vector<Integer>{1});

  const std::vector<Labelled> constraints = {{assertions[0], Labelled::Role::Assumption, "", {}}};
  const Core core = minimal_core(terms, constraints, terms.negation(assertions[0]), none);
  EXPECT_FALSE(core.minimal);
  EXPECT_EQ(core.positions, std::vector<std::size_t>{0});
}

TEST(Digit, ReadsValuesOfItsDomain) {
  model::Model model;
  model::Unknown range;
  range.domain = model::RangeDomain{Rational(2), Rational(8), Rational(3), Dimension::Bytes};
  model::Unknown choice;
  choice.domain = model::ChoiceDomain{{{model::None{}, model::EntityId{7}}}};
  model.unknowns = {range, choice, {}};
  logic::Terms terms;
  const std::vector<Encoded> encoded = {
      {{1}, policy::ChoiceCode{{terms.bool_var("none"), terms.bool_var("seven")}}},
      {{0}, policy::RangeCode{terms.int_var("x", 0, 2)}},
      {{2}, policy::BoolCode{terms.bool_var("b")}}};
  policy::Obligation obligation;
  obligation.encoded = encoded;
  const std::vector<Digit> all = digits(obligation);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].unknown(), model::UnknownId{0});
  EXPECT_EQ(all[0].value(model, 2), model::Scalar(Quantity{Rational(8), Dimension::Bytes}));
  EXPECT_EQ(all[1].value(model, 0), model::Scalar(model::None{}));
  EXPECT_EQ(all[1].value(model, 1), model::Scalar(model::EntityId{7}));
  EXPECT_EQ(all[2].value(model, 1), model::Scalar(true));
  const model::World least = least_values(model);
  EXPECT_EQ(least.values[0], model::Scalar(Quantity{Rational(2), Dimension::Bytes}));
  EXPECT_EQ(least.values[1], model::Scalar(model::None{}));
  EXPECT_EQ(least.values[2], model::Scalar(false));
}

}  // namespace
}  // namespace ringfence::check
