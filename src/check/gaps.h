#pragma once
#include <string>
#include <vector>

#include "check/verdict.h"
#include "policy/obligation.h"

namespace ringfence::check {

/// Whether what `touches` names (`pod.node`, `pod.*`, `*`) covers the attribute `read`.
bool covers(const std::string& touches, const std::string& read);

/// The verdict when what was not modelled is taken into account (DESIGN 4.1, "Unmodelled").
/// A claim about all worlds does not stand when there may be more of them, and a world that was
/// found may not be there when there may be fewer.
Outcome with_gaps(const model::Model& model, const policy::Obligation& obligation, Outcome outcome);

}  // namespace ringfence::check
