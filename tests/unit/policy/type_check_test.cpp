#include <gtest/gtest.h>

#include "base/require.h"
#include "grammar/parse.h"
#include "policy/obligation.h"
#include "resolve/resolve.h"

// What is refused before anything is lowered, and what is just not: one row each.

namespace ringfence::policy {
namespace {

constexpr const char* kInventory = R"(
host h1 { cpu: 16; memory: 64GiB; zone: "a" }
vm v1 { on: h1; memory: 8GiB..16GiB step 4GiB; cpu: 4 }
vm v2 { on: any host; memory: 8GiB; cpu: 4 }
node n1 { vm: v1 }
pod p { request.cpu: 1; tenant: "shop" }
)";

struct Case {
  const char* name;
  const char* text;       ///< What is written after the inventory.
  const char* code;       ///< Empty: nothing is wrong.
  const char* underline;  ///< The text that the error underlines.
};

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.name;
}

class TypeCheck : public testing::TestWithParam<Case> {};

TEST_P(TypeCheck, RefusesExactlyWhatIsWrong) {
  Sources sources;
  const std::string text = std::string(kInventory) + GetParam().text;
  const SourceId source = sources.add("test.rf", text);
  auto document = grammar::parse_document(sources, source);
  ASSERT_TRUE(document) << document.errors().front().message;
  auto model = resolve::resolve(
      {std::make_shared<const syntax::Document>(std::move(document).value())}, {}, {}, sources);
  ASSERT_TRUE(model) << model.errors().front().message;
  const Diagnostics errors = type_check(model.value());
  if (std::string(GetParam().code).empty()) {
    EXPECT_TRUE(errors.empty()) << errors.front().code << " " << errors.front().message;
    return;
  }
  ASSERT_EQ(errors.size(), 1U) << (errors.empty() ? "" : errors.back().message);
  EXPECT_EQ(errors[0].code, GetParam().code) << errors[0].message;
  EXPECT_EQ(text.substr(errors[0].at.begin, errors[0].at.end - errors[0].at.begin),
            GetParam().underline)
      << errors[0].message;
}

INSTANTIATE_TEST_SUITE_P(
    Names, TypeCheck,
    testing::Values(
        Case{"KnownName", "policy x { assert v1.on == h1 }", "", ""},
        Case{"UnknownName", "policy x { assert v9.on == h1 }", "E0403", "v9"},
        Case{"UnknownFunction", "policy x { assert fitz(v1) }", "E0403", "fitz"},
        Case{"UnknownAttribute", "policy x { assert v1.memmory >= 1GiB }", "E0402", "memmory"},
        Case{"NameOfAnEntity", "policy x { assert v2.on == \"h1\" }", "", ""},
        Case{"NameOfNoEntity", "policy x { assert v2.on == \"h9\" }", "E0410", "\"h9\""},
        Case{"TenantNeedNotBeThere",
             "policy x { assert has p.tenant and p.tenant == \"bank\" or true }", "", ""},
        Case{"NoSuchEntity", "policy x { assert host(\"h9\") == h1 }", "E0410", "\"h9\""},
        Case{"TooManyArguments", "def f(v: vm) = v.on == h1 policy x { assert f(v1, v2) }", "E0407",
             "f(v1, v2)"},
        Case{"Recursion", "def f(v: vm) = f(v) policy x { assert f(v1) }", "E0411", "f(v)"}),
    [](const auto& one) { return std::string(one.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Types, TypeCheck,
    testing::Values(Case{"FormulaIsTrueOrFalse", "policy x { assert v1.cpu }", "E0405", "v1.cpu"},
                    Case{"NotOfANumber", "policy x { assert not 3 }", "E0405", "3"},
                    Case{"OnlyEntitiesHaveAttributes", "policy x { assert h1.zone.name == \"a\" }",
                         "E0405", "name"},
                    Case{"RangeIsASet", "policy x { assert forall v in v1: true }", "E0405", "v1"},
                    Case{"TextIsNoNumber", "policy x { assert h1.name < 3 }", "E0405", "h1.name"},
                    Case{"HostIsNoVm", "policy x { assert h1 == v1 }", "E0405", "h1 == v1"},
                    Case{"SetsAreComparedWithSets", "policy x { assert vms == {v1, v2} }", "", ""}),
    [](const auto& one) { return std::string(one.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Dimensions, TypeCheck,
    testing::Values(
        Case{"BytesAndBytes", "policy x { assert has v1.memory and v1.memory + 1GiB <= 20GiB }", "",
             ""},
        Case{"BytesAndCpu",
             "policy x { assert has v1.memory and has v1.cpu and v1.memory + v1.cpu <= 3 }",
             "E0408", "v1.memory + v1.cpu"},
        Case{"ALiteralFitsAny", "policy x { assert has v1.memory and v1.memory > 0 }", "", ""},
        Case{"RatioIsACount",
             "policy x { assert has v1.memory and v1.memory / 4GiB <= count(h in hosts) * 4 }", "",
             ""},
        Case{"OpenTimesOpen", "policy x { assert has v1.memory and v1.memory * v1.memory <= 3 }",
             "E0408", "v1.memory * v1.memory"},
        Case{"DividedByZero", "policy x { assert has v1.cpu and v1.cpu / 0 <= 3 }", "E0409", "0"},
        Case{"DividedByOpen", "policy x { assert has v1.memory and 4GiB / v1.memory <= 3 }",
             "E0409", "v1.memory"}),
    [](const auto& one) { return std::string(one.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Guards, TypeCheck,
    testing::Values(
        Case{"Unguarded", "policy x { assert forall v in vms: v.memory <= 16GiB }", "E0406",
             "v.memory"},
        Case{"GuardedByWhere",
             "policy x { assert forall v in vms where has v.memory: v.memory <= 16GiB }", "", ""},
        Case{"GuardedByAnd",
             "policy x { assert forall v in vms: has v.memory and v.memory <= 16GiB }", "", ""},
        Case{"GuardedByImplication",
             "policy x { assert forall v in vms: has v.memory => v.memory <= 16GiB }", "", ""},
        Case{"GuardedByNone",
             "policy x { assert forall v in vms: v.memory != none => v.memory <= 16GiB }", "", ""},
        Case{"GuardedByElse",
             "policy x { assert forall v in vms: if not has v.memory then true else v.memory <= "
             "16GiB }",
             "", ""},
        Case{"GuardComesTooLate",
             "policy x { assert forall v in vms: v.memory <= 16GiB and has v.memory }", "E0406",
             "v.memory"},
        Case{"OrIsNoGuard",
             "policy x { assert forall v in vms: has v.memory or v.memory <= 16GiB }", "E0406",
             "v.memory"},
        Case{"OfAnotherVariable",
             "policy x { assert forall v, w in vms where has w.memory: v.memory <= 16GiB }",
             "E0406", "v.memory"},
        Case{"ShadowedVariable",
             "policy x { assert forall v in vms where has v.memory: forall v in vms: v.memory <= "
             "16GiB }",
             "E0406", "v.memory"},
        Case{"CallerGuards",
             "def small(v: vm) = v.memory <= 16GiB "
             "policy x { assert forall v in vms where has v.memory: small(v) }",
             "", ""},
        Case{"CallerDoesNotGuard",
             "def small(v: vm) = v.memory <= 16GiB policy x { assert forall v in vms: small(v) }",
             "E0406", "v.memory"}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace ringfence::policy
