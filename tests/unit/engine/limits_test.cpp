#include <gtest/gtest.h>

#include <thread>

#include "engine/engine.h"
#include "pigeons.h"

namespace ringfence::engine {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

std::vector<std::unique_ptr<Engine>> both() {
  std::vector<std::unique_ptr<Engine>> engines;
  engines.push_back(make_z3());
  engines.push_back(make_cvc5());
  return engines;
}

GaveUp::Why why(const Answer& answer) {
  const auto* gave_up = std::get_if<GaveUp>(&answer);
  EXPECT_NE(gave_up, nullptr);
  return gave_up ? gave_up->why : GaveUp::Why::Engine;
}

TEST(Limits, StepsEndAQuery) {
  const Pigeons hard = pigeons(12);
  for (const auto& engine : both()) {
    SCOPED_TRACE(engine->name());
    const Answer answer = solve(*engine, hard.terms, hard.assertions,
                                {.steps = 100'000, .watchdog = milliseconds(60'000)});
    EXPECT_EQ(why(answer), GaveUp::Why::Steps);
    EXPECT_EQ(std::get<GaveUp>(answer).reason, "budget of 100000 steps spent");
  }
}

TEST(Limits, WatchdogEndsAQueryOnTime) {
  const Pigeons hard = pigeons(12);
  for (const auto& engine : both()) {
    SCOPED_TRACE(engine->name());
    const auto start = Clock::now();
    const Answer answer =
        solve(*engine, hard.terms, hard.assertions, {.steps = 0, .watchdog = milliseconds(200)});
    EXPECT_EQ(why(answer), GaveUp::Why::Watchdog);
    EXPECT_LT(Clock::now() - start, milliseconds(5'000));
  }
}

TEST(Limits, AnotherThreadCancels) {
  const Pigeons hard = pigeons(12);
  for (const auto& engine : both()) {
    SCOPED_TRACE(engine->name());
    std::atomic<bool> cancelled = false;
    Clock::time_point when;
    std::jthread user([&] {
      std::this_thread::sleep_for(milliseconds(150));
      when = Clock::now();
      cancelled = true;
    });
    const Answer answer = solve(*engine, hard.terms, hard.assertions,
                                {.steps = 0, .watchdog = milliseconds(0), .cancelled = &cancelled});
    user.join();
    EXPECT_EQ(why(answer), GaveUp::Why::Cancelled);
    const auto latency = std::chrono::duration_cast<milliseconds>(Clock::now() - when);
    RecordProperty(engine->name() + "_latency_ms", static_cast<int>(latency.count()));
    EXPECT_LT(latency, milliseconds(2'000));  // 20 ms on an idle machine
  }
}

// A session that was stopped still answers the next question.
TEST(Limits, ASessionOutlivesAStop) {
  const Pigeons hard = pigeons(11);
  for (const auto& engine : both()) {
    SCOPED_TRACE(engine->name());
    const auto session = engine->open(hard.terms);
    for (const logic::Term term : hard.assertions) session->assert_term(term);
    const std::vector<logic::Term> no = {hard.terms.truth(false)};
    for (int round = 0; round < 3; ++round) {
      EXPECT_EQ(why(session->check({}, {.steps = 0, .watchdog = milliseconds(50)})),
                GaveUp::Why::Watchdog);
      EXPECT_TRUE(std::holds_alternative<Unsat>(session->check(no, {})));
    }
  }
}

TEST(Race, FirstAnswerStopsTheOthers) {
  logic::Terms terms;
  const logic::Term a = terms.bool_var("a");
  const std::vector<logic::Term> assertions = {a};
  const RaceResult result = race(both(), terms, assertions, {});
  ASSERT_TRUE(std::holds_alternative<Sat>(result.answer));
  EXPECT_EQ(std::get<Sat>(result.answer).assignment.values.at(a.index), 1);
  EXPECT_LT(result.winner, 2U);
}

TEST(Race, GivesUpOnlyWhenAllDo) {
  const Pigeons hard = pigeons(12);
  const RaceResult steps = race(both(), hard.terms, hard.assertions,
                                {.steps = 50'000, .watchdog = milliseconds(60'000)});
  EXPECT_EQ(why(steps.answer), GaveUp::Why::Steps);
  const auto start = Clock::now();
  std::atomic<bool> cancelled = false;
  std::jthread user([&] {
    std::this_thread::sleep_for(milliseconds(100));
    cancelled = true;
  });
  const RaceResult stopped =
      race(both(), hard.terms, hard.assertions,
           {.steps = 0, .watchdog = milliseconds(0), .cancelled = &cancelled});
  EXPECT_EQ(why(stopped.answer), GaveUp::Why::Cancelled);
  EXPECT_LT(Clock::now() - start, milliseconds(5'000));
}

}  // namespace
}  // namespace ringfence::engine
