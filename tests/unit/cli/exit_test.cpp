#include "cli/exit.h"

#include <gtest/gtest.h>

namespace ringfence::cli {
namespace {

struct ExitCase {
  std::string name;
  std::vector<check::Outcome> outcomes;
  bool allow_empty = false;
  Exit exit = Exit::Holds;
  friend void PrintTo(const ExitCase& test, std::ostream* out) { *out << test.name; }
};

class ExitCode : public testing::TestWithParam<ExitCase> {};

TEST_P(ExitCode, MatchesTable) {
  check::Report report;
  for (const check::Outcome& outcome : GetParam().outcomes) {
    check::Verdict verdict;
    verdict.outcome = outcome;
    report.verdicts.push_back(verdict);
  }
  EXPECT_EQ(exit_code(report, GetParam().allow_empty), GetParam().exit);
}

const check::Outcome kHolds = check::Holds{};
const check::Outcome kViolated = check::Violated{};
const check::Outcome kVacuous = check::Vacuous{};
const check::Outcome kUndecided = check::Undecided{};
const check::Outcome kNotApplicable = check::NotApplicable{};

INSTANTIATE_TEST_SUITE_P(
    Table, ExitCode,
    testing::Values(
        ExitCase{"all_hold", {kHolds, kNotApplicable}, false, Exit::Holds},
        ExitCase{"violated", {kHolds, kViolated}, false, Exit::Violated},
        ExitCase{"vacuous_is_no_pass", {kVacuous}, false, Exit::Violated},
        ExitCase{"violated_before_undecided", {kUndecided, kViolated}, false, Exit::Violated},
        ExitCase{"undecided_is_no_pass", {kHolds, kUndecided}, false, Exit::Undecided},
        ExitCase{"nothing_applicable", {kNotApplicable}, false, Exit::CouldNotRun},
        ExitCase{"nothing_at_all", {}, false, Exit::CouldNotRun},
        ExitCase{"nothing_allowed", {kNotApplicable}, true, Exit::Holds}),
    [](const auto& test) { return test.param.name; });

TEST(ExitCode, AContradictionFails) {
  check::Report report;
  report.contradiction = check::Contradiction{};
  EXPECT_EQ(exit_code(report, true), Exit::Violated);
}

TEST(ExitCode, AnInterruptedRunIsUndecided) {
  check::Report report;
  report.interrupted = true;
  report.verdicts.push_back({});
  report.verdicts.back().outcome = check::Holds{};
  EXPECT_EQ(exit_code(report, false), Exit::Undecided);
}

}  // namespace
}  // namespace ringfence::cli
