#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "logic/term.h"

namespace ringfence::engine {

/// How far an engine may go. Steps are the engine's own count (Z3's and cvc5's resource units):
/// the same input gives the same answer on a slow machine. The watchdog only stands behind them.
struct Limits {
  std::uint64_t steps = 200'000'000;             ///< 0: no limit.
  std::chrono::milliseconds watchdog{60'000};    ///< 0: no limit.
  const std::atomic<bool>* cancelled = nullptr;  ///< Set by Ctrl-C; may be null.
};

/// The values of the BoolVars and IntVars, by term index. Every variable of the terms that the
/// assertions mention has one.
struct Assignment {
  std::unordered_map<std::uint32_t, Integer> values;  ///< 0 or 1 for a BoolVar.
};
struct Unsat {
  std::vector<std::size_t> core;  ///< Positions of assumptions that suffice, sorted.
};
struct Sat {
  Assignment assignment;
};
/// An answer, not an error: nothing is known.
struct GaveUp {
  enum class Why { Steps, Watchdog, Cancelled, Engine } why = Why::Engine;
  std::string reason;
};
using Answer = std::variant<Unsat, Sat, GaveUp>;

/// One incremental dialogue about one set of terms.
class Session {
 public:
  virtual ~Session() = default;
  /// Adds a Bool term for good. Terms may have been added to the shared Terms meanwhile.
  virtual void assert_term(logic::Term term) = 0;
  /// Starts on the question: are the asserted terms and all the assumptions (Bool terms)
  /// satisfiable together? Returns at once. One `wait` must follow, from any one thread; begin
  /// every session before the first thread starts (an engine may fork here).
  virtual void begin(std::span<const logic::Term> assumptions, const Limits& limits) = 0;
  /// The answer to what was begun.
  virtual Answer wait() = 0;
  /// Both at once.
  Answer check(std::span<const logic::Term> assumptions, const Limits& limits) {
    begin(assumptions, limits);
    return wait();
  }
};

/// A solver. Keeps no state between sessions and lets no foreign exception out.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string name() const = 0;     ///< `z3`, `cvc5`.
  virtual std::string version() const = 0;  ///< As the library reports it.
  /// `terms` must outlive the session.
  virtual std::unique_ptr<Session> open(const logic::Terms& terms) const = 0;
};
std::unique_ptr<Engine> make_z3();
std::unique_ptr<Engine> make_cvc5();
/// The native engine. Numbers past 2^62 make it give up.
std::unique_ptr<Engine> make_pb();

/// One question to one engine: `assertions` together.
Answer solve(const Engine& engine, const logic::Terms& terms,
             std::span<const logic::Term> assertions, const Limits& limits);

/// The same question to several engines at once: the first Unsat or Sat wins and the others are
/// stopped. `winner` is the position of the engine that answered (any position if none did).
struct RaceResult {
  Answer answer;
  std::size_t winner = 0;
};
RaceResult race(std::span<const std::unique_ptr<Engine>> engines, const logic::Terms& terms,
                std::span<const logic::Term> assertions, const Limits& limits);

}  // namespace ringfence::engine
