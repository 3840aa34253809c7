#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "check/verdict.h"
#include "load/load.h"
#include "model/model.h"

namespace ringfence::evidence {

/// What the command line said: with the recorded texts, all that it takes to run again.
struct Settings {
  std::optional<std::string> host;
  std::vector<std::string> packs;     ///< Those that were loaded.
  std::vector<std::string> policies;  ///< Globs; empty for all.
  bool snapshot = false;
  std::string engine;
  bool cross_check = false;
  std::uint64_t budget = 0;           ///< Engine steps per policy; 0 is no limit.
  std::uint64_t timeout_seconds = 0;  ///< Watchdog per policy.
  std::uint64_t certify_seconds = 0;  ///< Per policy, for proofs beyond their budget.
  bool allow_empty = false;
};

/// One run of `check`, as a bundle tells it.
struct Run {
  const model::Model& model;
  const check::Report& report;
  const load::Loaded& loaded;
  const Sources& sources;
  Settings settings;
  std::string report_json;  ///< As `--format json` prints it.
  std::string catalogues;   ///< The text of specs/catalogues.json.
  /// When, as RFC 3339 in UTC. Empty unless somebody says so: a clock would make every bundle of
  /// the same inputs another one.
  std::string evaluated_at;
};

}  // namespace ringfence::evidence
