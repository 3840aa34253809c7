#pragma once
#include <map>
#include <string>

#include "base/result.h"

namespace ringfence::ingest::compose {

/// Variables by name.
using Environment = std::map<std::string, std::string, std::less<>>;

/// Reads the text of a `.env` file: `NAME=value` lines, with quotes, comments, `export ` and
/// references to variables above or in `outer`, which also go first. Errors: E0702 a line that is
/// none of this.
Result<Environment> read_environment(const Sources& sources, SourceId source,
                                     const Environment& outer);

}  // namespace ringfence::ingest::compose
