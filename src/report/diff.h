#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/source.h"
#include "check/privileges.h"
#include "reach/difference.h"

namespace ringfence::report {

/// One side of `ringfence diff`.
struct DiffSide {
  std::string name;  ///< As the user wrote it.
  reach::Deployment deployment;
  const Sources& sources;
};

/// A policy whose verdict is not what it was.
struct VerdictChange {
  std::string id;
  std::string before, after;  ///< `holds`, `violated`, …; `absent` on a side without the policy.
  std::string finding;        ///< Of what is violated or vacuous now: why; else empty.
};

struct DiffReport {
  DiffSide before, after;
  reach::Difference reach;
  std::vector<check::Privilege> privileges;
  std::vector<check::Sharing> sharing;
  std::optional<std::vector<VerdictChange>> verdicts;  ///< Nothing: policies were not asked.
};

/// What became reachable, unreachable, privileged and shared, each with a witness, and how much
/// was compared.
std::string diff_text(const DiffReport& report);
/// The same as an object (docs/diff.md).
std::string diff_json(const DiffReport& report);

}  // namespace ringfence::report
