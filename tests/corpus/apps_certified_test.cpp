// Everything that the packs say holds of real applications has a proof, or a world that shows it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "support/certified.h"

namespace ringfence {
namespace {

namespace fs = std::filesystem;

const fs::path kApps = fs::path(RINGFENCE_CORPUS) / "apps";

TEST(Apps, AllThatHoldsIsCertified) {
  if (!fs::exists(kApps)) {
    ASSERT_EQ(std::getenv("RINGFENCE_REQUIRE_CORPUS"), nullptr) << "no corpus at " << kApps;
    GTEST_SKIP() << "no corpus at " << kApps;
  }
  tests::Shares shares;
  for (const char* whole : {"online-boutique", "sock-shop"})
    tests::count_certified(".", kApps / whole, shares);
  // Of these every file is a deployment of its own.
  std::vector<fs::path> files;
  for (const char* many : {"bookinfo", "kubernetes-examples"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kApps / many)) {
      if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files)
    tests::count_certified(file.filename().string(), file.parent_path(), shares);
  EXPECT_THAT(shares.neither, testing::IsEmpty());
  EXPECT_GE(shares.certified, 200U);
  std::cout << "apps: " << shares.certified << " of " << shares.hold << " that hold certified, "
            << shares.shown << " shown by a world\n";
}

}  // namespace
}  // namespace ringfence
