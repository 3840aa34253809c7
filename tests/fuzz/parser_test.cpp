#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "grammar/parse.h"
#include "support/dump.h"
#include "syntax/print.h"

// Whatever bytes the parser is given, it answers with a document or with errors that have a place
// in the text. The seeds are fixed; a failure names the one that found it.
namespace ringfence::grammar {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> seeds() {
  std::vector<std::string> texts = {
      "vm a on any host where zone == \"b\" { cpu: 1..4 step 2; request[\"x/y\"]: one of {1, 2} "
      "}\n",
      "policy p \"t\" { severity: high survives 1 of h in hosts where h.a: not reach(p, q, tcp/1) "
      "}\n",
      "test \"t\" { vm a { } link vm a = vm b expect not applicable p; }\n",
      "/// d\nderive k(c: container | pod) = if has c.in then c.in.kernel else {x in y where z}\n"};
  const std::filesystem::path specs = std::filesystem::path(RINGFENCE_SOURCE_DIR) / "specs";
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(specs)) {
    if (entry.path().extension() == ".rf") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const std::filesystem::path& path : paths) {
    std::ifstream in(path);
    std::stringstream content;
    content << in.rdbuf();
    texts.push_back(content.str());
  }
  return texts;
}

/// Parses, and checks what holds of every answer.
void check(const std::string& text) {
  Sources sources;
  const SourceId source = sources.add("fuzz.rf", text);
  const Result<syntax::Document> parsed = parse_document(sources, source);
  if (!parsed) {
    for (const Diagnostic& error : parsed.errors()) {
      EXPECT_EQ(error.at.source, source);
      EXPECT_LE(error.at.begin, error.at.end);
      EXPECT_LE(error.at.end, text.size());
      EXPECT_EQ(error.message.find("boost"), std::string::npos) << error.message;
      EXPECT_TRUE(error.code.starts_with("E01")) << error.code;
    }
    return;
  }
  const std::string printed = syntax::print(parsed.value());
  const SourceId again = sources.add("again.rf", printed);
  const Result<syntax::Document> second = parse_document(sources, again);
  ASSERT_TRUE(second) << printed << second.errors().front().message;
  EXPECT_EQ(test::dump(parsed.value()), test::dump(second.value())) << printed;
  EXPECT_EQ(syntax::print(second.value()), printed);
}

/// A piece of a text, so that each round is short whatever the file's length.
std::string excerpt(const std::string& text, std::mt19937& random) {
  constexpr std::size_t kMost = 700;
  if (text.size() <= kMost) return text;
  std::size_t begin = text.find('\n', random() % (text.size() - kMost / 2));
  begin = begin == std::string::npos ? 0 : begin + 1;
  return text.substr(begin, kMost);
}

void mutate(std::string& text, const std::vector<std::string>& others, std::mt19937& random) {
  static const std::vector<std::string> kPieces = {
      "{",    "}",       "(",       ")",    "[",    "]",       ";",      ":",    ",",
      ".",    "..",      "=",       "==",   "=>",   "<=>",     "<",      "-",    "*",
      "/",    "//",      "/*",      "*/",   "\"",   "\\",      "\n",     " ",    "not ",
      "and ", "forall ", "in ",     "if ",  "any ", "one of ", "///x\n", "\xff", "\x00x",
      "é",    "tcp/*",   "policy ", "def ", "1e9",  "0x",      "step ",  "has "};
  const std::size_t at = text.empty() ? 0 : random() % (text.size() + 1);
  switch (random() % 6) {
    case 0:
      text.insert(at, kPieces[random() % kPieces.size()]);
      return;
    case 1:
      text.erase(at, 1 + random() % 8);
      return;
    case 2:
      if (at < text.size()) text[at] = static_cast<char>(random() % 256);
      return;
    case 3:
      text.resize(at);
      return;
    case 4: {
      const std::string& other = others[random() % others.size()];
      text.insert(at, other.substr(random() % other.size(), 1 + random() % 40));
      return;
    }
    default:
      text.insert(at, text.substr(at / 2, random() % 60));
  }
}

TEST(FuzzParser, MutatedTextsGetAnAnswer) {
  const std::vector<std::string> texts = seeds();
  const Clock::time_point end = Clock::now() + std::chrono::seconds(4);
  unsigned seed = 1;
  // At least the first rounds run on the slowest machine, so that these seeds are always tried.
  for (; seed <= 500 || (seed <= 20000 && Clock::now() < end); ++seed) {
    std::mt19937 random(seed);
    std::string text = excerpt(texts[random() % texts.size()], random);
    for (std::size_t count = 1 + random() % 4; count > 0; --count) mutate(text, texts, random);
    ASSERT_NO_FATAL_FAILURE(check(text)) << "seed " << seed;
    ASSERT_FALSE(HasFailure()) << "seed " << seed << "\n" << text;
  }
  RecordProperty("rounds", static_cast<int>(seed));
}

TEST(FuzzParser, ArbitraryBytesGetAnAnswer) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    std::string text(random() % 200, '\0');
    const unsigned range = seed % 2 == 0 ? 256 : 127;
    for (char& c : text) c = static_cast<char>(random() % range);
    check(text);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

TEST(FuzzParser, EveryTruncationGetsAnAnswer) {
  const std::vector<std::string> texts = seeds();
  for (std::size_t which = 0; which < 4; ++which) {
    for (std::size_t size = 0; size <= texts[which].size(); ++size) {
      check(texts[which].substr(0, size));
      ASSERT_FALSE(HasFailure()) << texts[which].substr(0, size);
    }
  }
}

TEST(FuzzParser, DeepNestingIsRefused) {
  for (const std::string part : {"(",           "{",           "[",
                                 "a(",          "a[",          "not ",
                                 "-",           "if ",         "forall a in b: ",
                                 "{x in {y}: ", "vm a { ",     "a => ",
                                 "a.b.",        "/*",          "\"",
                                 "has ",        "sum(",        "any x where ",
                                 "one of {",    "test \"\" { "}) {
    for (const char* head : {"", "def a = ", "vm a { b: ", "policy p { assert "}) {
      std::string text = head;
      for (int i = 0; i < 10000; ++i) text += part;
      check(text);
      ASSERT_FALSE(HasFailure()) << head << part;
    }
  }
}

}  // namespace
}  // namespace ringfence::grammar
