// `closure(R)(a, b)` (docs/semantics.md section 6): a cycle never justifies itself, on relations
// that the facts settle and on open ones, under both polarities.
#include <gtest/gtest.h>

#include "golden/decide.h"

namespace ringfence::tests {
namespace {

/// Four machines, any of which may lead to any other: `to_X` of a machine is a text label here,
/// and an arc is open where its host is.
const std::string kMachines = R"(
host h1 {}
host h2 {}
vm a { on: h1 }
vm b { on: h1 }
vm c { on: h1 }
vm d { on: h1 }
vm open { on: one of {h1, h2} }
)";

std::string relation(const std::string& arcs) {
  return kMachines + "def r(x: vm, y: vm) = " + arcs + "\n";
}
std::string arc(const std::string& from, const std::string& to) {
  return "(x == " + from + " and y == " + to + ")";
}
/// Only where `open` is on h1.
std::string open_arc(const std::string& from, const std::string& to) {
  return "(x == " + from + " and y == " + to + " and open.on == h1)";
}
std::string decided(const std::string& spec, const std::string& claim) {
  return decide(spec + "policy claim { assert " + claim + " }\n") +
         "; denied: " + decide(spec + "policy claim { assert not (" + claim + ") }\n");
}
const std::string kTrue = "holds; denied: violated";
const std::string kFalse = "violated; denied: holds";
const std::string kOpen = "violated; denied: violated";

TEST(Closure, IsOneStepOrMore) {
  const std::string chain = relation(arc("a", "b") + " or " + arc("b", "c"));
  EXPECT_EQ(decided(chain, "closure(r)(a, b)"), kTrue);
  EXPECT_EQ(decided(chain, "closure(r)(a, c)"), kTrue);
  EXPECT_EQ(decided(chain, "closure(r)(c, a)"), kFalse);
  EXPECT_EQ(decided(chain, "closure(r)(a, a)"), kFalse) << "no step is no chain";
  EXPECT_EQ(decided(chain, "closure(r, a, c)"), kTrue) << "the same in other words";
}

TEST(Closure, OfNothingIsNothing) {
  EXPECT_EQ(decided(relation("false"), "exists x, y in vms: closure(r)(x, y)"), kFalse);
  EXPECT_EQ(decided(relation("true"), "forall x, y in vms: closure(r)(x, y)"), kTrue);
  EXPECT_EQ(decide("def r(x: vm, y: vm) = x.on == y.on\n"
                   "policy claim { assert forall x, y in vms: closure(r)(x, y) }"),
            "vacuous");
}

TEST(Closure, ACycleNeverJustifiesItself) {
  // a and b lead to each other, c and d to each other; nothing leads from one pair to the other.
  const std::string pairs =
      arc("a", "b") + " or " + arc("b", "a") + " or " + arc("c", "d") + " or " + arc("d", "c");
  EXPECT_EQ(decided(relation(pairs), "closure(r)(a, c)"), kFalse);
  EXPECT_EQ(decided(relation(pairs), "closure(r)(a, d) or closure(r)(b, c)"), kFalse);
  EXPECT_EQ(decided(relation(pairs), "closure(r)(a, a) and closure(r)(d, d)"), kTrue);
}

TEST(Closure, AnOpenCycleNeverJustifiesItself) {
  // The same with each step open: were `closure(r)(a, c)` true because `closure(r)(b, c)` is, and
  // that because the first is, then an engine would find the world where `open` is on h1.
  const std::string pairs = open_arc("a", "b") + " or " + open_arc("b", "a") + " or " +
                            open_arc("c", "d") + " or " + open_arc("d", "c");
  EXPECT_EQ(decided(relation(pairs), "closure(r)(a, c)"), kFalse);
  EXPECT_EQ(decided(relation(pairs), "closure(r)(b, d) or closure(r)(a, d)"), kFalse);
  EXPECT_EQ(decided(relation(pairs), "closure(r)(a, b)"), kOpen);
  EXPECT_EQ(decided(relation(pairs), "closure(r)(a, a) <=> open.on == h1"), kTrue);
}

TEST(Closure, OfAnOpenStepIsAsOpenAsTheStep) {
  const std::string chain = arc("a", "b") + " or " + open_arc("b", "c") + " or " + arc("c", "d");
  EXPECT_EQ(decided(relation(chain), "closure(r)(a, d)"), kOpen);
  EXPECT_EQ(decided(relation(chain), "closure(r)(a, d) <=> open.on == h1"), kTrue);
  EXPECT_EQ(decided(relation(chain), "closure(r)(a, d) => closure(r)(b, c)"), kTrue);
  // Two ways, each open, of which one is there in every world.
  const std::string either = open_arc("a", "b") + " or " + arc("b", "d") +
                             " or (x == a and y == c " + "and open.on != h1) or " + arc("c", "d");
  EXPECT_EQ(decided(relation(either), "closure(r)(a, d)"), kTrue);
  EXPECT_EQ(decided(relation(either), "closure(r)(a, b) and closure(r)(a, c)"), kFalse);
}

TEST(Closure, OfASelfLoopIsTheLoop) {
  EXPECT_EQ(decided(relation(arc("a", "a")), "closure(r)(a, a)"), kTrue);
  EXPECT_EQ(decided(relation(arc("a", "a")), "exists y in vms: y != a and closure(r)(a, y)"),
            kFalse);
  EXPECT_EQ(decided(relation(open_arc("a", "a") + " or " + arc("a", "b")),
                    "closure(r)(a, a) or not closure(r)(a, b)"),
            kOpen);
}

/// Five in a row; the last is reached from the first by exactly four steps.
TEST(Closure, FollowsAChainToItsEndAndNoFurther) {
  const std::string row = relation(arc("a", "b") + " or " + arc("b", "c") + " or " + arc("c", "d") +
                                   " or " + arc("d", "open"));
  EXPECT_EQ(decided(row, "closure(r)(a, open)"), kTrue);
  EXPECT_EQ(decided(row, "count(v in vms where closure(r)(a, v)) == 4"), kTrue);
  EXPECT_EQ(decided(row, "count(v in vms where closure(r)(v, a)) == 0"), kTrue);
  EXPECT_EQ(decided(row, "exists v in vms: closure(r)(open, v)"), kFalse);
}

TEST(Closure, NeedsWhatStandsBetweenToExist) {
  // p[1] always exists, p[2] may be missing; the chain leads through one or the other.
  const std::string replicas = "host h {}\nvm p[1..2] { on: h }\nvm end { on: h }\n";
  const auto through = [&](const std::string& middle) {
    return replicas + "vm start { on: h }\ndef r(x: vm, y: vm) = (x == start and y == vm(\"" +
           middle + "\")) or (x == vm(\"" + middle + "\") and y == end)\n";
  };
  EXPECT_EQ(decided(through("p[1]"), "closure(r)(start, end)"), kTrue);
  EXPECT_EQ(decided(through("p[2]"), "closure(r)(start, end)"), kOpen);
  EXPECT_EQ(decided(through("p[2]"), "closure(r)(start, end) <=> vm(\"p[2]\") in vms"), kTrue);
  // The ends are what they are.
  EXPECT_EQ(decided(through("p[2]"), "closure(r)(start, vm(\"p[2]\"))"), kTrue);
  EXPECT_EQ(decided(through("p[2]"), "closure(r)(vm(\"p[2]\"), end)"), kTrue);
}

TEST(Closure, NeedsPodsBetweenToBePlaced) {
  const std::string pods =
      "node n {}\npod a {}\npod b {}\npod c {}\n"
      "def r(x: pod, y: pod) = (x == a and y == b) or (x == b and y == c)\n";
  EXPECT_EQ(decided(pods, "closure(r)(a, c)"), kOpen);
  EXPECT_EQ(decided(pods, "closure(r)(a, c) <=> b.placed"), kTrue);
}

TEST(Closure, OverContainersWhoseKernelIsOpen) {
  const std::string shop = R"(
    host h1 {}
    host h2 {}
    vm v1 { on: h1 }
    vm v2 { on: h2 }
    container web in v1 { tenant: "shop" }
    container tool { in: one of {v1, v2}; tenant: "shop" }
    container db in v2 { tenant: "bank" }
  )";
  const std::string apart =
      "forall a, b in containers where different_tenants(a, b): not closure(shares_kernel)(a, b)";
  EXPECT_EQ(decide(shop + "policy p { assert " + apart + " }"), "violated");
  // One thing is in one place: it never joins the two machines.
  EXPECT_EQ(decide(shop + "policy p { assert not closure(shares_kernel)(web, db) }"), "holds");
  const std::string volume = shop + R"(
    def touches(a: container, b: container) = shares_kernel(a, b) or
      (has a.tenant and has b.tenant and a.tenant == b.tenant)
    policy p { assert not closure(touches)(web, db) }
  )";
  EXPECT_EQ(decide(volume), "violated");
  EXPECT_EQ(decide(volume + "assume pinned { tool.in == v1 }"), "holds");
}

TEST(Closure, OfARelationThatUsesAnother) {
  const std::string two = relation(arc("a", "b") + " or " + arc("b", "c")) +
                          "def far(x: vm, y: vm) = closure(r)(x, y) and not r(x, y)\n";
  EXPECT_EQ(decided(two, "far(a, c) and not far(a, b)"), kTrue);
  EXPECT_EQ(decided(two, "closure(far)(a, c)"), kTrue);
  EXPECT_EQ(decided(two, "closure(far)(a, b)"), kFalse);
}

TEST(Closure, OverTwoKinds) {
  const std::string shop = R"(
    host h {}
    vm v { on: h }
    container c in v {}
    container d in h {}
    def holds(a: vm | host, b: container | vm) = a.name == "h" and b.name == "v" or
      a.name == "v" and b.name == "c"
  )";
  EXPECT_EQ(decide(shop + "policy p { assert closure(holds)(h, c) }"), "holds");
  EXPECT_EQ(decide(shop + "policy p { assert closure(holds)(h, d) }"), "violated");
}

TEST(Closure, IsRefusedWhereItMeansNothing) {
  const auto error = [](const std::string& definition, const std::string& claim) {
    return decide(kMachines + definition + "policy p { assert " + claim + " }");
  };
  const std::string r = "def r(x: vm, y: vm) = x.on == y.on\n";
  EXPECT_EQ(error(r, "closure(r)"),
            "E0407 `closure` takes the name of a definition, and two entities");
  EXPECT_EQ(error(r, "closure(r)(a)"),
            "E0407 `closure` takes the name of a definition, and two entities");
  EXPECT_EQ(error(r, "closure(a.on)(a, b)"),
            "E0407 `closure` takes the name of a definition, and two entities");
  EXPECT_EQ(error(r, "closure(rr)(a, b)"), "E0403 nothing defines `rr`");
  EXPECT_EQ(error(r, "closure(r)(a, h1)"), "E0405 `r` takes a vm here, not a host");
  EXPECT_EQ(error(r, "forall r in vms: closure(r)(r, b)"),
            "E0404 `r` is a variable here, and `closure` takes a definition");
  EXPECT_EQ(error("def r(x: vm) = true\n", "closure(r)(a, b)"),
            "E0407 `r` takes 1 arguments, and a closure is of a definition of two");
  EXPECT_EQ(error("def r(x: vm, y: host) = x.on == y\n", "closure(r)(a, h1)"),
            "E0405 `r` leads from a vm to a host: no second step can follow");
  EXPECT_EQ(error("def r(x: number, y: number) = x < y\n", "closure(r)(1, 2)"),
            "E0405 `r` takes a number, and a closure relates entities");
  EXPECT_EQ(error("def r(x: vm, y: vm) = x.on\n", "closure(r)(a, b)"),
            "E0405 `r` is a host, and a closure needs true or false");
  EXPECT_EQ(error("def r(x: vm, y: vm) = closure(r)(x, y)\n", "r(a, b)"),
            "E0411 `r` is defined by itself");
  EXPECT_EQ(error("def r(x: vm, y: vm) = x.memory > y.memory\n", "closure(r)(a, b)"),
            "E0406 `x.memory` may be absent");
  EXPECT_EQ(error("def closure(x: vm) = true\n", "true"), "E0404 `closure` is built in");
}

}  // namespace
}  // namespace ringfence::tests
