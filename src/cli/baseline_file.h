#pragma once
#include <set>
#include <string>

#include "base/result.h"

namespace ringfence::cli {

/// The findings that a baseline has, by identity. Errors: E0002 for a file that cannot be read,
/// E1004 for what is no baseline.
Result<std::set<std::string>> read_baseline(const std::string& path);

/// `{"schema": "ringfence/baseline/v1", "findings": [...]}`, a line for each.
std::string baseline_text(const std::set<std::string>& findings);

}  // namespace ringfence::cli
