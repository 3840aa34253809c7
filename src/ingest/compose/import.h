#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/compose/project.h"
#include "ingest/imported.h"

namespace ringfence::ingest::compose {

struct Options {
  /// The host whose engine runs every project; nothing leaves it open.
  std::optional<std::string> host;
};

/// The facts of all Compose files of a run. Files of one folder are one project if Docker reads
/// them together (`compose.yaml` and `compose.override.yaml`, or what `COMPOSE_FILE` in `.env`
/// names); files that others include or extend are no projects of their own. All errors are
/// reported (E07xx).
Result<Imported> import(const Sources& sources, const std::vector<Root>& files, const Opener& open,
                        const Options& options);

}  // namespace ringfence::ingest::compose
