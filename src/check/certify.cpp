#include "check/certify.h"

#include <algorithm>
#include <sstream>

#include "base/require.h"
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

std::string label_of(const policy::Labelled& constraint) {
  const bool is_domain = constraint.role == policy::Labelled::Role::Domain;
  return (is_domain ? "what may be: " : "assumption: ") + constraint.name;
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

}  // namespace

std::shared_ptr<const Certificate> certify(const logic::Terms& terms,
                                           const std::vector<policy::Labelled>& constraints,
                                           logic::Term question, const engine::Limits& limits) {
  std::vector<pb::Asserted> asserted;
  for (const policy::Labelled& constraint : constraints)
    asserted.push_back({constraint.term, label_of(constraint)});
  asserted.push_back({question, "the policy fails"});
  const auto lowered = pb::lower(terms, asserted);
  if (!lowered) return nullptr;
  Certificate certificate;
  pb::Proof proof(
      lowered->formula, [&](std::string_view more) { certificate.proof += more; },
      pb::ProofVersion::Two);
  pb::Options options;
  options.proof = &proof;
  options.bounds.stop = limits.cancelled;
  options.bounds.conflicts = kMostConflicts;
  if (limits.steps != 0) {
    options.bounds.conflicts =
        std::clamp<std::uint64_t>(limits.steps / kStepsPerConflict, 1, kMostConflicts);
  }
  const pb::Solution solution = pb::solve(lowered->formula, options);
  require(!solution.values, "the engines agree that there is no world");
  if (solution.kind != pb::Solution::Kind::Unsatisfiable) return nullptr;
  certificate.opb = pb::to_opb(lowered->formula);
  require_accepted(certificate);
  return std::make_shared<const Certificate>(std::move(certificate));
}

}  // namespace ringfence::check
