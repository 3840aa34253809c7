#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "engine/engine.h"
#include "logic/evaluate.h"

// Random small sets of terms: brute force over all assignments, Z3 and cvc5 must agree, and each
// model must satisfy what was asserted.

namespace ringfence::engine {
namespace {

using logic::Linear;
using logic::Term;

class Random {
 public:
  explicit Random(unsigned seed) : random_(seed) {
    for (const char* name : {"a", "b", "c", "d"}) bools_.push_back(terms.bool_var(name));
    ints_.push_back(terms.int_var("x", -2, 2));
    ints_.push_back(terms.int_var("y", 0, 3));
    vars = bools_;
    vars.insert(vars.end(), ints_.begin(), ints_.end());
    for (int i = 0; i < 12; ++i) grow();
    for (std::size_t n = 1 + pick(4); n > 0; --n) assertions.push_back(bool_term());
  }

  logic::Terms terms;
  std::vector<Term> vars, assertions;

 private:
  std::size_t pick(std::size_t n) { return random_() % n; }
  Term bool_term() {
    const Term term = bools_[bools_.size() - 1 - pick(std::min<std::size_t>(bools_.size(), 8))];
    return pick(3) == 0 ? terms.negation(term) : term;
  }
  Linear sum() {
    Linear result{{}, static_cast<Integer>(pick(5)) - 2};
    for (std::size_t n = 1 + pick(4); n > 0; --n) {
      const Integer factor = static_cast<Integer>(pick(9)) - 4;
      result.addends.push_back({factor, pick(2) == 0 ? bool_term() : ints_[pick(ints_.size())]});
    }
    return result;
  }
  void grow() {
    switch (pick(7)) {
      case 0:
        bools_.push_back(terms.conjunction({bool_term(), bool_term(), bool_term()}));
        break;
      case 1:
        bools_.push_back(terms.disjunction({bool_term(), bool_term(), bool_term()}));
        break;
      case 2:
        bools_.push_back(terms.iff(bool_term(), bool_term()));
        break;
      case 3:
        bools_.push_back(terms.at_most(sum(), sum()));
        break;
      case 4:
        bools_.push_back(terms.equals(sum(), sum()));
        break;
      case 5:
        bools_.push_back(terms.exactly_one({bool_term(), bool_term(), bool_term()}));
        break;
      default:
        ints_.push_back(terms.int_ite(bool_term(), terms.linear(sum()), ints_[pick(ints_.size())]));
    }
  }

  std::mt19937 random_;
  std::vector<Term> bools_, ints_;
};

bool satisfiable(const Random& problem) {
  std::unordered_map<std::uint32_t, Integer> world;
  for (const Term var : problem.vars) world[var.index] = problem.terms.bounds(var).low;
  while (true) {
    const auto values = logic::evaluate(problem.terms, world, problem.assertions);
    if (std::find(values.begin(), values.end(), 0) == values.end()) return true;
    std::size_t next = 0;
    for (; next < problem.vars.size(); ++next) {
      const auto bounds = problem.terms.bounds(problem.vars[next]);
      Integer& value = world[problem.vars[next].index];
      if (++value <= bounds.high) break;
      value = bounds.low;
    }
    if (next == problem.vars.size()) return false;
  }
}

void expect_agreement(const Random& problem, const Engine& engine, bool expected) {
  SCOPED_TRACE(engine.name());
  Answer answer = solve(engine, problem.terms, problem.assertions, {});
  ASSERT_FALSE(std::holds_alternative<GaveUp>(answer)) << std::get<GaveUp>(answer).reason;
  ASSERT_EQ(std::holds_alternative<Sat>(answer), expected);
  if (!expected) return;
  auto& values = std::get<Sat>(answer).assignment.values;
  for (const Integer value : logic::evaluate(problem.terms, values, problem.assertions)) {
    ASSERT_EQ(value, 1);
  }
}

TEST(Agreement, EnginesAndBruteForce) {
  const char* const seed_text = std::getenv("RINGFENCE_SEED");
  const char* const count_text = std::getenv("RINGFENCE_CASES");
  const unsigned first = seed_text ? static_cast<unsigned>(std::atoi(seed_text)) : 1;
  const unsigned count = count_text ? static_cast<unsigned>(std::atoi(count_text)) : 1'000;
  const auto z3 = make_z3();
  const auto cvc5 = make_cvc5();
  const auto native = make_pb();
  unsigned sat = 0;
  for (unsigned seed = first; seed < first + count; ++seed) {
    SCOPED_TRACE("RINGFENCE_SEED=" + std::to_string(seed));
    const Random problem(seed);
    const bool expected = satisfiable(problem);
    sat += expected ? 1 : 0;
    expect_agreement(problem, *z3, expected);
    expect_agreement(problem, *cvc5, expected);
    expect_agreement(problem, *native, expected);
    if (HasFatalFailure()) return;
  }
  if (count >= 1'000) {
    EXPECT_GT(sat, count / 5);  // both kinds occur
    EXPECT_LT(sat, count * 19 / 20);
  }
}

}  // namespace
}  // namespace ringfence::engine
