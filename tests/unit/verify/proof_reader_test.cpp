#include "verify/proof_reader.h"

#include <gtest/gtest.h>

#include <ostream>
#include <sstream>

#include "verify/opb.h"

namespace ringfence::verify {
namespace {

constexpr const char* kUnsat = "1 x1 1 x2 >= 1 ;\n1 ~x1 >= 1 ;\n1 ~x2 >= 1 ;\n";
constexpr const char* kSat = "1 x1 1 x2 >= 1 ;\n1 ~x1 >= 1 ;\n";
constexpr const char* kSmallest = "min: 1 x1 2 x2 ;\n1 x1 1 x2 >= 1 ;\n";

/// `VERIFIED` and the kind, or the status and the line.
std::string outcome(const std::string& opb, const std::string& proof) {
  std::istringstream formula(opb);
  std::istringstream in(proof);
  Names names;
  Kernel kernel(read_opb(formula, names));
  try {
    const Verdict verdict = check_proof(in, kernel, names);
    switch (verdict.kind) {
      case Verdict::Kind::Nothing:
        return "nothing";
      case Verdict::Kind::Unsatisfiable:
        return "unsatisfiable";
      case Verdict::Kind::Satisfiable:
        return "satisfiable";
      case Verdict::Kind::Bounds:
        return verdict.lower.text() + ".." + (verdict.upper ? verdict.upper->text() : "INF");
    }
  } catch (const Failure& failure) {
    static const char* const kNames[] = {"verified", "rejected", "unreadable", "unsupported"};
    return kNames[static_cast<int>(failure.status)] + std::string(" ") +
           std::to_string(failure.line);
  }
  return "";
}

struct ProofCase {
  std::string name, opb, steps, outcome;
  friend void PrintTo(const ProofCase& test, std::ostream* out) { *out << test.name; }
};

/// In format 2.0, behind a header and `f`: the steps are lines 3 and following.
class FormatTwoProof : public testing::TestWithParam<ProofCase> {};
TEST_P(FormatTwoProof, EndsAsExpected) {
  const ProofCase& test = GetParam();
  EXPECT_EQ(outcome(test.opb, "pseudo-Boolean proof version 2.0\nf\n" + test.steps), test.outcome);
}

std::string concluding(const std::string& steps, const std::string& conclusion) {
  return steps + "output NONE\nconclusion " + conclusion + "\nend pseudo-Boolean proof\n";
}

INSTANTIATE_TEST_SUITE_P(
    Refutations, FormatTwoProof,
    testing::Values(
        ProofCase{"by_adding", kUnsat, concluding("pol 1 2 + 3 +\n", "UNSAT : -1"),
                  "unsatisfiable"},
        ProofCase{"by_propagation", kUnsat, concluding("rup >= 1 ;\n", "UNSAT : 4"),
                  "unsatisfiable"},
        ProofCase{"without_reference", kUnsat, concluding("", "UNSAT"), "unsatisfiable"},
        ProofCase{"of_what_is_satisfiable", kSat, concluding("", "UNSAT"), "rejected 4"},
        ProofCase{"by_no_contradiction", kUnsat, concluding("pol 1 2 +\n", "UNSAT : -1"),
                  "rejected 5"},
        ProofCase{"nothing_claimed", kUnsat, concluding("rup >= 1 ;\n", "NONE"), "nothing"},
        ProofCase{"after_any_deletion", kUnsat,
                  concluding("rup 1 x2 >= 1 ;\ndel id 1\npol 3 4 +\n", "UNSAT : -1"),
                  "unsatisfiable"},
        ProofCase{"truncated", kUnsat, "rup >= 1 ;\noutput NONE\nconclusion UNSAT : -1\n",
                  "rejected 5"},
        ProofCase{"followed_by_more", kUnsat, concluding("rup >= 1 ;\n", "UNSAT : -1") + "* end\n",
                  "rejected 7"},
        ProofCase{"step_after_output", kUnsat, "output NONE\nrup >= 1 ;\n", "rejected 4"},
        ProofCase{"unsupported_stops", kUnsat,
                  concluding("load_order exp x1\nrup >= 1 ;\n", "UNSAT : -1"), "unsupported 3"},
        ProofCase{"other_output", kUnsat, "output DERIVABLE FILE\n", "unsupported 3"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Derivations, FormatTwoProof,
    testing::Values(
        ProofCase{"unknown_rule", kSat, "prove it\n", "unreadable 3"},
        ProofCase{"second_load", kSat, "f\n", "rejected 3"},
        ProofCase{"no_such_constraint", kSat, "pol 3\n", "rejected 3"},
        ProofCase{"constraint_zero", kSat, "pol 0\n", "rejected 3"},
        ProofCase{"before_the_first", kSat, "pol -3\n", "rejected 3"},
        ProofCase{"huge_number", kSat, "pol 18446744073709551617\n", "rejected 3"},
        ProofCase{"deleted", kSat, "pol 1 2 +\ndel id 3\npol 3\n", "rejected 5"},
        ProofCase{"negative_factor", kSat, "pol 1 -1 *\n", "rejected 3"},
        ProofCase{"division_by_zero", kSat, "pol 1 0 d\n", "rejected 3"},
        ProofCase{"two_results", kSat, "pol 1 2\n", "rejected 3"},
        ProofCase{"no_operand", kSat, "pol 1 +\n", "rejected 3"},
        ProofCase{"axioms", kSat, concluding("pol x1 ~x1 +\ne -1 >= -1 ;\n", "NONE"), "nothing"},
        ProofCase{"axioms_add_up", kSat,
                  concluding("pol x1 ~x2 +\ne -1 1 x1 1 ~x2 >= 0 ;\n", "NONE"), "nothing"},
        ProofCase{"not_propagated", kSat, "rup 1 x1 >= 1 ;\n", "rejected 3"},
        ProofCase{"rup_with_hints", kSat, concluding("rup 1 x2 >= 1 ; 1 2 ~\n", "NONE"), "nothing"},
        ProofCase{"no_semicolon", kSat, "rup 1 x2 >= 1\n", "unreadable 3"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Redundancy, FormatTwoProof,
    testing::Values(
        ProofCase{"new_variable", kSat, concluding("red 1 y 1 x1 >= 1 ; y 1\n", "NONE"), "nothing"},
        ProofCase{"constraint_in_the_way", kSat, "red 1 ~x2 >= 1 ; x2 -> 0\n", "rejected 3"},
        ProofCase{"itself_not_shown", kSat, "red 1 y >= 1 ; y 0\n", "rejected 3"},
        ProofCase{"mapped_twice", kSat, "red 1 y >= 1 ; y 1 y 0\n", "unreadable 3"},
        ProofCase{"objective_rises", kSmallest, "red 1 x2 >= 1 ; x2 -> 1\n", "rejected 3"},
        ProofCase{"objective_falls", kSmallest,
                  concluding("red 1 x1 >= 1 ; x1 -> 1 x2 -> 0\n", "NONE"), "nothing"},
        ProofCase{"wrong_subproof", kSat,
                  "red 1 ~x2 >= 1 ; x2 -> 0 ; begin\nproofgoal 1\npol -1 2 +\nend -1\nend\n",
                  "rejected 6"},
        ProofCase{"no_such_goal", kSat, "red 1 y >= 1 ; y 1 ; begin\nproofgoal 1\n", "rejected 4"},
        ProofCase{"left_open", kSat, concluding("red 1 y >= 1 ; y 1 ; begin\n", "NONE"),
                  "rejected 4"},
        ProofCase{"local_constraints_end", kSat, "red 1 y >= 1 ; y 1 ; begin\npol -1\nend\npol 4\n",
                  "rejected 6"},
        ProofCase{"deleting_outer_ones", kSat, "red 1 y >= 1 ; y 1 ; begin\ndel id 1\n",
                  "rejected 4"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Solutions, FormatTwoProof,
    testing::Values(
        ProofCase{"satisfiable", kSat, concluding("sol x2 ~x1\n", "SAT"), "satisfiable"},
        ProofCase{"given_at_the_end", kSat, concluding("", "SAT : ~x1 x2"), "satisfiable"},
        ProofCase{"wrong_at_the_end", kSat, concluding("", "SAT : x1 x2"), "rejected 4"},
        ProofCase{"none_logged", kSat, concluding("", "SAT"), "rejected 4"},
        ProofCase{"wrong", kSat, "sol x1 x2\n", "rejected 3"},
        ProofCase{"both_ways", kSat, "sol x1 ~x1\n", "rejected 3"},
        ProofCase{"excluded_is_no_refutation", kSat,
                  concluding("solx ~x1 x2\nrup >= 1 ;\n", "UNSAT : -1"), "rejected 6"},
        ProofCase{"optimal", kSmallest, concluding("soli x1 ~x2\nrup >= 1 ;\n", "BOUNDS 1 : -1 1"),
                  "1..1"},
        ProofCase{"bound_above_a_solution", kSmallest,
                  concluding("soli x1 ~x2\nrup >= 1 ;\n", "BOUNDS 2 : -1 2"), "rejected 6"},
        ProofCase{"upper_below_all", kSmallest,
                  concluding("soli x1 ~x2\nrup >= 1 ;\n", "BOUNDS 0 : -1 0"), "rejected 6"},
        ProofCase{"lower_alone", kSmallest, concluding("", "BOUNDS 1 : 1 INF"), "1..INF"},
        ProofCase{"lower_too_high", kSmallest, concluding("", "BOUNDS 2 : 1 INF"), "rejected 4"},
        ProofCase{"no_improvement", kSmallest, "soli x1 ~x2\nsoli ~x1 x2\n", "rejected 4"},
        ProofCase{"open_objective", kSmallest, "soli x1\n", "rejected 3"},
        ProofCase{"solution_of_the_formula_only", kSat, "del id 1\nsol ~x1 ~x2\n", "rejected 4"},
        ProofCase{"bounds_after_unchecked_deletion", kSmallest,
                  concluding("del id 1\nsoli x1 ~x2\n", "BOUNDS 0 1"), "rejected 6"},
        ProofCase{"infeasible", kUnsat, concluding("rup >= 1 ;\n", "BOUNDS INF : -1 INF"),
                  "unsatisfiable"},
        ProofCase{"objective_rewritten", kSmallest,
                  concluding("red 1 ~y 1 x1 >= 1 ; y 0\nred 1 y 1 ~x1 >= 1 ; y 1\n"
                             "obju new 1 y 2 x2 ;\nsoli x1 ~x2\nrup >= 1 ;\n",
                             "BOUNDS 1 : -1 1"),
                  "1..1"},
        ProofCase{"excluding_after_rewriting", kSmallest,
                  "red 1 ~y 1 x1 >= 1 ; y 0\nred 1 y 1 ~x1 >= 1 ; y 1\n"
                  "obju new 1 y 2 x2 ;\nsolx x1 ~x2\n",
                  "rejected 6"},
        ProofCase{"objective_made_up", kSmallest, "obju new 1 x1 ;\n", "rejected 3"}),
    [](const auto& test) { return test.param.name; });

TEST(Proof, OfFormatOneConcludesWithAContradiction) {
  const std::string header = "pseudo-Boolean proof version 1.1\nf 3 0\n";
  EXPECT_EQ(outcome(kUnsat, header + "p 1 2 + 3 + 0\nc -1\n"), "unsatisfiable");
  EXPECT_EQ(outcome(kUnsat, header + "p 1 2 + 3 + 0\n"), "nothing");
  EXPECT_EQ(outcome(kUnsat, header + "p 1 2 + 0\nc -1\n"), "rejected 4");
  EXPECT_EQ(outcome(kUnsat, header + "d 1 0\n"), "rejected 3") << "and no refutation";
  EXPECT_EQ(outcome(kUnsat, header + "# 1\nu 1 x1 >= 1 ;\nw 1\np 4\n"), "rejected 6");
  EXPECT_EQ(outcome(kUnsat, header + "dom 1 x1 >= 1 ; x1 1\nu >= 1 ;\nc -1\n"), "unsupported 3");
}

TEST(Proof, HasAHeader) {
  EXPECT_EQ(outcome(kUnsat, ""), "unreadable 0");
  EXPECT_EQ(outcome(kUnsat, "proof\n"), "unreadable 1");
  EXPECT_EQ(outcome(kUnsat, "pseudo-Boolean proof version 3.0\n"), "unsupported 1");
  EXPECT_EQ(outcome(kUnsat, "pseudo-Boolean proof version 2.0\nf 4\n"), "rejected 2");
  EXPECT_EQ(outcome(kUnsat, "pseudo-Boolean proof version 2.0\nrup >= 1 ;\n"), "rejected 2");
}

}  // namespace
}  // namespace ringfence::verify
