// Every policy of the shipped packs has examples under tests/packs/<policy>/<case>: a deployment
// in real formats whose folder name begins with the verdict. A policy without a holding, a
// violated and an exactly-at-the-limit case fails here.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "support/run_program.h"

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = RINGFENCE_SOURCE_DIR;
constexpr std::array kPacks{"isolation",
                            "conservation",
                            "composition",
                            "availability",
                            "storage",
                            "rbac",
                            "compose",
                            "pod-security/baseline",
                            "pod-security/restricted",
                            "workload-hygiene"};

/// Policy names of one pack, read off its text.
std::set<std::string> policies_of(const std::string& pack) {
  std::ifstream in(kRoot / "specs/packs" / (pack + ".rf"));
  const std::regex declaration("^policy ([a-z0-9-]+) .*");
  std::set<std::string> names;
  std::smatch found;
  for (std::string line; std::getline(in, line);) {
    if (std::regex_match(line, found, declaration)) names.insert(found[1]);
  }
  return names;
}

struct Example {
  std::string pack, policy;
  fs::path folder;
  friend void PrintTo(const Example& example, std::ostream* out) { *out << example.folder; }
};

std::vector<Example> examples() {
  std::vector<Example> found;
  for (const char* pack : kPacks) {
    for (const std::string& policy : policies_of(pack)) {
      const fs::path folder = kRoot / "tests/packs" / policy;
      if (!fs::exists(folder)) continue;
      for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        found.push_back({pack, policy, entry.path()});
      }
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Example& a, const Example& b) { return a.folder < b.folder; });
  return found;
}

bool is_violated(const fs::path& folder) {
  return folder.filename().string().find("violated") != std::string::npos;
}

class Packs : public testing::TestWithParam<Example> {};

TEST_P(Packs, GiveTheVerdictOfTheFolder) {
  const Example& example = GetParam();
  const std::string command = std::string(RINGFENCE_BINARY) + " check --cross-check --pack " +
                              example.pack + " --policy " + example.policy + " .";
  const ringfence::tests::Finished run = ringfence::tests::run_shell(command, example.folder);
  EXPECT_EQ(run.exit_status, is_violated(example.folder) ? 1 : 0) << run.out << run.err;
  const std::string word = is_violated(example.folder) ? "violated[" : "holds[";
  EXPECT_NE(run.out.find(word + example.policy), std::string::npos) << run.out << run.err;
}

INSTANTIATE_TEST_SUITE_P(Examples, Packs, testing::ValuesIn(examples()), [](const auto& test) {
  std::string name = test.param.policy + "_" + test.param.folder.filename().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Packs, EveryPolicyHasAllThreeCases) {
  for (const char* pack : kPacks) {
    const std::set<std::string> policies = policies_of(pack);
    EXPECT_GE(policies.size(), 5U) << pack;
    for (const std::string& policy : policies) {
      for (const char* wanted : {"holds", "violated", "limit-holds"}) {
        EXPECT_TRUE(fs::exists(kRoot / "tests/packs" / policy / wanted)) << policy << " " << wanted;
      }
    }
  }
}

}  // namespace
