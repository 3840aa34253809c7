#pragma once
#include <istream>
#include <string>

#include "verify/constraint.h"
#include "verify/tokens.h"

namespace ringfence::verify {

/// A failure to read a file, with the line.
struct UnreadableAt : std::runtime_error {
  UnreadableAt(std::size_t at, const std::string& why) : std::runtime_error(why), line(at) {}
  std::size_t line;
};

/// Reads a formula in the OPB format of the pseudo-Boolean competitions (Roussel and Manquinho,
/// "Input/Output Format and Solver Requirements for the Competitions of Pseudo-Boolean Solvers",
/// linear part): an optional `min:`, then constraints with `>=` or `=`; an equality is two
/// constraints, first at least, then at most. The counts in the first comment are not relied on.
/// An objective may end with its line, without a semicolon. Throws UnreadableAt.
Formula read_opb(std::istream& in, Names& names);

}  // namespace ringfence::verify
