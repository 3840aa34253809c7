#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/kubernetes/context.h"
#include "ingest/kubernetes/facts.h"

namespace ringfence::ingest::kubernetes {

/// What a pod's volume is to placement and isolation.
enum class VolumeUse {
  Private,   ///< Belongs to the pod alone, or holds what the API server hands out.
  HostPath,  ///< A path of the node.
  Storage,   ///< A claim or disk that other pods may use too.
};
struct Volume {
  VolumeUse use = VolumeUse::Private;
  std::string name;  ///< `/var/log`, `claim/shop/data`, `nfs/server/path`.
  bool is_read_only = false;
  Span at;
};
/// By the name that mounts use.
using Volumes = std::map<std::string, Volume, std::less<>>;

/// The volumes of a pod spec. Errors: E0502 without a name, E0506 for a repeated one.
Volumes read_volumes(Context& context, NodeId spec, std::string_view space);

/// What one container, or all of a pod's together, do with volumes.
struct Mounted {
  std::vector<Member> host_paths, written, read;
};
/// The mounts of one container. Errors: E0510 for a volume that the pod does not have.
Mounted read_mounts(Context& context, NodeId container, const Volumes& volumes);

}  // namespace ringfence::ingest::kubernetes
