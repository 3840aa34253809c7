// The settled questions of meaning (docs/semantics.md), each by name, with a case that holds, one
// that is violated, and one exactly at the limit.
#include <gtest/gtest.h>

#include "golden/decide.h"

namespace ringfence::tests {
namespace {

std::string assert_that(const std::string& claim) {
  return "policy claim { assert " + claim + " }\n";
}
std::string possible_that(const std::string& claim) {
  return "policy claim { possible " + claim + " }\n";
}

// ---- The scheduler, and pending ---------------------------------------------------------------

std::string two_pods(const std::string& node, const std::string& pod) {
  return "node n1 { " + node + " }\npod p1 { " + pod + " }\npod p2 { " + pod + " }\n";
}
const std::string kAllRun = possible_that("forall p in declared_pods: p.placed");

TEST(Scheduler, EverythingCanRunIffTheRequestsFit) {
  const std::string pod = "request.memory: 2GiB;";
  EXPECT_EQ(decide(two_pods("allocatable.memory: 5GiB;", pod) + kAllRun), "holds");
  EXPECT_EQ(decide(two_pods("allocatable.memory: 4GiB;", pod) + kAllRun), "holds");
  EXPECT_EQ(decide(two_pods("allocatable.memory: 4095MiB;", pod) + kAllRun), "violated");
}

TEST(Scheduler, PendingIsAlwaysAllowedAndNeverEmptiesTheWorlds) {
  // No pod fits, so all are pending; that is a world, and `pods` is empty in it.
  const std::string full = two_pods("allocatable.memory: 1GiB;", "request.memory: 2GiB;");
  EXPECT_EQ(decide(full + assert_that("forall p in declared_pods: p.node == none")), "holds");
  EXPECT_EQ(decide(full + assert_that("forall p in pods: p.node == none")), "vacuous");
  // A pod that fits need not run.
  const std::string roomy = two_pods("allocatable.memory: 2GiB;", "request.memory: 1GiB;");
  EXPECT_EQ(decide(roomy + assert_that("exists p in pods: true")), "violated");
  EXPECT_EQ(decide(roomy + possible_that("exists p in pods: true")), "holds");
}

TEST(Scheduler, AnInvariantSupportsAHolds) {
  const std::string pod = "request.memory: 2GiB;";
  const std::string within =
      assert_that("forall n in nodes: sum(p.request.memory for p in n.pods) <= 4GiB");
  EXPECT_EQ(decide(two_pods("allocatable.memory: 3GiB;", pod) + within), "holds");
  EXPECT_EQ(decide(two_pods("allocatable.memory: 4GiB;", pod) + within), "holds");
  EXPECT_EQ(decide(two_pods("", "request.memory: 2049MiB;") + within), "violated");
}

TEST(Scheduler, ANodeTakesNoMorePodsThanItDeclares) {
  const std::string alone = assert_that("count(p in pods) <= 1");
  EXPECT_EQ(decide(two_pods("allocatable.pods: 0;", "") + alone), "holds");
  EXPECT_EQ(decide(two_pods("allocatable.pods: 1;", "") + alone), "holds");
  EXPECT_EQ(decide(two_pods("allocatable.pods: 2;", "") + alone), "violated");
}

TEST(Scheduler, TaintsKeepAwayWhatDoesNotTolerateThem) {
  const std::string nowhere = assert_that("forall p in declared_pods: not p.placed");
  const std::string tainted = "taints: {\"dedicated=db:NoSchedule\"};";
  EXPECT_EQ(decide(two_pods(tainted, "") + nowhere), "holds");
  EXPECT_EQ(decide(two_pods(tainted, "tolerations: {\"dedicated=web:*\"};") + nowhere), "holds");
  EXPECT_EQ(decide(two_pods(tainted, "tolerations: {\"dedicated=*:NoSchedule\"};") + nowhere),
            "violated");
  EXPECT_EQ(decide(two_pods("taints: {\"busy=:PreferNoSchedule\"};", "") + nowhere), "violated");
}

TEST(Scheduler, PodsThatBindOnePortDoNotShareANode) {
  const std::string apart = assert_that("forall a, b in pods where a != b: a.node != b.node");
  EXPECT_EQ(decide(two_pods("", "host_ports: {\"tcp/80@*\"};") + apart), "vacuous");
  EXPECT_EQ(decide("node n2 {}\n" + two_pods("", "host_ports: {\"tcp/80@*\"};") + apart), "holds");
  EXPECT_EQ(decide("node n2 {}\n" + two_pods("", "") + apart), "violated");
}

TEST(Scheduler, NodeNameGoesPastIt) {
  const std::string tainted = "taints: {\"dedicated=db:NoSchedule\"}; allocatable.memory: 1GiB;";
  const std::string runs = assert_that("forall p in declared_pods: p.placed");
  EXPECT_EQ(decide(two_pods(tainted, "node: n1; bypasses_scheduler: true; memory: 2GiB;") + runs),
            "holds");
  EXPECT_EQ(decide(two_pods(tainted, "bypasses_scheduler: true; memory: 2GiB;") + runs),
            "violated");
  // The scheduler would not have placed it: the declarations contradict each other.
  EXPECT_EQ(decide(two_pods(tainted, "node: n1; memory: 2GiB;") + runs), "contradiction");
}

TEST(Scheduler, WhatBindsOnlyAtSchedulingTimeNeedsSnapshot) {
  const std::string spec =
      two_pods("unschedulable: true;", "") + assert_that("forall p in declared_pods: not p.placed");
  EXPECT_EQ(decide(spec), "violated");
  EXPECT_EQ(decide(spec, {.snapshot = true}), "holds");
  const std::string daemon = two_pods("unschedulable: true;", "daemon: true;") +
                             assert_that("forall p in declared_pods: not p.placed");
  EXPECT_EQ(decide(daemon, {.snapshot = true}), "violated");
}

// ---- Nodes and the machines they are ----------------------------------------------------------

const std::string kHosts = "host h1 {}\nhost h2 {}\n";
const std::string kApart = assert_that("forall a, b in nodes where a != b: a.host != b.host");

TEST(UnmatchedNode, MayShareAHostWithAnother) {
  EXPECT_EQ(decide(kHosts + "node n1 {}\nnode n2 {}\n" + kApart), "violated");
  EXPECT_EQ(decide(kHosts + "node n1 { on: h1; }\nnode n2 {}\n" + kApart), "violated");
  EXPECT_EQ(decide(kHosts + "node n1 { on: h1; }\nnode n2 { on: h2; }\n" + kApart), "holds");
  // Without any described host, too.
  EXPECT_EQ(decide("node n1 {}\nnode n2 {}\n" + kApart), "violated");
}

TEST(UnmatchedNode, OnBareMetalHasItsHostForItself) {
  EXPECT_EQ(
      decide(kHosts + "node n1 { bare_metal: true; }\nnode n2 { bare_metal: true; }\n" + kApart),
      "holds");
  EXPECT_EQ(decide(kHosts + "node n1 { bare_metal: true; }\nnode n2 {}\n" + kApart), "violated");
  EXPECT_EQ(decide("host h1 {}\nnode n1 { bare_metal: true; on: h1; }\n"
                   "node n2 { bare_metal: true; on: h1; }\n" +
                   kApart),
            "contradiction");
}

TEST(UnmatchedNode, MayBeOnAHostThatNoFileDescribes) {
  const std::string known = assert_that("forall n in nodes: n.host in hosts");
  EXPECT_EQ(decide(kHosts + "node n1 {}\n" + known), "violated");
  EXPECT_EQ(decide(kHosts + "node n1 { on: any host; }\n" + known), "holds");
  EXPECT_EQ(decide(kHosts + "vm n1 { on: any host; }\nnode n1 {}\n" + known), "holds");
}

TEST(UnmatchedNode, ThatIsNoBareMetalHasAKernelOfItsOwn) {
  const std::string own = assert_that("forall a, b in nodes where a != b: a.kernel != b.kernel");
  const std::string on_h1 = "{ bare_metal: false; on: h1; }\n";
  EXPECT_EQ(decide(kHosts + "node n1 " + on_h1 + "node n2 " + on_h1 + own), "holds");
  EXPECT_EQ(decide(kHosts +
                   "vm v { on: h1; }\nnode n1 {}\nlink node n1 = vm v\n"
                   "node n2 { on: h1; bare_metal: false; }\n" +
                   own),
            "holds");
}

TEST(MatchedNode, IsItsVmByNameOrByLink) {
  const std::string vms = kHosts + "vm n1 { on: h1; }\nvm other { on: h2; }\n";
  EXPECT_EQ(decide(vms + "node n1 {}\nnode n2 {}\nlink node n2 = vm other\n" + kApart), "holds");
  EXPECT_EQ(decide(kHosts +
                   "vm n1 { on: h1; }\nvm other { on: h1; }\nnode n1 {}\nnode n2 {}\n"
                   "link node n2 = vm other\n" +
                   kApart),
            "violated");
  EXPECT_EQ(decide(vms + "node n1 {}\nnode n2 {}\n" + kApart), "violated");
}

TEST(MatchedNode, NamedLikeAHostIsThatHost) {
  EXPECT_EQ(decide(kHosts + "node h1 {}\nnode h2 {}\n" + kApart), "holds");
  EXPECT_EQ(decide(kHosts + "node h1 {}\n" + assert_that("forall n in nodes: n.kernel == \"h1\"")),
            "holds");
  EXPECT_EQ(decide(kHosts + "node h1 {}\nvm v { on: h1; }\n" +
                   assert_that("forall n in nodes, v in vms: n.kernel == v.kernel")),
            "violated");
}

// ---- The schema -------------------------------------------------------------------------------

TEST(Schema, AnAbsentDefaultIsItsDefault) {
  const std::string nothing = assert_that("forall p in declared_pods: p.request.memory == 0");
  EXPECT_EQ(decide("pod p {}\n" + nothing), "holds");
  EXPECT_EQ(decide("pod p { request.memory: 0; }\n" + nothing), "holds");
  EXPECT_EQ(decide("pod p { request.memory: 1; }\n" + nothing), "violated");
}

TEST(Schema, AnAbsentOptionalNeedsAGuard) {
  const std::string guarded = assert_that("forall h in hosts where has h.memory: h.memory >= 4GiB");
  EXPECT_EQ(decide("host h1 { memory: 5GiB; }\nhost h2 {}\n" + guarded), "holds");
  EXPECT_EQ(decide("host h1 { memory: 4GiB; }\nhost h2 {}\n" + guarded), "holds");
  EXPECT_EQ(decide("host h1 { memory: 3GiB; }\nhost h2 {}\n" + guarded), "violated");
  EXPECT_EQ(decide("host h2 {}\n" + guarded), "vacuous");
  EXPECT_EQ(
      decide("host h1 { memory: 4GiB; }\n" + assert_that("forall h in hosts: h.memory >= 4GiB"))
          .substr(0, 3),
      "E04");
}

TEST(Schema, AnAbsentOpenAttributeIsEveryValue) {
  const std::string first = assert_that("v.on == h1");
  EXPECT_EQ(decide(kHosts + "vm v { on: h1; }\n" + first), "holds");
  EXPECT_EQ(decide(kHosts + "vm v {}\n" + first), "violated");
  EXPECT_EQ(decide(kHosts + "vm v {}\n" + possible_that("v.on == h1")), "holds");
  EXPECT_EQ(decide(kHosts + "vm v {}\n" + assert_that("v.on in hosts")), "violated");
  EXPECT_EQ(decide("host h1 {}\nvm v { on: any host; }\n" + first), "holds");
}

TEST(Schema, DimensionsDoNotMix) {
  const std::string hosts = "host h1 { memory: 4GiB; cpu: 2; }\n";
  const auto mixed = [&](const std::string& claim) {
    return decide(hosts +
                  assert_that("forall h in hosts where has h.memory and has h.cpu: " + claim));
  };
  EXPECT_EQ(mixed("h.memory + h.cpu > 0").substr(0, 3), "E04");
  EXPECT_EQ(mixed("h.memory > h.cpu").substr(0, 3), "E04");
  EXPECT_EQ(mixed("h.memory > 2"), "holds");
}

// ---- Requests and limits ----------------------------------------------------------------------

TEST(RequestsAndLimits, MemorySetsBothToTheSameValue) {
  const std::string equal =
      assert_that("forall c in containers: c.request.memory == c.limit.memory");
  const std::string guarded = assert_that(
      "forall c in containers where has c.limit.memory: c.request.memory == c.limit.memory");
  const std::string in = "host h1 {}\ncontainer c in h1 ";
  EXPECT_EQ(decide(in + "{ memory: 2GiB; }\n" + guarded), "holds");
  // One choice for both, in every world.
  EXPECT_EQ(decide(in + "{ memory: 1GiB..4GiB; }\n" + guarded), "holds");
  EXPECT_EQ(decide(in + "{ request.memory: 1GiB..4GiB; limit.memory: 4GiB; }\n" + guarded),
            "violated");
  EXPECT_EQ(decide(in + "{ request.memory: 1GiB; }\n" + guarded), "vacuous");
  EXPECT_EQ(decide(in + "{ memory: 2GiB; }\n" + equal).substr(0, 3), "E04");
}

TEST(RequestsAndLimits, RequestsAreConservedOneToOne) {
  const std::string fits = assert_that("conserved(request)");
  const auto vm = [](const std::string& memory) {
    return "host h1 {}\nvm v { on: h1; memory: " + memory +
           "; reserved.memory: 1GiB; }\ncontainer a in v { request.memory: 2GiB; }\n"
           "container b in v { request.memory: 1GiB; }\n";
  };
  EXPECT_EQ(decide(vm("5GiB") + fits), "holds");
  EXPECT_EQ(decide(vm("4GiB") + fits), "holds");
  EXPECT_EQ(decide(vm("4095MiB") + fits), "violated");
}

TEST(RequestsAndLimits, LimitsCountOnlyWithADeclaredRatioAndThenMustBeThere) {
  const std::string limits = assert_that(
      "forall v in vms where has v.memory and has v.overcommit.memory: "
      "vm_memory_limits_conserved(v)");
  const auto vm = [](const std::string& ratio, const std::string& limit) {
    return "host h1 {}\nvm v { on: h1; memory: 2GiB; " + ratio + " }\ncontainer a in v { " + limit +
           " }\n";
  };
  EXPECT_EQ(decide(vm("overcommit.memory: 1.5;", "limit.memory: 3GiB;") + limits), "holds");
  EXPECT_EQ(decide(vm("overcommit.memory: 1.5;", "limit.memory: 3073MiB;") + limits), "violated");
  EXPECT_EQ(decide(vm("overcommit.memory: 1.5;", "") + limits), "violated");
  EXPECT_EQ(decide(vm("", "limit.memory: 9GiB;") + limits), "vacuous");
}

// ---- What was not modelled --------------------------------------------------------------------

Setup with_gap(syntax::GapEffect effect, const std::string& touched) {
  return {.snapshot = false, .gaps = {{{}, "spec.secret", effect, {touched}, ""}}};
}

TEST(Unmodelled, WhatWidensMakesAHoldsUndecided) {
  using enum syntax::GapEffect;
  const std::string pinned = "host h1 {}\nvm v { on: h1; }\n";
  const std::string open = kHosts + "vm v { on: any host; }\n";
  const std::string claim = assert_that("v.on == h1");
  EXPECT_EQ(decide(pinned + claim, with_gap(Widens, "vm.on")), "undecided");
  EXPECT_EQ(decide(open + claim, with_gap(Widens, "vm.on")), "violated");
  EXPECT_EQ(decide(pinned + claim, with_gap(Widens, "vm.memory")), "holds");
  EXPECT_EQ(decide(open + possible_that("v.on == h1"), with_gap(Widens, "vm.on")), "holds");
}

TEST(Unmodelled, WhatNarrowsMakesAViolationOnlyPossible) {
  using enum syntax::GapEffect;
  const std::string pinned = "host h1 {}\nvm v { on: h1; }\n";
  const std::string open = kHosts + "vm v { on: any host; }\n";
  const std::string claim = assert_that("v.on == h1");
  EXPECT_EQ(decide(pinned + claim, with_gap(Narrows, "vm.on")), "holds");
  EXPECT_EQ(decide(open + claim, with_gap(Narrows, "vm.on")), "violated (possible)");
  EXPECT_EQ(decide(open + claim, with_gap(Narrows, "host.memory")), "violated");
  EXPECT_EQ(decide(open + possible_that("v.on == h1"), with_gap(Narrows, "vm.on")), "undecided");
}

TEST(Unmodelled, WhatIsInertChangesNothing) {
  const std::string open = kHosts + "vm v { on: any host; }\n";
  EXPECT_EQ(decide(open + assert_that("v.on == h1"), with_gap(syntax::GapEffect::Inert, "*")),
            "violated");
}

// ---- Vacuous, contradictory, not applicable ---------------------------------------------------

TEST(Vacuous, MeansThatNoTuplePassesTheGuardsInAnyWorld) {
  const std::string vm = kHosts + "vm v { on: any host; memory: 2GiB; }\n";
  const auto over = [&](const std::string& size) {
    return decide(vm + assert_that("forall v in vms where has v.memory and v.memory >= " + size +
                                   ": v.on in hosts"));
  };
  EXPECT_EQ(over("1GiB"), "holds");
  EXPECT_EQ(over("2GiB"), "holds");
  EXPECT_EQ(over("2049MiB"), "vacuous");
  // One world is enough.
  EXPECT_EQ(decide(vm + assert_that("forall v in vms where v.on == h2: v.on != h1")), "holds");
  // `=>` is no guard.
  EXPECT_EQ(
      decide(vm + assert_that("forall v in vms: (has v.memory and v.memory > 8GiB) => false")),
      "holds");
  // What is violated is never vacuous.
  EXPECT_EQ(decide(vm + assert_that("exists t in tenants: true")), "violated");
}

TEST(Vacuous, LooksAtTheWholeChainOfForalls) {
  const std::string vms = "host h1 {}\nvm a { on: h1; }\n";
  EXPECT_EQ(decide(vms + assert_that("forall h in hosts: forall v in h.vms: v.on == h")), "holds");
  EXPECT_EQ(decide(vms + assert_that("forall h in hosts: forall p in h.pods: p.machine == h")),
            "vacuous");
  EXPECT_EQ(
      decide(vms + assert_that("(forall p in pods: p.placed) and (forall v in vms: v.on == h1)")),
      "holds");
  EXPECT_EQ(
      decide(vms + assert_that("(forall p in pods: p.placed) and (forall n in nodes: has n.vm)")),
      "vacuous");
}

TEST(Contradiction, IsAFindingOfItsOwn) {
  const std::string hosts = "host h1 { unlisted: 0..3; }\n";
  const auto assuming = [&](const std::string& what) {
    return decide(hosts + "assume much { h1.unlisted >= " + what + " }\n" +
                  assert_that("h1.unlisted >= 2"));
  };
  EXPECT_EQ(assuming("2"), "holds");
  EXPECT_EQ(assuming("1"), "violated");
  EXPECT_EQ(assuming("3"), "holds");
  EXPECT_EQ(assuming("4"), "contradiction");
}

TEST(AppliesWhen, IsAQuestionOrAnAntecedent) {
  const auto when = [](const std::string& clause, const std::string& statement) {
    return decide("host h1 { unlisted: 0..3; }\npolicy claim { applies when " + clause + " " +
                  statement + " }\n");
  };
  EXPECT_EQ(when("exists v in vms: true", "assert h1.unlisted <= 3"), "not applicable");
  EXPECT_EQ(when("exists h in hosts: true", "assert h1.unlisted <= 3"), "holds");
  EXPECT_EQ(when("exists h in hosts: true", "assert h1.unlisted <= 2"), "violated");
  // It varies: an antecedent.
  EXPECT_EQ(when("h1.unlisted <= 2", "assert h1.unlisted <= 2"), "holds");
  EXPECT_EQ(when("h1.unlisted <= 2", "assert h1.unlisted <= 1"), "violated");
  EXPECT_EQ(when("h1.unlisted <= 2", "possible h1.unlisted == 2"), "holds");
  EXPECT_EQ(when("h1.unlisted <= 2", "possible h1.unlisted == 3"), "violated");
  EXPECT_EQ(when("h1.unlisted > 3", "assert h1.unlisted == 0"), "not applicable");
}

// ---- Replicas ---------------------------------------------------------------------------------

TEST(Replicas, ExistFromTheFirstUpwardsBetweenTheirBounds) {
  const std::string spec = "host h1 {}\ncontainer c[1..3] in h1 {}\n";
  EXPECT_EQ(decide(spec + assert_that("count(c in containers) <= 3")), "holds");
  EXPECT_EQ(decide(spec + assert_that("count(c in containers) <= 2")), "violated");
  EXPECT_EQ(decide(spec + assert_that("count(c in containers) >= 1")), "holds");
  EXPECT_EQ(decide(spec + assert_that("count(c in containers) >= 2")), "violated");
  const std::string third = "(exists c in containers: c.name == \"c[3]\")";
  EXPECT_EQ(decide(spec + assert_that(third + " => count(c in containers) == 3")), "holds");
}

// ---- Assumptions ------------------------------------------------------------------------------

TEST(Assumptions, ExcludeTheWorldsInWhichTheyAreFalse) {
  const std::string vms =
      "host h1 {}\nhost h2 {}\nvm v1 { on: any host; }\nvm v2 { on: any host; }\n";
  const std::string apart = assert_that("v1.on != v2.on");
  EXPECT_EQ(decide(vms + "assume pinned { v1.on == h1 and v2.on == h2 }\n" + apart), "holds");
  EXPECT_EQ(decide(vms + "assume pinned { v1.on == h1 }\n" + apart), "violated");
  EXPECT_EQ(decide(vms + apart), "violated");
}

// ---- Units and arithmetic ---------------------------------------------------------------------

TEST(Arithmetic, IsExact) {
  const std::string host = "host h1 { cpu: 1; memory: 1GiB; }\n";
  EXPECT_EQ(decide(host + assert_that("h1.reserved.cpu + 0.1 + 0.2 == 0.3")), "holds");
  EXPECT_EQ(decide(host + assert_that("h1.reserved.cpu + 0.1 + 0.2 == 300m")), "holds");
  EXPECT_EQ(decide(host + assert_that("h1.reserved.cpu + 0.1 + 0.2 < 0.3")), "violated");
  EXPECT_EQ(decide(host + assert_that("(if has h1.memory then h1.memory else 0GiB) / 3 * 3 == "
                                      "1024MiB")),
            "holds");
}

TEST(Arithmetic, ACountTimesAnOpenAttributeIsUnrolled) {
  const std::string vms =
      "host h1 { reserved.memory: 1GiB..2GiB step 1GiB; }\nvm v1 { on: h1; }\nvm v2 { on: h1; }\n";
  const auto at_most = [&](const std::string& limit) {
    return decide(
        vms + assert_that("forall h in hosts: count(v in h.vms) * h.reserved.memory <= " + limit));
  };
  EXPECT_EQ(at_most("5GiB"), "holds");
  EXPECT_EQ(at_most("4GiB"), "holds");
  EXPECT_EQ(at_most("4095MiB"), "violated");
  const std::string product = "v1.overhead.memory * h1.unlisted <= 4GiB";
  EXPECT_EQ(decide("host h1 { unlisted: 0..2; }\nvm v1 { on: h1; overhead.memory: 1GiB..2GiB step "
                   "1GiB; }\n" +
                   assert_that(product))
                .substr(0, 3),
            "E04");
}

// ---- Sharing ----------------------------------------------------------------------------------

std::string pair(const std::string& first, const std::string& second) {
  return "node n1 { bare_metal: false; }\n"
         "pod p1 { node: n1; " +
         first +
         "\n  container a {}\n  container b {}\n}\n"
         "pod p2 { node: n1; " +
         second + "\n  container c {}\n}\n";
}
std::string share(const std::string& a, const std::string& b, const std::string& kind) {
  return assert_that("shares_namespace(container(\"" + a + "\"), container(\"" + b + "\"), \"" +
                     kind + "\")");
}

TEST(Sharing, ContainersOfOnePodShareItsNetworkAndIpc) {
  EXPECT_EQ(decide(pair("", "") + share("p1/a", "p1/b", "network")), "holds");
  EXPECT_EQ(decide(pair("", "") + share("p1/a", "p1/b", "ipc")), "holds");
  EXPECT_EQ(decide(pair("", "") + share("p1/a", "p1/b", "pid")), "violated");
  EXPECT_EQ(decide(pair("share_process_namespace: true;", "") + share("p1/a", "p1/b", "pid")),
            "holds");
  EXPECT_EQ(decide(pair("", "") + share("p1/a", "p2/c", "network")), "violated");
  EXPECT_EQ(
      decide(pair("host_network: true;", "host_network: true;") + share("p1/a", "p2/c", "network")),
      "holds");
}

TEST(Sharing, PodsOnOneNodeShareItsKernelUnlessSandboxed) {
  const std::string kernel =
      assert_that("container(\"p1/a\").kernel == container(\"p2/c\").kernel");
  EXPECT_EQ(decide(pair("", "") + kernel), "holds");
  EXPECT_EQ(decide(pair("sandboxed: true;", "") + kernel), "violated");
  EXPECT_EQ(decide(pair("sandboxed: true;", "sandboxed: true;") + kernel), "violated");
}

// ---- Tenancy ----------------------------------------------------------------------------------

TEST(Tenancy, NoTenantDiffersFromNone) {
  const auto apart = [](const std::string& first, const std::string& second) {
    return decide("tenant t1 {}\ntenant t2 {}\nhost h1 {}\ncontainer a in h1 { " + first +
                  " }\ncontainer b in h1 { " + second + " }\n" +
                  assert_that("forall x, y in containers where different_tenants(x, y): not "
                              "shares_kernel(x, y)"));
  };
  EXPECT_EQ(apart("tenant: t1;", "tenant: t2;"), "violated");
  EXPECT_EQ(apart("tenant: t1;", "tenant: t1;"), "vacuous");
  EXPECT_EQ(apart("tenant: t1;", ""), "vacuous");
}

// ---- What this version does not decide --------------------------------------------------------

TEST(Undecided, IsWhatSurvivesGets) {
  EXPECT_EQ(decide("host h1 {}\npolicy claim { survives 1 of hosts: fits }\n"), "undecided");
}

}  // namespace
}  // namespace ringfence::tests
