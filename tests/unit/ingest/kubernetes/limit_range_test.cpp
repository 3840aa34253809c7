#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ingest/kubernetes/imports.h"

namespace ringfence::ingest::kubernetes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string limit_range(const std::string& name, const std::string& items) {
  return "---\napiVersion: v1\nkind: LimitRange\nmetadata: {name: " + name +
         ", namespace: shop}\nspec:\n  limits: [" + items + "]\n";
}
std::string with_container(const std::string& resources) {
  return deployment("", "      containers: [{name: c, image: i, resources: " + resources + "}]\n");
}

/// What one LimitRange makes of one container, `request / limit` of memory.
struct DefaultCase {
  std::string name, resources, item, request, limit;
  friend void PrintTo(const DefaultCase& test, std::ostream* out) { *out << test.name; }
};
class LimitRangeDefaults : public testing::TestWithParam<DefaultCase> {};
TEST_P(LimitRangeDefaults, AreThoseOfTheApiServer) {
  const Imports text(with_container(GetParam().resources) + limit_range("r", GetParam().item));
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(setting(text, "container", "c", "request.memory"), GetParam().request);
  EXPECT_EQ(setting(text, "container", "c", "limit.memory"), GetParam().limit);
  EXPECT_EQ(setting(text, "pod", "shop/web", "request.memory"), GetParam().request);
  EXPECT_EQ(setting(text, "pod", "shop/web", "limit.memory"), GetParam().limit);
}
INSTANTIATE_TEST_SUITE_P(
    Table, LimitRangeDefaults,
    testing::Values(
        DefaultCase{"both", "{}",
                    "{type: Container, default: {memory: 2Mi}, defaultRequest: {memory: 1Mi}}",
                    "1MiB", "2MiB"},
        DefaultCase{"a_limit_is_a_request", "{}", "{type: Container, default: {memory: 2Mi}}",
                    "2MiB", "2MiB"},
        DefaultCase{"a_maximum_is_a_limit", "{}", "{type: Container, max: {memory: 3Mi}}", "3MiB",
                    "3MiB"},
        DefaultCase{"a_minimum_is_a_request", "{}", "{type: Container, min: {memory: 1Mi}}", "1MiB",
                    ""},
        DefaultCase{"a_minimum_comes_after_a_maximum", "{}",
                    "{type: Container, min: {memory: 1Mi}, max: {memory: 3Mi}}", "3MiB", "3MiB"},
        DefaultCase{"own_limit_is_the_request_first", "{limits: {memory: 8Mi}}",
                    "{type: Container, defaultRequest: {memory: 1Mi}}", "8MiB", "8MiB"},
        DefaultCase{"own_request_stays", "{requests: {memory: 1Mi}}",
                    "{type: Container, default: {memory: 2Mi}}", "1MiB", "2MiB"},
        DefaultCase{"nothing_of_pods", "{}", "{type: Pod, max: {memory: 3Mi}}", "", ""},
        DefaultCase{"the_last_entry_counts", "{}",
                    "{type: Container, default: {memory: 2Mi}}, "
                    "{type: Container, default: {memory: 5Mi}}",
                    "5MiB", "5MiB"}),
    [](const auto& test) { return test.param.name; });

/// The first reason to refuse a container or its pod; empty if it is admitted.
struct RefusedCase {
  std::string name, resources, item, reason;
  friend void PrintTo(const RefusedCase& test, std::ostream* out) { *out << test.name; }
};
class LimitRangeBounds : public testing::TestWithParam<RefusedCase> {};
TEST_P(LimitRangeBounds, AreThoseOfTheApiServer) {
  const Imports text(with_container(GetParam().resources) + limit_range("r", GetParam().item));
  ASSERT_THAT(text.codes(), IsEmpty());
  const std::string refused = setting(text, "pod", "shop/web", "refused");
  if (GetParam().reason.empty()) {
    EXPECT_EQ(refused, "");
  } else {
    EXPECT_THAT(refused, HasSubstr(GetParam().reason));
    EXPECT_THAT(refused, HasSubstr("LimitRange shop/r: "));
  }
}
INSTANTIATE_TEST_SUITE_P(
    Table, LimitRangeBounds,
    testing::Values(
        RefusedCase{"at_the_maximum", "{limits: {memory: 3Mi}}",
                    "{type: Container, max: {memory: 3Mi}}", ""},
        RefusedCase{"above_the_maximum", "{limits: {memory: 3073Ki}}",
                    "{type: Container, max: {memory: 3Mi}}",
                    "container `c`: the memory limit 3073KiB is above the maximum 3MiB"},
        RefusedCase{"request_above_the_maximum", "{requests: {cpu: 2}}",
                    "{type: Container, max: {cpu: 1500m}}",
                    "the cpu request 2 is above the maximum"},
        RefusedCase{"at_the_minimum", "{requests: {cpu: 100m}}",
                    "{type: Container, min: {cpu: 100m}}", ""},
        RefusedCase{"below_the_minimum", "{requests: {cpu: 99m}}",
                    "{type: Container, min: {cpu: 100m}}",
                    "the cpu request 99m is below the minimum 100m"},
        RefusedCase{"no_limit_of_the_pod", "{requests: {cpu: 1}}", "{type: Pod, max: {cpu: 4}}",
                    "the pod: it has no cpu limit, and the maximum is 4"},
        RefusedCase{"no_request_of_the_pod", "{}", "{type: Pod, min: {cpu: 1}}",
                    "the pod: it has no cpu request, and the minimum is 1"},
        RefusedCase{"at_the_ratio", "{requests: {cpu: 1}, limits: {cpu: 2}}",
                    "{type: Container, maxLimitRequestRatio: {cpu: 2}}", ""},
        RefusedCase{"above_the_ratio", "{requests: {cpu: 1}, limits: {cpu: 2001m}}",
                    "{type: Container, maxLimitRequestRatio: {cpu: 2}}",
                    "the cpu limit 2001m is more than 2 times the request 1"},
        RefusedCase{"a_ratio_of_nothing", "{limits: {memory: 1Mi}}",
                    "{type: Container, maxLimitRequestRatio: {cpu: 2}}",
                    "it needs a cpu request and limit above 0"},
        RefusedCase{"a_request_above_the_default_limit", "{requests: {memory: 3Mi}}",
                    "{type: Container, default: {memory: 2Mi}}",
                    "the memory request 3MiB is above the default limit 2MiB"}),
    [](const auto& test) { return test.param.name; });

TEST(LimitRange, BindsItsOwnNamespaceInWhicheverFile) {
  const std::string other =
      "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: d, image: "
      "i}]}\n";
  const Imports text(limit_range("r", "{type: Container, default: {memory: 2Mi}}") + "---\n" +
                     with_container("{}") + other);
  EXPECT_EQ(setting(text, "container", "c", "limit.memory"), "2MiB");
  EXPECT_EQ(setting(text, "container", "d", "limit.memory"), "");
  EXPECT_EQ(setting(text, "namespace", "shop", "limit_ranges"), "{r}");
  EXPECT_EQ(setting(text, "namespace", "default", "limit_ranges"), "");
}

TEST(LimitRange, BindsInitContainersButNoEphemeralOnes) {
  const Imports text(deployment("", R"(
      initContainers: [{name: i, image: i}]
      containers: [{name: c, image: i}]
      ephemeralContainers: [{name: e, image: i}]
)") + limit_range("r", "{type: Container, default: {memory: 2Mi}}"));
  EXPECT_EQ(setting(text, "container", "i", "limit.memory"), "2MiB");
  EXPECT_EQ(setting(text, "container", "e", "limit.memory"), "");
}

TEST(LimitRange, LeavesAPodOfAClusterAsItIs) {
  const Imports text(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, uid: a-b}\n"
      "spec: {containers: [{name: c, image: i}]}\n" +
      limit_range("r", "{type: Container, default: {memory: 2Mi}}"));
  EXPECT_EQ(setting(text, "container", "c", "limit.memory"), "");
  EXPECT_EQ(setting(text, "pod", "shop/p", "refused"), "");
}

TEST(LimitRange, TwoThatDisagreeAreAGap) {
  const std::string one = limit_range("a", "{type: Container, default: {memory: 2Mi}}");
  const Imports agree(with_container("{}") + one +
                      limit_range("b", "{type: Container, default: {memory: 2Mi}}"));
  EXPECT_THAT(agree.gaps(syntax::GapEffect::Unknown), IsEmpty());
  const Imports disagree(with_container("{}") + one +
                         limit_range("b", "{type: Container, default: {memory: 4Mi}}"));
  EXPECT_THAT(disagree.gaps(syntax::GapEffect::Unknown),
              ElementsAre("default limit of `memory`", "default request of `memory`"));
}

TEST(LimitRange, SaysWhatItsDefaultsAssume) {
  const Imports text(with_container("{}") +
                     limit_range("r", "{type: Container, default: {memory: 2Mi}}"));
  ASSERT_TRUE(text.imported);
  ASSERT_EQ(text.imported->remarks.size(), 1U);
  EXPECT_THAT(text.imported->remarks[0].text, HasSubstr("as if none was older"));
}

}  // namespace
}  // namespace ringfence::ingest::kubernetes
