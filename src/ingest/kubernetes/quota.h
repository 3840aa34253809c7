#pragma once
#include <string>
#include <vector>

#include "ingest/kubernetes/facts.h"
#include "ingest/kubernetes/resources.h"

/// ResourceQuotas: what each bounds, which pods it counts, and which it refuses because they leave
/// out what it counts. Whether all that is counted fits is for policies to ask.
/// https://kubernetes.io/docs/concepts/policy/resource-quotas/
namespace ringfence::ingest::kubernetes {

/// Notes the quota for the pods of its namespace.
void survey_quota(Context& context, const Object& object, Surroundings& around);
/// Counts the object for the quotas on numbers of objects.
void survey_object_count(Context& context, const Object& object, Surroundings& around);

/// Adds the `quota`. Errors: E0503, E0504, E0509 for a scope that does not exist. A gap for each
/// amount that is not modelled.
void add_quota(Context& context, const Object& object);

/// What quotas tell pods apart by.
struct QuotaTraits {
  bool is_terminating = false;  ///< It has an `activeDeadlineSeconds`.
  bool is_best_effort = false;
  bool has_cross_namespace_affinity = false;
  std::string priority_class;  ///< As admission sets it; empty for none.
};
/// The quotas of the namespace that count such a pod.
std::vector<const Quota*> quotas_of(const Context& context, std::string_view space,
                                    const QuotaTraits& traits);
/// Why a quota refuses the pod: where it bounds processor time or memory, every container must
/// say what it asks for, unless the pod does as a whole.
std::vector<Member> refused_by_quotas(const std::vector<const Quota*>& quotas,
                                      const std::vector<Demand>& demands,
                                      const std::vector<std::string>& container_names,
                                      const Resources& pod);

}  // namespace ringfence::ingest::kubernetes
