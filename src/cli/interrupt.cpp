#include "cli/interrupt.h"

#include <csignal>

namespace ringfence::cli {
namespace {

std::atomic<bool> interrupted = false;  // set by the signal handler
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may set it");

void on_interrupt(int /*signal*/) {
  interrupted = true;
  std::signal(SIGINT, SIG_DFL);
}

}  // namespace

const std::atomic<bool>& watch_for_interrupt() {
  std::signal(SIGINT, on_interrupt);
  return interrupted;
}

}  // namespace ringfence::cli
