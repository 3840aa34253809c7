// Inputs on which the judge, the lowering or an engine once disagreed, each made as small as it
// goes. The property test found them.
#include <gtest/gtest.h>

#include "golden/decide.h"

namespace ringfence::tests {
namespace {

// Whether such an assumption excludes a world is not known, so nothing follows from that world.
TEST(Disagreement, AStuckAssumptionDecidesNothing) {
  const std::string text =
      "pod p1 {}\n"
      "assume stated { forall p in pods: p.host.reserved.cpu >= 3 }\n";
  // On no node that a file describes it is stuck; pending it is true.
  EXPECT_EQ(decide(text + "policy claim { assert forall p in pods: not p.placed }"), "undecided");
  EXPECT_EQ(
      decide(text + "policy claim { assert forall p in pods where p.placed: p.name == \"q\" }"),
      "undecided");
  EXPECT_EQ(decide(text + "policy claim { assert forall p in declared_pods: p.placed }"),
            "violated");
}

TEST(Disagreement, AnAssumptionThatIsAlwaysStuckLeavesEverythingOpen) {
  const std::string text =
      "host h1 {}\nvm v1 { on: any host; }\nnode n1 { bare_metal: false; }\n"
      "assume stated { forall n in nodes: n.on.reserved.cpu >= 3 or n.on == h1 }\n";
  EXPECT_EQ(decide(text + "policy claim { assert forall n in nodes: n.on == h1 }"), "undecided");
}

// Pending, nothing passes the guards; placed, the assumption is stuck.
TEST(Disagreement, WhatOnlyADoubtfulWorldReachesMayBeVacuous) {
  const std::string claim = "forall p in pods: p.host.unlisted == 0";
  EXPECT_EQ(decide("node n1 { bare_metal: true; }\npod p1 {}\nassume stated { " + claim +
                   " }\npolicy claim { possible " + claim + " }"),
            "undecided");
}

// The second part of the model had the values of a world that breaks its own constraints.
TEST(Disagreement, WhatTheSliceLeavesOutKeepsItsLegalValues) {
  EXPECT_EQ(decide("node n1 { bare_metal: true; }\nnode n2 { bare_metal: true; }\n"
                   "pod p1[0..2] {}\n"
                   "policy claim { assert forall p in declared_pods: p.host == p.host and 0 < 0 }"),
            "violated");
}

}  // namespace
}  // namespace ringfence::tests
