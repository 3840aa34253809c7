#include "policy/reads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/require.h"
#include "grammar/parse.h"
#include "resolve/resolve.h"

// What a formula may read decides which gaps make its verdict undecided: never too little, and of
// a variable whose kind is plain nothing of other kinds.

namespace ringfence::policy {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

std::vector<std::string> reads(const std::string& formula, const std::string& definitions = "") {
  Sources sources;
  const SourceId source =
      sources.add("test.rf", definitions + "\npolicy p { assert " + formula + " }");
  auto document = grammar::parse_document(sources, source);
  require(static_cast<bool>(document), "the test's text is well-formed");
  const auto shared = std::make_shared<const syntax::Document>(std::move(document).value());
  auto model = resolve::resolve({shared}, {}, {}, sources);
  require(static_cast<bool>(model), "the test's model is sound");
  return reads_of(model.value(), model.value().policies.front()->statements.front().formula);
}

TEST(Reads, AVariableHasTheKindOfItsCollection) {
  EXPECT_THAT(reads("forall v in vms: has v.memory"), ElementsAre("vm.exists", "vm.memory"));
  EXPECT_THAT(reads("forall v in vms: v.on in hosts"),
              ElementsAre("host.exists", "vm.exists", "vm.on"));
}

TEST(Reads, WhatHasNoPlainKindMayBeOfAny) {
  EXPECT_THAT(reads("forall v in vms: has v.on.memory"), Contains("host.memory"));
  EXPECT_THAT(reads("forall v in vms: has v.on.memory"), Contains("vm.memory"));
}

TEST(Reads, AnInnerVariableHidesTheOuterOne) {
  const auto found = reads("forall v in vms: forall v in hosts: has v.memory");
  EXPECT_THAT(found, Contains("host.memory"));
  EXPECT_THAT(found, Not(Contains("vm.memory")));
  EXPECT_THAT(reads("(forall v in hosts: true) and (forall v in vms: has v.memory)"),
              Not(Contains("host.memory")));
}

TEST(Reads, DefinitionsAreFollowedWithTheirParameters) {
  const std::string definitions =
      "def large(h: host) = has h.memory and h.memory > 1GiB\n"
      "derive roomy(v: vm) = large(v.on)";
  const auto found = reads("forall v in vms: v.roomy", definitions);
  EXPECT_THAT(found, Contains("vm.on"));
  EXPECT_THAT(found, Contains("host.memory"));
  EXPECT_THAT(found, Not(Contains("vm.memory")));
}

struct Number {
  const char* formula;
  bool is_read;
};
class NumberOfPods : public testing::TestWithParam<Number> {};

TEST_P(NumberOfPods, IsReadByWhatCountsThem) {
  const auto found =
      reads(GetParam().formula, "derive all(n: node) = {p in pods where p.node == n}");
  const bool is_read = std::find(found.begin(), found.end(), kNumberOfPods) != found.end();
  EXPECT_EQ(is_read, GetParam().is_read) << GetParam().formula;
}

INSTANTIATE_TEST_SUITE_P(
    Table, NumberOfPods,
    testing::Values(Number{"count(p in pods) <= 3", true}, Number{"count(v in vms) <= 3", false},
                    Number{"forall n in nodes: count(p in n.all) <= 3", true},
                    Number{"forall n in nodes: n.all == {}", true},
                    Number{"forall a, b in pods: a.node != b.node", false},
                    Number{"forall a, b, c in pods: a.node != b.node", true},
                    Number{"forall a, b in pods: forall c in containers: c.in == a", true},
                    Number{"forall p in pods: count(c in containers where c.in == p) <= 1", false},
                    Number{"forall p in pods: count(c in containers where c.in == c.in) <= 1",
                           true},
                    Number{"forall p in pods: count(c in containers where c.in != p) <= 1", true}));

}  // namespace
}  // namespace ringfence::policy
