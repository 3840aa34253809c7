#pragma once
#include <functional>
#include <vector>

#include "logic/term.h"

/// Exact arithmetic on sums of terms, for the builders of `Terms`. All of it throws Overflow.
namespace ringfence::logic {

Integer sum_of(Integer a, Integer b);
Integer product_of(Integer a, Integer b);
Integer negative_of(Integer a);
Integer floor_quotient(Integer a, Integer positive);  ///< Rounded towards minus infinity.

/// Sorted by term, each term once, no zero coefficient.
std::vector<Addend> merged(std::vector<Addend> addends);
/// Common divisor of all coefficients; 0 if there are none.
Integer common_divisor(const std::vector<Addend>& addends);
/// The range of a sum, each addend taken at its own extremes.
Terms::Bounds range_of(const std::vector<Addend>& addends, Integer constant,
                       const std::function<Terms::Bounds(Term)>& bounds);

}  // namespace ringfence::logic
