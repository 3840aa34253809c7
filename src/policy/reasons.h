#pragma once
#include <functional>
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
  /// What was read since somebody began to look, in order and at most `kMostNoted`: enough to point
  /// at, and the evaluation of a place may read every node there is.
  using Reads = std::vector<std::pair<model::EntityId, model::AttributeId>>;
  static constexpr std::size_t kMostNoted = 8;
  Reads noted;
  std::map<std::pair<const syntax::Def*, model::EntityId>, Reads> read_by_derived;
};

/// What one enumeration of tuples rested on.
struct Grounder::Trace {
  bool wants_dead_ends = false;  ///< Else the tuple that passed is what matters.
  std::vector<logic::Term> otherwise;
  const Search* at = nullptr;  ///< While a tuple is visited.
};

}  // namespace ringfence::policy
