// Everything that holds in the examples and in the examples of the packs has a proof, or a world
// that shows it.
#include "support/certified.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <iostream>
#include <string>
#include <vector>

namespace ringfence {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.is_directory()) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

void expect_all(const std::string& what, const tests::Shares& shares, std::size_t least) {
  EXPECT_THAT(shares.neither, testing::IsEmpty());
  EXPECT_GE(shares.certified, least);
  std::cout << what << ": " << shares.certified << " of " << shares.hold << " that hold certified, "
            << shares.shown << " shown by a world\n";
}

TEST(Certified, AllOfTheExamples) {
  tests::Shares shares;
  for (const fs::path& folder : folders_in(fs::path(RINGFENCE_SOURCE_DIR) / "examples"))
    tests::count_certified(".", folder, shares);
  expect_all("examples", shares, 30);
}

/// `--pack NAME` for every shipped pack, so that the policies checked do not depend on the inputs.
std::string all_packs() {
  const fs::path packs = fs::path(RINGFENCE_SOURCE_DIR) / "specs/packs";
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(packs)) {
    if (entry.path().extension() != ".rf") continue;
    names.push_back(fs::relative(entry.path(), packs).replace_extension().string());
  }
  std::sort(names.begin(), names.end());
  std::string options;
  for (const std::string& name : names) options += "--pack " + name + " ";
  return options;
}

// One test a policy of the packs: under sanitizers all of them together take minutes.
class CertifiedPack : public testing::TestWithParam<fs::path> {};

TEST_P(CertifiedPack, AllThatHolds) {
  tests::Shares shares;
  for (const fs::path& folder : folders_in(GetParam()))
    tests::count_certified(all_packs() + ".", folder, shares);
  expect_all("packs", shares, 1);
}

INSTANTIATE_TEST_SUITE_P(
    Policies, CertifiedPack,
    testing::ValuesIn(folders_in(fs::path(RINGFENCE_SOURCE_DIR) / "tests/packs")),
    [](const auto& policy) {
      std::string name = policy.param.filename().string();
      std::replace_if(
          name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
      return name;
    });

}  // namespace
}  // namespace ringfence
