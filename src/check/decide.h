#pragma once
#include "check/ask.h"
#include "check/certify.h"
#include "check/sentences.h"
#include "check/verdict.h"
#include "check/worlds.h"
#include "policy/obligation.h"

namespace ringfence::check {

/// What deciding any statement of one model needs.
struct Court {
  const model::Model& model;
  const Asker& asker;
  const Sentences& sentences;
  const Sources& sources;
  Worlds& worlds;
  bool snapshot = false;
  ProofLimits proofs;
};

/// The verdict on one statement of a model that is not contradictory, before and after what was
/// not modelled is taken into account. May add terms to the obligation.
Verdict decide(const Court& court, policy::Obligation& obligation);

/// The term whose satisfiability, with the constraints, settles the statement: that it applies
/// and fails (`assert`), or applies and succeeds (`possible`).
logic::Term question_of(policy::Obligation& obligation);

}  // namespace ringfence::check
