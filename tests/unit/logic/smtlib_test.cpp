#include "logic/smtlib.h"

#include <gtest/gtest.h>

namespace ringfence::logic {
namespace {

constexpr Integer kBig = (static_cast<Integer>(1) << 126) - 1;

std::string print(const Terms& terms, std::vector<Commented> assertions) {
  return smtlib(terms, assertions, "a header\nof two lines");
}

TEST(Smtlib, PrintsAScript) {
  Terms terms;
  const Term a = terms.bool_var("node-1.on = rack|1");
  const Term b = terms.bool_var("b");
  const Term x = terms.int_var("x", -5, kBig);
  const Term shared = terms.disjunction({a, b});
  const Term sum = terms.at_most({{{2, x}, {-3, shared}}, 0}, {{}, -4});
  EXPECT_EQ(print(terms, {{shared, "specs.rf:3:1"}, {terms.negation(sum), ""}}),
            "; a header\n; of two lines\n"
            "(set-logic QF_LIA)\n"
            "(declare-const |node-1.on = rack%7C1| Bool)\n"
            "(declare-const |b| Bool)\n"
            "(declare-const |x| Int)\n"
            "(assert (and (<= (- 5) |x|) (<= |x| 85070591730234615865843651857942052863)))\n"
            "(define-fun |$5| () Bool (or |node-1.on = rack%7C1| |b|))\n"
            "; specs.rf:3:1\n"
            "(assert |$5|)\n"
            "(assert (not (<= (+ (* 2 |x|) (ite |$5| (- 3) 0)) (- 4))))\n"
            "(check-sat)\n");
}

TEST(Smtlib, PrintsNothingThatIsNotAsserted) {
  Terms terms;
  terms.bool_var("unused");
  EXPECT_EQ(smtlib(terms, {}, ""), "(set-logic QF_LIA)\n(check-sat)\n");
  EXPECT_EQ(smtlib(terms, std::vector<Commented>{{terms.truth(false), ""}}, ""),
            "(set-logic QF_LIA)\n(assert false)\n(check-sat)\n");
}

TEST(Smtlib, KeepsDifferentNamesDifferent) {
  Terms terms;
  std::vector<Commented> all;
  for (const char* name : {"$1", "%241", "a|b", "a%7Cb", "a\\b", "a\nb", "\xc3\xa9"}) {
    all.push_back({terms.bool_var(name), ""});
  }
  const std::string script = print(terms, all);
  for (const char* printed :
       {"|%241|", "|%25241|", "|a%7Cb|", "|a%257Cb|", "|a%5Cb|", "|a%0Ab|", "|%C3%A9|"}) {
    EXPECT_NE(script.find(std::string("(declare-const ") + printed + " Bool)"), std::string::npos)
        << printed;
  }
}

TEST(Smtlib, NamesWhatNestsDeeply) {
  Terms terms;
  Term chain = terms.bool_var("v");
  for (int i = 0; i < 5'000; ++i) {
    const Term next = terms.bool_var("v" + std::to_string(i));
    chain = i % 2 == 0 ? terms.conjunction({chain, next}) : terms.disjunction({chain, next});
  }
  const std::string script = print(terms, {{chain, ""}});
  int depth = 0;
  int deepest = 0;
  for (const char letter : script) {
    if (letter == '(') deepest = std::max(deepest, ++depth);
    if (letter == ')') --depth;
  }
  EXPECT_EQ(depth, 0);
  EXPECT_LT(deepest, 60);
}

}  // namespace
}  // namespace ringfence::logic
