#pragma once
#include "base/result.h"
#include "cli/options.h"
#include "load/load.h"
#include "model/model.h"

namespace ringfence::cli {

/// What the inputs came to, ready for questions: typed, so that nothing below can be ill-formed.
struct Prepared {
  load::Loaded loaded;
  model::Model model;
};

/// load, resolve, type check, in that order; stops at the first stage with errors.
Result<Prepared> prepare(const Options& options, Sources& sources);

/// The last two, of what was read some other way.
Result<Prepared> compose(Result<load::Loaded> loaded, const Sources& sources);

}  // namespace ringfence::cli
