#include "base/utf8.h"

#include <gtest/gtest.h>

namespace ringfence {
namespace {

TEST(Utf8, AcceptsEveryCodePointAsEncoded) {
  for (std::uint32_t point = 0; point < 0x110000; point += point < 0x3000 ? 1 : 97) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    std::string text = "ab";
    append_utf8(text, point);
    text += "c";
    ASSERT_EQ(find_malformed_utf8(text), std::nullopt) << point;
  }
}

struct MalformedCase {
  std::string text;
  std::size_t at;
};
TEST(Utf8, FindsTheFirstMalformedSequence) {
  const MalformedCase cases[] = {
      {"\x80", 0},              // a tail without a lead
      {"ascii text \xff", 11},  // never a lead
      {"\xc3", 0},              // cut short
      {"a\xc3(", 1},            // tail missing
      {"\xc0\xaf", 0},          // overlong
      {"\xc1\xbf", 0},          // overlong
      {"\xe0\x80\xaf", 0},      // overlong
      {"\xf0\x80\x80\xaf", 0},  // overlong
      {"\xed\xa0\x80", 0},      // a surrogate
      {"\xf4\x90\x80\x80", 0},  // beyond U+10FFFF
      {"\xf5\x80\x80\x80", 0},  // beyond U+10FFFF
      {"\xc3\xa4\xe2\x82\xac\xe2\x82", 5},
      {"12345678\xe4", 8},
  };
  for (const MalformedCase& test : cases) EXPECT_EQ(find_malformed_utf8(test.text), test.at);
}

TEST(Utf8, EmptyTextIsWellFormed) {
  EXPECT_EQ(find_malformed_utf8(""), std::nullopt);
}

}  // namespace
}  // namespace ringfence
