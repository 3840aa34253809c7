#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "grammar/parse.h"
#include "support/dump.h"
#include "syntax/print.h"

namespace ringfence::grammar {
namespace {

struct Example {
  int line = 0;  ///< Of the page, where the block begins.
  std::string text;
};

std::vector<Example> examples(const std::string& page) {
  std::ifstream in(std::string(RINGFENCE_SOURCE_DIR) + "/" + page);
  std::vector<Example> found;
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line == "```rf") {
      found.push_back({number, ""});
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      found.back().text += line + "\n";
    }
  }
  return found;
}

TEST(LanguagePage, EveryExampleParsesAndPrintsTheSameAgain) {
  const std::vector<Example> all = examples("docs/language.md");
  EXPECT_GE(all.size(), 15U);
  for (const Example& example : all) {
    Sources sources;
    const auto document = parse_document(sources, sources.add("language.md", example.text));
    ASSERT_TRUE(document) << "docs/language.md:" << example.line << ": "
                          << document.errors().front().message << " at byte "
                          << document.errors().front().at.begin;
    EXPECT_FALSE(document.value().items.empty());
    const std::string printed = syntax::print(document.value());
    const auto again = parse_document(sources, sources.add("printed.rf", printed));
    ASSERT_TRUE(again) << printed;
    EXPECT_EQ(test::dump(document.value()), test::dump(again.value()));
  }
}

/// Every keyword of the language stands in some example.
TEST(LanguagePage, ShowsEveryConstruct) {
  std::string text;
  for (const Example& example : examples("docs/language.md")) text += example.text;
  for (const char* construct :
       {"ringfence 1;", "import ", "link ",     "def ",      "derive ",      "policy ",
        "assume ",      "test ",   "severity:", "controls:", "description:", "help:",
        "applies when", "assert ", "possible ", "survives ", "expect ",      "any ",
        " where ",      "one of",  "..",        " step ",    "[2..4]",       "forall ",
        "exists ",      "sum(",    "count(",    " for ",     "if ",          "has ",
        "none",         " in ",    " on ",      "reach(",    "flows(",       "closure(",
        "tcp/5432",     " and ",   " or ",      "not ",      " => ",         "/*",
        "///"}) {
    EXPECT_NE(text.find(construct), std::string::npos) << construct;
  }
}

}  // namespace
}  // namespace ringfence::grammar
