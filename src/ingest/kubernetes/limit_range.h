#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ingest/kubernetes/facts.h"
#include "ingest/kubernetes/resources.h"

/// LimitRanges, as the API server's admission applies them to what is made in their namespace: the
/// defaults first, then the bounds. An object that was there before its LimitRange kept what it
/// had; that none was is an assumption, and said of every LimitRange with defaults.
/// https://kubernetes.io/docs/concepts/policy/limit-range/
namespace ringfence::ingest::kubernetes {

/// Notes the LimitRange for the pods and claims of its namespace.
void survey_limit_range(Context& context, const Object& object, Surroundings& around);
/// Reports what is wrong with a LimitRange (E0503, E0504, E0509), and what is assumed of it.
void check_limit_range(Context& context, const Object& object);

/// Gives a container what its namespace's LimitRanges default: limits and requests that are
/// missing after a missing request was set to its limit. A gap where two LimitRanges disagree.
void apply_limit_ranges(Context& context, std::string_view space, Resources& resources);

/// Why the API server refuses a container, the pod as a whole, or a claim; one member per bound
/// that is not kept. `what` is how the reason calls it: "container `app`".
std::vector<Member> refused_container(const Context& context, std::string_view space,
                                      std::string_view what, const Resources& resources);
/// The pod without its overhead, which LimitRanges do not count.
std::vector<Member> refused_pod(Context& context, std::string_view space,
                                const std::vector<Demand>& demands, const Resources& pod, Span at);
std::vector<Member> refused_claim(const Context& context, std::string_view space,
                                  std::string_view what, const Resources& resources);

}  // namespace ringfence::ingest::kubernetes
