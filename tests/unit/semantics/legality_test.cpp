#include "unit/semantics/small_model.h"

namespace ringfence::semantics {
namespace {

using model::EntityId;
using model::Kind;
using model::Scalar;

Scalar number(int amount) {
  return Quantity{Rational(amount), Dimension::Count};
}

/// A host whose `unlisted` is 2, 5 or 8, and a machine on it or on the other host.
SmallModel two_hosts() {
  SmallModel m;
  const EntityId h1 = m.add(Kind::Host, "h1");
  const EntityId h2 = m.add(Kind::Host, "h2");
  const EntityId v1 = m.add(Kind::Vm, "v1");
  const model::RangeDomain range{Rational(2), Rational(9), Rational(3), Dimension::Count};
  m.set(h1, "unlisted", m.unknown("h1.unlisted", h1, range, number(2)));
  m.set(v1, "on", m.unknown("v1.on", v1, model::ChoiceDomain{std::vector<Scalar>{h1, h2}}, h1));
  return m;
}

std::string verdict(SmallModel& m, bool snapshot = false) {
  const Legality legality = is_world(m.model(), m.world(), snapshot);
  if (legality.stuck) return "stuck in " + legality.broken;
  return legality.legal ? "legal" : legality.broken;
}

TEST(Domain, OfARangeIsItsStepsAndNothingBetween) {
  SmallModel m = two_hosts();
  for (int i = 0; i <= 12; ++i) {
    m.world().values[0] = number(i);
    EXPECT_EQ(verdict(m), i == 2 || i == 5 || i == 8 ? "legal" : "h1.unlisted") << i;
  }
  m.world().values[0] = Quantity{Rational(5), Dimension::Bytes};
  EXPECT_EQ(verdict(m), "h1.unlisted");
  m.world().values[0] = true;
  EXPECT_EQ(verdict(m), "h1.unlisted");
}

TEST(Domain, OfAChoiceIsItsOptions) {
  SmallModel m = two_hosts();
  m.world().values[1] = EntityId{1};
  EXPECT_EQ(verdict(m), "legal");
  m.world().values[1] = EntityId{2};
  EXPECT_EQ(verdict(m), "v1.on");
  m.world().values[1] = model::None{};
  EXPECT_EQ(verdict(m), "v1.on");
}

TEST(Replicas, ExistFromTheFirstUpwards) {
  SmallModel m;
  const EntityId first = m.add(Kind::Pod, "p[1]");
  const EntityId second = m.add(Kind::Pod, "p[2]");
  m.at(first).exists = m.unknown("p[1].exists", first, model::BoolDomain{}, true);
  m.at(second).exists = m.unknown("p[2].exists", second, model::BoolDomain{}, true);
  m.at(second).exists_after = m.at(first).exists;
  EXPECT_EQ(verdict(m), "legal");
  m.world().values = {true, false};
  EXPECT_EQ(verdict(m), "legal");
  m.world().values = {false, false};
  EXPECT_EQ(verdict(m), "legal");
  m.world().values = {false, true};
  EXPECT_EQ(verdict(m), "p[2].exists");
}

TEST(Assumptions, ExcludeWorlds) {
  SmallModel m = two_hosts();
  m.define("assume placed { v1.on == h1 }\nassume few { h1.unlisted <= 5 }");
  EXPECT_EQ(verdict(m), "legal");
  m.world().values[1] = EntityId{1};
  EXPECT_EQ(verdict(m), "placed");
  m.world().values = {number(8), EntityId{0}};
  EXPECT_EQ(verdict(m), "few");
}

TEST(Assumptions, OfSchedulingTimeCountOnlyWithSnapshot) {
  SmallModel m = two_hosts();
  m.define("assume placed { v1.on == h2 }");
  EXPECT_EQ(verdict(m), "placed");
  m.model().assumptions[0].origin = syntax::AssumeOrigin::Snapshot;
  EXPECT_EQ(verdict(m), "legal");
  EXPECT_EQ(verdict(m, /*snapshot=*/true), "placed");
}

TEST(Assumptions, AStuckOneLeavesTheWorldOpenUnlessAnotherIsFalse) {
  SmallModel m = two_hosts();
  m.define("assume lost { h1.memory > 1 }\nassume placed { v1.on == h1 }");
  EXPECT_EQ(verdict(m), "stuck in lost");
  m.world().values[1] = EntityId{1};
  EXPECT_EQ(verdict(m), "placed");
}

}  // namespace
}  // namespace ringfence::semantics
