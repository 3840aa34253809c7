#include "logic/linear.h"

#include <algorithm>

namespace ringfence::logic {
namespace {

Integer or_overflow(std::optional<Integer> value) {
  if (!value) throw Overflow{};
  return *value;
}

}  // namespace

Integer sum_of(Integer a, Integer b) {
  return or_overflow(checked_add(a, b));
}
Integer product_of(Integer a, Integer b) {
  return or_overflow(checked_multiply(a, b));
}
Integer negative_of(Integer a) {
  return product_of(a, -1);
}

Integer floor_quotient(Integer a, Integer positive) {
  const Integer quotient = a / positive;  // towards zero
  return a % positive < 0 ? quotient - 1 : quotient;
}

std::vector<Addend> merged(std::vector<Addend> addends) {
  std::sort(addends.begin(), addends.end(),
            [](const Addend& a, const Addend& b) { return a.term < b.term; });
  std::vector<Addend> result;
  for (const Addend& addend : addends) {
    if (!result.empty() && result.back().term == addend.term) {
      result.back().coefficient = sum_of(result.back().coefficient, addend.coefficient);
    } else {
      result.push_back(addend);
    }
  }
  std::erase_if(result, [](const Addend& addend) { return addend.coefficient == 0; });
  return result;
}

Integer common_divisor(const std::vector<Addend>& addends) {
  Integer divisor = 0;
  for (const Addend& addend : addends) {
    negative_of(addend.coefficient);  // -2^127 has no magnitude
    divisor = greatest_common_divisor(divisor, addend.coefficient);
  }
  return divisor;
}

Terms::Bounds range_of(const std::vector<Addend>& addends, Integer constant,
                       const std::function<Terms::Bounds(Term)>& bounds) {
  Terms::Bounds range{constant, constant};
  for (const Addend& addend : addends) {
    const Terms::Bounds part = bounds(addend.term);
    const bool positive = addend.coefficient > 0;
    range.low = sum_of(range.low, product_of(addend.coefficient, positive ? part.low : part.high));
    range.high =
        sum_of(range.high, product_of(addend.coefficient, positive ? part.high : part.low));
  }
  return range;
}

}  // namespace ringfence::logic
