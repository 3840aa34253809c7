#pragma once
#include <variant>

#include "check/sentences.h"
#include "check/verdict.h"
#include "semantics/evaluate.h"

namespace ringfence::check {

/// What the judge says of a world that the engines found for a statement: that the world is
/// legal, that the policy applies in it and that its formula is `expected` there, or else this
/// program is wrong (InternalError). Gives what to show of it; or that the judge is stuck.
std::variant<Scene, semantics::Stuck> replay(const model::Model& model, const Sentences& sentences,
                                             const syntax::Policy& policy,
                                             const syntax::Expr& formula, bool expected,
                                             model::World world, bool snapshot);

}  // namespace ringfence::check
