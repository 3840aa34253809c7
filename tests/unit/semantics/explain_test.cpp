#include "unit/semantics/small_model.h"

namespace ringfence::semantics {
namespace {

using model::EntityId;
using model::Kind;
using model::Scalar;

/// Three machines that may be on either of two hosts, all on the first.
SmallModel full_host() {
  SmallModel m;
  const EntityId h1 = m.add(Kind::Host, "h1");
  const EntityId h2 = m.add(Kind::Host, "h2");
  for (const std::string name : {"v1", "v2", "v3"}) {
    const EntityId vm = m.add(Kind::Vm, name);
    m.set(vm, "on",
          m.unknown(name + ".on", vm, model::ChoiceDomain{std::vector<Scalar>{h1, h2}}, h1));
  }
  m.define(R"(
    derive vms(h: host) = {v in vms where v.on == h}
    def apart(a: vm, b: vm) = a.on != b.on
    def all_apart = forall a, b in vms where a != b: apart(a, b)
  )");
  return m;
}

std::string told(SmallModel& m, const std::string& rf) {
  const syntax::Expr formula = m.parse(rf);
  const Explanation why = explain(m.model(), m.world(), formula);
  if (why.stuck) return "stuck: " + why.stuck->reason;
  std::string text = why.value ? "true" : "false";
  for (const auto& [variable, entity] : why.subjects) {
    text += " " + variable + "=" + m.model().entity(entity).name;
  }
  for (const model::UnknownId unknown : why.trace.unknowns) {
    text += " " + m.model().unknown(unknown).name;
  }
  return text + " | " + std::string(m.sources().text(why.deciding));
}

TEST(Explain, NamesTheFirstTupleAndWhatItRead) {
  SmallModel m = full_host();
  EXPECT_EQ(told(m, "forall a, b in vms where a != b: a.on != b.on"),
            "false a=v1 b=v2 v1.on v2.on | a.on != b.on");
  m.world().values[1] = EntityId{1};
  EXPECT_EQ(told(m, "forall a, b in vms where a != b: a.on != b.on"),
            "false a=v1 b=v3 v1.on v3.on | a.on != b.on");
  EXPECT_EQ(told(m, "exists v in vms: v.on == h2"), "true v=v2 v2.on | v.on == h2");
}

std::string others(SmallModel& m, const std::string& rf) {
  const syntax::Expr formula = m.parse(rf);
  const Explanation why = explain(m.model(), m.world(), formula);
  std::string text;
  for (const Subjects& subjects : why.others) {
    for (const auto& [variable, entity] : subjects)
      text += variable + "=" + m.model().entity(entity).name + " ";
  }
  return text + (why.others_complete ? "" : "...");
}

TEST(Explain, ListsTheOtherTuplesOnceEach) {
  SmallModel m = full_host();
  EXPECT_EQ(others(m, "forall a, b in vms where a != b: a.on != b.on"), "a=v1 b=v3 a=v2 b=v3 ");
  EXPECT_EQ(others(m, "forall v in vms: v.on == h2"), "v=v2 v=v3 ");
  EXPECT_EQ(others(m, "not (exists v in vms: v.on == h1)"), "v=v2 v=v3 ");
  EXPECT_EQ(others(m, "exists v in vms: v.on == h1"), "");  // true: nothing fails
  EXPECT_EQ(others(m, "exists v in vms: v.on == h2"), "");  // no tuple decides
  EXPECT_EQ(others(m, "forall v in vms: forall w in vms: v == w or v.on != w.on"), "v=v2 v=v3 ");
  // Past the first one, what cannot be evaluated ends the search.
  EXPECT_EQ(others(m,
                   "forall v in vms: v.on == h2 and v.name == \"v1\" or "
                   "v.name == \"v3\" and v.memory > 1"),
            "v=v2 ...");
}

TEST(Explain, GoesDownToTheConjunctThatFailed) {
  SmallModel m = full_host();
  EXPECT_EQ(told(m, "h1 == h1 and (forall v in vms: v.on == h1 and v.on == h2)"),
            "false v=v1 v1.on | v.on == h2");
  EXPECT_EQ(told(m, "not (exists v in vms: v.on == h1)"), "false v=v1 v1.on | v.on == h1");
  EXPECT_EQ(told(m, "forall v in vms: v.on == h1 => v.name == \"v2\""),
            "false v=v1 v1.on | v.name == \"v2\"");
  EXPECT_EQ(told(m, "if v1.on == h1 then v2.on == h2 else true"),
            "false v1.on v2.on | v2.on == h2");
}

TEST(Explain, StaysInThePolicysTextAndEntersDefinitions) {
  SmallModel m = full_host();
  EXPECT_EQ(told(m, "all_apart"), "false a=v1 b=v2 v1.on v2.on | all_apart");
  EXPECT_EQ(told(m, "forall v in vms: apart(v, v1) or v == v1"),
            "false v=v2 v1.on v2.on | apart(v, v1) or v == v1");
}

TEST(Explain, ReadsOnlyWhyTheInstanceIsInItsSet) {
  SmallModel m = full_host();
  EXPECT_EQ(told(m, "forall h in hosts, v in h.vms: v.name != \"v2\""),
            "false h=h1 v=v2 v2.on | v.name != \"v2\"");
}

TEST(Explain, WithoutADecidingTupleEverythingCounts) {
  SmallModel m = full_host();
  EXPECT_EQ(told(m, "forall v in vms: v.on == h1"),
            "true v1.on v2.on v3.on | forall v in vms: v.on == h1");
  EXPECT_EQ(told(m, "count(v in h1.vms) <= 2"),
            "false v1.on v2.on v3.on | count(v in h1.vms) <= 2");
}

TEST(Explain, NamesNoFactsOfWhatACountLeavesOut) {
  SmallModel m = full_host();
  m.world().values[1] = EntityId{1};
  const syntax::Expr formula = m.parse("count(v in h1.vms) <= 1");
  const Explanation why = explain(m.model(), m.world(), formula);
  EXPECT_FALSE(why.value);
  EXPECT_EQ(why.trace.unknowns.size(), 3U) << "the others could have been counted";
  std::vector<std::string> named;
  for (const auto& [entity, attribute] : why.trace.facts) {
    named.push_back(m.model().entity(entity).name);
  }
  EXPECT_EQ(named, (std::vector<std::string>{"v1", "v3"}));
}

TEST(Explain, KnowsTheUnknownsOfWhatAnEarlyGuardLeavesOut) {
  SmallModel m = full_host();
  m.world().values[1] = EntityId{1};
  EXPECT_EQ(told(m, "count(v in vms, w in vms where v.on == h2 and w.name == \"v1\") == 0"),
            "false v1.on v2.on v3.on | count(v in vms, w in vms where v.on == h2 and w.name == "
            "\"v1\") == 0");
}

TEST(Explain, PassesOnWhatIsStuck) {
  SmallModel m = full_host();
  EXPECT_EQ(told(m, "forall h in hosts: h.memory > 1"),
            "stuck: this is none where a number is needed");
}

}  // namespace
}  // namespace ringfence::semantics
