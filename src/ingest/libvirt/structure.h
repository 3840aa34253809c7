#pragma once
#include <cstddef>
#include <optional>

#include "base/diagnostic.h"

namespace ringfence::ingest::libvirt {

/// libxml2, and so libvirt, stops here too.
inline constexpr std::size_t kMaxDepth = 256;

/// What pugixml would read wrongly or accept although it is no well-formed XML: the first such
/// place, if any. Document types are refused whole, because entities they declare can grow without
/// bound or read other files. The text must be UTF-8.
std::optional<Diagnostic> find_malformed(SourceId source, std::string_view text);

}  // namespace ringfence::ingest::libvirt
