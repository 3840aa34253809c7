#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "evidence/bundle.h"

namespace ringfence::evidence {

/// The predicate of our own, described in docs/evidence.md. Its version changes with its meaning.
inline constexpr const char* kVerdicts = "https://ringfence.dev/attestation/verdicts/v1";

/// What a bundle says as in-toto Statements about its inputs, for tools that know nothing else of
/// it (https://github.com/in-toto/attestation, Statement v1): `statements/verdicts.json` with the
/// predicate above, which has the manifest's hash, `statements/test-result.json` (test-result v0.1)
/// and, when the manifest has a time, which that predicate demands, `statements/svr.json` (svr
/// v0.2). All they say follows from the manifest and the report.
std::vector<File> statements(const nlohmann::ordered_json& manifest,
                             const std::string& manifest_sha256,
                             const nlohmann::ordered_json& report);

}  // namespace ringfence::evidence
