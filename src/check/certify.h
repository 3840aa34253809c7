#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/source.h"
#include "engine/engine.h"
#include "pb/lower.h"
#include "policy/obligation.h"

namespace ringfence::check {

/// Why no world violates a policy, for whoever trusts no solver: the obligation as a formula that
/// has no solution, and the steps that show it. docs/trust.md says what is left to trust.
struct Certificate {
  std::string opb;    ///< The formula, with a comment for what each constraint was made from.
  std::string proof;  ///< VeriPB 2.0.
};

/// The formula that a certificate refutes, which takes no solver to make: the constraints, each with
/// its lines as a comment, together with `question`. Null when its numbers do not fit the engine.
std::optional<pb::Lowered> claim(const logic::Terms& terms,
                                 const std::vector<policy::Labelled>& constraints,
                                 logic::Term question, const Sources& sources);

/// A certificate that no world satisfies the constraints together with `question`, which must be
/// so. It has been checked by ringfence-verify's kernel; one that is refused is an InternalError.
/// Null when the native engine does not find a proof within a budget of its own, taken from
/// `limits`: the verdict then stands on the solver's word.
std::shared_ptr<const Certificate> certify(const logic::Terms& terms,
                                           const std::vector<policy::Labelled>& constraints,
                                           logic::Term question, const engine::Limits& limits,
                                           const Sources& sources);

/// The same for an `assert` that the facts alone settle: each fact that was read is a constraint.
/// Null when there are too many of them.
std::shared_ptr<const Certificate> certify_evaluated(const model::Model& model,
                                                     const syntax::Statement& statement,
                                                     const engine::Limits& limits,
                                                     const Sources& sources);

}  // namespace ringfence::check
