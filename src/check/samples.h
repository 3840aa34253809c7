#pragma once
#include <optional>
#include <vector>

#include "engine/engine.h"
#include "model/model.h"
#include "policy/obligation.h"

namespace ringfence::check {

/// A few worlds that differ much. Not necessarily legal.
std::vector<model::World> sample_worlds(const model::Model& model);

/// What the first of the worlds that makes all assertions true says of the variables. Whatever a
/// sample makes true is satisfiable, and no solver needs asking.
std::optional<engine::Assignment> first_solution(const model::Model& model,
                                                 const std::vector<model::World>& samples,
                                                 const policy::Obligation& obligation,
                                                 const std::vector<logic::Term>& assertions);

}  // namespace ringfence::check
