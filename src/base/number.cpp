#include "base/number.h"

#include <algorithm>

namespace ringfence {
namespace {

using Unsigned = unsigned __int128;

Unsigned magnitude(Integer value) {
  return value < 0 ? Unsigned{0} - static_cast<Unsigned>(value) : static_cast<Unsigned>(value);
}

/// Compares a/b with c/d for non-negative values by their continued fractions, which needs no
/// product and so cannot overflow.
std::strong_ordering compare_fractions(Unsigned a, Unsigned b, Unsigned c, Unsigned d) {
  bool flipped = false;
  while (true) {
    const Unsigned left = a / b;
    const Unsigned right = c / d;
    if (left != right) {
      const bool less = (left < right) != flipped;
      return less ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    const Unsigned left_rest = a % b;
    const Unsigned right_rest = c % d;
    if (left_rest == 0 || right_rest == 0) {
      if (left_rest == right_rest) return std::strong_ordering::equal;
      const bool less = (left_rest == 0) != flipped;
      return less ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    // rest/b against rest/d is the reverse of b/rest against d/rest.
    a = b;
    b = left_rest;
    c = d;
    d = right_rest;
    flipped = !flipped;
  }
}

}  // namespace

std::optional<Integer> checked_add(Integer a, Integer b) {
  Integer sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

std::optional<Integer> checked_multiply(Integer a, Integer b) {
  Integer product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

std::string to_string(Integer value) {
  std::string digits;
  Unsigned rest = magnitude(value);
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  if (value < 0) digits.push_back('-');
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::optional<Integer> parse_integer(std::string_view digits) {
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  if (digits.empty()) return std::nullopt;
  Integer value = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    const auto shifted = checked_multiply(value, 10);
    if (!shifted) return std::nullopt;
    const auto next = checked_add(*shifted, negative ? '0' - digit : digit - '0');
    if (!next) return std::nullopt;
    value = *next;
  }
  return value;
}

Integer greatest_common_divisor(Integer a, Integer b) {
  Unsigned x = magnitude(a);
  Unsigned y = magnitude(b);
  while (y != 0) {
    const Unsigned rest = x % y;
    x = y;
    y = rest;
  }
  return static_cast<Integer>(x);
}

std::optional<Rational> Rational::of(Integer numerator, Integer denominator) {
  if (denominator == 0) return std::nullopt;
  // The most negative value has no opposite and no positive gcd; nothing real comes near it.
  constexpr Integer kLowest = static_cast<Integer>(Unsigned{1} << 127);
  if (numerator == kLowest || denominator == kLowest) return std::nullopt;
  const Integer common = greatest_common_divisor(numerator, denominator);
  Rational value;
  value.numerator_ = numerator / common;
  value.denominator_ = denominator / common;
  if (value.denominator_ < 0) {
    value.numerator_ = -value.numerator_;
    value.denominator_ = -value.denominator_;
  }
  return value;
}

std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
  const bool a_negative = a.numerator_ < 0;
  const bool b_negative = b.numerator_ < 0;
  if (a_negative != b_negative) {
    return a_negative ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  const auto order =
      compare_fractions(magnitude(a.numerator_), static_cast<Unsigned>(a.denominator_),
                        magnitude(b.numerator_), static_cast<Unsigned>(b.denominator_));
  return a_negative ? 0 <=> order : order;
}

std::optional<Rational> checked_add(const Rational& a, const Rational& b) {
  const Integer common = greatest_common_divisor(a.denominator(), b.denominator());
  const auto left = checked_multiply(a.numerator(), b.denominator() / common);
  const auto right = checked_multiply(b.numerator(), a.denominator() / common);
  const auto bottom = checked_multiply(a.denominator() / common, b.denominator());
  if (!left || !right || !bottom) return std::nullopt;
  const auto top = checked_add(*left, *right);
  if (!top) return std::nullopt;
  return Rational::of(*top, *bottom);
}

std::optional<Rational> checked_subtract(const Rational& a, const Rational& b) {
  const auto negated = Rational::of(-b.numerator(), b.denominator());
  return negated ? checked_add(a, *negated) : std::nullopt;
}

std::optional<Rational> checked_multiply(const Rational& a, const Rational& b) {
  // Cross-cancelling first keeps products representable whenever the result is.
  const Integer first =
      std::max<Integer>(1, greatest_common_divisor(a.numerator(), b.denominator()));
  const Integer second =
      std::max<Integer>(1, greatest_common_divisor(b.numerator(), a.denominator()));
  const auto top = checked_multiply(a.numerator() / first, b.numerator() / second);
  const auto bottom = checked_multiply(a.denominator() / second, b.denominator() / first);
  if (!top || !bottom) return std::nullopt;
  return Rational::of(*top, *bottom);
}

std::optional<Rational> checked_divide(const Rational& a, const Rational& b) {
  const auto inverse = Rational::of(b.denominator(), b.numerator());
  return inverse ? checked_multiply(a, *inverse) : std::nullopt;
}

std::string to_string(const Rational& value) {
  std::string text = to_string(value.numerator());
  if (!value.is_whole()) text += "/" + to_string(value.denominator());
  return text;
}

}  // namespace ringfence
