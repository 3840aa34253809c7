#pragma once
#include <optional>
#include <string>

#include "model/model.h"

/// Worlds as text: for people, for ringfence's own input, and for whoever judges them again.
namespace ringfence::evidence {

/// A specification that, read beside the inputs, leaves no world but this one: one assumption for
/// each unknown that has a name. `truth` is what the statement is in it.
std::string world_text(const model::Model& model, const std::string& statement, bool truth,
                       const model::World& world);

/// The value of every unknown, in order, as JSON: `unknowns[]` with `name` and `value`, an
/// expression of the language.
std::string world_values(const model::Model& model, const model::World& world);

/// What `world_values` wrote for a model with the same unknowns; nothing if it is no world of
/// this one's unknowns and their domains. Whether it is legal is for the judge to say.
std::optional<model::World> read_world(const model::Model& model, const std::string& values);

}  // namespace ringfence::evidence
