#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "policy/grounder.h"

// What an enumeration of tuples keeps while it runs (ground_tuples.cpp, ground_joins.cpp).
namespace ringfence::policy {

/// One enumeration: the conditions are numbered, `waiting` lists those not looked at yet.
struct Grounder::Search {
  struct Condition {
    Closure closure;
    std::vector<const Cell*> cells;  ///< Free variables.
  };
  std::vector<Variable> variables;
  std::vector<Condition> conditions;
  std::vector<logic::Term> found;  ///< What the branch at hand requires of the world.
  const Visit* visit = nullptr;
  Trace* trace = nullptr;         ///< Null unless reasons are asked for.
  std::vector<Closure> ranges{};  ///< By variable: where it is looked for, behind definitions.

  bool ready(std::size_t condition) const {
    const auto& cells = conditions[condition].cells;
    return std::all_of(cells.begin(), cells.end(), [](const Cell* cell) { return cell->bound; });
  }
};

/// Something of a variable that is not bound yet, and what it is equal to.
struct Grounder::Equality {
  Closure key, known;
};

/// The entities for which an equality can be true.
struct Grounder::Joined {
  std::vector<std::uint32_t> entities;
  Equality by;
};

/// Where a variable can be: scalars with the worlds in which they are members.
struct Grounder::Candidates {
  std::string collection;               ///< Empty: `members` is complete with its guards.
  std::vector<std::uint32_t> entities;  ///< Of the collection.
  std::vector<std::pair<model::Scalar, logic::Term>> members;
  Closure range;                 ///< What they were taken from.
  std::optional<Equality> join;  ///< That chose them; else they are all there are.
  bool is_cut = false;           ///< A closure chose them, and that it did so is said.
};

/// Entities of a collection by each value that a key expression can have.
struct Grounder::Index {
  std::map<std::pair<std::size_t, std::uint32_t>, std::vector<std::uint32_t>> by_value;
  std::vector<std::uint32_t> always;  ///< The key may get stuck, or is no plain value.
  bool has_entities = false, has_symbols = false;
};

}  // namespace ringfence::policy
