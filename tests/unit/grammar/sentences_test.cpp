#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "grammar/parse.h"
#include "support/dump.h"
#include "syntax/print.h"
#include "syntax/words.h"
#include "unit/grammar/ebnf.h"

namespace ringfence::grammar {
namespace {

constexpr unsigned kSeed = 20261;

test::Rules rules() {
  std::ifstream in(std::string(RINGFENCE_SOURCE_DIR) + "/grammar/ringfence.ebnf");
  std::stringstream content;
  content << in.rdbuf();
  return test::read_ebnf(content.str());
}

Result<syntax::Document> parse(const std::string& text) {
  Sources sources;
  const SourceId source = sources.add("sentence.rf", text);
  return parse_document(sources, source);
}

bool only_repeats_a_clause(const Diagnostics& errors) {
  return std::all_of(errors.begin(), errors.end(), [](const Diagnostic& error) {
    return error.code == "E0105" && error.message.ends_with("given twice");
  });
}

TEST(Ebnf, NamesTheReservedWordsOfTheParser) {
  const test::Rules all = rules();
  std::size_t words = 0;
  for (const test::Term& word : all.at("RESERVED").parts) {
    EXPECT_TRUE(syntax::is_reserved(word.parts.front().text)) << word.parts.front().text;
    ++words;
  }
  std::size_t reserved = 0;
  for (const std::string& word : syntax::keywords()) reserved += syntax::is_reserved(word) ? 1 : 0;
  EXPECT_EQ(words, reserved);
}

TEST(Ebnf, EverySentenceParsesAndPrintsTheSameAgain) {
  const test::Rules all = rules();
  test::Sentences sentences(all, kSeed);
  int accepted = 0;
  for (int i = 0; accepted < 2500; ++i) {
    ASSERT_LT(i, 10000) << "too few sentences without a repeated clause";
    // Mostly single declarations: they go deeper for their length than whole documents.
    const std::string text = sentences.make(i % 4 == 0 ? "document" : "item", 8 + i % 24);
    const auto document = parse(text);
    if (!document && only_repeats_a_clause(document.errors())) continue;
    ASSERT_TRUE(document) << "seed " << kSeed << ", sentence " << i << "\n"
                          << text << "\n"
                          << document.errors().front().message << " at byte "
                          << document.errors().front().at.begin;
    ++accepted;
    const std::string printed = syntax::print(document.value());
    const auto again = parse(printed);
    ASSERT_TRUE(again) << text << "\n---\n" << printed << "\n" << again.errors().front().message;
    ASSERT_EQ(test::dump(document.value()), test::dump(again.value())) << text << "\n---\n"
                                                                       << printed;
    ASSERT_EQ(syntax::print(again.value()), printed) << text;
  }
}

TEST(Ebnf, SentencesOfExpressionsAndValuesParseAlone) {
  const test::Rules all = rules();
  test::Sentences sentences(all, kSeed + 1);
  for (int i = 0; i < 1000; ++i) {
    const std::string text = sentences.make(i % 2 == 0 ? "expression" : "value", 4 + i % 30);
    if (i % 2 == 0) {
      const auto expr = parse_expression(text, {});
      ASSERT_TRUE(expr) << text << "\n" << expr.errors().front().message;
      const auto again = parse_expression(syntax::print(expr.value()), {});
      ASSERT_TRUE(again) << text;
      ASSERT_EQ(test::dump(expr.value()), test::dump(again.value())) << text;
    } else {
      const auto value = parse_value(text, {});
      ASSERT_TRUE(value) << text << "\n" << value.errors().front().message;
      const auto again = parse_value(syntax::print(value.value()), {});
      ASSERT_TRUE(again) << text;
      ASSERT_EQ(test::dump(value.value()), test::dump(again.value())) << text;
    }
  }
}

}  // namespace
}  // namespace ringfence::grammar
