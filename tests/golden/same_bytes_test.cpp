#include <gtest/gtest.h>

#include "support/run_program.h"

// The same input gives the same bytes: run after run, and whichever engine answers first.

namespace ringfence::tests {
namespace {

class SameBytes : public testing::TestWithParam<const char*> {};

TEST_P(SameBytes, RunAfterRunAndByEveryEngine) {
  for (const char* format : {"text", "json"}) {
    const std::string command = std::string(RINGFENCE_BINARY) + " check --format " + format + " " +
                                GetParam() + " --engine ";
    const auto first = run_shell(command + "auto", RINGFENCE_SOURCE_DIR);
    EXPECT_FALSE(first.out.empty());
    for (const char* engine : {"auto", "pb", "z3", "cvc5"}) {
      const auto again = run_shell(command + engine, RINGFENCE_SOURCE_DIR);
      EXPECT_EQ(again.exit_status, first.exit_status) << engine;
      EXPECT_EQ(again.out, first.out) << engine;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Examples, SameBytes,
                         testing::Values("examples/quickstart", "examples/three-layers",
                                         "examples/three-layers-fixed",
                                         "tests/golden/cli/violated-placement"));

}  // namespace
}  // namespace ringfence::tests
