// What the documentation says can be typed, is typed: every command in a ```sh block of README.md
// and docs/ that runs ringfence runs here, from the repository's root. Where the text after it says
// what it "prints", the ```text block that follows is compared with standard output; a line `...`
// in it stands for any lines.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "golden/bundle_files.h"
#include "support/run_program.h"

namespace {

namespace fs = std::filesystem;
using ringfence::tests::replaced;

struct Example {
  std::string place;                 ///< `README.md:12`
  std::string command;               ///< As written.
  std::optional<std::string> shown;  ///< What it is said to print.
};

void PrintTo(const Example& example, std::ostream* out) {
  *out << example.place;
}

struct Block {
  std::size_t line = 0;
  std::string language, text, before;  ///< `before`: the prose since the block before.
};

std::vector<Block> blocks_of(const fs::path& file) {
  std::ifstream in(file);
  std::vector<Block> blocks;
  std::string prose;
  bool is_inside = false;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.starts_with("```")) {
      if (!is_inside) blocks.push_back({number, line.substr(3), "", std::move(prose)});
      is_inside = !is_inside;
      prose.clear();
    } else if (is_inside) {
      blocks.back().text += line + "\n";
    } else {
      prose += line + "\n";
    }
  }
  return blocks;
}

/// One of the commands that `&&` joins does.
bool runs_ringfence(const std::string& command) {
  for (std::size_t at = 0; at < command.size();) {
    const std::size_t end = std::min(command.find("&&", at), command.size());
    const std::size_t begin = std::min(command.find_first_not_of(" \n", at), end);
    const std::string part = command.substr(begin, end - begin);
    for (const char* name : {"ringfence ", "scripts/ringfence ", "ringfence-verify "}) {
      if (part.starts_with(name)) return true;
    }
    at = end + 2;
  }
  return false;
}

std::vector<Example> examples_of(const fs::path& file) {
  std::vector<Example> examples;
  const std::vector<Block> blocks = blocks_of(file);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].language != "sh") continue;
    std::istringstream lines(blocks[i].text);
    std::size_t number = blocks[i].line;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      const std::size_t first = number;
      std::string command = line.substr(0, line.find("  #"));
      for (; command.ends_with("&&") && std::getline(lines, line); ++number)
        command += "\n" + line.substr(0, line.find("  #"));
      if (!runs_ringfence(command)) continue;
      examples.push_back(
          {file.filename().string() + ":" + std::to_string(first), command, std::nullopt});
    }
    const bool has_next = i + 1 < blocks.size() && blocks[i + 1].language == "text";
    if (has_next && blocks[i + 1].before.find("prints") != std::string::npos) {
      EXPECT_FALSE(examples.empty()) << file << ":" << blocks[i].line;
      if (!examples.empty()) examples.back().shown = blocks[i + 1].text;
    }
  }
  return examples;
}

std::vector<Example> all_examples() {
  const fs::path root = RINGFENCE_SOURCE_DIR;
  std::vector<fs::path> files = {root / "README.md"};
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / "docs")) {
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Example> all;
  for (const fs::path& file : files) {
    for (Example& example : examples_of(file)) all.push_back(std::move(example));
  }
  return all;
}

std::string with_built_program(std::string command) {
  // Only at the start of a word: paths may end in the same letters.
  command = replaced("\n" + command, " ringfence", "\nringfence");
  command = replaced(command, " scripts/ringfence", "\nscripts/ringfence");
  command = replaced(command, "\nscripts/ringfence verify ", "\nringfence-verify ");
  command = replaced(command, "\nscripts/ringfence ", "\nringfence ");
  command = replaced(command, "\nringfence-verify ", " " RINGFENCE_VERIFY_BINARY " ");
  command = replaced(command, "\nringfence ", " " RINGFENCE_BINARY " ").substr(1);
  return replaced(command, "\nringfence", " ringfence");
}

/// What is shown, cut at its lines `...`.
std::vector<std::string> pieces_of(const std::string& shown) {
  std::vector<std::string> pieces(1);
  std::istringstream lines(shown);
  for (std::string line; std::getline(lines, line);) {
    if (line == "...") {
      pieces.emplace_back();
    } else {
      pieces.back() += line + "\n";
    }
  }
  return pieces;
}

/// The pieces stand in the output in order: the first at its start, the last at its end.
testing::AssertionResult shows(const std::string& output, const std::string& shown) {
  const std::vector<std::string> pieces = pieces_of(shown);
  std::size_t at = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool is_last = i + 1 == pieces.size();
    std::size_t found = output.find(pieces[i], at);
    if (is_last && i > 0) found = output.rfind(pieces[i]);
    if (found == std::string::npos || found < at || (i == 0 && found != 0)) {
      return testing::AssertionFailure() << "not printed:\n" << pieces[i] << "but:\n" << output;
    }
    at = found + pieces[i].size();
  }
  if (at == output.size()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "more is printed:\n" << output.substr(at);
}

class Docs : public testing::TestWithParam<Example> {};

TEST_P(Docs, CommandDoesWhatIsSaid) {
  const Example& example = GetParam();
  const ringfence::tests::Folder scratch;  // for `mktemp`
  const auto run = ringfence::tests::run_shell(
      "export TMPDIR=" + scratch.path().string() + "; " + with_built_program(example.command),
      RINGFENCE_SOURCE_DIR);
  EXPECT_NE(run.exit_status, 2) << example.place << ": " << example.command << "\n" << run.err;
  EXPECT_LT(run.exit_status, 4) << example.place << ": " << example.command << "\n" << run.err;
  if (example.shown) {
    EXPECT_TRUE(shows(run.out, *example.shown)) << example.place;
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, Docs, testing::ValuesIn(all_examples()), [](const auto& test) {
  std::string name = test.param.place;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
});

TEST(DocsComparison, PiecesMustBeThereInOrder) {
  EXPECT_TRUE(shows("a\nb\nc\n", "a\nb\nc\n"));
  EXPECT_TRUE(shows("a\nb\nc\n", "a\n...\nc\n"));
  EXPECT_FALSE(shows("a\nb\nc\n", "a\nb\n"));
  EXPECT_FALSE(shows("a\nb\nc\n", "b\n...\nc\n"));
  EXPECT_FALSE(shows("a\nb\nc\n", "a\n...\nb\n"));
  EXPECT_FALSE(shows("a\nb\nc\n", "a\n...\nx\n"));
}

}  // namespace
