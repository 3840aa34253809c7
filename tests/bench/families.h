#pragma once
#include <cstddef>
#include <string>

/// Inputs of any size, the same for the same seed on every machine.
namespace ringfence::bench {

/// `pods` pods, each on any of `nodes` nodes, with requests drawn at random. The policies are
/// `everything-placed` (possible) and `no-overload` (assert).
std::string placement(std::size_t pods, std::size_t nodes, unsigned seed);

/// `containers` containers of ten tenants in machines of ten containers each, one in ten of which
/// shares the PID namespace of its machine.
std::string isolation(std::size_t containers, unsigned seed);

/// Deployments of one to three replicas each, as a multi-document stream of at least `bytes`.
std::string deployments(std::size_t bytes, unsigned seed);

/// `pods` pods in namespaces of a hundred, and `policies` NetworkPolicies that each let one to
/// three others of the namespace, and now and then a block or another namespace, talk to one of
/// them. Every namespace denies what nothing allows.
std::string reachability(std::size_t pods, std::size_t policies, unsigned seed);

}  // namespace ringfence::bench
