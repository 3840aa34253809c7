#pragma once
#include <string>

#include "base/diagnostic.h"
#include "model/model.h"
#include "reach/graph.h"

/// What commands about the network say of inputs whose answer they cannot give.
namespace ringfence::cli {

/// What makes the answer a guess: two policies between which the API does not choose (E0321).
Diagnostics ambiguities(const reach::Graph& graph);

/// What was read of the network and not modelled, one line each.
std::string gaps_of_reach(const model::Model& model, const Sources& sources);
/// One such line.
std::string warning(const syntax::Gap& gap, const Sources& sources);

}  // namespace ringfence::cli
