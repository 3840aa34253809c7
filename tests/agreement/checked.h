#pragma once
#include <string>

namespace ringfence::pb {

/// What ringfence-verify's kernel says of a proof: "unsatisfiable", "satisfiable", "bounds LOW
/// HIGH", "nothing" or why it refuses it.
std::string checked(const std::string& opb, const std::string& proof);

}  // namespace ringfence::pb
