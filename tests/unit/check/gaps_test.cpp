#include "check/gaps.h"

#include <gtest/gtest.h>

namespace ringfence::check {
namespace {

using syntax::GapEffect;

TEST(Covers, AttributeKindAndEverything) {
  EXPECT_TRUE(covers("*", "pod.node"));
  EXPECT_TRUE(covers("pod.*", "pod.node"));
  EXPECT_TRUE(covers("pod.node", "pod.node"));
  EXPECT_FALSE(covers("pod.*", "podlike.node"));
  EXPECT_FALSE(covers("pod.node", "pod.node.x"));
  EXPECT_FALSE(covers("pod.exists", "pod.node"));
}

struct Case {
  std::string outcome;  ///< What was decided.
  GapEffect effect;
  std::string expected;
  friend void PrintTo(const Case& test, std::ostream* out) { *out << test.outcome; }
};

Outcome outcome(const std::string& name) {
  Holds witnessed;
  witnessed.witness = Scene{};
  Violated shown;
  shown.counterexample = Scene{};
  if (name == "assert holds") return Holds{};
  if (name == "assert violated") return shown;
  if (name == "possible holds") return witnessed;
  if (name == "possible violated") return Violated{};
  return Vacuous{"no tuple"};
}

std::string word(const Outcome& outcome) {
  if (const auto* violated = std::get_if<Violated>(&outcome)) {
    return violated->possible_only ? "possibly violated" : "violated";
  }
  if (std::holds_alternative<Vacuous>(outcome)) return "vacuous";
  return std::holds_alternative<Holds>(outcome) ? "holds" : "undecided";
}

class Gaps : public testing::TestWithParam<Case> {};
TEST_P(Gaps, ChangeTheVerdictTheyCanChange) {
  model::Model model;
  model.gaps.push_back({{}, "kind Harmless", GapEffect::Inert, {"*"}, ""});
  model.gaps.push_back({{}, "kind Elsewhere", GapEffect::Unknown, {"volume.*", "vm.on"}, ""});
  model.gaps.push_back({{}, "kind Gateway", GetParam().effect, {"pod.*"}, ""});
  policy::Obligation obligation;
  obligation.reads = {"container.in", "pod.node"};
  const Outcome result = with_gaps(model, obligation, outcome(GetParam().outcome));
  EXPECT_EQ(word(result), GetParam().expected);
  if (const auto* open = std::get_if<Undecided>(&result)) {
    EXPECT_EQ(open->gaps, std::vector<std::size_t>{2});
    EXPECT_EQ(open->reason, "not modelled, and it could change the answer: `kind Gateway`");
  }
  if (word(result) == "possibly violated") {
    EXPECT_EQ(std::get<Violated>(result).gaps, std::vector<std::size_t>{2});
  }
}
INSTANTIATE_TEST_SUITE_P(
    Table, Gaps,
    testing::Values(Case{"assert holds", GapEffect::Inert, "holds"},
                    Case{"assert holds", GapEffect::Narrows, "holds"},
                    Case{"assert holds", GapEffect::Widens, "undecided"},
                    Case{"assert holds", GapEffect::Unknown, "undecided"},
                    Case{"assert violated", GapEffect::Narrows, "possibly violated"},
                    Case{"assert violated", GapEffect::Widens, "violated"},
                    Case{"assert violated", GapEffect::Unknown, "possibly violated"},
                    Case{"possible holds", GapEffect::Narrows, "undecided"},
                    Case{"possible holds", GapEffect::Widens, "holds"},
                    Case{"possible holds", GapEffect::Unknown, "undecided"},
                    Case{"possible violated", GapEffect::Narrows, "violated"},
                    Case{"possible violated", GapEffect::Widens, "undecided"},
                    Case{"possible violated", GapEffect::Unknown, "undecided"},
                    Case{"vacuous", GapEffect::Narrows, "vacuous"},
                    Case{"vacuous", GapEffect::Widens, "undecided"}));

}  // namespace
}  // namespace ringfence::check
