#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/engine.h"

namespace ringfence::engine {

/// How often a running engine is looked after: the latency of Ctrl-C and of the watchdog.
inline constexpr std::chrono::milliseconds kTick{10};

/// Why a run that began at `start` must stop now, if it must.
inline std::optional<GaveUp::Why> must_stop(const Limits& limits,
                                            std::chrono::steady_clock::time_point start) {
  if (limits.cancelled && limits.cancelled->load()) return GaveUp::Why::Cancelled;
  const bool is_limited = limits.watchdog.count() > 0;
  if (is_limited && std::chrono::steady_clock::now() - start >= limits.watchdog) {
    return GaveUp::Why::Watchdog;
  }
  return std::nullopt;
}

/// While it lives, calls `interrupt` from another thread as soon as the limits say stop, and
/// again on every tick: an interrupt that comes before the engine listens is lost. `interrupt`
/// must not outlive what it refers to: declare the Deadline after it.
class Deadline {
 public:
  Deadline(const Limits& limits, std::function<void()> interrupt)
      : watch_([this, limits, interrupt = std::move(interrupt)](const std::stop_token& stop) {
          const auto start = std::chrono::steady_clock::now();
          std::unique_lock lock(mutex_);
          while (!stop.stop_requested()) {
            if (const auto why = must_stop(limits, start)) {
              if (!stopped_) stopped_ = why;
              interrupt();
            }
            wake_.wait_for(lock, stop, kTick, [] { return false; });
          }
        }) {}

  /// Why it interrupted, if it did.
  std::optional<GaveUp::Why> stopped() {
    const std::lock_guard lock(mutex_);
    return stopped_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::optional<GaveUp::Why> stopped_;
  std::jthread watch_;  // last, so that it is joined before what it uses is gone
};

/// The answer of an engine that was stopped, in words for a report.
inline GaveUp gave_up(GaveUp::Why why, const Limits& limits, const std::string& reason = {}) {
  switch (why) {
    case GaveUp::Why::Steps:
      return {why, "budget of " + std::to_string(limits.steps) + " steps spent"};
    case GaveUp::Why::Watchdog:
      return {why,
              "stopped by the watchdog after " + std::to_string(limits.watchdog.count()) + " ms"};
    case GaveUp::Why::Cancelled:
      return {why, "cancelled"};
    case GaveUp::Why::Engine:
      break;
  }
  return {GaveUp::Why::Engine, reason};
}

}  // namespace ringfence::engine
