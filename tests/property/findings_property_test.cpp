#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "property/clusters.h"
#include "reach/findings.h"

// What is said of policies and rules of random clusters, against the judge: a part that is said to
// have no effect changes no packet's verdict when it is taken out, and every other part changes
// some.

namespace ringfence::tests {
namespace {

using reach::Part;
using semantics::Passage;

int clusters_wanted() {
  const char* wanted = std::getenv("RINGFENCE_CLUSTERS");
  return wanted == nullptr ? 250 : std::atoi(wanted);
}

unsigned seed_wanted() {
  const char* seed = std::getenv("RINGFENCE_SEED");
  return seed == nullptr ? 1 : static_cast<unsigned>(std::atoi(seed));
}

/// Every packet between two pods, and between a pod and an address, in some fixed order.
std::vector<Passage> verdicts(const model::Network& network,
                              const std::vector<semantics::Party>& pods) {
  std::vector<Passage> all;
  const std::vector<semantics::Packet> packets = telling_packets();
  const auto ask = [&](const semantics::Party& from, const semantics::Party& to) {
    for (const auto& packet : packets) {
      all.push_back(semantics::passage_of(network, from, to, packet));
    }
  };
  for (std::size_t a = 0; a < pods.size(); ++a) {
    for (std::size_t b = 0; b < pods.size(); ++b) {
      if (a != b) ask(pods[a], pods[b]);
    }
    for (const Address& address : telling_addresses()) {
      ask(pods[a], party_of(address));
      ask(party_of(address), pods[a]);
    }
  }
  return all;
}

bool is_undefined(const std::vector<Passage>& all) {
  return std::find(all.begin(), all.end(), Passage::Undefined) != all.end();
}

/// The verdicts without the part.
std::vector<Passage> verdicts_without(const model::Network& network, const Part& part,
                                      const std::vector<semantics::Party>& pods) {
  model::Network less = network;
  syntax::NetworkPolicy copy = *part.policy;
  if (part.rule == nullptr) {
    std::erase(less.policies, part.policy);
  } else {
    auto& rules = part.is_ingress ? copy.ingress : copy.egress;
    rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(part.number - 1));
    std::replace(less.policies.begin(), less.policies.end(), part.policy,
                 static_cast<const syntax::NetworkPolicy*>(&copy));
  }
  return verdicts(less, pods);
}

/// Every policy, and every rule that its policy asks.
std::vector<Part> parts_of(const model::Network& network) {
  std::vector<Part> all;
  for (const syntax::NetworkPolicy* policy : network.policies) {
    all.push_back({policy, nullptr, false, 0});
    for (const bool is_ingress : {true, false}) {
      if (!(is_ingress ? policy->for_ingress : policy->for_egress)) continue;
      const auto& rules = is_ingress ? policy->ingress : policy->egress;
      for (std::size_t i = 0; i < rules.size(); ++i) {
        all.push_back({policy, &rules[i], is_ingress, i + 1});
      }
    }
  }
  return all;
}

/// Whether what it says is of the part as a whole.
bool is_of_whole(const reach::Finding& finding) {
  using Kind = reach::Finding::Kind;
  return finding.kind != Kind::PeerMatchesNothing && finding.kind != Kind::PeerNeverMatches &&
         finding.kind != Kind::PortMatchesNothing;
}

/// Pods that no file describes, some of them in a namespace that none does.
std::vector<semantics::Party> strangers(std::mt19937& random) {
  const auto pick = [&](unsigned below) { return random() % below; };
  const std::vector<std::string> values{"x", "y", "z"};
  const std::vector<std::vector<std::string>> new_space_labels{{}, {"team=a"}, {"team=b"}};
  const std::vector<std::string> new_labels = new_space_labels[pick(3)];
  std::vector<semantics::Party> all;
  for (int i = 0; i < 6; ++i) {
    semantics::Party party;
    party.space = "n" + std::to_string(pick(3));
    party.space_labels = {"kubernetes.io/metadata.name=" + party.space};
    if (party.space == "n0") party.space_labels.push_back("team=a");
    if (party.space == "n2") {
      party.space_labels.insert(party.space_labels.end(), new_labels.begin(), new_labels.end());
    }
    for (const char* key : {"app", "tier"}) {
      if (pick(3) != 0) party.labels.push_back(std::string(key) + "=" + values[pick(3)]);
    }
    for (const char* port : {"web:tcp/80", "web:udp/81", "dns:tcp/82", "dns:sctp/80"}) {
      if (pick(3) == 0) party.ports.push_back(*semantics::listened_port(port));
    }
    if (pick(2) == 0) {
      const std::string address = "10.0." + std::to_string(pick(3)) + "." + std::to_string(pick(4));
      party.addresses.push_back(*parse_address(address));
    }
    all.push_back(std::move(party));
  }
  return all;
}

/// Whether a finding says that the part as a whole does nothing.
bool is_reported(const reach::Findings& findings, const Part& part) {
  return std::any_of(findings.all.begin(), findings.all.end(), [&](const reach::Finding& each) {
    if (each.part.policy != part.policy) return false;
    // What is said of a policy covers its rules.
    if (each.part.rule == nullptr) return true;
    return each.part.rule == part.rule && is_of_whole(each);
  });
}

TEST(FindingsProperty, APartHasNoEffectExactlyIfTheJudgeSaysSo) {
  std::size_t without_effect = 0;
  std::size_t asked = 0;
  for (int i = 0; i < clusters_wanted(); ++i) {
    Clusters random(seed_wanted() * 7'000'003U + static_cast<unsigned>(i));
    Sources sources;
    const std::string text = random.pods_text();
    const model::Model model = make_cluster(sources, text, random.network());
    const reach::Graph graph = reach::build(model);
    if (!graph.ambiguities.empty()) continue;
    std::vector<semantics::Party> pods;
    for (const reach::Pod& pod : graph.pods) pods.push_back(party_of(model, pod.entity));
    const std::vector<Passage> whole = verdicts(model.network, pods);
    const reach::Subjects subjects(model, graph);
    const reach::Findings findings = reach::findings(model, graph);
    EXPECT_TRUE(findings.is_complete);
    for (const Part& part : parts_of(model.network)) {
      const std::vector<Passage> less = verdicts_without(model.network, part, pods);
      // Taking out a rule may let two policies of one priority disagree.
      if (is_undefined(less)) continue;
      ++asked;
      reach::Budget budget{1'000'000};
      const bool has_effect = reach::has_effect(subjects, part, budget);
      if (!has_effect) ++without_effect;
      ASSERT_EQ(has_effect, whole != less)
          << "cluster " << i << ", " << part.policy->name << " rule " << part.number << "\n"
          << text;
      // A whole policy may do nothing though one of its rules undoes what it denies.
      if (part.rule == nullptr || !is_reported(findings, {part.policy, nullptr, false, 0})) {
        ASSERT_EQ(is_reported(findings, part), !has_effect)
            << "cluster " << i << ", " << part.policy->name << " rule " << part.number
            << (part.is_ingress ? " in" : " out") << "\n"
            << text;
      }
    }
  }
  std::cout << asked << " parts asked, " << without_effect << " without effect\n";
  EXPECT_GT(without_effect, asked / 20);
  EXPECT_GT(asked, without_effect + asked / 20);
}

TEST(FindingsProperty, WhatIsSaidOfAnyClusterIsTrueWithOtherPods) {
  std::size_t asked = 0;
  for (int i = 0; i < clusters_wanted(); ++i) {
    const unsigned seed = seed_wanted() * 9'000'011U + static_cast<unsigned>(i);
    Clusters random(seed);
    Sources sources;
    const std::string text = random.pods_text();
    const model::Model model = make_cluster(sources, text, random.network());
    const reach::Graph graph = reach::build(model);
    if (!graph.ambiguities.empty()) continue;
    std::vector<semantics::Party> described;
    for (const reach::Pod& pod : graph.pods) described.push_back(party_of(model, pod.entity));
    std::mt19937 of_strangers(seed);
    for (const reach::Finding& finding : reach::findings(model, graph).all) {
      const bool is_general = finding.scope == reach::Finding::Scope::AnyCluster;
      if (!is_general || !is_of_whole(finding)) continue;
      std::vector<semantics::Party> pods = strangers(of_strangers);
      pods.insert(pods.end(), described.begin(), described.end());
      const std::vector<Passage> less = verdicts_without(model.network, finding.part, pods);
      const std::vector<Passage> whole = verdicts(model.network, pods);
      // Other pods may be such that two policies of one priority disagree.
      if (is_undefined(less) || is_undefined(whole)) continue;
      ++asked;
      ASSERT_EQ(whole, less) << "cluster " << i << ", " << finding.part.policy->name << " rule "
                             << finding.part.number << ": " << finding.sentence << "\n"
                             << text;
    }
  }
  std::cout << asked << " findings about any cluster\n";
  EXPECT_GT(asked, static_cast<std::size_t>(clusters_wanted()) / 4);
}

}  // namespace
}  // namespace ringfence::tests
