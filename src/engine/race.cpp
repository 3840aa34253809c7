#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "base/require.h"
#include "engine/deadline.h"
#include "engine/engine.h"

namespace ringfence::engine {
namespace {

/// What the runners of one race share.
struct Track {
  std::mutex mutex;
  std::condition_variable finished;
  std::vector<std::optional<Answer>> answers;  ///< By engine.
  std::vector<std::exception_ptr> faults;
  std::optional<std::size_t> winner;
  std::size_t running = 0;
  std::atomic<bool> stop = false;
};

void run(Track& track, Session& session, std::size_t engine) {
  std::optional<Answer> answer;
  std::exception_ptr fault;
  try {
    answer = session.wait();
  } catch (...) {
    fault = std::current_exception();
  }
  const std::lock_guard lock(track.mutex);
  const bool decides = answer && !std::holds_alternative<GaveUp>(*answer);
  if (decides && !track.winner) track.winner = engine;
  if (decides || fault) track.stop = true;
  track.answers[engine] = std::move(answer);
  if (fault) track.faults.push_back(fault);
  --track.running;
  track.finished.notify_all();
}

/// All gave up: the reason that says most to the user, with each engine's own words.
GaveUp combined(std::span<const std::unique_ptr<Engine>> engines, const Track& track,
                const Limits& limits) {
  using Why = GaveUp::Why;
  std::string reasons;
  std::optional<Why> why;
  for (std::size_t i = 0; i < engines.size(); ++i) {
    const GaveUp& one = std::get<GaveUp>(*track.answers[i]);
    reasons += (i == 0 ? "" : "; ") + engines[i]->name() + ": " + one.reason;
    const auto weight = [](Why reason) {
      if (reason == Why::Cancelled) return 3;
      if (reason == Why::Watchdog) return 2;
      return reason == Why::Steps ? 1 : 0;
    };
    if (!why || weight(one.why) > weight(*why)) why = one.why;
  }
  return gave_up(why.value_or(Why::Engine), limits, reasons);
}

}  // namespace

Answer solve(const Engine& engine, const logic::Terms& terms,
             std::span<const logic::Term> assertions, const Limits& limits) {
  const auto session = engine.open(terms);
  for (const logic::Term assertion : assertions) session->assert_term(assertion);
  return session->check({}, limits);
}

RaceResult race(std::span<const std::unique_ptr<Engine>> engines, const logic::Terms& terms,
                std::span<const logic::Term> assertions, const Limits& limits) {
  require(!engines.empty(), "a race has runners");
  Track track;
  track.answers.resize(engines.size());
  track.running = engines.size();
  Limits own = limits;
  own.cancelled = &track.stop;
  std::vector<std::unique_ptr<Session>> sessions;
  for (const auto& engine : engines) {
    sessions.push_back(engine->open(terms));
    for (const logic::Term assertion : assertions) sessions.back()->assert_term(assertion);
  }
  for (const auto& session : sessions) session->begin({}, own);
  {
    std::vector<std::jthread> runners;
    for (std::size_t i = 0; i < engines.size(); ++i) {
      runners.emplace_back([&track, &session = *sessions[i], i] { run(track, session, i); });
    }
    std::unique_lock lock(track.mutex);
    while (track.running > 0) {
      track.finished.wait_for(lock, kTick);
      if (limits.cancelled && limits.cancelled->load()) track.stop = true;
    }
  }
  if (!track.faults.empty()) std::rethrow_exception(track.faults.front());
  if (track.winner) return {*std::move(track.answers[*track.winner]), *track.winner};
  return {combined(engines, track, limits), 0};
}

}  // namespace ringfence::engine
