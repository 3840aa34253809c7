#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "property/brute_force.h"

namespace ringfence::property {

/// What was compared, so that a run can show that it compared something.
struct Tally {
  std::size_t ground_values = 0;  ///< Worlds in which terms were evaluated and compared.
  std::size_t blocked = 0;        ///< Obligations that the lowering declined.
  std::map<std::string, std::size_t> verdicts;  ///< Of `check::run`, by word, all engines.
  /// Of what holds and is not shown by a world: with a proof, and without.
  std::size_t certified = 0, uncertified = 0;
  std::size_t facts = 0;  ///< Taken out of certificates, one at a time.
  /// Worlds in which the judge is stuck and the lowering is not: another part settles the value,
  /// whatever the stuck part is (docs/semantics.md, section 3).
  std::size_t lenient = 0;
  /// Undecided although enumeration decides: what docs/semantics.md, section 3, lets a lowering do.
  std::size_t cautious = 0;
};

/// The first thing on which the lowering differs from the judge; empty if they agree. Every world
/// is looked at, no engine is asked.
std::optional<std::string> lowering_differs(const Deployment& deployment, const Census& census,
                                            bool snapshot, Tally& tally);

/// The first verdict of `check::run` that enumeration does not allow, or on which the engines
/// differ; empty if all agree.
std::optional<std::string> verdict_differs(const Deployment& deployment, const Census& census,
                                           bool snapshot, const std::vector<std::string>& engines,
                                           Tally& tally);

}  // namespace ringfence::property
