#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "support/run_program.h"

// The rule of the regolibrary that is about accounts: its findings are those of the policy that
// says the same, input by input.

namespace {

namespace fs = std::filesystem;
const fs::path kRule =
    fs::path(RINGFENCE_CORPUS) / "regolibrary" / "automount-default-service-account" / "test";

bool has_finding(const fs::path& expected) {
  std::ifstream file(expected);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return text.find("alertObject") != std::string::npos;
}

TEST(Regolibrary, DefaultAccountsHaveNoToken) {
  if (!fs::exists(kRule)) {
    const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
    ASSERT_FALSE(required != nullptr && std::string_view(required) == "1") << "no " << kRule;
    GTEST_SKIP() << "no corpus at " << kRule;
  }
  std::size_t run = 0;
  std::size_t agreed = 0;
  for (const auto& entry : fs::directory_iterator(kRule)) {
    const std::string command = std::string(RINGFENCE_BINARY) +
                                " check --pack rbac --policy default-accounts-have-no-token input";
    const ringfence::tests::Finished finished = ringfence::tests::run_shell(command, entry.path());
    const int expected = has_finding(entry.path() / "expected.json") ? 1 : 0;
    EXPECT_EQ(finished.exit_status, expected) << entry.path() << finished.out << finished.err;
    ++run;
    agreed += finished.exit_status == expected ? 1 : 0;
  }
  EXPECT_GE(run, 4U);
  std::cout << "regolibrary accounts: " << agreed << " of " << run << " agree\n";
}

}  // namespace
