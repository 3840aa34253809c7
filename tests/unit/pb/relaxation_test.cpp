// What the linear relaxation refutes is refuted before any decision and by one line; where it
// says nothing the answer is the search's.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "base/require.h"
#include "pb/opb.h"
#include "pb/solver.h"

namespace ringfence::pb {
namespace {

Formula formula(const std::string& text) {
  Sources sources;
  const Result<Formula> read = read_opb(sources, sources.add("test.opb", text));
  require(static_cast<bool>(read), "the test's formula is well-formed");
  return read.value();
}

struct Outcome {
  Solution solution;
  std::vector<std::string> steps;  ///< Between the header and the conclusion.
};

Outcome run(const Formula& formula) {
  std::string text;
  Proof proof(
      formula, [&](std::string_view more) { text += more; }, ProofVersion::Two);
  Outcome result{solve(formula, {{}, &proof}), {}};
  std::istringstream in(text);
  std::string line;
  std::getline(in, line);
  std::getline(in, line);
  while (std::getline(in, line) && line != "output NONE") result.steps.push_back(line);
  return result;
}

/// As many pigeons in one hole less: each has a place, and no place has two.
Formula pigeons(int count) {
  Formula formula;
  std::vector<std::vector<Summand>> holes(static_cast<std::size_t>(count - 1));
  for (int i = 0; i < count; ++i) {
    std::vector<Summand> somewhere;
    for (std::size_t j = 0; j < holes.size(); ++j) {
      const Var var = formula.add_variable("p" + std::to_string(i) + "_" + std::to_string(j));
      somewhere.push_back({1, Literal::of(var)});
      holes[j].push_back({-1, Literal::of(var)});
    }
    formula.constraints.push_back(normalised(somewhere, 1).value());
  }
  for (const auto& hole : holes) formula.constraints.push_back(normalised(hole, -1).value());
  return formula;
}

struct AtTheLimit {
  std::string name;
  std::string text;
  Solution::Kind kind;
  std::vector<std::string> steps;  ///< Of a refutation.
  friend void PrintTo(const AtTheLimit& test, std::ostream* out) { *out << test.name; }
};
class Relaxed : public testing::TestWithParam<AtTheLimit> {};
TEST_P(Relaxed, MatchesTable) {
  const Formula subject = formula(GetParam().text);
  const Outcome result = run(subject);
  EXPECT_EQ(result.solution.kind, GetParam().kind);
  if (result.solution.values) {
    for (const Constraint& constraint : subject.constraints)
      EXPECT_TRUE(is_satisfied(constraint, *result.solution.values));
    return;
  }
  EXPECT_EQ(result.steps, GetParam().steps);
  EXPECT_EQ(result.solution.stats.decisions, 0U);
}
constexpr auto kNone = Solution::Kind::Unsatisfiable;
constexpr auto kSome = Solution::Kind::Satisfiable;
INSTANTIATE_TEST_SUITE_P(
    Table, Relaxed,
    testing::Values(
        AtTheLimit{"empty", "", kSome, {}},
        AtTheLimit{"nothing_but_false", ">= 1 ;", kNone, {"pol 1"}},
        // Requests of 2, 3, 4 and 5 on a host of 9 whose limits are three times as large: 27.
        AtTheLimit{"at_the_limit",
                   "-2 a1 -3 b1 -4 c1 -5 d1 >= -9 ;\n+6 a1 +9 b1 +12 c1 +15 d1 +1 e1 >= 28 ;",
                   kSome,
                   {}},
        AtTheLimit{"one_above",
                   "-2 a1 -3 b1 -4 c1 -5 d1 >= -9 ;\n+6 a1 +9 b1 +12 c1 +15 d1 +1 e1 >= 29 ;",
                   kNone,
                   {"pol 1 3 * 2 +"}},
        // The real maximum of a + b + c is 3/2; a third of the sum is what counts.
        AtTheLimit{"above_by_half",
                   "-1 a1 -1 b1 >= -1 ;\n-1 b1 -1 c1 >= -1 ;\n-1 a1 -1 c1 >= -1 ;\n"
                   "+1 a1 +1 b1 +1 c1 >= 2 ;",
                   kNone,
                   {"pol 1 2 + 3 + 4 2 * +"}},
        AtTheLimit{"equalities",
                   "+3 a1 +4 b1 +5 c1 +6 d1 = 9 ;\n+6 a1 +8 b1 +10 c1 +12 d1 >= 19 ;",
                   kNone,
                   {"pol 2 3 2 d +"}},
        AtTheLimit{"equality_that_holds", "+3 a1 +5 b1 +7 c1 = 8 ;", kSome, {}},
        // Only multiples of 6 can be reached: the row is divided before it counts.
        AtTheLimit{"rounded_by_the_common_divisor",
                   "+6 a1 +12 b1 +18 c1 >= 19 ;\n-1 a1 -2 b1 -3 c1 >= -3 ;",
                   kNone,
                   {"pol 1 6 d 2 +"}},
        AtTheLimit{"large_and_satisfiable",
                   "+2305843009213693951 a1 +2305843009213693949 b1 >= 2305843009213693950 ;",
                   kSome,
                   {}},
        AtTheLimit{"large_and_together_at_the_limit",
                   "+1099511627775 a1 +1099511627773 b1 +1099511627771 c1 >= 2199023255546 ;\n"
                   "-1099511627775 a1 -1099511627773 b1 -1099511627771 c1 >= -2199023255546 ;",
                   kSome,
                   {}}),
    [](const auto& test) { return test.param.name; });

TEST(Relaxed, PigeonsInOneLine) {
  for (const int count : {3, 8, 20}) {
    const Outcome result = run(pigeons(count));
    EXPECT_EQ(result.solution.kind, kNone);
    EXPECT_EQ(result.solution.stats.decisions, 0U);
    EXPECT_EQ(result.steps.size(), 1U) << count;
  }
}

// Numbers that the exact tableau does not take are left to the search, which answers all the same.
TEST(Relaxed, NumbersPastItsReachAreLeftOut) {
  const std::string large = "2305843009213693";  // of 19 digits in all: about 2^61
  const std::string text =
      "+" + large + "901 a1 +" + large + "903 b1 >= " + large + "904 ;\n" + "-1 a1 -1 b1 >= -1 ;";
  const Outcome result = run(formula(text));
  EXPECT_EQ(result.solution.kind, kNone);
}

// Within its reach, near the largest coefficients: the sums are exact there, too.
TEST(Relaxed, LargeNumbersAreExact) {
  const std::vector<std::string> sizes = {"1125899906842597", "1125899906842589",
                                          "1125899906842573", "1125899906842571"};  // below 2^50
  std::string used;
  std::string fits;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    used += "+" + sizes[i] + " x" + std::to_string(i) + " ";
    fits += "-" + sizes[i] + " x" + std::to_string(i) + " ";
  }
  const std::string capacity = " >= -1125899906842600 ;\n";
  EXPECT_EQ(run(formula(fits + capacity + used + ">= 1125899906842597 ;")).solution.kind, kSome);
  EXPECT_EQ(run(formula(fits + capacity + used + ">= 1125899906842598 ;")).solution.kind, kNone);
}

TEST(Relaxed, BoundsAnObjective) {
  // 13 places of which each VM takes 3: four fit, and the fifth is refuted by the bound.
  std::string text = "min:";
  std::string fits;
  for (int i = 0; i < 30; ++i) {
    text += " -1 x" + std::to_string(i);
    fits += " -3 x" + std::to_string(i);
  }
  const Outcome result = run(formula(text + " ;\n" + fits + " >= -13 ;"));
  EXPECT_EQ(result.solution.kind, Solution::Kind::Optimum);
  EXPECT_EQ(to_string(result.solution.objective), "-4");
}

TEST(Tableau, FindsValuesAndReasons) {
  Tableau tableau(2);
  const std::vector<LinearEntry> row = {{0, 2}, {1, 3}};
  tableau.add(row, 4);
  ASSERT_EQ(tableau.solve(1'000), Tableau::State::Feasible);
  EXPECT_GE(2 * tableau.value(0) + 3 * tableau.value(1),
            (std::int64_t{4} << Tableau::kFraction) - 5);
  tableau.limit(1, false, false);
  ASSERT_EQ(tableau.solve(1'000), Tableau::State::Infeasible);
  ASSERT_EQ(tableau.multipliers().size(), 1U);
  EXPECT_TRUE(tableau.multipliers()[0] > 0);
  tableau.limit(1, false, true);
  EXPECT_EQ(tableau.solve(2'000), Tableau::State::Feasible);
}

TEST(Tableau, GivesUpWhereACoefficientWouldNotFit) {
  const std::int64_t p = 562949953421231;  // below 2^49, without a common divisor
  const std::int64_t q = 355687428095999;
  const std::int64_t r = 281474976710597;
  Tableau tableau(3);
  tableau.add(std::vector<LinearEntry>{{0, p}, {1, q}, {2, r}}, p + q / 2);
  ASSERT_EQ(tableau.solve(1'000), Tableau::State::Feasible);
  tableau.add(std::vector<LinearEntry>{{0, q}, {1, r}, {2, p}}, p + q + r - 5);
  EXPECT_EQ(tableau.solve(2'000), Tableau::State::GaveUp);
  EXPECT_TRUE(tableau.is_broken());
}

TEST(Tableau, StopsWhenTheWorkIsDone) {
  Tableau tableau(2);
  const std::vector<LinearEntry> row = {{0, 2}, {1, 3}};
  tableau.add(row, 4);
  EXPECT_EQ(tableau.solve(0), Tableau::State::GaveUp);
  EXPECT_FALSE(tableau.is_broken());
}

}  // namespace
}  // namespace ringfence::pb
