#include "base/nearest_name.h"

#include <gtest/gtest.h>

namespace ringfence {
namespace {

struct NearCase {
  std::string name, misspelt, nearest;
  friend void PrintTo(const NearCase& test, std::ostream* out) { *out << test.name; }
};
class NearestName : public testing::TestWithParam<NearCase> {};
TEST_P(NearestName, MatchesTable) {
  EXPECT_EQ(nearest_name(GetParam().misspelt, {"memory", "cpu", "zone", "zones", "a"}),
            GetParam().nearest);
}
INSTANTIATE_TEST_SUITE_P(
    Table, NearestName,
    testing::Values(NearCase{"dropped", "memry", "memory"}, NearCase{"added", "memmory", "memory"},
                    NearCase{"swapped", "mmeory", "memory"}, NearCase{"changed", "cpv", "cpu"},
                    NearCase{"tie_to_the_first", "zonee", "zone"}, NearCase{"far", "disk", ""},
                    NearCase{"two_edits_of_six", "memxxy", "memory"},
                    NearCase{"three_edits_of_six", "mexxxy", ""}, NearCase{"empty", "", ""},
                    NearCase{"no_letter_in_common", "b", ""}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace ringfence
