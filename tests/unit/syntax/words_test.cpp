#include "syntax/words.h"

#include <gtest/gtest.h>

namespace ringfence::syntax {
namespace {

struct NameCase {
  std::string name;
  std::string text;
  std::size_t end;  ///< Of the name that starts at 0.
  friend void PrintTo(const NameCase& test, std::ostream* out) { *out << test.name; }
};
class EndOfName : public testing::TestWithParam<NameCase> {};
TEST_P(EndOfName, MatchesTable) {
  EXPECT_EQ(end_of_name(GetParam().text, 0), GetParam().end);
}
INSTANTIATE_TEST_SUITE_P(
    Table, EndOfName,
    testing::Values(NameCase{"empty", "", 0}, NameCase{"digit_first", "1a", 0},
                    NameCase{"underscore_first", "_a", 0}, NameCase{"plain", "db2_x y", 5},
                    NameCase{"dash_before_letter", "node-a.b", 6},
                    NameCase{"dash_before_digit", "node-1", 6},
                    NameCase{"dash_before_blank", "a - b", 1}, NameCase{"dash_last", "a-", 1},
                    NameCase{"two_dashes", "a--b", 1}, NameCase{"beyond_ascii", "aé", 1}),
    [](const auto& test) { return test.param.name; });

TEST(Reserved, WordsAreKeywordsAndAttributesAreNot) {
  for (const char* word : {"and", "in", "policy", "where", "sum", "none"}) {
    EXPECT_TRUE(is_reserved(word)) << word;
  }
  for (const char* word : {"on", "of", "step", "severity", "host", "kind", ""}) {
    EXPECT_FALSE(is_reserved(word)) << word;
  }
}

}  // namespace
}  // namespace ringfence::syntax
