#include <gtest/gtest.h>

#include "pb/search.h"

// Long weighted rows, of which few terms are watched: what they force, and what is left alone, at
// the limit and one beyond, also after going back.

namespace ringfence::pb {
namespace {

constexpr std::size_t kTerms = 1'000;

/// 3, 2, 3, 2, … of a thousand variables add up to `degree` at least.
Constraint row(std::int64_t degree) {
  Constraint constraint;
  constraint.degree = degree;
  for (Var var = 0; var < kTerms; ++var)
    constraint.terms.push_back({var % 2 == 0 ? 3 : 2, Literal::of(var)});
  return constraint;
}

std::vector<Literal> all_but(std::size_t left) {
  std::vector<Literal> literals;
  for (Var var = static_cast<Var>(left); var < kTerms; ++var) literals.push_back(~Literal::of(var));
  return literals;
}

TEST(LongRow, ForcesWhatItNeedsAtTheLimit) {
  Search search(kTerms, nullptr);
  search.add(row(10), 1);  // the first four variables give 3 + 2 + 3 + 2
  ASSERT_EQ(search.solve(all_but(4), {}), Answer::Satisfiable);
  for (Var var = 0; var < 4; ++var) EXPECT_TRUE(search.model()[var]) << var;
  for (Var var = 4; var < kTerms; ++var) EXPECT_FALSE(search.model()[var]) << var;
}

TEST(LongRow, IsInConflictBeyondTheLimit) {
  Search search(kTerms, nullptr);
  search.add(row(11), 1);
  EXPECT_EQ(search.solve(all_but(4), {}), Answer::Unsatisfiable);
  EXPECT_EQ(search.solve(all_but(5), {}), Answer::Satisfiable);
}

TEST(LongRow, IsWatchedAgainAfterGoingBack) {
  Search search(kTerms, nullptr);
  search.add(row(10), 1);
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(search.solve(all_but(3), {}), Answer::Unsatisfiable);
    EXPECT_EQ(search.solve(all_but(4), {}), Answer::Satisfiable);
    EXPECT_EQ(search.solve({}, {}), Answer::Satisfiable);
  }
}

}  // namespace
}  // namespace ringfence::pb
