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
  std::string claim;           ///< `namespace/name` if it is a claim.
  std::string storage_behind;  ///< What the claim's volume leads to, if that is known …
  std::string path_behind;     ///< … or the path of a node.
};
/// By the name that mounts use.
using Volumes = std::map<std::string, Volume, std::less<>>;

/// The volumes of a pod spec. Errors: E0502 without a name, E0506 for a repeated one.
Volumes read_volumes(Context& context, NodeId spec, std::string_view space);

/// The storage that an entry of `volumes`, or the spec of a PersistentVolume, leads to.
Volume read_volume_source(Context& context, NodeId item, std::string_view space);
/// Drops empty and `.` steps and trailing slashes, so that one path has one name.
std::string plain_path(std::string_view path);
/// The types of the volumes that a pod spec declares, as its fields are called: `emptyDir`.
std::vector<Member> volume_types(Context& context, NodeId spec);

/// What one container, or all of a pod's together, do with volumes.
struct Mounted {
  std::vector<Member> host_paths, writable_host_paths, written, read;
};
/// The mounts of one container. Errors: E0510 for a volume that the pod does not have; where the
/// pod was observed, and may be shown in part, that is a gap.
Mounted read_mounts(Context& context, NodeId container, const Volumes& volumes, bool is_observed);

}  // namespace ringfence::ingest::kubernetes
