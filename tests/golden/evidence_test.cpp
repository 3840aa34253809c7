// Evidence bundles as a user makes and checks them: what is whole is accepted, and whatever was
// done to it afterwards is not.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/run_program.h"

namespace {

namespace fs = std::filesystem;
using ringfence::tests::Finished;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

Finished run(const std::string& command) {
  return ringfence::tests::run_shell(command, RINGFENCE_SOURCE_DIR);
}

Finished verify(const fs::path& bundle) {
  return run(std::string(RINGFENCE_VERIFY_BINARY) + " " + bundle.string());
}

class Evidence : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ringfence-evidence-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    bundle = folder / "bundle";
    const Finished made = check_into(bundle);
    ASSERT_EQ(made.exit_status, 0) << made.err;
  }
  void TearDown() override { fs::remove_all(folder); }

  static Finished check_into(const fs::path& where) {
    return run(std::string(RINGFENCE_BINARY) + " check examples/three-layers-fixed --evidence " +
               where.string());
  }

  std::vector<fs::path> files() const {
    std::vector<fs::path> all;
    for (const auto& entry : fs::recursive_directory_iterator(bundle)) {
      if (entry.is_regular_file()) all.push_back(entry.path());
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  fs::path folder, bundle;
};

TEST_F(Evidence, IsAcceptedWhole) {
  const Finished checked = verify(bundle);
  EXPECT_EQ(checked.exit_status, 0) << checked.out;
  EXPECT_TRUE(checked.out.starts_with("s VERIFIED BUNDLE\n")) << checked.out;
  EXPECT_EQ(checked.out.find("proof checked here: 0"), std::string::npos) << checked.out;
  EXPECT_NE(checked.out.find("on a solver's word: 0"), std::string::npos) << checked.out;
}

TEST_F(Evidence, IsTheSameBytesEveryTime) {
  const fs::path again = folder / "again";
  ASSERT_EQ(check_into(again).exit_status, 0);
  EXPECT_EQ(read(bundle / "manifest.json"), read(again / "manifest.json"));
}

TEST_F(Evidence, IsRefusedWithAnyByteChanged) {
  for (const fs::path& file : files()) {
    const std::string whole = read(file);
    ASSERT_FALSE(whole.empty()) << file;
    for (const std::size_t at : {std::size_t{0}, whole.size() / 3, whole.size() - 1}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      write(file, changed);
      EXPECT_NE(verify(bundle).exit_status, 0) << file << " at " << at;
    }
    write(file, whole.substr(0, whole.size() - 1));
    EXPECT_NE(verify(bundle).exit_status, 0) << file << " cut short";
    fs::remove(file);
    EXPECT_NE(verify(bundle).exit_status, 0) << file << " removed";
    write(file, whole);
  }
  write(bundle / "more", "");
  EXPECT_NE(verify(bundle).exit_status, 0);
  fs::remove(bundle / "more");
  EXPECT_EQ(verify(bundle).exit_status, 0);
}

// A forger can make all the hashes right, but no proof of what is not so.
TEST_F(Evidence, IsRefusedWithAFormulaThatTheProofDoesNotRefute) {
  fs::path formula;
  for (const fs::path& file : files()) {
    if (file.extension() == ".opb") formula = file;
  }
  ASSERT_FALSE(formula.empty());
  const std::string path = fs::relative(formula, bundle).string();
  const auto digest = [&](const fs::path& file) {
    return run("sha256sum " + file.string()).out.substr(0, 64);
  };
  std::string manifest = read(bundle / "manifest.json");
  const std::string before = digest(formula);
  // Without its last constraint, the denial of the policy, the formula has solutions.
  std::string text = read(formula);
  text.resize(text.rfind('\n', text.size() - 2) + 1);
  write(formula, text + "+1 true_and_useless >= 0 ;\n");
  const std::size_t at = manifest.find(before);
  ASSERT_NE(at, std::string::npos);
  manifest.replace(at, 64, digest(formula));
  write(bundle / "manifest.json", manifest);
  write(bundle / "manifest.sha256", digest(bundle / "manifest.json") + "  manifest.json\n");
  const Finished checked = verify(bundle);
  EXPECT_EQ(checked.exit_status, 1) << checked.out;
  EXPECT_NE(checked.out.find(".pbp:"), std::string::npos) << checked.out;
}

TEST_F(Evidence, IsNotWrittenOverAnything) {
  const Finished again = check_into(bundle);
  EXPECT_EQ(again.exit_status, 2);
  EXPECT_NE(again.err.find("E0013"), std::string::npos) << again.err;
  EXPECT_EQ(verify(bundle).exit_status, 0);
}

TEST_F(Evidence, WithoutItsSealIsNone) {
  fs::remove(bundle / "manifest.sha256");
  EXPECT_EQ(verify(bundle).exit_status, 2);
}

}  // namespace
