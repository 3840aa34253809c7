#pragma once
#include <optional>
#include <string>

#include "base/result.h"
#include "ingest/imported.h"

namespace ringfence::ingest::libvirt {

struct Options {
  /// The host that every domain of this text runs on.
  std::optional<std::string> host;
};

/// The facts of one libvirt XML text: a `domain`, the `domain`s of a `domains` list, or the one
/// inside a `domstatus`. Each becomes a vm; what is not modelled becomes a gap by the field table.
/// A `network`, `pool` or `capabilities` document is one gap. Errors, all with a place (E06xx):
/// malformed XML, document type declarations, nesting past 256, values libvirt would refuse, any
/// other root.
/// https://libvirt.org/formatdomain.html
Result<Imported> import(const Sources& sources, SourceId source, const Options& options);

}  // namespace ringfence::ingest::libvirt
