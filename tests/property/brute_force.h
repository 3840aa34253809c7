#pragma once
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "property/front_end.h"

namespace ringfence::property {

/// What the judge says of one formula in one world.
enum class Opinion { False, True, Stuck };

/// Every choice of the unknowns, in lexicographic order; nullopt if there are more than `most`.
std::optional<std::vector<model::World>> all_choices(const model::Model& model, std::size_t most);

/// The judge's word on one statement in every world, parallel to the worlds.
struct StatementCensus {
  const syntax::Policy* policy = nullptr;
  const syntax::Statement* statement = nullptr;
  std::vector<Opinion> applies, formula, reached;
  /// The verdicts that the rules of docs/semantics.md, section 7, give when every stuck value is
  /// replaced by true or by false, in all ways. If there are several the statement is undecided.
  std::set<std::string> verdicts;
};
struct Census {
  std::vector<model::World> worlds;
  std::vector<Opinion> legal;
  bool may_have_worlds = false;             ///< Some choice is legal, or not known to be illegal.
  bool may_be_contradiction = true;         ///< No choice is known to be legal.
  std::vector<StatementCensus> statements;  ///< Policy order, then statement order.
};

/// Asks the judge about every world. Uses nothing but `semantics`.
std::optional<Census> take_census(const Deployment& deployment, bool snapshot, std::size_t most);

}  // namespace ringfence::property
