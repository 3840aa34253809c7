// Proofs that others wrote, by the separate program: what upstream calls correct is accepted or
// needs a rule that is not supported, and what it calls incorrect is never accepted, as written
// and translated to format 2.0. DRAT refutations are accepted as pseudo-Boolean proofs.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <regex>

#include "support/proof_formats.h"
#include "support/run_program.h"

namespace ringfence::tests {
namespace {

namespace fs = std::filesystem;
const fs::path kProofs = (fs::path(RINGFENCE_CORPUS) / "proofs").lexically_normal();

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class Proofs : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kProofs)) {
      const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
      ASSERT_FALSE(required != nullptr && std::string_view(required) == "1")
          << "no corpus at " << kProofs;
      GTEST_SKIP() << "no corpus at " << kProofs;
    }
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() /
              ("ringfence-proofs-" + std::string(test->name()) + "-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  Finished verify(const fs::path& formula, const fs::path& proof) const {
    return run_shell(std::string(RINGFENCE_VERIFY_BINARY) + " '" + formula.string() + "' '" +
                         proof.string() + "'",
                     folder_);
  }
  fs::path written(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }
  fs::path folder_;
};

std::vector<fs::path> formulas_below(const std::string& kind) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(kProofs / "veripb" / kind)) {
    if (entry.path().extension() == ".opb") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

fs::path proof_of(fs::path formula) {
  return formula.replace_extension(".pbp");
}

std::size_t constraints_of(const std::string& opb) {
  std::size_t count = 0;
  std::istringstream in(opb);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("*") || line.starts_with("min:")) continue;
    const bool is_equality = line.find(">=") == std::string::npos;
    if (line.find('=') != std::string::npos) count += is_equality ? 2 : 1;
  }
  return count;
}

/// How one kind of proof ended, as written or translated.
struct Tally {
  std::map<int, std::size_t> by_status;
  std::size_t total = 0;
};

std::ostream& operator<<(std::ostream& out, Tally tally) {
  return out << tally.total << " proofs: " << tally.by_status[0] << " accepted, "
             << tally.by_status[1] + tally.by_status[2] << " refused, " << tally.by_status[3]
             << " with unsupported rules";
}

TEST_F(Proofs, CorrectOnesAreAccepted) {
  Tally tally;
  for (const fs::path& formula : formulas_below("correct")) {
    const Finished run = verify(formula, proof_of(formula));
    EXPECT_TRUE(run.exit_status == 0 || run.exit_status == 3) << run.out << run.err;
    ++tally.by_status[run.exit_status];
    ++tally.total;
    // Without a contradiction that the proof points out there is no refutation.
    const bool concludes =
        std::regex_search(read(proof_of(formula)), std::regex("(^|\\s)c -?[0-9]"));
    EXPECT_TRUE(concludes || run.out.find("UNSATISFIABLE") == std::string::npos) << formula;
  }
  std::cout << "correct: " << tally << "\n";
  EXPECT_GT(tally.total, 40U);
  EXPECT_LT(tally.by_status[3] * 4, tally.total) << "a quarter or more is not supported";
}

TEST_F(Proofs, IncorrectOnesAreRefused) {
  Tally tally;
  for (const fs::path& formula : formulas_below("incorrect")) {
    const Finished run = verify(formula, proof_of(formula));
    EXPECT_TRUE(run.exit_status == 1 || run.exit_status == 3) << formula << run.out << run.err;
    EXPECT_EQ(run.out.find("VERIFIED"), std::string::npos) << run.out;
    ++tally.by_status[run.exit_status];
    ++tally.total;
  }
  std::cout << "incorrect: " << tally << "\n";
  EXPECT_GT(tally.total, 20U);
}

TEST_F(Proofs, UnreadableOnesAreNotRead) {
  for (const fs::path& formula : formulas_below("parsing_failure")) {
    const Finished run = verify(formula, proof_of(formula));
    EXPECT_EQ(run.exit_status, 2) << formula << run.out << run.err;
    EXPECT_EQ(run.out.find("VERIFIED"), std::string::npos) << run.out;
  }
}

TEST_F(Proofs, MeanTheSameInFormatTwo) {
  const std::regex bounds("BOUNDS (-?[0-9]+)");
  for (const char* kind : {"correct", "incorrect"}) {
    Tally tally;
    for (const fs::path& formula : formulas_below(kind)) {
      const Finished first = verify(formula, proof_of(formula));
      std::smatch best;
      std::string value;
      // Only the value of the solutions is taken over, not that they are optimal.
      if (std::regex_search(first.out, best, bounds)) value = best[1];
      FormatTwo translator(constraints_of(read(formula)), value);
      const fs::path proof = written("two.pbp", translator.translated(read(proof_of(formula))));
      const Finished second = verify(formula, proof);
      EXPECT_EQ(second.exit_status, first.exit_status) << formula << "\n"
                                                       << first.out << second.out << read(proof);
      EXPECT_TRUE(std::string_view(kind) == "correct" || second.exit_status != 0) << formula;
      ++tally.by_status[second.exit_status];
      ++tally.total;
    }
    std::cout << kind << " in format 2.0: " << tally << "\n";
  }
}

TEST_F(Proofs, TruncatedOnesAreNeverRefutations) {
  for (const fs::path& formula : formulas_below("correct")) {
    FormatTwo translator(constraints_of(read(formula)), "");
    const std::string proof = translator.translated(read(proof_of(formula)));
    for (const std::string_view last : {"\nend pseudo", "\nconclusion", "\noutput"}) {
      const Finished run =
          verify(formula, written("cut.pbp", proof.substr(0, proof.rfind(last) + 1)));
      EXPECT_NE(run.exit_status, 0) << formula << run.out;
    }
  }
}

TEST_F(Proofs, DratRefutationsAreAccepted) {
  std::size_t proofs = 0;
  std::size_t redundant = 0;
  for (const auto& entry : fs::directory_iterator(kProofs / "drat-trim")) {
    const fs::path& path = entry.path();
    if (path.extension() != ".drat" && path.extension() != ".drup") continue;
    const std::string cnf = read(fs::path(path).replace_extension(".cnf"));
    const fs::path formula = written("formula.opb", opb_of_cnf(cnf));
    std::set<std::size_t> by_witness;
    const std::regex failing(":([0-9]+): rejected");
    Finished run;
    for (bool is_done = false; !is_done;) {
      const FromDrat translated = format_two_of_drat(cnf, read(path), by_witness);
      run = verify(formula, written("proof.pbp", translated.proof));
      is_done = true;
      std::smatch line;
      if (run.exit_status != 1 || !std::regex_search(run.out, line, failing)) continue;
      const auto& lines = translated.line_of;
      const auto found = std::find(lines.begin(), lines.end(), std::stoul(line[1]));
      if (found == lines.end()) continue;
      is_done = !by_witness.insert(static_cast<std::size_t>(found - lines.begin())).second;
    }
    EXPECT_EQ(run.exit_status, 0) << path << run.out << run.err;
    EXPECT_EQ(run.out, "s VERIFIED UNSATISFIABLE\n") << path;
    ++proofs;
    redundant += by_witness.size();
  }
  std::cout << "drat: " << proofs << " proofs run, " << redundant << " additions by a witness\n";
  EXPECT_GT(proofs, 5U);
}

}  // namespace
}  // namespace ringfence::tests
