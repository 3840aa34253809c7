#include "logic/evaluate.h"

#include <algorithm>

#include "base/match.h"
#include "base/require.h"
#include "logic/linear.h"

namespace ringfence::logic {

std::vector<Integer> evaluate(const Terms& terms,
                              const std::unordered_map<std::uint32_t, Integer>& values,
                              std::span<const Term> roots) {
  std::vector<Integer> value(terms.size());
  const auto given = [&](std::uint32_t index, Integer low, Integer high) {
    const auto found = values.find(index);
    require(found != values.end(), "every variable has a value");
    require(low <= found->second && found->second <= high, "a value is within its bounds");
    return found->second;
  };
  const auto is_true = [&](Term term) { return value[term.index] != 0; };
  const auto sum = [&](const std::vector<Addend>& addends) {
    Integer total = 0;
    for (const Addend& addend : addends) {
      total = sum_of(total, product_of(addend.coefficient, value[addend.term.index]));
    }
    return total;
  };
  const auto evaluated = [&](std::uint32_t index) -> Integer {
    return match(
        terms[Term{index}],  //
        [](const BoolConst& n) { return Integer{n.value}; },
        [&](const BoolVar&) { return given(index, 0, 1); },
        [&](const IntVar& n) { return given(index, n.low, n.high); },
        [&](const Not& n) { return Integer{!is_true(n.operand)}; },
        [&](const And& n) {
          return Integer{std::all_of(n.operands.begin(), n.operands.end(), is_true)};
        },
        [&](const Or& n) {
          return Integer{std::any_of(n.operands.begin(), n.operands.end(), is_true)};
        },
        [&](const Iff& n) { return Integer{is_true(n.left) == is_true(n.right)}; },
        [&](const IntIte& n) {
          return value[is_true(n.condition) ? n.then.index : n.otherwise.index];
        },
        [&](const Linear& n) { return sum_of(sum(n.addends), n.constant); },
        [&](const AtMost& n) { return Integer{sum(n.addends) <= n.bound}; },
        [&](const Equals& n) { return Integer{sum(n.addends) == n.bound}; });
  };
  const std::vector<bool> needed = reachable(terms, roots);
  for (std::uint32_t index = 0; index < terms.size(); ++index) {
    if (needed[index]) value[index] = evaluated(index);
  }
  std::vector<Integer> result;
  for (const Term root : roots) result.push_back(value[root.index]);
  return result;
}

}  // namespace ringfence::logic
