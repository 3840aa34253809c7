#include "verify/integer.h"

#include <gtest/gtest.h>

namespace ringfence::verify {
namespace {

struct QuotientCase {
  std::string name, dividend, divisor, quotient;
  friend void PrintTo(const QuotientCase& test, std::ostream* out) { *out << test.name; }
};
class CeilingOfQuotient : public testing::TestWithParam<QuotientCase> {};
TEST_P(CeilingOfQuotient, MatchesTable) {
  const QuotientCase& test = GetParam();
  const Integer quotient =
      ceiling_of_quotient(Integer::parse(test.dividend), Integer::parse(test.divisor));
  EXPECT_EQ(quotient.text(), test.quotient);
}
INSTANTIATE_TEST_SUITE_P(
    Table, CeilingOfQuotient,
    testing::Values(QuotientCase{"exact", "6", "3", "2"}, QuotientCase{"up", "7", "3", "3"},
                    QuotientCase{"zero", "0", "3", "0"},
                    QuotientCase{"below_zero_goes_up", "-1", "2", "0"},
                    QuotientCase{"far_below_zero", "-7", "3", "-2"},
                    QuotientCase{"exact_below_zero", "-6", "3", "-2"},
                    QuotientCase{"big", "100000000000000000001", "2", "50000000000000000001"},
                    QuotientCase{"big_below_zero", "-100000000000000000001", "2",
                                 "-50000000000000000000"},
                    QuotientCase{"small_by_big", "1", "100000000000000000001", "1"}),
    [](const auto& test) { return test.param.name; });

TEST(Integer, LeavesAndReturnsToSixtyFourBits) {
  const Integer most = std::numeric_limits<std::int64_t>::max();
  const Integer least = std::numeric_limits<std::int64_t>::min();
  const Integer above = most + 1;
  EXPECT_FALSE(above.fits());
  EXPECT_EQ(above.text(), "9223372036854775808");
  EXPECT_GT(above, most);
  EXPECT_LT(least - 1, least);
  EXPECT_EQ(above - 1, most);
  EXPECT_TRUE((above - 1).fits());
  EXPECT_EQ((above - 1).hash(), most.hash());
  EXPECT_EQ(-least, above);
  EXPECT_EQ((most * most).text(), "85070591730234615847396907784232501249");
  Integer copy = above;
  copy += 1;
  EXPECT_EQ(above.text(), "9223372036854775808") << "copies share nothing";
  copy = least;
  EXPECT_EQ(copy, least);
}

TEST(Integer, ReadsDecimals) {
  EXPECT_EQ(Integer::parse("+010"), 10);
  EXPECT_EQ(Integer::parse("-0"), 0);
  EXPECT_EQ(Integer::parse("-9223372036854775808").text(), "-9223372036854775808");
}

}  // namespace
}  // namespace ringfence::verify
