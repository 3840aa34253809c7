#pragma once
#include <string_view>
#include <vector>

#include "base/address.h"
#include "model/model.h"

namespace ringfence::semantics {

/// What an end of `reach` or `flows` stands for: some of the entities, or some address of the
/// block. All of one layer, as each layer connects what is in it in a way of its own.
struct Ends {
  enum class Layer { Pods, Containers, Vms, Addresses };
  Layer layer = Layer::Pods;
  std::vector<model::EntityId> entities;
  AddressRange block;  ///< Of Addresses.
};
/// `a pod`, `a container`, …
std::string_view name_of(Ends::Layer layer);

}  // namespace ringfence::semantics
