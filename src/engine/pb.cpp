// The native engine behind the common interface. Z3's and cvc5's steps are much smaller than a
// conflict: one conflict counts for as many as take about as long.
#include <optional>

#include "engine/deadline.h"
#include "engine/engine.h"
#include "pb/lower.h"
#include "pb/solver.h"

namespace ringfence::engine {
namespace {

constexpr std::uint64_t kStepsPerConflict = 10'000;
constexpr std::size_t kSmall = 20'000;               // terms
constexpr std::uint64_t kBrief = 20'000'000;         // steps that nobody needs to watch

class PbSession : public Session {
 public:
  explicit PbSession(const logic::Terms& terms) : terms_(terms) {}

  void assert_term(logic::Term term) override { asserted_.push_back({term, ""}); }

  void begin(std::span<const logic::Term> assumptions, const Limits& limits) override {
    assumptions_.assign(assumptions.begin(), assumptions.end());
    limits_ = limits;
  }

  Answer wait() override {
    if (const auto why = must_stop(limits_, std::chrono::steady_clock::now()))
      return gave_up(*why, limits_);
    std::vector<pb::Asserted> all = asserted_;
    for (const logic::Term term : assumptions_) all.push_back({term, ""});
    const auto lowered = pb::lower(terms_, all);
    if (!lowered) return GaveUp{GaveUp::Why::Engine, "its numbers are too large for this engine"};
    std::atomic<bool> stop = false;
    pb::Options options;
    options.bounds.stop = &stop;
    if (limits_.steps != 0)
      options.bounds.conflicts = std::max<std::uint64_t>(1, limits_.steps / kStepsPerConflict);
    const bool is_brief =
        limits_.steps != 0 && limits_.steps <= kBrief && terms_.size() <= kSmall;
    std::optional<Deadline> deadline;
    if (!is_brief) deadline.emplace(limits_, [&stop] { stop = true; });
    const pb::Solution solution = pb::solve(lowered->formula, options);
    switch (solution.kind) {
      case pb::Solution::Kind::Unsatisfiable: {
        Unsat unsat;
        for (std::size_t i = 0; i < assumptions_.size(); ++i) unsat.core.push_back(i);
        return unsat;
      }
      case pb::Solution::Kind::Satisfiable:
      case pb::Solution::Kind::Optimum:
        return Sat{{pb::read_back(*lowered, *solution.values)}};
      case pb::Solution::Kind::Unknown:
        break;
    }
    const auto why = deadline ? deadline->stopped() : std::nullopt;
    return gave_up(why.value_or(GaveUp::Why::Steps), limits_);
  }

 private:
  const logic::Terms& terms_;
  std::vector<pb::Asserted> asserted_;
  std::vector<logic::Term> assumptions_;
  Limits limits_;
};

class Pb : public Engine {
 public:
  std::string name() const override { return "pb"; }
  std::string version() const override { return "1"; }
  std::unique_ptr<Session> open(const logic::Terms& terms) const override {
    return std::make_unique<PbSession>(terms);
  }
};

}  // namespace

std::unique_ptr<Engine> make_pb() {
  return std::make_unique<Pb>();
}

}  // namespace ringfence::engine
