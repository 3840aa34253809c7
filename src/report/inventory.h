#pragma once
#include <string>

#include "model/model.h"
#include "report/style.h"

namespace ringfence::report {

/// The composed deployment as a tree: hosts, the machines on them, nodes, pods, containers. What
/// is open stands under what it is declared in, or at the top, with its possible places.
std::string inventory_text(const model::Model& model, const Sources& sources, const Style& style);

/// The same as JSON (`ringfence/model/v1`, docs/json.md): every entity with every fact and its
/// place, every unknown with its domain.
std::string inventory_json(const model::Model& model, const Sources& sources);

}  // namespace ringfence::report
