#include "ingest/kubernetes/storage.h"

#include <algorithm>
#include <array>

#include "grammar/parse.h"
#include "ingest/kubernetes/limit_range.h"
#include "ingest/kubernetes/node_demand.h"

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::GapEffect;

const std::vector<std::string>& what_storage_touches() {
  static const std::vector<std::string> all = {
      "pod.volumes",       "pod.shared_volumes",       "pod.host_paths",
      "container.volumes", "container.shared_volumes", "container.host_paths"};
  return all;
}

// ---- Reading ----------------------------------------------------------------------------------

std::vector<std::string> read_modes(Context& context, NodeId spec) {
  constexpr std::array<std::string_view, 4> kModes{"ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany",
                                                   "ReadWriteOncePod"};
  std::vector<std::string> modes;
  for (const std::string_view mode : texts(context, spec, "accessModes")) {
    if (std::find(kModes.begin(), kModes.end(), mode) == kModes.end()) {
      context.error("E0509", context.at(context.tree.find(spec, "accessModes")),
                    "`" + std::string(mode) + "` is no access mode",
                    "use `ReadWriteOnce`, `ReadOnlyMany`, `ReadWriteMany` or `ReadWriteOncePod`");
      continue;
    }
    modes.emplace_back(mode);
  }
  return modes;
}

std::optional<Amount> storage_of(const Amounts& amounts) {
  const auto found = amounts.find("storage");
  return found == amounts.end() ? std::nullopt : std::optional(found->second);
}

PersistentVolume read_persistent_volume(Context& context, const Object& object) {
  PersistentVolume volume;
  volume.at = object.at;
  volume.modes = read_modes(context, object.spec);
  volume.capacity = storage_of(read_amounts(context, object.spec, "capacity"));
  volume.storage_class = text(context, object.spec, "storageClassName").value_or("");
  volume.is_block = text(context, object.spec, "volumeMode").value_or("") == "Block";
  const NodeId claim = mapping(context, object.spec, "claimRef");
  if (const auto name = text(context, claim, "name"); name && !name->empty()) {
    volume.claim = std::string(text(context, claim, "namespace").value_or("default")) + "/" +
                   std::string(*name);
  }
  const Volume source = read_volume_source(context, object.spec, "");
  if (source.use == VolumeUse::HostPath) volume.host_path = source.name;
  if (source.use == VolumeUse::Storage) volume.storage = source.name;
  const NodeId local = mapping(context, object.spec, "local");
  if (const auto path = text(context, local, "path")) volume.host_path = plain_path(*path);
  const NodeId affinity = mapping(context, object.spec, "nodeAffinity");
  if (const NodeId required = mapping(context, affinity, "required")) {
    volume.place = terms_formula(read_required_terms(context, required), "p.node");
    volume.place_at = context.at(context.tree.find_key(affinity, "required"));
  }
  for (const Label& label : labels(context, object.metadata, "labels")) {
    volume.is_zonal =
        volume.is_zonal || label.key.ends_with("/zone") || label.key.ends_with("/region");
  }
  return volume;
}

Claim read_claim(Context& context, NodeId spec, Span at) {
  Claim claim;
  claim.at = at;
  claim.modes = read_modes(context, spec);
  claim.resources.at = at;
  const NodeId resources = mapping(context, spec, "resources");
  claim.resources.requests = read_amounts(context, resources, "requests");
  claim.resources.limits = read_amounts(context, resources, "limits");
  if (const auto name = text(context, spec, "storageClassName")) claim.storage_class = *name;
  claim.is_block = text(context, spec, "volumeMode").value_or("") == "Block";
  claim.volume = text(context, spec, "volumeName").value_or("");
  return claim;
}

// ---- Binding ----------------------------------------------------------------------------------

using NamedVolume = std::pair<const std::string, PersistentVolume>;

const NamedVolume* bound_to(const Surroundings& around, const std::string& claim) {
  const auto declared = around.claims.find(claim);
  if (declared != around.claims.end() && !declared->second.volume.empty()) {
    const auto named = around.persistent_volumes.find(declared->second.volume);
    return named == around.persistent_volumes.end() ? nullptr : &*named;
  }
  for (const NamedVolume& each : around.persistent_volumes) {
    if (each.second.claim == claim) return &each;
  }
  return nullptr;
}

bool is_taken(const Surroundings& around, const NamedVolume& volume) {
  if (!volume.second.claim.empty()) return true;
  return std::any_of(around.claims.begin(), around.claims.end(),
                     [&](const auto& each) { return each.second.volume == volume.first; });
}

/// What the cluster looks at when it chooses a volume, but for label selectors.
bool may_serve(const PersistentVolume& volume, const Claim& claim) {
  if (claim.storage_class && *claim.storage_class != volume.storage_class) return false;
  if (claim.is_block != volume.is_block) return false;
  const auto asked = storage_of(claim.resources.requests);
  if (asked && volume.capacity && volume.capacity->value < asked->value) return false;
  return std::all_of(claim.modes.begin(), claim.modes.end(), [&](const std::string& mode) {
    return std::find(volume.modes.begin(), volume.modes.end(), mode) != volume.modes.end();
  });
}

/// A free volume that the claim may get; null if there is none. A claim that no file describes may
/// get any.
const NamedVolume* candidate(const Surroundings& around, const Claim* claim) {
  for (const NamedVolume& each : around.persistent_volumes) {
    if (is_taken(around, each)) continue;
    if (claim == nullptr || may_serve(each.second, *claim)) return &each;
  }
  return nullptr;
}

void note_choice(Context& context, Span at, const std::string& what, const NamedVolume& one) {
  context.out.gaps.push_back({at, what, GapEffect::Unknown, what_storage_touches(),
                              "it may get the volume `" + one.first + "`, or another"});
  if (one.second.place.empty()) return;
  context.out.gaps.push_back(
      {at, what, GapEffect::Narrows, {"pod.node"}, "its pods follow the volume that it gets"});
}

// ---- Writing ----------------------------------------------------------------------------------

syntax::EntityDecl start(const std::string& name, Span at) {
  syntax::EntityDecl decl;
  decl.kind = {"volume", at};
  decl.name = {name, at};
  decl.at = at;
  return decl;
}

std::vector<Member> members(const std::vector<std::string>& texts, Span at) {
  std::vector<Member> all;
  for (const std::string& text : texts) all.push_back({text, at});
  return all;
}

void set_storage(syntax::EntityDecl& decl, std::string_view attribute,
                 const std::optional<Amount>& amount) {
  if (amount) set_number(decl, attribute, {amount->value, Dimension::Bytes}, amount->at);
}

bool is_ordinal(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Whether a file already has the claim of one of the set's pods, or a volume for it.
bool has_claim_of_a_replica(const Surroundings& around, const std::string& prefix) {
  const auto fits = [&](std::string_view claim) {
    return claim.starts_with(prefix) && is_ordinal(claim.substr(prefix.size()));
  };
  return std::any_of(
             around.claims.begin(), around.claims.end(),
             [&](const auto& each) { return fits(each.first) && !each.second.volume.empty(); }) ||
         std::any_of(around.persistent_volumes.begin(), around.persistent_volumes.end(),
                     [&](const auto& each) { return fits(each.second.claim); });
}

/// The claims that one pod has for itself.
struct OwnClaims {
  Integer count = 0;
  Rational storage;
  Span at;
  std::vector<Member> refused;
};

void add_own(Context& context, const Object& owner, std::string_view name, NodeId spec, Span at,
             OwnClaims& own) {
  const Claim claim = read_claim(context, spec, at);
  ++own.count;
  if (!own.at.is_somewhere()) own.at = at;
  if (const auto asked = storage_of(claim.resources.requests)) {
    const auto sum = checked_add(own.storage, asked->value);
    if (sum) own.storage = *sum;
    if (!sum) context.error("E0504", asked->at, "the pod's sum of claimed storage is too large");
  }
  const std::string what = "claim `" + std::string(name) + "`";
  for (Member& each : refused_claim(context, owner.space, what, claim.resources)) {
    own.refused.push_back(std::move(each));
  }
  if (const NamedVolume* one = candidate(context.around, &claim)) {
    note_choice(context, at, what, *one);
  }
}

}  // namespace

void survey_storage(Context& context, const Object& object, Surroundings& around) {
  if (object.kind == "PersistentVolume") {
    around.persistent_volumes.emplace(object.name, read_persistent_volume(context, object));
  }
  if (object.kind == "PersistentVolumeClaim") {
    around.claims.emplace(object.full_name(), read_claim(context, object.spec, object.at));
  }
}

void add_persistent_volume(Context& context, const Object& object) {
  const PersistentVolume volume = read_persistent_volume(context, object);
  syntax::EntityDecl decl = start("pv/" + std::string(object.name), object.at);
  if (!volume.capacity) {
    context.error("E0502", object.at, "the PersistentVolume has no `capacity` of `storage`");
  }
  set_storage(decl, "size", volume.capacity);
  set_symbols(decl, "access", members(volume.modes, object.at), object.at);
  set_symbol(decl, "class", volume.storage_class, object.at);
  if (!volume.host_path.empty()) set_symbol(decl, "host_path", volume.host_path, object.at);
  if (!volume.claim.empty()) set_symbol(decl, "bound_to", "claim/" + volume.claim, object.at);
  std::vector<Member> own;
  for (const Label& label : labels(context, object.metadata, "labels")) {
    own.push_back({std::string(label.key) + "=" + std::string(label.value), label.at});
  }
  set_symbols(decl, "labels", own, object.at);
  context.document.items.emplace_back(std::move(decl));
}

void add_claim(Context& context, const Object& object) {
  const Claim claim = read_claim(context, object.spec, object.at);
  const std::string name = object.full_name();
  syntax::EntityDecl decl = start("claim/" + name, object.at);
  set_symbol(decl, "namespace", object.space, object.at);
  set_storage(decl, "requested", storage_of(claim.resources.requests));
  set_symbols(decl, "access", members(claim.modes, object.at), object.at);
  if (claim.storage_class) set_symbol(decl, "class", *claim.storage_class, object.at);
  if (!claim.volume.empty()) {
    set_symbol(decl, "bound_to", "pv/" + claim.volume, object.at);
  } else if (const NamedVolume* found = bound_to(context.around, name)) {
    set_symbol(decl, "bound_to", "pv/" + found->first, found->second.at);
  }
  set_symbols(decl, "refused",
              refused_claim(context, object.space, "claim `" + std::string(object.name) + "`",
                            claim.resources),
              object.at);
  context.document.items.emplace_back(std::move(decl));
}

void follow_claims(Context& context, Volumes& volumes) {
  for (auto& [name, volume] : volumes) {
    if (volume.claim.empty()) continue;
    if (const NamedVolume* found = bound_to(context.around, volume.claim)) {
      volume.storage_behind = found->second.storage;
      volume.path_behind = found->second.host_path;
      continue;
    }
    const auto declared = context.around.claims.find(volume.claim);
    const Claim* claim = declared == context.around.claims.end() ? nullptr : &declared->second;
    if (claim != nullptr && !claim->volume.empty()) continue;
    if (const NamedVolume* one = candidate(context.around, claim)) {
      note_choice(context, volume.at, "claim `" + volume.claim + "`", *one);
    }
  }
}

void add_volume_rules(Context& context, const Pods& pods, const Volumes& volumes) {
  for (const auto& [name, volume] : volumes) {
    const NamedVolume* found =
        volume.claim.empty() ? nullptr : bound_to(context.around, volume.claim);
    if (found == nullptr) continue;
    if (found->second.is_zonal) {
      context.out.gaps.push_back({volume.at,
                                  "zone of the volume `" + found->first + "`",
                                  GapEffect::Narrows,
                                  {"pod.node"},
                                  "its pods run in the zones that its labels name"});
    }
    if (!found->second.place.empty()) {
      add_place_rule(context, pods, "node affinity of volume " + found->first, found->second.place,
                     volume.at);
    }
  }
}

std::vector<Member> write_own_claims(Context& context, const Object& owner, NodeId pod_spec,
                                     syntax::EntityDecl& pod) {
  OwnClaims own;
  if (owner.kind == "StatefulSet") {
    for (const NodeId item : sequence(context, owner.spec, "volumeClaimTemplates")) {
      const NodeId metadata = mapping(context, item, "metadata");
      const std::string name(text(context, metadata, "name").value_or(""));
      add_own(context, owner, name, mapping(context, item, "spec"), context.at(item), own);
      const std::string prefix =
          std::string(owner.space) + "/" + name + "-" + std::string(owner.name) + "-";
      if (!has_claim_of_a_replica(context.around, prefix)) continue;
      context.out.gaps.push_back({context.at(item), "volumeClaimTemplates", GapEffect::Unknown,
                                  what_storage_touches(),
                                  "a file binds the claim of one of the replicas"});
      context.out.gaps.push_back({context.at(item),
                                  "volumeClaimTemplates",
                                  GapEffect::Narrows,
                                  {"pod.node"},
                                  "the replicas follow their volumes"});
    }
  }
  for (const NodeId item : sequence(context, pod_spec, "volumes")) {
    const NodeId made =
        mapping(context, mapping(context, item, "ephemeral"), "volumeClaimTemplate");
    if (!made) continue;
    add_own(context, owner, text(context, item, "name").value_or(""),
            mapping(context, made, "spec"), context.at(item), own);
  }
  if (own.count == 0) return {};
  set_number(pod, "claims", {Rational(own.count), Dimension::Count}, own.at);
  set_number(pod, "claimed_storage", {own.storage, Dimension::Bytes}, own.at);
  return own.refused;
}

}  // namespace ringfence::ingest::kubernetes
