#pragma once
#include <set>
#include <string>
#include <vector>

#include "syntax/waiver.h"

namespace ringfence::check {

/// Which findings a run is to accept.
struct Acceptance {
  std::vector<syntax::Waiver> waivers;
  std::set<std::string> baseline;  ///< Identities (`identity`).
  std::string today;               ///< `2026-11-24`: waivers that ended before it do not count.
  /// Accept everything that is found: how a baseline is made.
  bool everything = false;
};

}  // namespace ringfence::check
