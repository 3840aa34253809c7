#pragma once
#include <span>

#include "base/result.h"
#include "ingest/imported.h"
#include "ingest/kubernetes/surroundings.h"
#include "ingest/yaml/tree.h"

namespace ringfence::ingest::kubernetes {

/// The facts of the given documents of one YAML or JSON text, in their order. Each object becomes
/// the entities it describes and the scheduler's rules it states, as assumptions; what is not
/// modelled becomes a gap by the field table. Null documents add nothing. All errors are
/// reported (E05xx). `around` is what the objects of all files say about one another.
Result<Imported> import(const Sources& sources, const yaml::Tree& tree,
                        std::span<const yaml::NodeId> documents, const Surroundings& around);
/// The same for a text that stands alone.
Result<Imported> import(const Sources& sources, const yaml::Tree& tree,
                        std::span<const yaml::NodeId> documents);

}  // namespace ringfence::ingest::kubernetes
