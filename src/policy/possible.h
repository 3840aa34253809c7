#pragma once
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "policy/grounder.h"

namespace ringfence::policy {

/// Entities of which an expression is one, or none, in every world.
struct Grounder::Possible {
  const std::vector<model::EntityId>* entities = nullptr;  ///< Sorted; one address for one list.
  bool can_be_none = false;
};

/// What is known about that. Nothing is said (nullopt) of what may get stuck, or is no entity.
struct Grounder::Possibilities {
  using Found = std::optional<Possible>;
  std::set<std::vector<model::EntityId>> lists;
  std::map<const std::vector<model::Scalar>*, Found> by_options;
  std::map<std::pair<const syntax::Def*, model::EntityId>, Found> by_derived;
  std::map<std::tuple<const std::vector<model::EntityId>*, const syntax::Ident*, std::size_t>,
           Found>
      by_step;
};

}  // namespace ringfence::policy
