#include "unit/semantics/small_model.h"

namespace ringfence::semantics {
namespace {

using model::EntityId;
using model::Kind;
using model::None;
using model::Scalar;

/// Two hosts, two machines (the second one's host is open), a third host that no file describes,
/// three pods of which one is pending and one does not exist, and their containers.
SmallModel rack() {
  SmallModel m;
  const EntityId h1 = m.add(Kind::Host, "h1");
  const EntityId h2 = m.add(Kind::Host, "h2");
  const EntityId some = m.add(Kind::Host, "host of n2");
  m.at(some).described = false;
  m.set(h1, "memory", SmallModel::gibibytes(4));
  m.set(h1, "labels", m.texts({"app=db", "bare", "rank=10", "odd=x=y", "app=web"}));
  m.set(h1, "zone", m.text("a"));
  m.set(h2, "labels", m.texts({}));
  const EntityId v1 = m.add(Kind::Vm, "v1");
  const EntityId v2 = m.add(Kind::Vm, "v2");
  m.set(v1, "on", model::Value(Scalar(h1)));
  m.set(v1, "memory", SmallModel::gibibytes(2));
  m.set(v1, "devices", m.texts({"pci/1", "pci/2"}));
  m.set(v2, "on",
        m.unknown("v2.on", v2, model::ChoiceDomain{std::vector<Scalar>{h1, h2, some}}, h2));
  m.set(v2, "memory", SmallModel::gibibytes(1));
  m.set(v2, "devices", m.texts({"pci/2", "pci/1"}));
  const EntityId n1 = m.add(Kind::Node, "n1");
  const EntityId n2 = m.add(Kind::Node, "n2");
  m.set(n1, "vm", model::Value(Scalar(v1)));
  m.set(n1, "on", model::Value(Scalar(h1)));
  m.set(n2, "on", model::Value(Scalar(some)));
  const EntityId p1 = m.add(Kind::Pod, "shop/p[1]");
  const EntityId p2 = m.add(Kind::Pod, "shop/p[2]");
  const EntityId p3 = m.add(Kind::Pod, "shop/p[3]");
  m.set(p1, "node", model::Value(Scalar(n1)));
  m.set(p1, "request", model::KeyedValue{{{m.model().symbols.intern("gpu"), Rational(2)}}});
  m.set(p1, "request.memory", SmallModel::gibibytes(1));
  m.set(p2, "node",
        m.unknown("p2.node", p2, model::ChoiceDomain{std::vector<Scalar>{None{}, n1}}, None{}));
  m.set(p2, "request.memory", SmallModel::gibibytes(1));
  m.set(p3, "node", model::Value(Scalar(n1)));
  m.set(p3, "request.memory", SmallModel::gibibytes(8));
  const auto exists = m.unknown("p[3].exists", p3, model::BoolDomain{}, false);
  m.at(p3).exists = exists;
  const EntityId c1 = m.add(Kind::Container, "shop/p[1]/c");
  const EntityId c2 = m.add(Kind::Container, "shop/p[2]/c");
  const EntityId c3 = m.add(Kind::Container, "shop/p[3]/c");
  const EntityId c4 = m.add(Kind::Container, "box");
  m.set(c1, "in", model::Value(Scalar(p1)));
  m.set(c2, "in", model::Value(Scalar(p2)));
  m.set(c3, "in", model::Value(Scalar(p3)));
  m.at(c3).exists = exists;
  m.set(c4, "in", model::Value(Scalar(v2)));
  m.define(R"(
    derive host(v: vm) = v.on
    derive host(n: node) = if has n.vm then n.vm.on else n.on
    derive host(p: pod) = p.node.host
    derive host(c: container) = c.in.host
    derive vms(h: host) = {v in vms where v.on == h}
    derive pods(n: node) = {p in pods where p.node == n}
    def few = 2
    def twice(x: number) = x * few
    def x_is_hidden(y: host) = exists x in hosts: x == y
  )");
  return m;
}

struct Case {
  std::string rf, value;
  friend void PrintTo(const Case& test, std::ostream* out) { *out << test.rf; }
};
class Value : public testing::TestWithParam<Case> {};
TEST_P(Value, IsAsTheLanguageSays) {
  EXPECT_EQ(rack().value_of(GetParam().rf), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Collections, Value,
    testing::Values(Case{"hosts", "{h1, h2}"}, Case{"vms", "{v1, v2}"}, Case{"pods", "{shop/p[1]}"},
                    Case{"declared_pods", "{shop/p[1], shop/p[2]}"},
                    Case{"containers", "{shop/p[1]/c, box}"},
                    Case{"declared_containers", "{shop/p[1]/c, shop/p[2]/c, box}"},
                    Case{"tenants", "{}"}, Case{"resources", "{}"}));
INSTANTIATE_TEST_SUITE_P(
    Attributes, Value,
    testing::Values(Case{"h1.memory", "4GiB"}, Case{"v2.on", "h2"}, Case{"v2.host", "h2"},
                    Case{"h2.memory", "none"}, Case{"pod(\"p[1]\").request.memory", "1GiB"},
                    Case{"pod(\"p[1]\").request[\"gpu\"]", "2"},
                    Case{"pod(\"p[1]\").request[\"fpga\"]", "0"},
                    Case{"pod(\"p[2]\").node.vm.on.zone", "none"},
                    Case{"pod(\"p[2]\").node.allocatable[\"gpu\"]", "none"},
                    Case{"pod(\"p[1]\").host", "h1"}, Case{"container(\"box\").host", "h2"},
                    Case{"h1.vms", "{v1}"}, Case{"h1.name == \"h1\"", "true"},
                    Case{"h1.kind == \"host\"", "true"}, Case{"n2.vm", "none"},
                    Case{"n2.on.memory", "stuck: no file describes the `memory` of host of n2"},
                    Case{"n2.on.name == \"host of n2\"", "true"},
                    Case{"h1.colour", "stuck: a host has no `colour`"}));
INSTANTIATE_TEST_SUITE_P(
    Presence, Value,
    testing::Values(Case{"has h1.memory", "true"}, Case{"has h2.memory", "false"},
                    Case{"has n2.on.memory", "stuck: no file describes the `memory` of host of n2"},
                    Case{"has pod(\"p[2]\").node", "false"},
                    Case{"has pod(\"p[2]\").node.vm.memory", "false"}, Case{"has v2.host", "true"},
                    Case{"has h2.labels", "true"},
                    Case{"has pod(\"p[1]\").request[\"gpu\"]", "true"},
                    Case{"has pod(\"p[1]\").request[\"fpga\"]", "false"}));
INSTANTIATE_TEST_SUITE_P(
    Equality, Value,
    testing::Values(Case{"none == none", "true"}, Case{"h2.memory == none", "true"},
                    Case{"h1 == \"h1\"", "true"}, Case{"h1 == \"h2\"", "false"},
                    Case{"pod(\"shop/p[1]\") == \"p[1]\"", "true"}, Case{"h1 == v1", "false"},
                    Case{"h1.memory == 4096MiB", "true"}, Case{"h1.memory != none", "true"},
                    Case{"v1.devices == v2.devices", "true"},
                    Case{"v1.devices == {\"pci/1\"}", "false"}, Case{"none == {}", "true"},
                    Case{"pod(\"p[2]\").node.pods == {}", "true"}, Case{"h1 in hosts", "true"},
                    Case{"n2.on in hosts", "false"}, Case{"\"h1\" in hosts", "true"},
                    Case{"none in hosts", "false"}, Case{"h1 not in {h2}", "true"},
                    Case{"1 in {2, 1.0}", "true"}, Case{"tcp/80 == \"tcp/80\"", "true"}));
INSTANTIATE_TEST_SUITE_P(
    Arithmetic, Value,
    testing::Values(Case{"1 / 3 + 1 / 6", "0.5"}, Case{"3 - 5 < -1", "true"},
                    Case{"4GiB * 1.5 == 6GiB", "true"}, Case{"2 >= 2", "true"},
                    Case{"2 > 2", "false"}, Case{"1 / 0", "stuck: division by zero"},
                    Case{"h2.memory > 1", "stuck: this is none where a number is needed"},
                    Case{"h1 > 1", "stuck: this is no number"},
                    Case{"1E * 1E * 1E * 1E > 1", "stuck: the result is too large to be exact"}));
INSTANTIATE_TEST_SUITE_P(
    Order, Value,
    testing::Values(
        Case{"false and 1 / 0 == 1", "false"}, Case{"true or 1 / 0 == 1", "true"},
        Case{"false => 1 / 0 == 1", "true"}, Case{"true and 1 / 0 == 1", "stuck: division by zero"},
        Case{"1 / 0 == 1 and false", "stuck: division by zero"},
        Case{"false <=> 1 / 0 == 1", "stuck: division by zero"},
        Case{"if true then 1 else 1 / 0", "1"}, Case{"forall h in hosts: h.memory > 5GiB", "false"},
        Case{"exists h in hosts: h.memory > 3", "true"},
        Case{"exists h in hosts: h.memory > 5GiB", "stuck: this is none where a number is needed"},
        Case{"forall h in hosts where has h.memory: h.memory > 3", "true"},
        Case{"none and true", "stuck: this is none where true or false is needed"},
        Case{"reach(h1, h2, tcp/80)",
             "stuck: endpoints are pods, workloads, containers, virtual machines and addresses"}));
INSTANTIATE_TEST_SUITE_P(
    Quantifiers, Value,
    testing::Values(Case{"forall a, b in hosts: a == b", "false"},
                    Case{"forall a, b in hosts where a != b: a.memory != b.memory", "true"},
                    Case{"count(a in hosts, b in hosts)", "4"},
                    Case{"count(a, b in hosts, v in a.vms)", "4"},
                    Case{"count(a, b in hosts, v in a.vms where a != b)", "2"},
                    Case{"sum(v.memory for v in vms) == 3GiB", "true"},
                    Case{"sum(v.memory for v in vms where v.on == h2) == 1GiB", "true"},
                    Case{"sum(v.memory for v in {}) == 0", "true"},
                    Case{"{h in hosts where has h.memory}", "{h1}"},
                    Case{"{h2, h1, h2}", "{h2, h1}"}, Case{"forall x in none: false", "true"},
                    Case{"exists p in pod(\"p[2]\").node.pods: true", "false"},
                    Case{"forall p in pods: p.node == n1", "true"},
                    Case{"forall h in h1.vms: exists h in {h2}: h == h2", "true"}));
INSTANTIATE_TEST_SUITE_P(Definitions, Value,
                         testing::Values(Case{"few", "2"}, Case{"twice(few)", "4"},
                                         Case{"forall x in {h1}: x_is_hidden(h2)", "true"},
                                         Case{"twice(1 / 0)", "stuck: division by zero"},
                                         Case{"nonsense(1)", "stuck: nothing defines `nonsense`"},
                                         Case{"nonsense", "stuck: nothing is called `nonsense`"}));
INSTANTIATE_TEST_SUITE_P(
    Functions, Value,
    testing::Values(
        Case{"label(h1, \"app\") == \"db\"", "true"}, Case{"label(h2, \"app\")", "none"},
        Case{"label(h1, \"bare\") == \"\"", "true"}, Case{"label(h1, \"odd\") == \"x=y\"", "true"},
        Case{"label(none, \"app\")", "none"}, Case{"has_label(h1, \"bare\")", "true"},
        Case{"has_label(h1, \"ap\")", "false"}, Case{"has_label(none, \"app\")", "false"},
        Case{"label_number(h1, \"rank\")", "10"}, Case{"label_number(h1, \"app\")", "none"},
        Case{"label(n2.on, \"app\")", "stuck: no file describes the `labels` of host of n2"},
        Case{"matches(\"tcp/80@*\", \"tcp/*@10*\")", "false"},
        Case{"matches(\"tcp/80@10.0.0.1\", \"tcp/*@10*\")", "true"},
        Case{"matches(\"\", \"*\")", "true"}, Case{"matches(\"ab\", \"a\")", "false"},
        Case{"matches(\"abab\", \"*ab\")", "true"}, Case{"matches(none, \"*\")", "false"},
        Case{"within(\"/var/lib\", \"/var\")", "true"},
        Case{"within(\"/variable\", \"/var\")", "false"},
        Case{"within(\"/var/\", \"/var\")", "true"}, Case{"within(\"/a\", \"/\")", "true"},
        Case{"within(\"a\", \"/\")", "false"}, Case{"within(none, \"/\")", "false"},
        Case{"host(\"h9\")", "stuck: no host is called `h9`"}));

TEST(Symbols, TextsThatTheModelDoesNotKnowAreStillTold) {
  SmallModel m = rack();
  EXPECT_EQ(m.value_of("\"unheard of\" == \"never seen\""), "false");
  EXPECT_EQ(m.value_of("\"unheard of\" == \"unheard of\""), "true");
}

TEST(Trace, HoldsWhatWasReadAndNothingElse) {
  SmallModel m = rack();
  Trace trace;
  evaluate(m.model(), m.world(), m.parse("v1.on == h1 or v2.on == h1"), {}, &trace);
  EXPECT_TRUE(trace.unknowns.empty());
  EXPECT_EQ(trace.facts.size(), 1U);
  evaluate(m.model(), m.world(), m.parse("v1.on == v2.on"), {}, &trace);
  ASSERT_EQ(trace.unknowns.size(), 1U);
  EXPECT_EQ(m.model().unknown(trace.unknowns[0]).name, "v2.on");
  EXPECT_EQ(trace.facts.size(), 2U);
}

TEST(Bindings, AreVariables) {
  SmallModel m = rack();
  const Bindings bindings = {{"it", model::Value(Scalar(EntityId{0}))}};
  const Evaluated result = evaluate(m.model(), m.world(), m.parse("it.memory == 4GiB"), bindings);
  EXPECT_EQ(std::get<model::Value>(result), model::Value(Scalar(true)));
}

TEST(Definitions, ALongChainIsStuckAndNoCrash) {
  SmallModel m = rack();
  std::string chain = "def d0 = true\n";
  for (int i = 1; i <= 5000; ++i) {
    chain += "def d" + std::to_string(i) + " = not d" + std::to_string(i - 1) + "\n";
  }
  m.define(chain);
  EXPECT_EQ(m.value_of("d100"), "true");
  EXPECT_EQ(m.value_of("d5000"), "stuck: definitions are nested too deeply here");
}

/// The shortcut of `quantifiers.cpp` must not change what is stuck.
TEST(Quantifiers, TheShortcutKeepsWhatIsStuck) {
  SmallModel m = rack();
  // The first conjunct is stuck, but no tuple ever reaches it.
  EXPECT_EQ(m.value_of("forall h in hosts, t in tenants where h.memory > 1 and t == t: true"),
            "true");
  // The first conjunct is false for h1; for h2 it is stuck.
  EXPECT_EQ(m.value_of("count(h in hosts, g in hosts where h.memory > 5GiB and h != g)"),
            "stuck: this is none where a number is needed");
  // It is false everywhere, so the second conjunct is never evaluated.
  EXPECT_EQ(m.value_of("count(h, g in hosts where h == none and g.memory > 1)"), "0");
  // The order counts: here the stuck conjunct comes first.
  EXPECT_EQ(m.value_of("count(h, g in hosts where g.memory > 1 and h == none)"),
            "stuck: this is none where a number is needed");
}

}  // namespace
}  // namespace ringfence::semantics
