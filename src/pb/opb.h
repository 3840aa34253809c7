#pragma once
#include <string>

#include "base/result.h"
#include "pb/formula.h"

/// The OPB format of the pseudo-Boolean competitions: `* comment`, `min: 1 x1 -2 ~x2 ;`,
/// `+1 x1 +2 ~x2 >= 2 ;` and `=`, which is read as two constraints, `>=` first. Linear only.
namespace ringfence::pb {

/// Errors: E0901 malformed, E0902 numbers too large for the engine, with their places.
Result<Formula> read_opb(const Sources& sources, SourceId source);

/// The formula as text that `read_opb` reads back, comments included. Constraints are written as
/// they are, one a line.
std::string to_opb(const Formula& formula);

}  // namespace ringfence::pb
