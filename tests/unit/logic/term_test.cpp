#include "logic/term.h"

#include <gtest/gtest.h>

#include "base/require.h"

namespace ringfence::logic {
namespace {

constexpr Integer kMax = (static_cast<Integer>(1) << 126) - 1 + (static_cast<Integer>(1) << 126);

Linear of(std::vector<Addend> addends, Integer constant = 0) {
  return {std::move(addends), constant};
}

struct Bools : testing::Test {
  Terms terms;
  Term a = terms.bool_var("a");
  Term b = terms.bool_var("b");
  Term c = terms.bool_var("c");
  Term yes = terms.truth(true);
  Term no = terms.truth(false);
};

TEST_F(Bools, ConstantsDuplicatesAndComplementsDisappear) {
  EXPECT_EQ(terms.conjunction({}), yes);
  EXPECT_EQ(terms.disjunction({}), no);
  EXPECT_EQ(terms.conjunction({a, yes, a}), a);
  EXPECT_EQ(terms.conjunction({a, no}), no);
  EXPECT_EQ(terms.disjunction({a, yes}), yes);
  EXPECT_EQ(terms.conjunction({a, b, terms.negation(a)}), no);
  EXPECT_EQ(terms.disjunction({terms.negation(b), a, b}), yes);
  EXPECT_EQ(terms.negation(terms.negation(a)), a);
  EXPECT_EQ(terms.iff(a, terms.negation(a)), no);
  EXPECT_EQ(terms.iff(terms.negation(a), terms.negation(b)), terms.iff(b, a));
  EXPECT_EQ(terms.iff(no, a), terms.negation(a));
  EXPECT_EQ(terms.bool_ite(a, b, b), b);
}

TEST_F(Bools, EqualTermsAreOneTerm) {
  EXPECT_EQ(terms.conjunction({a, terms.conjunction({c, b})}), terms.conjunction({b, c, a}));
  EXPECT_EQ(terms.implication(a, b), terms.disjunction({b, terms.negation(a)}));
  EXPECT_EQ(terms.at_most(of({{2, a}, {2, b}, {2, c}}), of({}, 5)),
            terms.at_most(of({{1, c}, {1, b}}), of({{-1, a}}, 2)));
  EXPECT_EQ(terms.find_var("b"), b);
  EXPECT_EQ(terms.find_var("d"), std::nullopt);
}

TEST_F(Bools, AVariableHasOneSortAndOneDomain) {
  terms.int_var("x", 0, 3);
  EXPECT_THROW(terms.int_var("a", 0, 1), InternalError);
  EXPECT_THROW(terms.bool_var("x"), InternalError);
  EXPECT_THROW(terms.int_var("x", 0, 4), InternalError);
  EXPECT_THROW(terms.int_var("y", 1, 0), InternalError);
}

TEST_F(Bools, SmallSumsBecomeClauses) {
  const Term not_all = terms.at_most(of({{1, a}, {1, b}, {1, c}}), of({}, 2));
  EXPECT_EQ(not_all, terms.disjunction({terms.negation(a), terms.negation(b), terms.negation(c)}));
  EXPECT_EQ(terms.at_most(of({}, 1), of({{1, a}, {1, b}})), terms.disjunction({a, b}));
  EXPECT_EQ(terms.at_most(of({{3, a}, {5, b}}), of({}, 2)),
            terms.conjunction({terms.negation(a), terms.negation(b)}));
  EXPECT_EQ(terms.equals(of({{1, a}, {1, b}}), of({}, 2)), terms.conjunction({a, b}));
  EXPECT_EQ(terms.exactly_one({a}), a);
  EXPECT_EQ(terms.exactly_one({}), no);
  EXPECT_EQ(terms.exactly_one({a, a}), no);
  EXPECT_EQ(terms.exactly_one({a, yes}), terms.negation(a));
}

TEST_F(Bools, AtomsAreSettledByBounds) {
  const Term x = terms.int_var("x", 2, 7);
  EXPECT_EQ(terms.at_most(of({{1, x}}), of({}, 7)), yes);
  EXPECT_EQ(terms.at_most(of({{1, x}}), of({}, 1)), no);
  EXPECT_EQ(terms.at_most(of({{1, x}}), of({{1, x}}, 0)), yes);
  EXPECT_EQ(terms.equals(of({{1, x}}), of({}, 8)), no);
  EXPECT_EQ(terms.equals(of({{6, x}}), of({}, 20)), no);  // 6 does not divide 20
  EXPECT_EQ(terms.equals(of({{-6, x}}), of({}, -18)), terms.equals(of({}, 3), of({{1, x}})));
  // 4x <= 19 is x <= 4; -4x <= -19 is x >= 5.
  EXPECT_EQ(terms.at_most(of({{4, x}}), of({}, 19)), terms.at_most(of({{1, x}}), of({}, 4)));
  EXPECT_EQ(terms.at_most(of({}, 19), of({{4, x}})), terms.at_most(of({}, 5), of({{1, x}})));
  const Term fixed = terms.int_var("fixed", 3, 3);
  EXPECT_EQ(terms.equals(of({{1, fixed}}), of({}, 3)), yes);
}

TEST_F(Bools, SumsFlatten) {
  const Term x = terms.int_var("x", 2, 7);
  const Term inner = terms.linear(of({{2, x}, {3, terms.negation(a)}}, 1));  // 2x - 3a + 4
  EXPECT_EQ(terms.linear(of({{2, inner}, {6, a}, {-3, x}}, -8)), x);
  EXPECT_EQ(terms.bounds(inner).low, 5);
  EXPECT_EQ(terms.bounds(inner).high, 18);
  EXPECT_EQ(terms.int_ite(a, terms.integer(9), terms.integer(4)), terms.linear(of({{5, a}}, 4)));
  EXPECT_EQ(terms.int_ite(terms.negation(a), x, terms.integer(0)),
            terms.int_ite(a, terms.integer(0), x));
  EXPECT_EQ(terms.int_ite(yes, x, terms.integer(0)), x);
}

TEST_F(Bools, OverflowIsThrownNotWrapped) {
  const Term x = terms.int_var("x", 0, kMax);
  EXPECT_THROW(terms.linear(of({{2, x}})), Overflow);
  EXPECT_THROW(terms.linear(of({{1, x}}, 1)), Overflow);
  EXPECT_THROW(terms.at_most(of({{kMax, a}, {1, b}}), of({{1, c}}, kMax)), Overflow);
  EXPECT_THROW(terms.at_most(of({}, kMax), of({}, -2)), Overflow);
  EXPECT_EQ(terms.at_most(of({{1, x}}), of({}, kMax)), yes);
  EXPECT_EQ(terms.bounds(terms.linear(of({{1, x}}, -kMax))).low, -kMax);
}

// A chain two hundred thousand deep, a sum and a clause as wide: no recursion, nothing quadratic.
TEST(Terms, LongAndDeepTermsAreCheap) {
  Terms terms;
  Term chain = terms.bool_var("start");
  Linear sum;
  std::vector<Term> wide;
  for (int i = 0; i < 200'000; ++i) {
    const Term var = terms.bool_var("v" + std::to_string(i));
    chain = i % 2 == 0 ? terms.negation(terms.conjunction({chain, var})) : terms.iff(chain, var);
    sum.addends.push_back({i + 1, var});
    wide.push_back(terms.negation(var));
  }
  const Term all = terms.conjunction(
      {chain, terms.disjunction(wide), terms.at_most(std::move(sum), Linear{{}, 1'000'000})});
  const std::vector<Term> roots = {all};
  EXPECT_EQ(reachable(terms, roots).size(), terms.size());
}

}  // namespace
}  // namespace ringfence::logic
