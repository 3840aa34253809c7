#pragma once
#include <span>
#include <unordered_map>
#include <vector>

#include "logic/term.h"

namespace ringfence::logic {

/// The values of the roots, in their order; 0 or 1 for a Bool. `values` gives each variable that
/// the roots contain, by term index; one that is missing or outside its bounds is an
/// InternalError. Throws Overflow where a sum leaves 128 bits.
std::vector<Integer> evaluate(const Terms& terms,
                              const std::unordered_map<std::uint32_t, Integer>& values,
                              std::span<const Term> roots);

}  // namespace ringfence::logic
