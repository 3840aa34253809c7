// The native engine behind the common interface. Z3's and cvc5's steps are much smaller than a
// conflict: one conflict counts for as many as take about as long.
#include <algorithm>
#include <optional>

#include "engine/deadline.h"
#include "engine/engine.h"
#include "pb/lower.h"
#include "pb/search.h"

namespace ringfence::engine {
namespace {

constexpr std::uint64_t kStepsPerConflict = 10'000;
constexpr std::size_t kSmall = 20'000;        // terms
constexpr std::uint64_t kBrief = 20'000'000;  // steps that nobody needs to watch

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
    const auto lowered = pb::lower(terms_, asserted_, assumptions_);
    if (!lowered) return GaveUp{GaveUp::Why::Engine, "its numbers are too large for this engine"};
    std::atomic<bool> stop = false;
    pb::Bounds bounds;
    bounds.stop = &stop;
    if (limits_.steps != 0)
      bounds.conflicts = std::max<std::uint64_t>(1, limits_.steps / kStepsPerConflict);
    const bool is_brief = limits_.steps != 0 && limits_.steps <= kBrief && terms_.size() <= kSmall;
    std::optional<Deadline> deadline;
    if (!is_brief) deadline.emplace(limits_, [&stop] { stop = true; });
    pb::Search search(lowered->formula.names.size(), nullptr);
    for (const pb::Constraint& constraint : lowered->formula.constraints) search.add(constraint, 0);
    switch (search.solve(lowered->assumed, bounds)) {
      case pb::Answer::Unsatisfiable:
        return Unsat{positions_of(search.core(), lowered->assumed)};
      case pb::Answer::Satisfiable:
        return Sat{{pb::read_back(*lowered, search.model())}};
      case pb::Answer::Unknown:
        break;
    }
    const auto why = deadline ? deadline->stopped() : std::nullopt;
    return gave_up(why.value_or(GaveUp::Why::Steps), limits_);
  }

 private:
  static std::vector<std::size_t> positions_of(const std::vector<pb::Literal>& core,
                                               const std::vector<pb::Literal>& assumed) {
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < assumed.size(); ++i) {
      if (std::binary_search(core.begin(), core.end(), assumed[i])) positions.push_back(i);
    }
    return positions;
  }

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
