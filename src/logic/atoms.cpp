#include <algorithm>
#include <limits>

#include "base/require.h"
#include "logic/linear.h"
#include "logic/term.h"

// Sums and comparisons. A comparison is brought to `sum of addends <= bound` with a positive
// occurrence of every Bool (c * not x is c - c * x), which makes equal comparisons equal terms.
// Those that few Bools settle become clauses or conjunctions: that is what they are, and engines
// are better at them.

namespace ringfence::logic {
namespace {

/// A Bool addend of positive weight: `weight` when `term` is `value`, else 0.
struct Literal {
  Integer weight = 0;
  Term term;
  bool value = true;
};

/// `sum of addends <= bound` over Bools only, with all weights made positive; changes the bound
/// accordingly. Empty if an addend is an Int.
std::vector<Literal> literals(const Terms& terms, const std::vector<Addend>& addends,
                              Integer& bound) {
  std::vector<Literal> result;
  for (const Addend& addend : addends) {
    if (terms.sort(addend.term) == Sort::Int) return {};
    if (addend.coefficient > 0) {
      result.push_back({addend.coefficient, addend.term, true});
    } else {
      result.push_back({negative_of(addend.coefficient), addend.term, false});
      bound = sum_of(bound, result.back().weight);
    }
  }
  return result;
}

Linear difference(Linear left, const Linear& right) {
  for (const Addend& addend : right.addends) {
    left.addends.push_back({negative_of(addend.coefficient), addend.term});
  }
  left.constant = sum_of(left.constant, negative_of(right.constant));
  return left;
}

/// Adds `scale * part` to `sum`, resolving nested sums, constants and negations.
void add_part(const Terms& terms, Linear& sum, Integer scale, Term term) {
  const auto add_constant = [&](Integer value) {
    sum.constant = sum_of(sum.constant, product_of(scale, value));
  };
  if (const auto* constant = std::get_if<BoolConst>(&terms[term])) {
    add_constant(constant->value ? 1 : 0);
  } else if (const auto* negated = std::get_if<Not>(&terms[term])) {
    add_constant(1);
    sum.addends.push_back({negative_of(scale), negated->operand});
  } else if (const auto* nested = std::get_if<Linear>(&terms[term])) {
    add_constant(nested->constant);
    for (const Addend& inner : nested->addends) {
      sum.addends.push_back({product_of(scale, inner.coefficient), inner.term});
    }
  } else if (terms.sort(term) == Sort::Int && terms.bounds(term).low == terms.bounds(term).high) {
    add_constant(terms.bounds(term).low);
  } else {
    sum.addends.push_back({scale, term});
  }
}

Linear flattened(const Terms& terms, const Linear& written) {
  Linear sum{{}, written.constant};
  for (const Addend& addend : written.addends) {
    add_part(terms, sum, addend.coefficient, addend.term);
  }
  sum.addends = merged(std::move(sum.addends));
  return sum;
}

}  // namespace

Term Terms::integer(Integer value) {
  return add(Linear{{}, value}, {value, value});
}

Term Terms::linear(Linear sum) {
  sum = flattened(*this, sum);
  const bool is_plain =
      sum.addends.size() == 1 && sum.constant == 0 && sum.addends.front().coefficient == 1;
  if (is_plain && sort(sum.addends.front().term) == Sort::Int) return sum.addends.front().term;
  const Bounds range =
      range_of(sum.addends, sum.constant, [this](Term term) { return bounds(term); });
  return add(std::move(sum), range);
}

Term Terms::int_ite(Term condition, Term then, Term otherwise) {
  require(sort(condition) == Sort::Bool, "a condition is a Bool");
  require(sort(then) == Sort::Int && sort(otherwise) == Sort::Int, "both branches are Ints");
  if (is_true(condition) || then == otherwise) return then;
  if (is_false(condition)) return otherwise;
  if (const auto* negated = std::get_if<Not>(&(*this)[condition])) {
    condition = negated->operand;
    std::swap(then, otherwise);
  }
  const Bounds if_true = bounds(then);
  const Bounds if_false = bounds(otherwise);
  if (if_true.low == if_true.high && if_false.low == if_false.high) {
    const Integer gain = sum_of(if_true.low, negative_of(if_false.low));
    return linear({{{gain, condition}}, if_false.low});
  }
  return add(IntIte{condition, then, otherwise},
             {std::min(if_true.low, if_false.low), std::max(if_true.high, if_false.high)});
}

Term Terms::at_most(Linear left, Linear right) {
  Linear sum = flattened(*this, difference(std::move(left), right));
  Integer bound = negative_of(sum.constant);
  const Integer divisor = common_divisor(sum.addends);
  if (divisor == 0) return truth(bound >= 0);
  for (Addend& addend : sum.addends) addend.coefficient /= divisor;
  bound = floor_quotient(bound, divisor);

  const Bounds range = range_of(sum.addends, 0, [this](Term term) { return bounds(term); });
  if (range.high <= bound) return truth(true);
  if (range.low > bound) return truth(false);

  Integer slack = bound;
  const std::vector<Literal> all = literals(*this, sum.addends, slack);
  if (!all.empty()) {
    Integer total = 0;
    Integer least = all.front().weight;
    for (const Literal& literal : all) {
      total = sum_of(total, literal.weight);
      least = std::min(least, literal.weight);
    }
    const bool none_may_be = least > slack;
    const bool only_all_is_too_much = total - least <= slack;
    if (none_may_be || only_all_is_too_much) {
      std::vector<Term> off;
      for (const Literal& literal : all) {
        off.push_back(literal.value ? negation(literal.term) : literal.term);
      }
      return none_may_be ? conjunction(std::move(off)) : disjunction(std::move(off));
    }
  }
  return add(AtMost{std::move(sum.addends), bound}, {0, 1});
}

Term Terms::equals(Linear left, Linear right) {
  Linear sum = flattened(*this, difference(std::move(left), right));
  Integer bound = negative_of(sum.constant);
  Integer divisor = common_divisor(sum.addends);
  if (divisor == 0) return truth(bound == 0);
  if (bound % divisor != 0) return truth(false);
  if (sum.addends.front().coefficient < 0) divisor = -divisor;
  for (Addend& addend : sum.addends) addend.coefficient /= divisor;
  bound = product_of(bound / (divisor < 0 ? -divisor : divisor), divisor < 0 ? -1 : 1);

  const Bounds range = range_of(sum.addends, 0, [this](Term term) { return bounds(term); });
  if (bound < range.low || bound > range.high) return truth(false);

  // At an extreme of the range every Bool addend has only one value.
  const auto is_bool = [this](const Addend& addend) { return sort(addend.term) == Sort::Bool; };
  if ((bound == range.low || bound == range.high) &&
      std::all_of(sum.addends.begin(), sum.addends.end(), is_bool)) {
    std::vector<Term> fixed;
    for (const Addend& addend : sum.addends) {
      const bool value = (addend.coefficient > 0) == (bound == range.high);
      fixed.push_back(value ? addend.term : negation(addend.term));
    }
    return conjunction(std::move(fixed));
  }
  if (sum.addends.size() == 1 && is_bool(sum.addends.front())) return truth(false);
  return add(Equals{std::move(sum.addends), bound}, {0, 1});
}

}  // namespace ringfence::logic
