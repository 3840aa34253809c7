#pragma once
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

namespace ringfence::verify {

/// An integer of any size. Nearly all of them in a proof fit 64 bits, and those take no allocation;
/// every operation falls back on Boost's integers as soon as one would overflow.
class Integer {
 public:
  Integer(std::int64_t value = 0) : small_(value) {}
  Integer(const Integer& other) : small_(other.small_), big_(copy(other.big_)) {}
  Integer(Integer&&) = default;
  Integer& operator=(Integer&&) = default;
  Integer& operator=(const Integer& other) {
    if (this == &other) return *this;
    small_ = other.small_;
    big_ = copy(other.big_);
    return *this;
  }
  ~Integer() = default;

  /// Of digits only, optionally after one `+` or `-`; the caller has checked that.
  static Integer parse(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    // A leading zero would make Boost read octal.
    while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
    const Big magnitude{std::string(text)};
    Integer result;
    result.set(is_negative ? Big(-magnitude) : magnitude);
    return result;
  }

  Integer& operator+=(const Integer& other) {
    std::int64_t sum = 0;
    const bool fits = !big_ && !other.big_ && !__builtin_add_overflow(small_, other.small_, &sum);
    if (fits) {
      small_ = sum;
    } else {
      set(wide() + other.wide());
    }
    return *this;
  }
  Integer& operator-=(const Integer& other) {
    std::int64_t difference = 0;
    const bool fits =
        !big_ && !other.big_ && !__builtin_sub_overflow(small_, other.small_, &difference);
    if (fits) {
      small_ = difference;
    } else {
      set(wide() - other.wide());
    }
    return *this;
  }
  Integer& operator*=(const Integer& other) {
    std::int64_t product = 0;
    const bool fits =
        !big_ && !other.big_ && !__builtin_mul_overflow(small_, other.small_, &product);
    if (fits) {
      small_ = product;
    } else {
      set(wide() * other.wide());
    }
    return *this;
  }
  friend Integer operator+(Integer a, const Integer& b) { return std::move(a += b); }
  friend Integer operator-(Integer a, const Integer& b) { return std::move(a -= b); }
  friend Integer operator*(Integer a, const Integer& b) { return std::move(a *= b); }
  friend Integer operator-(const Integer& a) { return Integer(0) - a; }

  /// The least integer that is at least `a / divisor`; `divisor` is positive.
  friend Integer ceiling_of_quotient(const Integer& a, const Integer& divisor) {
    if (!a.big_ && !divisor.big_) {
      const std::int64_t quotient = a.small_ / divisor.small_;  // rounds towards zero
      return quotient + (a.small_ % divisor.small_ > 0 ? 1 : 0);
    }
    const Big dividend = a.wide();
    const Big by = divisor.wide();
    Integer result;
    result.set(Big(dividend / by) + (Big(dividend % by) > 0 ? 1 : 0));
    return result;
  }

  friend bool operator==(const Integer& a, const Integer& b) { return (a <=> b) == 0; }
  friend std::strong_ordering operator<=>(const Integer& a, const Integer& b) {
    if (!a.big_ && !b.big_) return a.small_ <=> b.small_;
    const int order = a.wide().compare(b.wide());
    return order <=> 0;
  }

  bool fits() const { return !big_; }            ///< 64 bits.
  std::int64_t small() const { return small_; }  ///< Only if it fits.
  std::string text() const { return wide().str(); }
  std::size_t hash() const {
    return big_ ? std::hash<std::string>{}(big_->str()) : std::hash<std::int64_t>{}(small_);
  }

 private:
  using Big = boost::multiprecision::cpp_int;

  static std::unique_ptr<Big> copy(const std::unique_ptr<Big>& big) {
    return big ? std::make_unique<Big>(*big) : nullptr;
  }
  Big wide() const { return big_ ? *big_ : Big(small_); }
  void set(const Big& value) {
    const bool fits = value >= std::numeric_limits<std::int64_t>::min() &&
                      value <= std::numeric_limits<std::int64_t>::max();
    small_ = fits ? static_cast<std::int64_t>(value) : 0;
    big_ = fits ? nullptr : std::make_unique<Big>(value);
  }

  std::int64_t small_ = 0;
  std::unique_ptr<Big> big_;  // INVARIANT: set exactly when the value does not fit `small_`
};

}  // namespace ringfence::verify
