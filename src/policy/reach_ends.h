#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "policy/grounder.h"
#include "reach/graph.h"

namespace ringfence::policy {

/// One thing that an end of `reach` or `flows` may be: an entity, or some address of a block. Each
/// layer connects what is in it in a way of its own.
enum class ReachLayer : std::uint8_t { Pods, Containers, Vms, Addresses };
struct ReachEnd {
  ReachLayer layer = ReachLayer::Addresses;
  std::optional<model::EntityId> entity;  ///< Of all but Addresses.
  AddressRange block;                     ///< Of Addresses.
  logic::Term when;                       ///< The worlds in which it is.
};
/// `a pod`, `a container outside pods`, …
std::string_view name_of(ReachLayer layer);

}  // namespace ringfence::policy
