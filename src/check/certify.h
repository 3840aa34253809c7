#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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
  std::optional<std::vector<std::size_t>> selection;  ///< What `claim` makes the formula from.
};

/// Labelled constraints, each with its lines as a comment, together with `question`. Null when the
/// numbers do not fit the engine.
std::optional<pb::Lowered> formula_of(const logic::Terms& terms,
                                      const std::vector<policy::Labelled>& constraints,
                                      logic::Term question, const Sources& sources);

/// Which of an obligation's constraints a claim has, sorted; null for all of them. Of no effect
/// where facts alone settle the statement.
using Selection = std::optional<std::vector<std::size_t>>;

/// The formula that a certificate of an `assert` which holds refutes. It takes no solver to make,
/// and is the same for the same inputs and selection. Where facts alone settle the statement, each
/// fact that was read is a constraint; else the constraints are the obligation's. Null as above,
/// and when there are too many facts. May add terms to the obligation.
std::optional<pb::Lowered> claim(const model::Model& model, policy::Obligation& obligation,
                                 const Selection& selection, const Sources& sources);

/// How hard to look for proofs. Budgets are counted in conflicts, so that the same input has the
/// same certificates on every machine.
struct ProofLimits {
  engine::Limits engine;           ///< What deciding a statement may take.
  std::chrono::seconds longer{0};  ///< Beyond the budget, by the clock, where it is not enough.
};

/// A certificate that no world violates the obligation, which must be so; `core` are constraints
/// that suffice for that. It has been checked by ringfence-verify's kernel; one that is refused is
/// an InternalError. Null when there is no claim to prove, or the native engine does not find a
/// proof within the limits: the verdict then stands on the solver's or the evaluation's word.
std::shared_ptr<const Certificate> certify(const model::Model& model,
                                           policy::Obligation& obligation,
                                           const std::vector<std::size_t>& core,
                                           const ProofLimits& limits, const Sources& sources);

}  // namespace ringfence::check
