#pragma once
#include <cstdint>
#include <variant>
#include <vector>

#include "base/names.h"
#include "base/quantity.h"

namespace ringfence::model {

/// Row in the model's table of entities.
struct EntityId {
  std::uint32_t index = 0xffffffff;
  friend auto operator<=>(EntityId, EntityId) = default;
};
/// Row in the model's table of unknowns.
struct UnknownId {
  std::uint32_t index = 0xffffffff;
  friend auto operator<=>(UnknownId, UnknownId) = default;
};

/// The value of an absent optional, and of a pending pod's node. Equal to itself only.
struct None {
  friend auto operator<=>(None, None) = default;
};
using Scalar = std::variant<None, bool, Quantity, Symbol, EntityId>;
/// A finite set in canonical order without repetition. Sets are always known.
struct SetValue {
  std::vector<Scalar> items;
  friend bool operator==(const SetValue&, const SetValue&) = default;
};
/// Keyed numbers: sorted by key; an absent key means 0.
struct KeyedValue {
  std::vector<std::pair<Symbol, Rational>> items;
  friend bool operator==(const KeyedValue&, const KeyedValue&) = default;
};
using Value = std::variant<Scalar, SetValue, KeyedValue>;

}  // namespace ringfence::model
