#include "verify/constraint.h"

#include <gtest/gtest.h>

#include "verify/tokens.h"

namespace ringfence::verify {
namespace {

class Constraints : public testing::Test {
 protected:
  Constraint read(const std::string& text) {
    const std::string whole = text + " ;";
    Tokens tokens(whole);
    return read_constraint(tokens, names_);
  }
  std::uint32_t x(const std::string& name) { return names_.variable(name); }
  Names names_;
};

TEST_F(Constraints, HaveOneNormalForm) {
  EXPECT_EQ(read("-1 x1 -1 x2 >= -1"), read("1 ~x2 1 ~x1 >= 1"));
  EXPECT_EQ(read("1 x1 2 x2 1 x2 >= 1"), read("1 x1 3 x2 >= 1"));
  EXPECT_EQ(read("2 x1 1 ~x1 >= 2"), read("1 x1 >= 1"));
  EXPECT_EQ(read("1 x1 1 ~x1 >= 1"), read(">= 0"));
  EXPECT_EQ(read("0 x1 >= 1"), read(">= 1"));
  EXPECT_NE(read("1 x1 >= 0"), read("1 x1 >= -1")) << "the degree stays as it is";
}

TEST_F(Constraints, AddWithCancellation) {
  EXPECT_EQ(sum(read("1 x1 1 x2 >= 1"), read("1 ~x1 1 x3 >= 1")), read("1 x2 1 x3 >= 1"));
  EXPECT_TRUE(is_contradiction(sum(read("1 x1 >= 1"), read("1 ~x1 >= 1"))));
}

TEST_F(Constraints, DivideRoundingUp) {
  EXPECT_EQ(divided(read("3 x1 1 x2 >= 3"), 2), read("2 x1 1 x2 >= 2"));
  EXPECT_EQ(divided(read("3 x1 >= -3"), 2), read("2 x1 >= -1"));
  EXPECT_EQ(divided(read("3 x1 >= -1"), 2), read("2 x1 >= 0"));
  EXPECT_THROW(divided(read("1 x1 >= 1"), 0), Rejected);
  EXPECT_THROW(divided(read("1 x1 >= 1"), -2), Rejected);
}

TEST_F(Constraints, MultiplyByWhatIsNotNegative) {
  EXPECT_EQ(multiplied(read("1 x1 >= -1"), 3), read("3 x1 >= -3"));
  EXPECT_EQ(multiplied(read("1 x1 >= 1"), 0), read(">= 0"));
  EXPECT_THROW(multiplied(read("1 x1 >= 1"), -1), Rejected);
}

TEST_F(Constraints, SaturateToTheDegree) {
  EXPECT_EQ(saturated(read("5 x1 1 x2 >= 2")), read("2 x1 1 x2 >= 2"));
  EXPECT_EQ(saturated(read("5 x1 >= 0")), read(">= 0"));
  EXPECT_EQ(saturated(read("5 x1 >= -2")), read(">= -2"));
}

TEST_F(Constraints, WeakenAVariableAway) {
  EXPECT_EQ(weakened(read("2 ~x1 1 x2 >= 2"), x("x1")), read("1 x2 >= 0"));
  EXPECT_EQ(weakened(read("1 x2 >= 1"), x("x1")), read("1 x2 >= 1"));
}

TEST_F(Constraints, AreNegated) {
  EXPECT_EQ(negation(read("1 x1 1 x2 >= 1")), read("1 ~x1 1 ~x2 >= 2"));
  EXPECT_EQ(negation(negation(read("3 x1 2 ~x2 >= 2"))), read("3 x1 2 ~x2 >= 2"));
  EXPECT_TRUE(is_contradiction(negation(read("1 x1 >= 0"))));
}

TEST_F(Constraints, AreRestricted) {
  const Literal y = {2 * x("y")};
  const Constraint c = read("2 x1 1 ~x2 1 y >= 2");
  EXPECT_EQ(restricted(c, {{x("x1"), true}}), read("1 ~x2 1 y >= 0"));
  EXPECT_EQ(restricted(c, {{x("x2"), true}}), read("2 x1 1 y >= 2"));
  EXPECT_EQ(restricted(c, {{x("x2"), y}}), read("2 x1 >= 1"));
  EXPECT_EQ(restricted(c, {{x("x1"), ~y}}), read("1 ~y 1 ~x2 >= 1"));
  EXPECT_EQ(restricted(c, {{x("y"), Literal{2 * x("x1")}}, {x("x1"), y}}),
            read("2 y 1 ~x2 1 x1 >= 2"))
      << "all at once";
}

TEST_F(Constraints, ImplySyntactically) {
  EXPECT_TRUE(implies(read("1 x1 1 x2 >= 2"), read("1 x1 >= 1")));
  EXPECT_TRUE(implies(read("1 x1 >= 1"), read("1 x1 1 x2 >= 1")));
  EXPECT_TRUE(implies(read(">= 1"), read("5 x1 >= 5")));
  EXPECT_FALSE(implies(read("1 x1 1 x2 >= 1"), read("1 x1 >= 1")));
}

TEST_F(Constraints, CompareObjectives) {
  const Objective f = {{{2, {2 * x("x1")}}}, 1};
  EXPECT_EQ(not_less(f, {{}, 3}), read("2 x1 >= 2"));
  EXPECT_EQ(not_less({{}, 2}, f), read("-2 x1 >= -1"));
  EXPECT_EQ(not_less(f, restricted(f, {{x("x1"), false}})), read("2 x1 >= 0"));
}

}  // namespace
}  // namespace ringfence::verify
