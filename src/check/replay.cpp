#include "check/replay.h"

#include "base/require.h"

namespace ringfence::check {

using semantics::Stuck;

std::variant<Scene, Stuck> replay(const model::Model& model, const Sentences& sentences,
                                  const syntax::Policy& policy, const syntax::Expr& formula,
                                  bool expected, model::World world, bool snapshot) {
  const semantics::Legality legality = semantics::is_world(model, world, snapshot);
  if (legality.stuck) return *legality.stuck;
  if (!legality.legal) {
    throw InternalError("the world found for `" + policy.name.text + "` breaks `" +
                        legality.broken + "`");
  }
  if (policy.applies_when) {
    const auto applies = semantics::evaluate(model, world, *policy.applies_when);
    if (const auto* stuck = std::get_if<Stuck>(&applies)) return *stuck;
    require(std::get<model::Value>(applies) == model::Value(model::Scalar(true)),
            "the policy applies in the world that was found");
  }
  const semantics::Explanation why = semantics::explain(model, world, formula);
  if (why.stuck) return *why.stuck;
  if (why.value != expected) {
    throw InternalError("the judge and the engines disagree on `" + policy.name.text + "`");
  }
  Scene scene;
  scene.subjects = why.subjects;
  scene.others = why.others;
  scene.others_complete = why.others_complete;
  for (const model::UnknownId unknown : why.trace.unknowns) {
    scene.choices.push_back({unknown, world.values.at(unknown.index)});
  }
  for (Reason& reason : sentences.of_reads(why.trace.facts, world)) {
    scene.facts.push_back(reason.at);
    scene.facts_text.push_back(std::move(reason.text));
  }
  for (const Span& at : why.trace.policies) {
    scene.facts.push_back(at);
    scene.facts_text.push_back(sentences.sentence_at(at));
  }
  scene.deciding = why.deciding;
  scene.world = std::move(world);
  return scene;
}

}  // namespace ringfence::check
