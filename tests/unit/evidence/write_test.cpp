#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "evidence/bundle.h"

namespace ringfence::evidence {
namespace {

namespace fs = std::filesystem;

class Write : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ringfence-write-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { fs::remove_all(folder); }

  static std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  fs::path folder;
  const std::vector<File> files = {{"a/1", "one"}, {"b", std::string("\0\n", 2)}, {"seal", "s"}};
};

TEST_F(Write, WritesEveryFileAndNothingElse) {
  EXPECT_TRUE(write(folder / "bundle/", files).empty());
  for (const File& file : files) EXPECT_EQ(read(folder / "bundle" / file.path), file.bytes);
  std::size_t all = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) ++all;
  }
  EXPECT_EQ(all, files.size());
}

TEST_F(Write, LeavesNothingOfARunThatWasEnded) {
  fs::create_directories(folder / "bundle.partial/a");
  std::ofstream(folder / "bundle.partial/a/old") << "left over";
  EXPECT_TRUE(write(folder / "bundle", files).empty());
  EXPECT_FALSE(fs::exists(folder / "bundle/a/old"));
  EXPECT_FALSE(fs::exists(folder / "bundle.partial"));
}

TEST_F(Write, NeverWritesOverAnything) {
  for (const char* there : {"file", "folder"}) {
    const fs::path target = folder / there;
    if (std::string(there) == "file") std::ofstream(target) << "mine";
    if (std::string(there) == "folder") fs::create_directory(target);
    const Diagnostics errors = write(target, files);
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors.front().code, "E0013");
  }
  EXPECT_EQ(read(folder / "file"), "mine");
  EXPECT_TRUE(fs::is_empty(folder / "folder"));
}

TEST_F(Write, SaysWhenItCannot) {
  std::ofstream(folder / "file") << "no folder";
  const Diagnostics errors = write(folder / "file/bundle", files);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors.front().code, "E0013");
}

}  // namespace
}  // namespace ringfence::evidence
