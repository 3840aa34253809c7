#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ingest/kubernetes/imports.h"

namespace ringfence::ingest::kubernetes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string budget(const std::string& name, const std::string& spec,
                   const std::string& version = "policy/v1") {
  return "---\napiVersion: " + version + "\nkind: PodDisruptionBudget\nmetadata: {name: " + name +
         ", namespace: shop}\nspec: {" + spec + "}\n";
}
const std::string kWeb = ", selector: {matchLabels: {app: web}}";

struct BudgetCase {
  std::string name, spec, attribute, value;
  friend void PrintTo(const BudgetCase& test, std::ostream* out) { *out << test.name; }
};
class Budgets : public testing::TestWithParam<BudgetCase> {};
TEST_P(Budgets, BecomeAmountsOfTheWorkload) {
  const Imports text(deployment("", kOneContainer) + budget("b", GetParam().spec));
  ASSERT_THAT(text.codes(), IsEmpty());
  EXPECT_EQ(setting(text, "workload", "shop/web", GetParam().attribute), GetParam().value);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Budgets,
    testing::Values(
        BudgetCase{"number", "minAvailable: 2" + kWeb, "min_available", "2"},
        BudgetCase{"percent", "minAvailable: 50%" + kWeb, "min_available_percent", "50"},
        BudgetCase{"gone", "maxUnavailable: 1" + kWeb, "max_unavailable", "1"},
        BudgetCase{"gone_percent", "maxUnavailable: 0%" + kWeb, "max_unavailable_percent", "0"},
        BudgetCase{"neither", "selector: {}", "max_unavailable", "0"},
        BudgetCase{"everything", "minAvailable: 1, selector: {}", "budgets", "{b}"},
        BudgetCase{"nothing", "minAvailable: 1", "budgets", ""},
        BudgetCase{"others", "minAvailable: 1, selector: {matchLabels: {app: api}}", "budgets", ""},
        BudgetCase{"by_expression",
                   "minAvailable: 1, selector: {matchExpressions: [{key: app, operator: "
                   "NotIn, values: [api]}]}",
                   "budgets", "{b}"}),
    [](const auto& test) { return test.param.name; });

TEST(Budgets, WithoutASelectorSelectedNothingBeforeV1) {
  const Imports text(deployment("", kOneContainer) +
                     budget("b", "minAvailable: 1, selector: {}", "policy/v1beta1"));
  EXPECT_EQ(setting(text, "workload", "shop/web", "budgets"), "");
  ASSERT_TRUE(text.imported);
  ASSERT_EQ(text.imported->remarks.size(), 1U);
  EXPECT_THAT(text.imported->remarks[0].text, HasSubstr("guards no workload"));
}

TEST(Budgets, OverSeveralWorkloadsAreAGap) {
  const std::string other =
      "---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db, namespace: shop}\nspec:\n"
      "  template:\n    metadata: {labels: {app: web}}\n    spec:\n" +
      kOneContainer;
  const Imports text(deployment("", kOneContainer) + other + budget("b", "minAvailable: 1" + kWeb));
  EXPECT_THAT(text.gaps(syntax::GapEffect::Unknown), ElementsAre("budget `b`", "budget `b`"));
  EXPECT_EQ(setting(text, "workload", "shop/web", "min_available"), "");
  EXPECT_EQ(setting(text, "workload", "shop/web", "budgets"), "{b}");
}

TEST(Budgets, ThatCannotBeReadAreErrors) {
  EXPECT_THAT(Imports(budget("b", "minAvailable: some" + kWeb)).codes(), ElementsAre("E0509 some"));
  EXPECT_THAT(Imports(budget("b", "minAvailable: 101%" + kWeb)).codes(), ElementsAre("E0509 101%"));
  EXPECT_THAT(Imports(budget("b", "minAvailable: 1, maxUnavailable: 2" + kWeb)).codes(),
              ElementsAre("E0509 2"));
}

TEST(Autoscalers, AreNamedAtTheirWorkload) {
  const auto scaler = [](const std::string& name) {
    return "---\napiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: {name: " +
           name +
           ", namespace: shop}\nspec: {maxReplicas: 4, scaleTargetRef: {kind: Deployment, name: "
           "web}}\n";
  };
  const Imports text(deployment("", kOneContainer) + scaler("a") + scaler("b"));
  EXPECT_EQ(setting(text, "workload", "shop/web", "autoscalers"), "{a, b}");
}

// ---- Priorities -------------------------------------------------------------------------------

std::string priority_class(const std::string& name, const std::string& rest) {
  return "---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: " + name +
         "}\n" + rest;
}
std::string of_class(const std::string& name) {
  return deployment("", "      priorityClassName: " + name + "\n" + kOneContainer);
}

TEST(Priorities, AreThoseOfTheClass) {
  const Imports text(of_class("high") +
                     priority_class("high", "value: 1000\npreemptionPolicy: Never\n"));
  EXPECT_EQ(setting(text, "pod", "shop/web", "priority_class"), "high");
  EXPECT_EQ(setting(text, "pod", "shop/web", "priority"), "1000");
  EXPECT_EQ(setting(text, "pod", "shop/web", "preempts"), "false");
  EXPECT_THAT(text.gaps(syntax::GapEffect::Unknown), IsEmpty());
}

TEST(Priorities, HaveAGlobalDefaultAndBuiltInClasses) {
  const Imports defaulted(deployment("", kOneContainer) +
                          priority_class("usual", "value: 7\nglobalDefault: true\n"));
  EXPECT_EQ(setting(defaulted, "pod", "shop/web", "priority_class"), "usual");
  EXPECT_EQ(setting(defaulted, "pod", "shop/web", "priority"), "7");
  EXPECT_EQ(setting(Imports(of_class("system-node-critical")), "pod", "shop/web", "priority"),
            "2000001000");
  EXPECT_EQ(setting(Imports(deployment("", kOneContainer)), "pod", "shop/web", "priority"), "");
}

TEST(Priorities, OfAnUndescribedClassAreAGap) {
  EXPECT_THAT(Imports(of_class("high")).gaps(syntax::GapEffect::Unknown),
              ElementsAre("priority class `high`"));
}

TEST(Priorities, HaveAValueBelowTheSystems) {
  EXPECT_THAT(Imports(priority_class("p", "value: 1000000001\n")).codes(),
              ElementsAre("E0509 1000000001"));
  EXPECT_THAT(Imports(priority_class("p", "value: 1000000000\n")).codes(), IsEmpty());
  EXPECT_THAT(Imports(priority_class("p", "")).codes(), ElementsAre("E0502 p"));
}

}  // namespace
}  // namespace ringfence::ingest::kubernetes
