// The packs `pod-security/baseline` and `pod-security/restricted` against the published examples
// of the Pod Security Standards: every pod under `pass` is admitted, every pod under `fail`
// refused.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "policy_verdicts.h"

namespace ringfence::tests {
namespace {

namespace fs = std::filesystem;

class PodSecurity : public testing::TestWithParam<const char*> {};

TEST_P(PodSecurity, AdmitsAndRefusesWhatTheStandardDoes) {
  const std::string level = GetParam();
  const fs::path folder = fs::path(RINGFENCE_CORPUS) / "pod-security-admission" / level;
  if (!fs::exists(folder)) {
    const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
    ASSERT_FALSE(required != nullptr && std::string_view(required) == "1") << folder;
    GTEST_SKIP() << "no corpus at " << folder;
  }
  std::size_t agreed = 0;
  std::size_t all = 0;
  for (const std::string verdict : {"pass", "fail"}) {
    for (const auto& file : fs::directory_iterator(folder / verdict)) {
      const auto verdicts = verdicts_of(std::vector{file.path()}, {"pod-security/" + level});
      const std::string answer = admission(verdicts, {});
      const std::string wanted = verdict == "pass" ? "accept" : "deny";
      EXPECT_EQ(answer, wanted) << file.path();
      ++all;
      agreed += answer == wanted ? 1 : 0;
    }
  }
  std::cout << "pod-security-admission, " << level << ": " << agreed << " of " << all << " agree\n";
  EXPECT_GE(all, 20U);
}

INSTANTIATE_TEST_SUITE_P(Corpus, PodSecurity, testing::Values("baseline", "restricted"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace ringfence::tests
