#include "check/minimise.h"

#include <algorithm>

#include "base/require.h"

namespace ringfence::check {
namespace {

using engine::Answer;
using engine::Assignment;
using logic::Term;
using Clock = std::chrono::steady_clock;

/// Most questions one minimisation may ask. The first one of a least world has all the steps, as
/// without an answer there is no world; others only make what is shown smaller and have a share.
/// What a hard one would have saved is not worth a wait, and after `kMostGivenUp` of them the rest
/// is left as it is. Steps and counts are reproducible; the watchdog stands behind them.
constexpr std::size_t kMostQuestions = 2'000;
constexpr std::size_t kMostGivenUp = 8;
constexpr std::uint64_t kCoreShare = 50;  // a core says why; it is worth more than a least world
constexpr std::uint64_t kLeastShare = 1'000;
constexpr std::size_t kTiny = 400;  // terms: up to here starting Z3 takes longer than the search

/// A dialogue with the fixed engine under one budget.
class Dialogue {
 public:
  Dialogue(const logic::Terms& terms, const engine::Limits& limits, std::uint64_t share,
           bool first_in_full, std::unique_ptr<engine::Engine> engine)
      : share_(share),
        first_in_full_(first_in_full),
        engine_(std::move(engine)),
        session_(engine_->open(terms)),
        limits_(limits),
        start_(Clock::now()) {}

  void assert_term(Term term) { session_->assert_term(term); }

  Answer check(std::span<const Term> assumptions) {
    engine::Limits limits = limits_;
    if (limits.steps != 0 && (questions_ > 0 || !first_in_full_))
      limits.steps = std::max<std::uint64_t>(1, limits.steps / share_);
    if (limits_.watchdog.count() > 0) {
      const auto spent =
          std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_);
      if (spent >= limits_.watchdog) return engine::GaveUp{engine::GaveUp::Why::Watchdog, ""};
      limits.watchdog -= spent;
    }
    if (++questions_ > kMostQuestions) return engine::GaveUp{engine::GaveUp::Why::Steps, ""};
    Answer answer = session_->check(assumptions, limits);
    if (std::holds_alternative<engine::GaveUp>(answer)) ++given_up_;
    return answer;
  }

  bool is_over() const {
    return questions_ > kMostQuestions || given_up_ > kMostGivenUp ||
           (limits_.cancelled != nullptr && limits_.cancelled->load());
  }

 private:
  std::uint64_t share_;
  bool first_in_full_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<engine::Session> session_;
  engine::Limits limits_;
  Clock::time_point start_;
  std::size_t questions_ = 0, given_up_ = 0;
};

std::vector<Term> terms_at(const std::vector<policy::Labelled>& constraints,
                           const std::vector<std::size_t>& positions) {
  std::vector<Term> terms;
  for (const std::size_t position : positions) terms.push_back(constraints[position].term);
  return terms;
}

std::vector<std::size_t> picked(const std::vector<std::size_t>& from,
                                const std::vector<std::size_t>& indexes) {
  std::vector<std::size_t> result;
  for (const std::size_t index : indexes) result.push_back(from[index]);
  return result;
}

/// Looks for the least solution digit by digit, many at once while they are all 0.
class Search {
 public:
  Search(logic::Terms& terms, const std::vector<Digit>& digits, Dialogue& dialogue,
         const Assignment& solution)
      : terms_(terms), digits_(digits), dialogue_(dialogue) {
    read(solution);
  }

  Least run() {
    std::size_t next = 0;
    std::size_t stride = digits_.size();
    while (next < digits_.size()) {
      if (numbers_[next] == 0) {
        fix(next++, 0);
        continue;
      }
      stride = std::clamp<std::size_t>(stride, 1, digits_.size() - next);
      const Answer answer = ask(zeros(next, stride));
      if (dialogue_.is_over()) return {numbers_, false};
      if (std::holds_alternative<engine::Sat>(answer)) {
        stride *= 2;
      } else if (stride > 1) {
        stride /= 2;
      } else {
        minimal_ = minimal_ && std::holds_alternative<engine::Unsat>(answer);
        settle(next++);
        stride = 2;
      }
    }
    return {numbers_, minimal_};
  }

 private:
  /// 0 is impossible for this digit, or too hard to reach: finds its least value between 1 and the
  /// present one, or one that is not known to be the least.
  void settle(std::size_t digit) {
    Integer low = 1;
    while (low < numbers_[digit] && !dialogue_.is_over()) {
      const Integer middle = low + (numbers_[digit] - low - 1) / 2;
      const Answer answer = ask(digits_[digit].at_most(terms_, middle));
      if (std::holds_alternative<engine::Sat>(answer)) continue;
      minimal_ = minimal_ && std::holds_alternative<engine::Unsat>(answer);
      low = middle + 1;
    }
    minimal_ = minimal_ && low == numbers_[digit];
    fix(digit, numbers_[digit]);
  }

  Answer ask(Term extra) {
    const std::vector<Term> assumptions = {extra};
    Answer answer = dialogue_.check(assumptions);
    if (const auto* sat = std::get_if<engine::Sat>(&answer)) read(sat->assignment);
    return answer;
  }

  Term zeros(std::size_t first, std::size_t count) {
    std::vector<Term> all;
    for (std::size_t i = first; i < first + count; ++i)
      all.push_back(digits_[i].at_most(terms_, 0));
    return terms_.conjunction(std::move(all));
  }

  void fix(std::size_t digit, Integer number) {
    dialogue_.assert_term(digits_[digit].at_most(terms_, number));
  }

  void read(const Assignment& assignment) {
    numbers_.clear();
    for (const Digit& digit : digits_) numbers_.push_back(digit.number(assignment));
  }

  logic::Terms& terms_;
  const std::vector<Digit>& digits_;
  Dialogue& dialogue_;
  bool minimal_ = true;
  std::vector<Integer> numbers_;  ///< Of a solution that agrees with all that was fixed.
};

}  // namespace

Core minimal_core(const logic::Terms& terms, const std::vector<policy::Labelled>& constraints,
                  Term question, const engine::Limits& limits) {
  Core core;
  for (std::size_t i = 0; i < constraints.size(); ++i) core.positions.push_back(i);
  if (terms.is_false(question)) return {{}, true};
  // What Z3 does not refute in its share, arithmetic of many equal things, the native engine may.
  std::optional<Dialogue> dialogue;
  Answer all = engine::GaveUp{};
  for (auto* make : {engine::make_z3, engine::make_pb}) {
    dialogue.emplace(terms, limits, kCoreShare, false, make());
    dialogue->assert_term(question);
    all = dialogue->check(terms_at(constraints, core.positions));
    if (!std::holds_alternative<engine::GaveUp>(all)) break;
  }
  if (std::holds_alternative<engine::GaveUp>(all)) return {core.positions, false};
  require(std::holds_alternative<engine::Unsat>(all), "the engines agree that there is no world");
  core.positions = picked(core.positions, std::get<engine::Unsat>(all).core);
  for (std::size_t i = 0; i < core.positions.size();) {
    std::vector<std::size_t> fewer = core.positions;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    const Answer answer = dialogue->check(terms_at(constraints, fewer));
    if (const auto* unsat = std::get_if<engine::Unsat>(&answer)) {
      // Those before i were needed by a larger set and so are needed by this one.
      core.positions = picked(fewer, unsat->core);
      continue;
    }
    if (std::holds_alternative<engine::GaveUp>(answer)) core.minimal = false;
    if (dialogue->is_over()) return {core.positions, false};
    ++i;
  }
  return core;
}

std::optional<Least> least_solution(logic::Terms& terms, const std::vector<Term>& assertions,
                                    const std::vector<Digit>& digits, const Assignment* known,
                                    const engine::Limits& limits) {
  // Which engine is asked is a matter of the obligation alone, so that it gets the same answer.
  std::optional<Dialogue> dialogue;
  Answer first = engine::GaveUp{};
  const auto ask = [&](std::unique_ptr<engine::Engine> engine) {
    dialogue.emplace(terms, limits, kLeastShare, true, std::move(engine));
    for (const Term assertion : assertions) dialogue->assert_term(assertion);
    for (const Digit& digit : digits) dialogue->assert_term(digit.well_formed(terms));
    first = dialogue->check({});
  };
  if (terms.size() <= kTiny) ask(engine::make_pb());
  if (std::holds_alternative<engine::GaveUp>(first)) ask(engine::make_z3());
  require(!std::holds_alternative<engine::Unsat>(first), "the engines agree that there is a world");
  if (const auto* sat = std::get_if<engine::Sat>(&first)) {
    return Search(terms, digits, *dialogue, sat->assignment).run();
  }
  if (known == nullptr) return std::nullopt;
  Least least{{}, false};
  for (const Digit& digit : digits) least.numbers.push_back(digit.number(*known));
  return least;
}

}  // namespace ringfence::check
