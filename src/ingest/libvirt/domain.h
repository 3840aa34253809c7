#pragma once
#include "ingest/libvirt/element.h"

namespace ringfence::ingest::libvirt {

/// What the parts of one `domain` element are read into.
struct Domain {
  pugi::xml_node element;
  syntax::EntityDecl& vm;
  std::vector<syntax::EntityDecl>& networks;  ///< Those that it brings along.
};

/// Virtual CPUs at their maximum, and the host CPUs the domain is pinned to; a gap that widens
/// them while one thread of it is free to run anywhere.
void read_cpus(Context& context, const Domain& domain);
/// Memory at its maximum, and the huge pages behind it.
void read_memory(Context& context, const Domain& domain);
/// Disks, file systems, devices of the host and networks.
void read_devices(Context& context, const Domain& domain);

/// E0604 for a value that libvirt would refuse.
void refuse(Context& context, Span at, const std::string& what, std::string_view value,
            std::string help = {});

}  // namespace ringfence::ingest::libvirt
