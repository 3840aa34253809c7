#include "check/certify.h"

#include <algorithm>
#include <sstream>

#include "base/require.h"
#include "check/decide.h"
#include "engine/deadline.h"
#include "pb/lower.h"
#include "pb/opb.h"
#include "pb/solver.h"
#include "verify/kernel.h"
#include "verify/opb.h"
#include "verify/proof_reader.h"

namespace ringfence::check {
namespace {

/// Of the steps, and most conflicts: a proof is worth some seconds, and longer ones take the
/// reader longer still.
constexpr std::uint64_t kStepsPerConflict = 40'000;
constexpr std::uint64_t kMostConflicts = 5'000;

/// Of facts; a certificate is for people, too.
constexpr std::size_t kMostFacts = 200'000;
constexpr std::size_t kMostLines = 6;

std::string label_of(const policy::Labelled& constraint, const Sources& sources) {
  using Role = policy::Labelled::Role;
  std::string label = constraint.role == Role::Domain       ? "what may be: "
                      : constraint.role == Role::Assumption ? "assumption: "
                                                            : "fact: ";
  label += constraint.name;
  std::size_t lines = 0;
  for (const Span& at : constraint.facts) {
    if (!at.is_somewhere()) continue;
    if (lines == kMostLines) {
      label += ", ...";
      break;
    }
    label += (lines++ == 0 ? "  @ " : ", ") + sources.place(at);
  }
  return label;
}

void require_accepted(const Certificate& certificate) {
  try {
    std::istringstream formula(certificate.opb);
    std::istringstream proof(certificate.proof);
    verify::Names names;
    verify::Kernel kernel(verify::read_opb(formula, names));
    const verify::Verdict verdict = verify::check_proof(proof, kernel, names);
    require(verdict.kind == verify::Verdict::Kind::Unsatisfiable, "the proof proves it");
  } catch (const verify::Failure& failure) {
    throw InternalError(std::string("a proof was refused: ") + failure.what());
  } catch (const verify::UnreadableAt& error) {
    throw InternalError(std::string("a formula was refused: ") + error.what());
  }
}

/// Null when the claim is not proved within the bounds.
std::shared_ptr<const Certificate> proved(const model::Model& model, policy::Obligation& obligation,
                                          const Selection& selection, const pb::Bounds& bounds,
                                          const Sources& sources) {
  const auto lowered = claim(model, obligation, selection, sources);
  if (!lowered) return nullptr;
  Certificate certificate;
  pb::Proof proof(
      lowered->formula, [&](std::string_view more) { certificate.proof += more; },
      pb::ProofVersion::Two);
  pb::Options options;
  options.proof = &proof;
  options.bounds = bounds;
  const pb::Solution solution = pb::solve(lowered->formula, options);
  require(!solution.values, "what is to be certified has no solution");
  if (solution.kind != pb::Solution::Kind::Unsatisfiable) return nullptr;
  certificate.opb = pb::to_opb(lowered->formula);
  certificate.selection = selection;
  require_accepted(certificate);
  return std::make_shared<const Certificate>(std::move(certificate));
}

}  // namespace

std::optional<pb::Lowered> formula_of(const logic::Terms& terms,
                                      const std::vector<policy::Labelled>& constraints,
                                      logic::Term question, const Sources& sources) {
  std::vector<pb::Asserted> asserted;
  for (const policy::Labelled& constraint : constraints)
    asserted.push_back({constraint.term, label_of(constraint, sources)});
  asserted.push_back({question, "the policy fails"});
  return pb::lower(terms, asserted);
}

std::optional<pb::Lowered> claim(const model::Model& model, policy::Obligation& obligation,
                                 const Selection& selection, const Sources& sources) {
  logic::Terms& terms = obligation.terms;
  const logic::Term question = terms.disjunction({question_of(obligation), obligation.stuck});
  if (!terms.is_false(question)) {
    if (!selection) return formula_of(terms, obligation.constraints, question, sources);
    std::vector<policy::Labelled> constraints;
    for (const std::size_t position : *selection)
      constraints.push_back(obligation.constraints.at(position));
    return formula_of(terms, constraints, question, sources);
  }
  if (terms.is_true(obligation.formula)) {
    const auto grounds = policy::grounds(model, *obligation.statement, kMostFacts);
    if (!grounds) return std::nullopt;
    return formula_of(grounds->terms, grounds->facts, grounds->question, sources);
  }
  // The statement is what its `applies when` says: each is open, and both together never so.
  std::vector<policy::Labelled> constraints = obligation.constraints;
  constraints.push_back(
      {obligation.applies, policy::Labelled::Role::Assumption, "the policy applies", {}});
  return formula_of(terms, constraints, terms.negation(obligation.formula), sources);
}

std::shared_ptr<const Certificate> certify(const model::Model& model,
                                           policy::Obligation& obligation,
                                           const std::vector<std::size_t>& core,
                                           const ProofLimits& limits, const Sources& sources) {
  pb::Bounds bounds;
  bounds.stop = limits.engine.cancelled;
  bounds.conflicts = kMostConflicts;
  if (limits.engine.steps != 0) {
    bounds.conflicts =
        std::clamp<std::uint64_t>(limits.engine.steps / kStepsPerConflict, 1, kMostConflicts);
  }
  // What suffices is the shorter claim; what does not belong to it can make a proof shorter still.
  const Selection narrow =
      core.size() < obligation.constraints.size() ? Selection(core) : std::nullopt;
  if (auto found = proved(model, obligation, narrow, bounds, sources)) return found;
  if (narrow) {
    if (auto found = proved(model, obligation, {}, bounds, sources)) return found;
  }
  if (limits.longer.count() == 0) return nullptr;
  engine::Limits clock = limits.engine;
  clock.watchdog = limits.longer;
  std::atomic<bool> stop = false;
  const engine::Deadline deadline(clock, [&stop] { stop = true; });
  return proved(model, obligation, narrow, {.conflicts = 0, .stop = &stop}, sources);
}

}  // namespace ringfence::check
