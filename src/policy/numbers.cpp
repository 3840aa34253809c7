#include <algorithm>

#include "base/match.h"
#include "base/require.h"
#include "policy/values.h"

namespace ringfence::policy {
namespace {

template <class T>
T exact(std::optional<T> value) {
  if (!value) throw TooLarge{};
  return *value;
}

/// The least factor that makes every coefficient of both numbers whole.
Integer common_denominator(const Number& a, const Number& b) {
  Integer common = 1;
  const auto take = [&](const Rational& value) {
    const Integer divisor = greatest_common_divisor(common, value.denominator());
    common = exact(checked_multiply(common, value.denominator() / divisor));
  };
  for (const Number* number : {&a, &b}) {
    take(number->constant);
    for (const auto& [coefficient, term] : number->addends) take(coefficient);
  }
  return common;
}

Integer whole(const Rational& value, Integer factor) {
  const Rational result = exact(checked_multiply(value, Rational(factor)));
  require(result.is_whole(), "a common denominator makes every coefficient whole");
  return result.numerator();
}

logic::Linear linear(const Number& number, Integer factor) {
  logic::Linear sum;
  sum.constant = whole(number.constant, factor);
  for (const auto& [coefficient, term] : number.addends) {
    sum.addends.push_back({whole(coefficient, factor), term});
  }
  return sum;
}

}  // namespace

Leaf leaf_of(const logic::Terms& terms, const model::Scalar& item) {
  return match(
      item, [](const model::None& none) { return Leaf(none); },
      [&](const bool& truth) { return Leaf(terms.truth(truth)); },
      [](const Quantity& quantity) { return Leaf(constant(quantity.value)); },
      [](const Symbol& symbol) { return Leaf(symbol); },
      [](const model::EntityId& entity) { return Leaf(entity); });
}

Number constant(Rational value) {
  return {{}, value};
}

void append(Number& sum, const Number& part) {
  sum.constant = exact(checked_add(sum.constant, part.constant));
  sum.addends.insert(sum.addends.end(), part.addends.begin(), part.addends.end());
}

Number plus(const Number& a, const Number& b) {
  Number sum = a;
  append(sum, b);
  return sum;
}

Number scaled(const Number& a, const Rational& factor) {
  if (factor == Rational(0)) return constant(Rational(0));
  Number result;
  result.constant = exact(checked_multiply(a.constant, factor));
  for (const auto& [coefficient, term] : a.addends) {
    result.addends.emplace_back(exact(checked_multiply(coefficient, factor)), term);
  }
  return result;
}

Number guarded(logic::Terms& terms, const Number& a, logic::Term guard) {
  if (terms.is_true(guard)) return a;
  if (terms.is_false(guard)) return constant(Rational(0));
  Number result;
  if (a.constant != Rational(0)) result.addends.emplace_back(a.constant, guard);
  for (const auto& [coefficient, term] : a.addends) {
    const logic::Term kept = terms.sort(term) == logic::Sort::Bool
                                 ? terms.conjunction({term, guard})
                                 : terms.int_ite(guard, term, terms.integer(0));
    if (!terms.is_false(kept)) result.addends.emplace_back(coefficient, kept);
  }
  return result;
}

Number product(logic::Terms& terms, const Number& a, const Number& b) {
  if (a.is_constant()) return scaled(b, a.constant);
  if (b.is_constant()) return scaled(a, b.constant);
  const auto is_count = [&](const Number& number) {
    return std::all_of(number.addends.begin(), number.addends.end(), [&](const auto& addend) {
      return terms.sort(addend.second) == logic::Sort::Bool;
    });
  };
  const bool left = is_count(a);
  require(left || is_count(b), "the type checker refuses unknown times unknown");
  const Number& count = left ? a : b;
  const Number& other = left ? b : a;
  Number result = scaled(other, count.constant);
  for (const auto& [coefficient, term] : count.addends) {
    result = plus(result, scaled(guarded(terms, other, term), coefficient));
  }
  return result;
}

logic::Term at_most(logic::Terms& terms, const Number& a, const Number& b) {
  const Integer factor = common_denominator(a, b);
  return terms.at_most(linear(a, factor), linear(b, factor));
}

logic::Term less(logic::Terms& terms, const Number& a, const Number& b) {
  return terms.negation(at_most(terms, b, a));
}

logic::Term equal(logic::Terms& terms, const Number& a, const Number& b) {
  const Integer factor = common_denominator(a, b);
  return terms.equals(linear(a, factor), linear(b, factor));
}

}  // namespace ringfence::policy
