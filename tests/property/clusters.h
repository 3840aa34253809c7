#pragma once
#include <random>
#include <string>
#include <vector>

#include "reach/connections.h"
#include "semantics/packet.h"

/// Small random clusters with policies of every tier, and each pod as the judge sees it.
namespace ringfence::tests {

class Clusters {
 public:
  explicit Clusters(unsigned seed) : random_(seed) {}

  /// Pods and a namespace, as `.rf`.
  std::string pods_text();
  syntax::Network network();

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  std::string labels();
  std::string ports();
  syntax::LabelSelector selector();
  syntax::LabelSelector space_selector();
  syntax::PodSelector pods(const std::string& space);
  syntax::AddressBlock block();
  syntax::RulePort port(bool is_namespaced);
  syntax::NetworkRule rule(const syntax::NetworkPolicy& policy, bool is_ingress);
  syntax::NetworkPolicy policy(int number);

  std::mt19937 random_;
};

model::Model make_cluster(Sources& sources, const std::string& pods, syntax::Network network);

/// A pod as the judge sees it, read from the facts and not from the graph.
semantics::Party party_of(const model::Model& model, model::EntityId pod);
semantics::Party party_of(const Address& address);
/// Addresses on either side of every end of the blocks that the policies name.
std::vector<Address> telling_addresses();
/// Packets on either side of every end of the ranges that the policies name.
std::vector<semantics::Packet> telling_packets();

/// Whether the packet is one of the connections.
bool has(const reach::Connections& connections, const semantics::Packet& packet);

}  // namespace ringfence::tests
