#pragma once
#include <map>
#include <string>
#include <vector>

#include "policy/grounder.h"

// What an evaluation that came out constant rested on (ground_reasons.cpp, ground_bounds.cpp).
namespace ringfence::policy {

/// More facts than a certificate is worth.
struct TooManyFacts {};

/// The facts met so far, each a variable with the value that it has.
struct Grounder::Reasons {
  std::size_t most = 0;         ///< Facts; one more throws TooManyFacts.
  std::vector<Labelled> facts;  ///< As constraints, in the order in which they were met.
  std::map<std::string, logic::Term> by_text;  ///< The term that is false as things are.
  std::map<std::pair<const syntax::Def*, model::EntityId>,
           std::set<std::pair<model::EntityId, model::AttributeId>>>
      read_by_derived;  ///< What a derived attribute's value was made from.
};

/// What one enumeration of tuples rested on.
struct Grounder::Trace {
  bool wants_dead_ends = false;  ///< Else the tuple that passed is what matters.
  std::vector<logic::Term> otherwise;
  const Search* at = nullptr;  ///< While a tuple is visited.
};

}  // namespace ringfence::policy
