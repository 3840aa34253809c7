#include "check/ask.h"

#include <algorithm>

#include "base/require.h"

namespace ringfence::check {

using engine::Answer;

namespace {

constexpr std::uint64_t kHeadStart = 20'000'000;  // steps, which are two thousand conflicts

}  // namespace

Asker::Asker(const Options& options) : cross_check_(options.cross_check), limits_(options.limits) {
  const bool is_any = options.engine == "auto" || options.cross_check;
  if (is_any || options.engine == "pb") engines_.push_back(engine::make_pb());
  if (is_any || options.engine == "z3") engines_.push_back(engine::make_z3());
  if (is_any || options.engine == "cvc5") engines_.push_back(engine::make_cvc5());
  require(!engines_.empty(), "the engine is pb, z3, cvc5 or auto");
}

Asker::Reply Asker::ask(const logic::Terms& terms, std::vector<logic::Term> assertions) const {
  std::erase_if(assertions, [&](logic::Term term) { return terms.is_true(term); });
  const auto is_false = [&](logic::Term term) { return terms.is_false(term); };
  if (std::any_of(assertions.begin(), assertions.end(), is_false)) {
    return {engine::Unsat{}, "evaluation"};
  }
  if (assertions.empty()) return {engine::Sat{}, "evaluation"};
  if (is_cancelled()) return {engine::GaveUp{engine::GaveUp::Why::Cancelled, "interrupted"}, ""};
  if (cross_check_) return ask_all(terms, assertions);
  if (engines_.size() == 1) {
    return {engine::solve(*engines_[0], terms, assertions, limits_), engines_[0]->name()};
  }
  // Most questions are easy, and a race costs a process. The native engine is the fastest to start
  // and the best at arithmetic: what it does not settle soon is for the others.
  engine::Limits brief = limits_;
  brief.steps = limits_.steps == 0 ? kHeadStart : std::min(limits_.steps, kHeadStart);
  Answer answer = engine::solve(*engines_[0], terms, assertions, brief);
  if (!std::holds_alternative<engine::GaveUp>(answer))
    return {std::move(answer), engines_[0]->name()};
  const auto others = std::span<const std::unique_ptr<engine::Engine>>(engines_).subspan(1);
  engine::RaceResult result = engine::race(others, terms, assertions, limits_);
  return {std::move(result.answer), others[result.winner]->name()};
}

Asker::Reply Asker::ask_all(const logic::Terms& terms,
                            std::span<const logic::Term> assertions) const {
  Reply reply{engine::GaveUp{}, ""};
  for (const auto& one : engines_) {
    Answer answer = engine::solve(*one, terms, assertions, limits_);
    const bool is_first = reply.engine.empty();
    const bool was_known = !std::holds_alternative<engine::GaveUp>(reply.answer);
    const bool is_known = !std::holds_alternative<engine::GaveUp>(answer);
    if (was_known && is_known && reply.answer.index() != answer.index()) {
      throw InternalError("the engines disagree: one says satisfiable, the other does not");
    }
    if (is_first || (is_known && !was_known)) reply = {std::move(answer), one->name()};
  }
  return reply;
}

}  // namespace ringfence::check
