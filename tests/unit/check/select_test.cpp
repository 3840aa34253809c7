#include "check/select.h"

#include <gtest/gtest.h>

namespace ringfence::check {
namespace {

TEST(Glob, Matches) {
  EXPECT_TRUE(glob_matches("", ""));
  EXPECT_FALSE(glob_matches("", "a"));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("db-*", "db-spreads"));
  EXPECT_FALSE(glob_matches("db-*", "a-db-spreads"));
  EXPECT_TRUE(glob_matches("*-*-c", "a-b-b-c"));
  EXPECT_FALSE(glob_matches("*-*-c", "a-b-b-d"));
  EXPECT_TRUE(glob_matches("a?c*", "abc"));
  EXPECT_FALSE(glob_matches("a?c", "ac"));
  EXPECT_TRUE(glob_matches("a**", "a"));
}

TEST(Select, KeepsModelOrderAndRefusesWhatMatchesNothing) {
  model::Model model;
  std::vector<syntax::Policy> policies(3);
  const char* const names[] = {"b-two", "a-one", "b-one"};
  for (std::size_t i = 0; i < 3; ++i) {
    policies[i].name.text = names[i];
    model.policies.push_back(&policies[i]);
  }
  EXPECT_EQ(select_policies(model, {}).value(), model.policies);
  const auto ones = select_policies(model, {"b-one", "*-one"});
  ASSERT_TRUE(ones);
  EXPECT_EQ(ones.value(), (std::vector<const syntax::Policy*>{&policies[1], &policies[2]}));
  const auto none = select_policies(model, {"*-one", "b-twp", "zzz"});
  ASSERT_FALSE(none);
  ASSERT_EQ(none.errors().size(), 2U);
  EXPECT_EQ(none.errors()[0].code, "E0412");
  EXPECT_EQ(none.errors()[0].message, "no policy matches `b-twp`");
  EXPECT_EQ(none.errors()[0].help, "did you mean `b-two`?");
  EXPECT_EQ(none.errors()[1].help, "");
}

}  // namespace
}  // namespace ringfence::check
