#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ingest/kubernetes/facts.h"
#include "ingest/kubernetes/scheduling.h"
#include "ingest/kubernetes/volumes.h"

/// PersistentVolumes and the claims on them. A claim is bound to the volume that it names, or that
/// names it; which of the others one gets is for the cluster to choose, and a gap.
/// https://kubernetes.io/docs/concepts/storage/persistent-volumes/
namespace ringfence::ingest::kubernetes {

void survey_storage(Context& context, const Object& object, Surroundings& around);

/// Adds the `volume` named `pv/NAME`. Errors: E0502, E0503, E0504, E0507, E0509.
void add_persistent_volume(Context& context, const Object& object);
/// Adds the `volume` named `claim/NAMESPACE/NAME`. Errors: E0503, E0504, E0509.
void add_claim(Context& context, const Object& object);

/// Completes the volumes of a pod that are claims with the storage behind them. A gap where a
/// claim may get one of several volumes.
void follow_claims(Context& context, Volumes& volumes);

/// The pods are only where the volumes behind their claims can be reached (Invariant). A gap where
/// the volume's labels name zones.
void add_volume_rules(Context& context, const Pods& pods, const Volumes& volumes);

/// What each pod claims for itself: `claims`, `claimed_storage`, and why that is refused. From
/// `volumeClaimTemplates` and ephemeral volumes. `owner_spec` is null for pods of other kinds
/// than StatefulSet.
std::vector<Member> write_own_claims(Context& context, const Object& owner, NodeId pod_spec,
                                     syntax::EntityDecl& pod);

}  // namespace ringfence::ingest::kubernetes
