#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "property/brute_force.h"

namespace ringfence::property {

/// What was compared, so that a run can show that it compared something.
struct Tally {
  std::size_t ground_values = 0;   ///< Terms evaluated in a world and compared.
  std::size_t solver_answers = 0;  ///< Answers compared, both engines together.
  std::size_t blocked = 0;         ///< Obligations that the lowering declined.
  std::size_t given_up = 0;        ///< Questions an engine did not answer.
};

/// The first thing on which the lowering or an engine differs from the judge; empty if all agree.
///
/// In every legal world each term of an obligation must have the value that the judge gives its
/// formula. Then both engines answer, from the sliced constraints alone, whether there is a world
/// where the clause applies, the formula fails, holds, is reached; enumeration knows.
std::optional<std::string> lowering_differs(const Deployment& deployment, const Census& census,
                                            bool snapshot, Tally& tally);

/// The first verdict of `check::run` that enumeration does not allow; empty if all agree.
std::optional<std::string> verdict_differs(const Deployment& deployment, const Census& census,
                                           bool snapshot);

}  // namespace ringfence::property
