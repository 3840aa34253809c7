#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "property/clusters.h"
#include "reach/graph.h"

// Small random clusters with policies of every tier: what the graph of classes says of each pair of
// pods and each address is what the judge says of every packet, one after the other.

namespace ringfence::tests {
namespace {

int clusters_wanted() {
  const char* wanted = std::getenv("RINGFENCE_CLUSTERS");
  return wanted == nullptr ? 1500 : std::atoi(wanted);
}

TEST(ReachProperty, TheGraphSaysWhatTheJudgeSays) {
  std::size_t asked = 0;
  std::size_t denied = 0;
  std::size_t undefined = 0;
  const char* seed = std::getenv("RINGFENCE_SEED");
  const unsigned base = seed == nullptr ? 1 : static_cast<unsigned>(std::atoi(seed));
  for (int i = 0; i < clusters_wanted(); ++i) {
    Clusters random(base * 1'000'003U + static_cast<unsigned>(i));
    Sources sources;
    const std::string pods = random.pods_text();
    const model::Model model = make_cluster(sources, pods, random.network());
    const reach::Graph graph = reach::build(model);
    std::vector<bool> ambiguous(graph.members.size());
    for (const reach::Ambiguity& each : graph.ambiguities) ambiguous[each.of] = true;
    std::vector<semantics::Party> parties;
    for (const reach::Pod& pod : graph.pods) parties.push_back(party_of(model, pod.entity));
    const auto compare = [&](const semantics::Party& from, const semantics::Party& to,
                             const reach::Connections& ours, bool may_be_undefined) {
      for (const semantics::Packet& packet : telling_packets()) {
        const auto judged = semantics::passage_of(model.network, from, to, packet);
        ++asked;
        if (judged == semantics::Passage::Undefined) {
          ++undefined;
          ASSERT_TRUE(may_be_undefined) << "cluster " << i << "\n" << pods;
          continue;
        }
        if (judged == semantics::Passage::Denied) ++denied;
        if (may_be_undefined) continue;
        ASSERT_EQ(has(ours, packet), judged == semantics::Passage::Allowed)
            << "cluster " << i << ", port " << packet.port << "\n"
            << pods;
      }
    };
    for (reach::PodIndex a = 0; a < graph.pods.size(); ++a) {
      for (reach::PodIndex b = 0; b < graph.pods.size(); ++b) {
        if (a == b) continue;
        const reach::ClassId x = graph.class_of[a];
        const reach::ClassId y = graph.class_of[b];
        compare(parties[a], parties[b], graph.between(x, y), ambiguous[x] || ambiguous[y]);
        if (HasFatalFailure()) return;
      }
      for (const Address& address : telling_addresses()) {
        const reach::ClassId x = graph.class_of[a];
        compare(parties[a], party_of(address), graph.egress[x].with(address), ambiguous[x]);
        compare(party_of(address), parties[a], graph.ingress[x].with(address), ambiguous[x]);
        if (HasFatalFailure()) return;
      }
    }
  }
  std::cout << clusters_wanted() << " clusters, " << asked << " packets asked, " << denied
            << " denied, " << undefined << " undefined\n";
  EXPECT_GT(denied, asked / 20);
}

}  // namespace
}  // namespace ringfence::tests
