#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace ringfence {

/// Wide enough for every quantity the formats can write (Kubernetes stops at 2^63-1 of a unit
/// down to 10^-9 of it) and for the sums and common multiples the checks need. All arithmetic on
/// it goes through the checked functions below: a sum that wraps would turn an over-committed
/// host into a feasible one.
using Integer = __int128;

std::optional<Integer> checked_add(Integer a, Integer b);
std::optional<Integer> checked_multiply(Integer a, Integer b);
std::string to_string(Integer value);
/// Decimal digits with an optional leading '-', nothing else; nullopt otherwise or on overflow.
std::optional<Integer> parse_integer(std::string_view digits);
Integer greatest_common_divisor(Integer a, Integer b);  ///< Non-negative; gcd(0, 0) is 0.

/// Exact fraction in lowest terms with a positive denominator. There are no operators for
/// arithmetic: every operation can overflow and says so.
class Rational {
 public:
  Rational() = default;
  Rational(Integer whole) : numerator_(whole) {}
  /// numerator / denominator in lowest terms; nullopt if the denominator is 0 or on overflow.
  static std::optional<Rational> of(Integer numerator, Integer denominator);

  Integer numerator() const { return numerator_; }
  Integer denominator() const { return denominator_; }  ///< At least 1.
  bool is_whole() const { return denominator_ == 1; }

  friend bool operator==(const Rational&, const Rational&) = default;
  /// Exact for all values, also where cross-multiplication would overflow.
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b);

 private:
  Integer numerator_ = 0;
  Integer denominator_ = 1;
};

std::optional<Rational> checked_add(const Rational& a, const Rational& b);
std::optional<Rational> checked_subtract(const Rational& a, const Rational& b);
std::optional<Rational> checked_multiply(const Rational& a, const Rational& b);
std::optional<Rational> checked_divide(const Rational& a, const Rational& b);  ///< nullopt for b=0.
std::string to_string(const Rational& value);                                  ///< `3`, `-1/2`.

}  // namespace ringfence
