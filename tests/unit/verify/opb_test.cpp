#include "verify/opb.h"

#include <gtest/gtest.h>

#include <sstream>

namespace ringfence::verify {
namespace {

Formula read(const std::string& text) {
  std::istringstream in(text);
  Names names;
  return read_opb(in, names);
}

TEST(Opb, EqualitiesAreTwoConstraints) {
  const Formula formula = read("* #variable= 2 #constraint= 1\n\n2 x1 +1 ~x2 = 2 ;\n");
  ASSERT_EQ(formula.constraints.size(), 2U);
  EXPECT_EQ(formula.constraints[0], read("2 x1 1 ~x2 >= 2 ;").constraints[0]);
  EXPECT_EQ(formula.constraints[1], read("-2 x1 -1 ~x2 >= -2 ;").constraints[0]);
}

TEST(Opb, ReadsObjectivesAndBigIntegers) {
  const Formula formula =
      read("min: -3 x1 2 ~x2 ;\n100000000000000000000 x1\n 1 x2 >= 1; 1 x1 >= 0 ;\n");
  ASSERT_TRUE(formula.objective);
  EXPECT_EQ(formula.objective->terms.size(), 2U);
  ASSERT_EQ(formula.constraints.size(), 2U);
  EXPECT_EQ(formula.constraints[0].terms[0].coefficient.text(), "100000000000000000000");
}

struct BadCase {
  std::string name, text;
  std::size_t line;
  friend void PrintTo(const BadCase& test, std::ostream* out) { *out << test.name; }
};
class BadOpb : public testing::TestWithParam<BadCase> {};
TEST_P(BadOpb, IsNotRead) {
  try {
    read(GetParam().text);
    FAIL() << "read";
  } catch (const UnreadableAt& error) {
    EXPECT_EQ(error.line, GetParam().line) << error.what();
  }
}
INSTANTIATE_TEST_SUITE_P(Table, BadOpb,
                         testing::Values(BadCase{"words", "asdf\n", 1},
                                         BadCase{"no_end", "1 x1 >= 1\n", 1},
                                         BadCase{"glued", "* c\n1x1 >= 1 ;\n", 2},
                                         BadCase{"product", "1 x1 x2 >= 1 ;\n", 1},
                                         BadCase{"less", "1 x1 <= 1 ;\n", 1},
                                         BadCase{"fraction", "1.5 x1 >= 1 ;\n", 1},
                                         BadCase{"late_objective", "1 x1 >= 1 ;\nmin: 1 x1 ;\n", 2},
                                         BadCase{"maximum", "max: 1 x1 ;\n", 1}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace ringfence::verify
