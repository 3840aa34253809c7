#pragma once
#include "resolve/work.h"

namespace ringfence::resolve {

/// Whether a candidate passes the guard of `any KIND where …`. Bare names are the candidate's
/// attributes. The guard decides which options an unknown has, so it may read only what is the
/// same in all worlds; anything else is an error (E0315) and nothing.
std::optional<bool> passes(Work& work, const syntax::Expr& guard, model::EntityId candidate);

}  // namespace ringfence::resolve
