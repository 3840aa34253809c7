#include "syntax/waiver.h"

#include <gtest/gtest.h>

namespace ringfence::syntax {
namespace {

struct Written {
  const char* name;
  const char* text;
  const char* expected;  ///< `policy|reason|owner|expires`, or the code of the error.
};
void PrintTo(const Written& test, std::ostream* out) {
  *out << test.name;
}
class Waivers : public testing::TestWithParam<Written> {};

TEST_P(Waivers, SayWhatIsWritten) {
  const Result<Waiver> waiver = parse_waiver(GetParam().text, {});
  const std::string seen = waiver ? waiver.value().policy + "|" + waiver.value().reason + "|" +
                                        waiver.value().owner + "|" + waiver.value().expires
                                  : std::string(waiver.errors().front().code);
  EXPECT_EQ(seen, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Waivers,
    testing::Values(Written{"plain", "p: because", "p|because||"},
                    Written{"owner", "p: because (owner: me)", "p|because|me|"},
                    Written{"both", " p : because it is so ( owner: me , expires: 2027-01-31 )",
                            "p|because it is so|me|2027-01-31"},
                    Written{"brackets_of_its_own", "p: because (so it is)",
                            "p|because (so it is)||"},
                    Written{"brackets_of_both", "p: because (so) (expires: 2028-02-29)",
                            "p|because (so)||2028-02-29"},
                    Written{"colon_in_reason", "p: see: there", "p|see: there||"},
                    Written{"no_reason", "p:", "E1002"},
                    Written{"blank_reason", "p:  (owner: me)", "E1002"},
                    Written{"no_colon", "p", "E1002"}, Written{"no_policy", ": because", "E1001"},
                    Written{"two_policies", "p, q: because", "E1001"},
                    Written{"sentence", "the agent may: because", "E1001"},
                    Written{"unknown_term", "p: because (owner: me, until: 2027-01-31)", "E1001"},
                    Written{"empty_owner", "p: because (owner:)", "E1001"},
                    Written{"no_such_day", "p: because (expires: 2027-02-29)", "E1003"},
                    Written{"no_such_month", "p: because (expires: 2027-13-01)", "E1003"},
                    Written{"day_of_another_form", "p: because (expires: 31.01.2027)", "E1003"},
                    Written{"signs", "p: because (expires: +027-01-31)", "E1003"}),
    [](const auto& test) { return test.param.name; });

/// Each comment's waiver and the text it covers.
std::string covered(const std::string& text) {
  std::vector<Span> comments;
  for (std::size_t at = 0; (at = text.find('#', at)) != std::string::npos;) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    comments.push_back(
        {SourceId{0}, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
    at = end;
  }
  const auto waivers = waivers_in(comments, text);
  if (!waivers) return std::string(waivers.errors().front().code);
  std::string seen;
  for (const Waiver& waiver : waivers.value()) {
    seen += waiver.policy + "=" +
            text.substr(waiver.covers.begin, waiver.covers.end - waiver.covers.begin) + ";";
  }
  return seen;
}

TEST(WaiversIn, CoverTheLineOrTheOneBelow) {
  EXPECT_EQ(covered("a: 1  # ringfence:ignore p: r\nb: 2\n"), "p=a: 1  # ringfence:ignore p: r;");
  EXPECT_EQ(covered("# ringfence:ignore p: r\nb: 2\nc: 3\n"), "p=b: 2;");
  EXPECT_EQ(covered("  # ringfence:ignore p: r\n\n  # more\n  # ringfence:ignore q: r\n  b: 2\n"),
            "p=  b: 2;q=  b: 2;");
  EXPECT_EQ(covered("a: 1\n# ringfence:ignore p: r\n"), "p=;") << "there is nothing below";
  EXPECT_EQ(covered("a: 1  # see ringfence:ignore p: r\n"), "") << "not at the start";
}

TEST(WaiversIn, RefuseWhatLooksLikeOne) {
  EXPECT_EQ(covered("# ringfence:ingore p: r\n"), "E1001");
  EXPECT_EQ(covered("# ringfence:ignore\n"), "E1001");
  EXPECT_EQ(covered("# ringfence:ignore p\n"), "E1002");
}

}  // namespace
}  // namespace ringfence::syntax
