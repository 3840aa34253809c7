#include "report/escape.h"

#include <gtest/gtest.h>

namespace ringfence::report {
namespace {

struct EscapeCase {
  std::string name, text, shown;
  friend void PrintTo(const EscapeCase& test, std::ostream* out) { *out << test.name; }
};

class Visible : public testing::TestWithParam<EscapeCase> {};

TEST_P(Visible, MatchesTable) {
  EXPECT_EQ(visible(GetParam().text), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(Table, Visible,
                         testing::Values(EscapeCase{"plain", "web-1", "web-1"},
                                         EscapeCase{"tab", "a\tb", "a b"},
                                         EscapeCase{"escape_sequence", "a\x1b[31m", "a\\u{1b}[31m"},
                                         EscapeCase{"right_to_left", "a\u202eb", "a\\u{202e}b"},
                                         EscapeCase{"zero_width", "a\u200bb", "a\\u{200b}b"},
                                         EscapeCase{"accents_stay", "café", "café"},
                                         EscapeCase{"broken_utf8", "a\xff", "a\\x{ff}"},
                                         EscapeCase{"cut_utf8", "a\xc3", "a\\x{c3}"},
                                         EscapeCase{"newline", "a\nb", "a\\u{a}b"}),
                         [](const auto& test) { return test.param.name; });

TEST(Width, CountsCharactersNotBytes) {
  EXPECT_EQ(width("café"), 4U);
  EXPECT_EQ(width(""), 0U);
}

}  // namespace
}  // namespace ringfence::report
