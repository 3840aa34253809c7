#include "ingest/kubernetes/volumes.h"

#include <algorithm>
#include <array>

#include "base/nearest_name.h"

namespace ringfence::ingest::kubernetes {
namespace {

/// A kind of volume that other pods can use as well, and the fields that tell which one it is.
struct StorageSource {
  std::string_view field;
  std::string_view prefix;
  std::array<std::string_view, 4> identity;
  /// One volume can be written in several ways: a server by name or address, any of a cluster's
  /// monitors, a directory inside another.
  bool has_several_names;
};
constexpr std::array<StorageSource, 20> kStorage{{
    {"awsElasticBlockStore", "aws-ebs", {"volumeID"}, false},
    {"azureDisk", "azure-disk", {"diskURI"}, false},
    {"azureFile", "azure-file", {"secretName", "shareName"}, true},
    {"cephfs", "cephfs", {"monitors", "path"}, true},
    {"cinder", "cinder", {"volumeID"}, false},
    {"csi", "csi", {"driver", "volumeHandle", "volumeAttributes"}, true},
    {"fc", "fc", {"targetWWNs", "lun", "wwids"}, true},
    {"flexVolume", "flex-volume", {"driver", "options"}, true},
    {"flocker", "flocker", {"datasetName", "datasetUUID"}, true},
    {"gcePersistentDisk", "gce-pd", {"pdName"}, false},
    {"glusterfs", "glusterfs", {"endpoints", "path"}, true},
    {"iscsi", "iscsi", {"targetPortal", "iqn", "lun"}, true},
    {"nfs", "nfs", {"server", "path"}, true},
    {"photonPersistentDisk", "photon", {"pdID"}, false},
    {"portworxVolume", "portworx", {"volumeID"}, false},
    {"quobyte", "quobyte", {"registry", "volume"}, true},
    {"rbd", "rbd", {"monitors", "pool", "image"}, true},
    {"scaleIO", "scaleio", {"gateway", "system", "volumeName"}, true},
    {"storageos", "storageos", {"volumeNamespace", "volumeName"}, false},
    {"vsphereVolume", "vsphere", {"volumePath"}, false},
}};

/// A scalar as it is; a list or mapping as its parts, whose order says nothing.
std::string flat(const Context& context, NodeId node) {
  const yaml::Tree::Node value = context.tree[node];
  if (value.type == NodeType::Scalar) return std::string(value.scalar);
  // A mapping's items are its keys and values in turn.
  const std::size_t stride = value.type == NodeType::Mapping ? 2 : 1;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i + stride <= value.items.size(); i += stride) {
    parts.push_back(flat(context, value.items[i]));
    if (stride == 2) parts.back() += "=" + flat(context, value.items[i + 1]);
  }
  std::sort(parts.begin(), parts.end());
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : ",") + part;
  return all;
}

bool is_true(Context& context, NodeId map, std::string_view key) {
  return boolean(context, map, key).value_or(false);
}

Volume read_storage(Context& context, NodeId item, const StorageSource& source) {
  Volume volume;
  volume.use = VolumeUse::Storage;
  const NodeId fields = mapping(context, item, source.field);
  volume.name = source.prefix;
  for (const std::string_view key : source.identity) {
    const NodeId part = key.empty() ? NodeId{} : present(context, fields, key);
    if (!part) continue;
    // A volume's attributes say how to reach it; which one it is says its handle.
    if (key == "volumeAttributes" && present(context, fields, "volumeHandle")) continue;
    volume.name += "/";
    volume.name += key == "path" ? plain_path(flat(context, part)) : flat(context, part);
  }
  const bool has_handle = static_cast<bool>(present(context, fields, "volumeHandle"));
  if ((source.has_several_names && !has_handle) || present(context, fields, "partition")) {
    context.out.gaps.push_back(
        {context.at(fields),
         "volume of " + std::string(source.field),
         syntax::GapEffect::Widens,
         {"pod.volumes", "pod.shared_volumes", "container.volumes", "container.shared_volumes"},
         "one volume can have several names, or be a part of another"});
  }
  volume.is_read_only = is_true(context, fields, "readOnly");
  return volume;
}

/// A volume that the pod does not have: a slip of whoever wrote it, or left out of a dump.
void use_missing(Context& context, NodeId mount, std::string_view name, const Volumes& volumes,
                 bool is_observed) {
  const Span at = context.at(context.tree.find(mount, "name"));
  if (is_observed) {
    context.out.gaps.push_back(
        {at,
         "volume `" + std::string(name) + "`",
         syntax::GapEffect::Unknown,
         {"pod.volumes", "pod.shared_volumes", "pod.host_paths", "container.volumes",
          "container.shared_volumes", "container.host_paths"},
         "mounted, but left out of what is shown of the pod"});
    return;
  }
  std::vector<std::string> known;
  for (const auto& [each, unused] : volumes) known.push_back(each);
  const std::string near = nearest_name(name, known);
  context.error("E0510", at, "the pod has no volume `" + std::string(name) + "`",
                near.empty() ? "" : "did you mean `" + near + "`?");
}

void use(Context& context, NodeId mount, const Volumes& volumes, bool is_read_only,
         bool is_observed, Mounted& mounted) {
  const auto name = text(context, mount, "name");
  if (!name) {
    context.error("E0502", context.at(mount), "the mount names no volume");
    return;
  }
  const auto volume = volumes.find(*name);
  if (volume == volumes.end()) {
    use_missing(context, mount, *name, volumes, is_observed);
    return;
  }
  const Volume& what = volume->second;
  if (what.use == VolumeUse::HostPath) {
    mounted.host_paths.push_back({what.name, what.at});
    if (!is_read_only) mounted.writable_host_paths.push_back({what.name, what.at});
  }
  if (what.use != VolumeUse::Storage) return;
  std::vector<Member>& used = is_read_only || what.is_read_only ? mounted.read : mounted.written;
  used.push_back({what.name, what.at});
  if (!what.storage_behind.empty()) used.push_back({what.storage_behind, what.at});
  if (!what.path_behind.empty()) mounted.host_paths.push_back({what.path_behind, what.at});
}

}  // namespace

std::string plain_path(std::string_view path) {
  std::string plain;
  const bool is_absolute = path.starts_with('/');
  while (!path.empty()) {
    const std::string_view step = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), step.size() + 1));
    if (step.empty() || step == ".") continue;
    if (is_absolute || !plain.empty()) plain += '/';
    plain += step;
  }
  return plain.empty() ? "/" : plain;
}

Volume read_volume_source(Context& context, NodeId item, std::string_view space) {
  Volume volume;
  if (const NodeId host_path = mapping(context, item, "hostPath")) {
    const auto path = text(context, host_path, "path");
    if (!path) context.error("E0502", context.at(host_path), "`hostPath` has no `path`");
    volume.use = VolumeUse::HostPath;
    volume.name = plain_path(path.value_or("/"));
    return volume;
  }
  if (const NodeId claim = mapping(context, item, "persistentVolumeClaim")) {
    const auto name = text(context, claim, "claimName");
    if (!name) context.error("E0502", context.at(claim), "the volume names no `claimName`");
    volume.use = VolumeUse::Storage;
    volume.claim = std::string(space) + "/" + std::string(name.value_or(""));
    volume.name = "claim/" + volume.claim;
    volume.is_read_only = is_true(context, claim, "readOnly");
    return volume;
  }
  for (const StorageSource& source : kStorage) {
    if (present(context, item, source.field)) return read_storage(context, item, source);
  }
  return volume;
}

Volumes read_volumes(Context& context, NodeId spec, std::string_view space) {
  Volumes volumes;
  for (const NodeId item : sequence(context, spec, "volumes")) {
    const auto name = text(context, item, "name");
    if (!name) {
      context.error("E0502", context.at(item), "the volume has no `name`");
      continue;
    }
    Volume volume = read_volume_source(context, item, space);
    volume.at = context.at(context.tree.find(item, "name"));
    const auto [place, is_new] = volumes.emplace(*name, volume);
    if (is_new) continue;
    context.error("E0506", volume.at, "the pod has two volumes `" + std::string(*name) + "`");
    context.errors.back().notes.push_back({place->second.at, "the first one"});
  }
  return volumes;
}

std::vector<Member> volume_types(Context& context, NodeId spec) {
  std::vector<Member> types;
  for (const NodeId item : sequence(context, spec, "volumes")) {
    bool has_source = false;
    for (const Entry& entry : entries(context, item)) {
      if (entry.key == "name" || yaml::is_null(context.tree[entry.value])) continue;
      types.push_back({std::string(entry.key), context.at(entry.key_node)});
      has_source = true;
    }
    // The API server's default.
    if (!has_source) types.push_back({"emptyDir", context.at(item)});
  }
  // The order of keys says nothing.
  std::stable_sort(types.begin(), types.end(),
                   [](const Member& a, const Member& b) { return a.text < b.text; });
  return types;
}

Mounted read_mounts(Context& context, NodeId container, const Volumes& volumes, bool is_observed) {
  Mounted mounted;
  for (const NodeId mount : sequence(context, container, "volumeMounts")) {
    if (text(context, mount, "mountPropagation").value_or("") == "Bidirectional") {
      context.out.gaps.push_back({context.at(mount),
                                  "mountPropagation `Bidirectional`",
                                  syntax::GapEffect::Widens,
                                  {"container.mount_namespace"},
                                  "the container's mounts appear on its node"});
    }
    use(context, mount, volumes, is_true(context, mount, "readOnly"), is_observed, mounted);
  }
  for (const NodeId device : sequence(context, container, "volumeDevices")) {
    use(context, device, volumes, false, is_observed, mounted);
  }
  // What one mount writes is no less written for another that only reads it.
  std::erase_if(mounted.read, [&](const Member& member) {
    return std::any_of(mounted.written.begin(), mounted.written.end(),
                       [&](const Member& other) { return other.text == member.text; });
  });
  return mounted;
}

}  // namespace ringfence::ingest::kubernetes
