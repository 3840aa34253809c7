#pragma once
#include <vector>

#include "engine/engine.h"
#include "model/model.h"
#include "policy/obligation.h"

namespace ringfence::check {

/// The judge looks at every pair where an assumption does; past this size the solvers are asked.
constexpr std::size_t kMostJudged = 2'000;

/// A few legal worlds, as the judge says, that differ much: whatever is true in one of them is
/// satisfiable, and no solver needs asking. Empty for models of more than `kMostJudged` entities.
std::vector<model::World> sample_worlds(const model::Model& model, bool snapshot);

/// What the world says of the variables that encode its unknowns.
engine::Assignment assignment_of(const model::Model& model,
                                 const std::vector<policy::Encoded>& encoded,
                                 const model::World& world);

}  // namespace ringfence::check
