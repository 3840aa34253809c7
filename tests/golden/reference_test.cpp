// Pages of docs/ that must say what the code says: the attributes, and the codes of diagnostics.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "model/schema_reference.h"

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Reference, SchemaPageIsTheTable) {
  const fs::path page = fs::path(RINGFENCE_SOURCE_DIR) / "docs/schema.md";
  const std::string generated = ringfence::model::schema_reference();
  if (std::getenv("RINGFENCE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(page, std::ios::binary) << generated;
  }
  EXPECT_EQ(generated, read(page));
}

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

/// Every word `E` and four digits in a text.
void add_codes(std::set<std::string>& codes, const std::string& text) {
  for (std::size_t at = 0; at + 5 <= text.size(); ++at) {
    const bool starts_word = at == 0 || std::isalnum(static_cast<unsigned char>(text[at - 1])) == 0;
    const bool ends_word =
        at + 5 == text.size() || std::isalnum(static_cast<unsigned char>(text[at + 5])) == 0;
    const auto first = text.begin() + static_cast<std::ptrdiff_t>(at);
    if (text[at] == 'E' && starts_word && ends_word && std::all_of(first + 1, first + 5, is_digit))
      codes.insert(text.substr(at, 5));
  }
}

std::set<std::string> codes_of_the_source() {
  std::set<std::string> codes;
  for (const char* folder : {"src", "grammar"}) {
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(RINGFENCE_SOURCE_DIR) / folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension == ".cpp" || extension == ".h") add_codes(codes, read(entry.path()));
    }
  }
  return codes;
}

/// The lines of the table of codes, without their line ends.
std::vector<std::string> rows() {
  std::ifstream in(fs::path(RINGFENCE_SOURCE_DIR) / "docs/diagnostics.md");
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("| E")) lines.push_back(line);
  }
  return lines;
}

TEST(Reference, EveryDiagnosticHasOneRow) {
  std::vector<std::string> explained;
  for (const std::string& row : rows()) explained.push_back(row.substr(2, 5));
  const std::set<std::string> codes = codes_of_the_source();
  ASSERT_GT(codes.size(), 60U);
  EXPECT_EQ(explained, (std::vector<std::string>(codes.begin(), codes.end())))
      << "docs/diagnostics.md has one row per code of the source, sorted";
}

/// Cells are separated by `|`, which is written `\|` inside of one.
std::size_t cells(const std::string& row) {
  std::size_t bars = 0;
  for (std::size_t at = 0; at < row.size(); ++at) {
    if (row[at] == '|' && (at == 0 || row[at - 1] != '\\')) ++bars;
  }
  return bars - 1;
}

TEST(Reference, EveryDiagnosticSaysWhatToDo) {
  for (const std::string& row : rows()) {
    EXPECT_EQ(cells(row), 4U) << row;
    EXPECT_TRUE(row.ends_with(" |")) << row;
    EXPECT_FALSE(row.ends_with("| |")) << "no remedy: " << row;
  }
}

}  // namespace
