#include "check/worlds.h"

#include "base/match.h"
#include "semantics/evaluate.h"

namespace ringfence::check {
namespace {

/// The judge looks at every pair where an assumption does, and assumptions speak of nodes with
/// pods and with each other; past so many pairs, about a minute's worth, terms are asked.
constexpr std::size_t kMostJudged = 20'000'000;

std::size_t pairs_to_judge(const model::Model& model) {
  std::size_t nodes = 0, pods = 0;
  for (const model::Entity& entity : model.entities) {
    if (entity.described && entity.kind == model::Kind::Node) ++nodes;
    if (entity.kind == model::Kind::Pod) ++pods;
  }
  return nodes * (nodes + pods);
}

Contradiction contradiction(const Sentences& sentences, const policy::Obligation& constraints,
                            const Core& core) {
  Contradiction found;
  for (Reason& reason : sentences.of_core(constraints.constraints, core.positions, {})) {
    found.core.push_back(reason.at);
    found.core_text.push_back(std::move(reason.text));
  }
  return found;
}

}  // namespace

std::vector<logic::Term> terms_of(const std::vector<policy::Labelled>& constraints) {
  std::vector<logic::Term> terms;
  for (const policy::Labelled& constraint : constraints) terms.push_back(constraint.term);
  return terms;
}

Result<Worlds> Worlds::of(const model::Model& model, bool snapshot, const Asker& asker,
                          const Sentences& sentences, const LowerConstraints& lower) {
  Worlds worlds(model, asker);
  worlds.samples_ = sample_worlds(model);
  const model::World& least = worlds.samples_.front();
  if (pairs_to_judge(model) <= kMostJudged && semantics::is_world(model, least, snapshot).legal) {
    worlds.base_ = Base{least, true};
    return worlds;
  }
  Result<policy::Obligation> lowered = lower();
  if (!lowered) return lowered.errors();
  worlds.constraints_ = std::move(lowered).value();
  worlds.settle(sentences);
  return worlds;
}

void Worlds::settle(const Sentences& sentences) {
  policy::Obligation& all = *constraints_;
  if (all.blocked) {
    answer_ = NotKnown{all.blocked->reason, all.blocked->at};
    return;
  }
  const auto unsettled = [&](const engine::GaveUp& gave_up) {
    answer_ = NotKnown{
        "it is not settled whether the declarations have any world: " + gave_up.reason, {}};
  };
  if (auto found = first_solution(*model_, samples_, all, certain_world())) {
    found_ = std::move(*found);
    return;
  }
  Asker::Reply reply = asker_->ask(all.terms, certain_world());
  match(
      reply.answer,  //
      [&](const engine::Unsat&) { no_certain_world(sentences, unsettled); },
      [&](engine::Sat& sat) { found_ = std::move(sat.assignment); }, unsettled);
}

/// Only worlds in which an assumption may be stuck are left, if any.
void Worlds::no_certain_world(const Sentences& sentences,
                              const std::function<void(const engine::GaveUp&)>& unsettled) {
  policy::Obligation& all = *constraints_;
  const Asker::Reply reply = asker_->ask(all.terms, terms_of(all.constraints));
  match(
      reply.answer,  //
      [&](const engine::Unsat&) {
        const Core core =
            minimal_core(all.terms, all.constraints, all.terms.truth(true), asker_->limits());
        answer_ = contradiction(sentences, all, core);
      },
      [&](const engine::Sat&) {
        answer_ = NotKnown{"an assumption has no value: " + all.stuck_reason->reason,
                           all.stuck_reason->at};
      },
      unsettled);
}

std::vector<logic::Term> Worlds::certain_world() {
  policy::Obligation& all = *constraints_;
  std::vector<logic::Term> terms = terms_of(all.constraints);
  terms.push_back(all.terms.negation(all.stuck));
  return terms;
}

const std::optional<Worlds::Base>& Worlds::base() {
  if (base_ || !constraints_ || !std::holds_alternative<Exist>(answer_)) return base_;
  policy::Obligation& all = *constraints_;
  const std::vector<Digit> unknowns = digits(all);
  const auto least =
      least_solution(all.terms, certain_world(), unknowns, &found_, asker_->limits());
  base_ = Base{least_values(*model_), least->minimal};
  for (std::size_t i = 0; i < unknowns.size(); ++i) {
    base_->world.values[unknowns[i].unknown().index] =
        unknowns[i].value(*model_, least->numbers[i]);
  }
  return base_;
}

}  // namespace ringfence::check
