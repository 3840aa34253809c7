#include "property/clusters.h"

#include <array>
#include <sstream>

#include "base/require.h"
#include "grammar/parse.h"
#include "resolve/resolve.h"

namespace ringfence::tests {

using syntax::LabelRequirement;
using syntax::LabelSelector;
using syntax::NetworkRule;
using syntax::PolicyTier;
using syntax::Protocol;

std::string Clusters::pods_text() {
  std::ostringstream text;
  const int count = 2 + pick(6);
  for (int i = 0; i < count; ++i) {
    text << "pod p" << i << " { namespace: \"n" << pick(2) << "\"; labels: {" << labels()
         << "}; ports: {" << ports() << "}; host_network: false";
    if (pick(4) == 0) text << "; addresses: {\"10.0." << pick(3) << "." << pick(4) << "\"}";
    text << " }\n";
  }
  text << "namespace n0 { labels: {\"team=a\"} }\n";
  return text.str();
}

syntax::Network Clusters::network() {
  syntax::Network all;
  const int count = pick(6);
  for (int i = 0; i < count; ++i) all.policies.push_back(policy(i));
  return all;
}

std::string Clusters::labels() {
  std::string all;
  for (const char* key : {"app", "tier"}) {
    if (pick(3) == 0) continue;
    if (!all.empty()) all += ", ";
    all += "\"" + std::string(key) + "=" + (pick(2) == 0 ? "x" : "y") + "\"";
  }
  return all;
}

std::string Clusters::ports() {
  std::string all;
  for (const char* name : {"web", "dns"}) {
    if (pick(2) == 0) continue;
    if (!all.empty()) all += ", ";
    all += "\"" + std::string(name) + (pick(3) == 0 ? ":udp/" : ":tcp/") +
           std::to_string(80 + pick(3)) + "\"";
  }
  return all;
}

LabelSelector Clusters::selector() {
  LabelSelector all;
  const int count = pick(3);
  for (int i = 0; i < count; ++i) {
    LabelRequirement one;
    one.key = pick(2) == 0 ? "app" : "tier";
    one.op = static_cast<LabelRequirement::Operator>(pick(4));
    if (one.op == LabelRequirement::Operator::In || one.op == LabelRequirement::Operator::NotIn) {
      one.values = pick(3) == 0 ? std::vector<std::string>{"x", "y"}
                                : std::vector<std::string>{pick(2) == 0 ? "x" : "y"};
    }
    all.requirements.push_back(std::move(one));
  }
  return all;
}

LabelSelector Clusters::space_selector() {
  LabelSelector all;
  const int what = pick(4);
  if (what == 0) all.requirements.push_back({"team", LabelRequirement::Operator::Exists, {}});
  if (what == 1) all.requirements.push_back({"team", LabelRequirement::Operator::NotIn, {"a"}});
  if (what == 2) {
    all.requirements.push_back(
        {"kubernetes.io/metadata.name", LabelRequirement::Operator::In, {"n1"}});
  }
  return all;
}

syntax::PodSelector Clusters::pods(const std::string& space) {
  syntax::PodSelector all;
  all.pods = selector();
  if (space.empty() || pick(2) == 0) {
    all.namespaces = space_selector();
  } else {
    all.space = space;
  }
  return all;
}

syntax::AddressBlock Clusters::block() {
  constexpr std::array<const char*, 5> kBlocks{"0.0.0.0/0", "10.0.0.0/16", "10.0.1.0/24",
                                               "10.0.1.2/32", "::/0"};
  syntax::AddressBlock all{*parse_cidr(kBlocks[static_cast<std::size_t>(pick(5))]), {}};
  if (pick(3) == 0 && all.block.contains(parse_cidr("10.0.1.2/31")->first)) {
    const auto except = *parse_cidr("10.0.1.2/31");
    if (all.block.contains(except.last)) all.except.push_back(except);
  }
  return all;
}

syntax::RulePort Clusters::port(bool is_namespaced) {
  syntax::RulePort one;
  one.protocol = static_cast<Protocol>(pick(3));
  const int what = pick(4);
  if (what == 0) {
    one.ports = syntax::NamedPort{pick(2) == 0 ? "web" : "dns"};
    if (!is_namespaced) one.protocol.reset();
  } else if (what == 1) {
    const auto first = static_cast<std::uint16_t>(79 + pick(3));
    one.ports = syntax::PortRange{first, static_cast<std::uint16_t>(first + pick(4))};
  } else if (what == 2) {
    const auto only = static_cast<std::uint16_t>(80 + pick(3));
    one.ports = syntax::PortRange{only, only};
  }
  return one;
}

NetworkRule Clusters::rule(const syntax::NetworkPolicy& policy, bool is_ingress) {
  NetworkRule one;
  const bool is_namespaced = policy.tier == PolicyTier::Namespace;
  if (!is_namespaced) one.action = static_cast<syntax::RuleAction>(pick(3));
  one.any_peer = is_namespaced && pick(5) == 0;
  const int peers = one.any_peer ? 0 : 1 + pick(2);
  for (int i = 0; i < peers; ++i) {
    const bool is_block = pick(4) == 0 && (is_namespaced || !is_ingress);
    if (is_block) {
      one.peers.push_back({block(), {}});
    } else {
      one.peers.push_back({pods(policy.space), {}});
    }
  }
  one.any_port = pick(3) == 0;
  const int ports = one.any_port ? 0 : 1 + pick(2);
  for (int i = 0; i < ports; ++i) one.ports.push_back(port(is_namespaced));
  return one;
}

syntax::NetworkPolicy Clusters::policy(int number) {
  syntax::NetworkPolicy one;
  one.tier = static_cast<PolicyTier>(pick(3));
  one.kind = "P" + std::to_string(number);
  one.name = "p" + std::to_string(number);
  const bool is_namespaced = one.tier == PolicyTier::Namespace;
  if (is_namespaced) {
    one.space = pick(2) == 0 ? "n0" : "n1";
    one.subject.space = one.space;
    one.subject.pods = selector();
  } else {
    one.subject = pods("");
    one.blocks_match_pods = true;
    one.priority = pick(3);
  }
  one.for_ingress = !is_namespaced || pick(3) != 0;
  one.for_egress = !is_namespaced || pick(2) != 0;
  const int rules = pick(4);
  for (int i = 0; i < rules; ++i) {
    (i % 2 == 0 ? one.ingress : one.egress).push_back(rule(one, i % 2 == 0));
  }
  return one;
}

model::Model make_cluster(Sources& sources, const std::string& pods, syntax::Network network) {
  const SourceId source = sources.add("pods.rf", pods);
  auto document = grammar::parse_document(sources, source);
  require(static_cast<bool>(document), "the generated pods are well-formed");
  syntax::Document whole = std::move(document).value();
  whole.network = std::move(network);
  auto model = resolve::resolve({std::make_shared<const syntax::Document>(std::move(whole))}, {},
                                {}, sources);
  require(static_cast<bool>(model), "the generated cluster is sound");
  return std::move(model).value();
}

/// A pod as the judge sees it, read here from the facts once more.
semantics::Party party_of(const model::Model& model, model::EntityId pod) {
  const auto texts = [&](std::string_view name) {
    std::vector<std::string> all;
    const auto attribute = *model::find_attribute(model::Kind::Pod, name);
    const model::Fact* fact = model::find_fact(model.entity(pod), attribute);
    const auto& value = std::get<model::Value>(fact->value);
    for (const model::Scalar& item : std::get<model::SetValue>(value).items) {
      all.push_back(model.symbols.text(std::get<Symbol>(item)));
    }
    return all;
  };
  semantics::Party party;
  const auto space = *model::find_attribute(model::Kind::Pod, "namespace");
  const auto& value = std::get<model::Value>(model::find_fact(model.entity(pod), space)->value);
  party.space = model.symbols.text(std::get<Symbol>(std::get<model::Scalar>(value)));
  party.space_labels = model::namespace_labels(model, party.space);
  party.labels = texts("labels");
  for (const std::string& port : texts("ports")) {
    party.ports.push_back(*semantics::listened_port(port));
  }
  for (const std::string& address : texts("addresses")) {
    party.addresses.push_back(*parse_address(address));
  }
  return party;
}

semantics::Party party_of(const Address& address) {
  semantics::Party party;
  party.kind = semantics::Party::Kind::Address;
  party.addresses = {address};
  return party;
}

std::vector<semantics::Packet> telling_packets() {
  std::vector<semantics::Packet> all{{std::nullopt, 0}};
  for (const Protocol protocol : {Protocol::Tcp, Protocol::Udp, Protocol::Sctp}) {
    for (const std::uint32_t port : {1U, 78U, 79U, 80U, 81U, 82U, 83U, 84U, 85U, 65535U}) {
      all.push_back({protocol, port});
    }
  }
  return all;
}

bool has(const reach::Connections& connections, const semantics::Packet& packet) {
  if (!packet.protocol) return connections.others();
  return connections.ports(*packet.protocol).contains(static_cast<std::uint16_t>(packet.port));
}

std::vector<Address> telling_addresses() {
  std::vector<Address> all;
  for (const char* text : {"10.0.0.255", "10.0.1.1", "10.0.1.2", "10.0.1.3", "10.0.1.4", "10.0.2.0",
                           "10.1.0.0", "255.255.255.255", "0.0.0.0", "::", "2001:db8::1"}) {
    all.push_back(*parse_address(text));
  }
  return all;
}

}  // namespace ringfence::tests
