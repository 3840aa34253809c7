#pragma once
#include <string>
#include <vector>

#include "check/verdict.h"

namespace ringfence::check {

/// What an entity is called where findings of two runs are compared: its kind and name, with `[*]`
/// for the number of a replica or the node of a daemon's pod, as which one is shown is chance.
std::string lasting_name(const model::Model& model, model::EntityId entity);
/// `lasting_name` of each, sorted.
std::vector<std::string> lasting_names(const model::Model& model,
                                       const semantics::Subjects& subjects);

/// What makes a verdict's finding the same finding tomorrow, after lines and files moved: the
/// statement, what is the matter (`violated`, `no-world`, `vacuous`, `undecided`, …), and the
/// sorted subjects, separated by `|`.
std::string identity(const model::Model& model, const Verdict& verdict);

}  // namespace ringfence::check
