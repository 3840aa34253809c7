#pragma once
#include <atomic>

namespace ringfence::cli {

/// From now on the first Ctrl-C sets the flag that is returned, and the second one ends the
/// program.
const std::atomic<bool>& watch_for_interrupt();

}  // namespace ringfence::cli
