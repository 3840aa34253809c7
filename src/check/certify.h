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

/// Labelled constraints, each with its lines as a comment, together with `question`. Null when the
/// numbers do not fit the engine.
std::optional<pb::Lowered> formula_of(const logic::Terms& terms,
                                      const std::vector<policy::Labelled>& constraints,
                                      logic::Term question, const Sources& sources);

/// The formula that a certificate of an `assert` which holds refutes. It takes no solver to make,
/// and is the same for the same inputs. Where facts alone settle the statement, each fact that was
/// read is a constraint; else the constraints are the obligation's. Null as above, and when there
/// are too many facts. May add terms to the obligation.
std::optional<pb::Lowered> claim(const model::Model& model, policy::Obligation& obligation,
                                 const Sources& sources);

/// A certificate that no world violates the obligation, which must be so. It has been checked by
/// ringfence-verify's kernel; one that is refused is an InternalError. Null when there is no claim
/// to prove, or the native engine does not find a proof within a budget of its own, taken from
/// `limits`: the verdict then stands on the solver's or the evaluation's word.
std::shared_ptr<const Certificate> certify(const model::Model& model,
                                           policy::Obligation& obligation,
                                           const engine::Limits& limits, const Sources& sources);

}  // namespace ringfence::check
