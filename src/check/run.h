#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "check/acceptance.h"
#include "check/verdict.h"
#include "engine/engine.h"

namespace ringfence::check {

struct Options {
  std::string engine = "auto";  ///< `z3`, `cvc5`, or `auto` (both race).
  bool cross_check = false;     ///< Both answer; disagreement is an InternalError.
  bool snapshot = false;
  engine::Limits limits;  ///< Per policy.
  /// How long to go on looking for a proof, per policy, when its budget is not enough.
  std::chrono::seconds certify_longer{0};
  Acceptance acceptance;
  std::vector<std::string> policies;  ///< Globs over policy names; empty: all.
};

/// Runs every selected policy of a type-checked model. Counterexamples have been replayed by
/// `semantics`; a replay that disagrees is an InternalError. Errors: exact overflow, and a
/// selection that matches no policy (E0412).
Result<Report> run(const model::Model& model, const Options& options, const Sources& sources);

}  // namespace ringfence::check
