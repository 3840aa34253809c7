#pragma once
#include <string>

#include "base/source.h"
#include "reach/findings.h"

namespace ringfence::report {

/// Each finding with its place, how far it holds, and the rules that are the reason; how many there
/// are in the last line.
std::string findings_text(const reach::Findings& findings, const Sources& sources);
/// `{"findings": [...], "complete": true}` (docs/json.md).
std::string findings_json(const reach::Findings& findings, const Sources& sources);
/// `finding,scope,policy,direction,rule,place,message,reasons`, quoted as RFC 4180 says; of several
/// reasons each is on a line of its own in the last field.
std::string findings_csv(const reach::Findings& findings, const Sources& sources);

}  // namespace ringfence::report
