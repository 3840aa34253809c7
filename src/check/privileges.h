#pragma once
#include <string>
#include <vector>

#include "model/model.h"
#include "reach/graph.h"

/// What workloads may do to the machines they run on and to one another, compared between two
/// deployments.
namespace ringfence::check {

/// One side of a comparison.
struct Side {
  const model::Model& model;
  const reach::Graph& graph;  ///< Names the workloads.
};

/// Something a workload can do now and could not before.
struct Privilege {
  std::string holder;  ///< `shop/web[Deployment]`, `build[Container]`, `guest[VM]`.
  std::string part;    ///< The container of a pod; empty for the pod itself.
  std::string what;    ///< `privileged`, `added capability SYS_ADMIN`, `host path /etc`.
  Span at;             ///< The fact that grants it; nowhere if it comes from leaving something out.
};

/// Two workloads that both have something now and did not both have it before.
struct Sharing {
  std::string first, second;  ///< In order.
  std::string what;  ///< `volume claim/shop/data`, `host path /srv`, `host network namespace`.
  Span first_at, second_at;
};

/// Sorted. A container is compared with the one of its name, in a new replica with one of its
/// workload; a new one is compared with a container that asks for nothing. What is open counts as
/// granted after and as not granted before.
std::vector<Privilege> new_privileges(const Side& before, const Side& after);

/// Sorted. Things of a machine are shared where the two run on one machine, which is not looked
/// at. What both only read is not shared.
std::vector<Sharing> new_sharing(const Side& before, const Side& after);

/// Attributes that the two read (`pod.host_network`), for gaps.
std::vector<std::string> privilege_reads();

}  // namespace ringfence::check
