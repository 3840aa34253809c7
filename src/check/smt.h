#pragma once
#include <string>

#include "base/result.h"
#include "model/model.h"

namespace ringfence::check {

/// The obligation of one statement as an SMT-LIB 2 script, comments naming the source lines:
/// `unsat` means that an `assert` holds, or that a `possible` is violated. `id` names a policy
/// (its first statement) or a statement (`db-spreads/2`). Errors: no such policy (E0412),
/// a policy that is not decided by solvers (E0413), overflow.
Result<std::string> smt(const model::Model& model, const std::string& id, bool snapshot,
                        const Sources& sources);

}  // namespace ringfence::check
