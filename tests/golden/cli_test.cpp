// What a user sees: every folder under tests/golden/cli holds inputs, a file `cmd` (the arguments,
// `ringfence` standing for the program) and `expect` (exit status, standard output, standard
// error). RINGFENCE_UPDATE_GOLDEN=1 rewrites `expect`; its diff is reviewed like code.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/run_program.h"

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::vector<fs::path> cases() {
  std::vector<fs::path> found;
  const fs::path root = fs::path(RINGFENCE_SOURCE_DIR) / "tests/golden/cli";
  for (const fs::directory_entry& entry : fs::directory_iterator(root)) {
    if (fs::exists(entry.path() / "cmd")) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string observed(const fs::path& folder) {
  std::string command = replaced(read(folder / "cmd"), "\n", "");
  command = replaced(command, "ringfence ", std::string(RINGFENCE_BINARY) + " ");
  const ringfence::tests::Finished run = ringfence::tests::run_shell(command, folder);
  std::string text = "exit " + std::to_string(run.exit_status) + "\n--- stdout\n" + run.out +
                     "--- stderr\n" + run.err;
  return replaced(text, RINGFENCE_SOURCE_DIR, "<source>");
}

class Cli : public testing::TestWithParam<fs::path> {};

TEST_P(Cli, PrintsWhatIsExpected) {
  const fs::path& folder = GetParam();
  const std::string seen = observed(folder);
  EXPECT_EQ(seen, observed(folder)) << "two runs must give the same bytes";
  if (std::getenv("RINGFENCE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(folder / "expect", std::ios::binary) << seen;
  }
  EXPECT_EQ(seen, read(folder / "expect")) << folder;
}

INSTANTIATE_TEST_SUITE_P(Golden, Cli, testing::ValuesIn(cases()), [](const auto& test) {
  std::string name = test.param.filename().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
