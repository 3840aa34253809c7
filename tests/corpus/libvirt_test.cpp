#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "ingest/libvirt/import.h"

// Domains that two other projects test with: each is imported, or refused for the reason that
// tests/expected/libvirt.csv gives; every element has a row in the table of fields, but for those
// listed here; and every file, bridge and PCI device that a plain search of the text finds is in
// the facts.

namespace ringfence::ingest::libvirt {
namespace {

namespace fs = std::filesystem;
const fs::path kCorpus = fs::path(RINGFENCE_CORPUS) / "libvirt";

bool is_required() {
  const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
  return required != nullptr && std::string_view(required) == "1";
}

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

std::vector<fs::path> files() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(kCorpus)) {
    if (entry.path().extension() == ".xml") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// File to the codes it is refused with, in order.
std::map<std::string, std::string> expected_errors() {
  std::map<std::string, std::string> all;
  std::ifstream in(fs::path(RINGFENCE_SOURCE_DIR) / "tests/expected/libvirt.csv");
  std::string line;
  std::getline(in, line);  // the heading
  while (std::getline(in, line)) {
    const std::size_t first = line.find(',');
    const std::size_t second = line.find(',', first + 1);
    all.emplace(line.substr(0, first), line.substr(first + 1, second - first - 1));
  }
  return all;
}

/// The symbols in the facts of all machines.
std::set<std::string> symbols_of(const Imported& imported) {
  std::set<std::string> all;
  for (const auto& document : imported.documents) {
    for (const auto& item : document.items) {
      for (const auto& setting : std::get<syntax::EntityDecl>(item).settings) {
        const auto& value = std::get<syntax::Expr>(setting.value);
        const auto* set = std::get_if<syntax::SetLit>(&value.node);
        if (set == nullptr) continue;
        for (const auto& member : set->items) {
          const auto* symbol = std::get_if<syntax::StringLit>(&member.node);
          if (symbol != nullptr) all.insert(symbol->text);
        }
      }
    }
  }
  return all;
}

/// What stands between the quotes behind each `key=`.
std::vector<std::string> quoted_behind(const std::string& text, const std::string& key) {
  std::vector<std::string> all;
  for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + 1)) {
    const std::size_t begin = at + key.size() + 1;
    const std::size_t end = text.find(text[begin - 1], begin);
    if (end > begin) all.push_back(text.substr(begin, end - begin));
  }
  return all;
}

struct Tally {
  std::size_t imported = 0, refused = 0, found = 0;
  std::map<std::string, std::string> errors;
  std::set<std::string> without_row;
  std::vector<std::string> missing;
};

void look_for(const std::string& file, const std::string& text, const std::string& key,
              const std::string& prefix, const std::set<std::string>& symbols, Tally& tally) {
  for (const std::string& value : quoted_behind(text, key)) {
    ++tally.found;
    if (!symbols.contains(prefix + value)) tally.missing.push_back(file + " " + prefix + value);
  }
}

void import_file(const fs::path& path, Tally& tally) {
  Sources sources;
  const std::string file = fs::relative(path, kCorpus).string();
  const std::string text = content(path);
  const auto result = import(sources, sources.add(file, text), {});
  if (!result) {
    ++tally.refused;
    std::string& codes = tally.errors[file];
    for (const Diagnostic& error : result.errors()) {
      EXPECT_TRUE(error.at.is_somewhere()) << file << " " << error.message;
      codes += (codes.empty() ? "" : " ") + std::string(error.code);
    }
    return;
  }
  ++tally.imported;
  for (const auto& gap : result.value().gaps) {
    EXPECT_TRUE(gap.at.is_somewhere()) << file << " " << gap.construct;
    if (gap.reason == "not known to ringfence") tally.without_row.insert(gap.construct);
  }
  const std::set<std::string> symbols = symbols_of(result.value());
  look_for(file, text, "<source file=", "", symbols, tally);
  look_for(file, text, "<source bridge=", "bridge/", symbols, tally);
  look_for(file, text, "<source network=", "network/", symbols, tally);
}

TEST(LibvirtCorpus, EveryDomainIsImportedOrRefusedForAReason) {
  if (!fs::exists(kCorpus)) {
    ASSERT_FALSE(is_required()) << "no corpus at " << kCorpus;
    GTEST_SKIP() << "no corpus at " << kCorpus;
  }
  Tally tally;
  for (const fs::path& path : files()) import_file(path, tally);
  EXPECT_EQ(tally.errors, expected_errors());
  EXPECT_THAT(tally.without_row, testing::IsEmpty());
  EXPECT_THAT(tally.missing, testing::IsEmpty());
  EXPECT_GE(tally.imported, 60U);
  std::cout << "libvirt: " << tally.imported << " domains imported, " << tally.refused
            << " refused as expected, 0 skipped, " << tally.found << " names found in the facts\n";
}

}  // namespace
}  // namespace ringfence::ingest::libvirt
