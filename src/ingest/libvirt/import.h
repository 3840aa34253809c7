#pragma once
#include <optional>
#include <string>

#include "base/result.h"
#include "ingest/imported.h"
#include "ingest/libvirt/surroundings.h"

namespace ringfence::ingest::libvirt {

struct Options {
  /// The host that every domain of this text runs on.
  std::optional<std::string> host;
  /// What all texts of the run say of networks and pools; null: this one alone.
  const Surroundings* around = nullptr;
};

/// The facts of one libvirt XML text: a `domain`, the `domain`s of a `domains` list, or the one
/// inside a `domstatus`. Each becomes a vm; what is not modelled becomes a gap by the field table.
/// A `network` becomes a network, `capabilities` the host that the options name, a `volume` a
/// volume; a `pool` tells domains where its volumes are. Errors, all with a place (E06xx):
/// malformed XML, document type declarations, nesting past 256, values libvirt would refuse, any
/// other root.
/// https://libvirt.org/formatdomain.html
Result<Imported> import(const Sources& sources, SourceId source, const Options& options);

}  // namespace ringfence::ingest::libvirt
