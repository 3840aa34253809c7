// Everything that holds in the examples and in the examples of the packs has a proof, or a world
// that shows it.
#include "support/certified.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

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

TEST(Certified, AllOfThePacks) {
  tests::Shares shares;
  for (const fs::path& policy : folders_in(fs::path(RINGFENCE_SOURCE_DIR) / "tests/packs")) {
    for (const fs::path& folder : folders_in(policy)) tests::count_certified(".", folder, shares);
  }
  expect_all("packs", shares, 500);
}

}  // namespace
}  // namespace ringfence
