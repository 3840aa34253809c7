#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "verify/envelope.h"

namespace ringfence::verify {

/// Checks that an in-toto Statement of a bundle (by its path in it: docs/evidence.md) says of the
/// inputs what manifest and report say, and no more. Throws Refused.
void check_statement(const Part& statement, const nlohmann::json& manifest,
                     const std::string& manifest_sha256, const nlohmann::json& report);

}  // namespace ringfence::verify
