#pragma once
#include <cstddef>
#include <string>

#include "check/verdict.h"

namespace ringfence::report {

/// How many verdicts there are of each kind.
struct Counts {
  std::size_t holds = 0, violated = 0, vacuous = 0, undecided = 0, not_applicable = 0;
  /// Statements whose findings were all accepted: by waivers, by the baseline.
  std::size_t waived = 0, known = 0;
  /// Of those that hold: by a world that shows it; by the facts alone; because no world is left.
  std::size_t witnessed = 0, evaluated = 0, solved = 0;
  /// Of those that no world shows: with a proof that was checked; on somebody's word.
  std::size_t certified = 0, uncertified = 0;
};
/// Whether a waiver, and not only the baseline, accepts what the statement fails for.
bool is_waived(const check::Verdict& verdict);
Counts count(const check::Report& report);

/// `1 file`, `2 files`.
std::string plural(std::size_t number, const std::string& noun);

}  // namespace ringfence::report
