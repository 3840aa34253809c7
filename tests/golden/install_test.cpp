// What `cmake --install` puts somewhere works there, from any directory, without the sources.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/run_program.h"

namespace {

namespace fs = std::filesystem;

class Installed : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ringfence-install-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
    fs::create_directory(root_ / "elsewhere");
    const fs::path build = fs::path(RINGFENCE_BINARY).parent_path();
    const auto installed = ringfence::tests::run_shell(
        "cmake --install " + build.string() + " --prefix " + (root_ / "prefix").string(), root_);
    ASSERT_EQ(installed.exit_status, 0) << installed.err;
  }
  void TearDown() override { fs::remove_all(root_); }

  ringfence::tests::Finished run(const std::string& arguments) const {
    return ringfence::tests::run_shell((root_ / "prefix/bin/ringfence").string() + " " + arguments,
                                       root_ / "elsewhere");
  }

  fs::path root_;
};

TEST_F(Installed, ProgramFindsItsSpecsAndDocs) {
  const fs::path example = fs::path(RINGFENCE_SOURCE_DIR) / "examples/quickstart";
  fs::copy(example, root_ / "elsewhere/quickstart");
  const auto checked = run("check quickstart");
  EXPECT_EQ(checked.exit_status, 1) << checked.err;
  EXPECT_NE(checked.out.find("2 violated, 0 vacuous, 0 undecided, 2 hold"), std::string::npos)
      << checked.out;

  const auto code = run("explain E0101");
  EXPECT_EQ(code.exit_status, 0) << code.err;
  EXPECT_NE(code.out.find("something else was expected here"), std::string::npos) << code.out;
  const auto predicate = run("explain shares_kernel");
  EXPECT_EQ(predicate.exit_status, 0) << predicate.err;
}

// The sources may still be there: what is used must be what was installed.
TEST_F(Installed, ProgramReadsWhatIsBesideIt) {
  const fs::path data = root_ / "prefix/share/ringfence";
  std::ofstream(data / "specs/packs/only-here.rf") << "policy odd { assert 1 == 2 }\n";
  const auto checked = run("check --pack only-here " + std::string(RINGFENCE_SOURCE_DIR) +
                           "/examples/quickstart --policy odd");
  EXPECT_EQ(checked.exit_status, 1) << checked.err;
  std::ofstream(data / "docs/diagnostics.md", std::ios::app) << "| E0199 | only here | | |\n";
  const auto code = run("explain E0199");
  EXPECT_EQ(code.exit_status, 0) << code.err;
}

}  // namespace
