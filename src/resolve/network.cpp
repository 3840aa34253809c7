#include <algorithm>
#include <map>
#include <tuple>

#include "resolve/work.h"

namespace ringfence::resolve {
namespace {

using syntax::NetworkPolicy;

/// Objects of one kind, by namespace and name.
using Places = std::map<std::tuple<std::string_view, std::string_view, std::string_view>, Span>;

void refuse_second(Work& work, Places& places, std::string_view kind, std::string_view space,
                   std::string_view name, const Span& at) {
  const auto [first, is_new] = places.emplace(std::tuple(kind, space, name), at);
  if (is_new) return;
  const std::string full =
      space.empty() ? std::string(name) : std::string(space) + "/" + std::string(name);
  work.errors.push_back({"E0322",
                         at,
                         "there are two objects " + std::string(kind) + " `" + full + "`",
                         {{first->second, "the first one"}},
                         "keep one of the two"});
}

/// Blocks of addresses in policies that also check traffic between pods.
void note_blocks(Work& work) {
  const model::EntityRange pods = model::entities_of(work.model, model::Kind::Pod);
  const auto addresses = model::find_attribute(model::Kind::Pod, "addresses");
  bool some_unknown = false;
  for (std::uint32_t i = pods.begin; i < pods.end && !some_unknown; ++i) {
    const auto* fact = model::find_fact(work.model.entities[i], *addresses);
    some_unknown = fact == nullptr || fact->is_default;
  }
  if (!some_unknown) return;
  for (const NetworkPolicy* policy : work.model.network.policies) {
    if (!policy->blocks_match_pods) continue;
    for (const auto* rules : {&policy->ingress, &policy->egress}) {
      for (const syntax::NetworkRule& rule : *rules) {
        for (const syntax::Peer& peer : rule.peers) {
          const auto* block = std::get_if<syntax::AddressBlock>(&peer.is);
          if (block == nullptr || block->block == all_addresses(block->block.first.is_v6)) continue;
          work.model.gaps.push_back(
              {peer.at,
               "block " + to_string(block->block) + " of a " + policy->kind,
               syntax::GapEffect::Unknown,
               {"reach.pods"},
               "pods whose addresses no file gives are taken to lie outside of it"});
        }
      }
    }
  }
}

}  // namespace

void collect_network(Work& work) {
  Places places;
  model::Network& all = work.model.network;
  for (const auto& document : work.documents) {
    const syntax::Network& network = document->network;
    for (const NetworkPolicy& policy : network.policies) {
      refuse_second(work, places, policy.kind, policy.space, policy.name, policy.at);
      all.policies.push_back(&policy);
    }
    for (const syntax::Service& service : network.services) {
      refuse_second(work, places, "Service", service.space, service.name, service.at);
      all.services.push_back(&service);
    }
    for (const syntax::Ingress& ingress : network.ingresses) {
      refuse_second(work, places, "Ingress", ingress.space, ingress.name, ingress.at);
      all.ingresses.push_back(&ingress);
    }
  }
  note_blocks(work);
}

}  // namespace ringfence::resolve
