#pragma once
#include "program.h"

/// Questions about capacity, of any size, the same for the same seed on every machine.
namespace ringfence::bench {

/// `vms` machines on `hosts` equal hosts: each on one, requests of 1 to 16 within the capacity of a
/// host (one and a half times the average load), and one pair in ten never on the same host. A
/// machine may use up to its limit, from its request to three times that. The program asks for
/// limits on the first host that add up to `above` more than they can at most, which is found by
/// branch and bound here: there is no solution for 1, and one for 0.
Program placement_of_vms(std::size_t vms, std::size_t hosts, std::int64_t above, unsigned seed);

/// A host with `vms` machines of eight containers each, every size unknown within a range: what the
/// containers use is at most the size of their machine, and the machines' sizes are at most the
/// host's. The program asks for containers that use more than the host has: no solution.
Program conserved(std::size_t vms, unsigned seed);

}  // namespace ringfence::bench
