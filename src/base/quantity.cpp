#include "base/quantity.h"

#include <algorithm>
#include <array>
#include <cstdint>

// Both readers share one scanner (sign, digits, point, digits) and one exact scaling step. They
// differ in the suffixes they know and in what they do below 10^-9: the language keeps every
// number exactly, the API server rounds away from zero ("if you want some resources, you should
// get some") and caps what does not fit its 64 bits.

namespace ringfence {
namespace {

/// `base^exponent`, the value of a suffix.
struct Scale {
  int base = 10;
  int exponent = 0;
};
struct Suffix {
  std::string_view text;
  Scale scale;
};

constexpr std::array<Suffix, 16> kKubernetesSuffixes{{
    {"", {10, 0}},
    {"n", {10, -9}},
    {"u", {10, -6}},
    {"m", {10, -3}},
    {"k", {10, 3}},
    {"M", {10, 6}},
    {"G", {10, 9}},
    {"T", {10, 12}},
    {"P", {10, 15}},
    {"E", {10, 18}},
    {"Ki", {2, 10}},
    {"Mi", {2, 20}},
    {"Gi", {2, 30}},
    {"Ti", {2, 40}},
    {"Pi", {2, 50}},
    {"Ei", {2, 60}},
}};
constexpr std::array<Suffix, 16> kByteSuffixes{{
    {"B", {10, 0}},
    {"b", {10, 0}},
    {"byte", {10, 0}},
    {"bytes", {10, 0}},
    {"kB", {10, 3}},
    {"KB", {10, 3}},
    {"MB", {10, 6}},
    {"GB", {10, 9}},
    {"TB", {10, 12}},
    {"PB", {10, 15}},
    {"EB", {10, 18}},
    {"KiB", {2, 10}},
    {"MiB", {2, 20}},
    {"GiB", {2, 30}},
    {"TiB", {2, 40}},
    {"PiB", {2, 50}},
}};
constexpr Suffix kExbibytes{"EiB", {2, 60}};

template <class Table>
const Scale* find_suffix(const Table& table, std::string_view text) {
  for (const Suffix& suffix : table) {
    if (suffix.text == text) return &suffix.scale;
  }
  return nullptr;
}
const Scale* find_byte_suffix(std::string_view text) {
  if (text == kExbibytes.text) return &kExbibytes.scale;
  return find_suffix(kByteSuffixes, text);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The parts of a number as written; `digits * 10^-fraction_digits` is its value before `suffix`.
struct Scanned {
  bool negative = false;
  std::string digits;  // without leading zeros; empty for 0
  int fraction_digits = 0;
  std::size_t written_digits = 0;  // all of them, zeros included
  std::size_t counted_digits = 0;  // as the API server counts: no leading zeros, 1 for none
  std::string_view suffix;
};

/// nullopt without a single digit. Trailing zeros of the fraction are dropped: they only cost.
std::optional<Scanned> scan(std::string_view text, bool sign_allowed) {
  Scanned scanned;
  std::size_t at = 0;
  if (sign_allowed && !text.empty() && (text[0] == '-' || text[0] == '+')) {
    scanned.negative = text[0] == '-';
    ++at;
  }
  const std::size_t first = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  const std::string_view whole = text.substr(first, at - first);
  std::string_view fraction;
  if (at < text.size() && text[at] == '.') {
    const std::size_t begin = ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
    fraction = text.substr(begin, at - begin);
  }
  scanned.written_digits = whole.size() + fraction.size();
  if (scanned.written_digits == 0) return std::nullopt;
  scanned.suffix = text.substr(at);
  const std::size_t leading = std::min(whole.find_first_not_of('0'), whole.size());
  scanned.counted_digits = std::max<std::size_t>(1, whole.size() - leading) + fraction.size();
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  scanned.fraction_digits = static_cast<int>(std::min<std::size_t>(fraction.size(), 1'000'000));
  scanned.digits = std::string(whole.substr(leading)) + std::string(fraction);
  scanned.digits.erase(0, scanned.digits.find_first_not_of('0'));
  return scanned;
}

/// An exponent `e3`, `E-6`, `e+2` at the start of `suffix`, with the number of bytes it takes.
/// Magnitudes past a million are cut there: they overflow or vanish alike.
struct Exponent {
  int value = 0;
  std::size_t length = 0;
};
std::optional<Exponent> scan_exponent(std::string_view suffix) {
  if (suffix.empty() || (suffix[0] != 'e' && suffix[0] != 'E')) return std::nullopt;
  std::size_t at = 1;
  const bool negative = at < suffix.size() && suffix[at] == '-';
  if (at < suffix.size() && (suffix[at] == '-' || suffix[at] == '+')) ++at;
  const std::size_t first = at;
  int value = 0;
  for (; at < suffix.size() && is_digit(suffix[at]); ++at) {
    value = std::min(value * 10 + (suffix[at] - '0'), 1'000'000);
  }
  if (at == first) return std::nullopt;
  return Exponent{negative ? -value : value, at};
}

std::optional<Integer> power(int base, int exponent) {
  Integer value = 1;
  for (int i = 0; i < exponent; ++i) {
    const auto next = checked_multiply(value, base);
    if (!next) return std::nullopt;
    value = *next;
  }
  return value;
}

/// digits * 10^decimal * scale, exactly.
std::optional<Rational> scaled(const Scanned& number, int decimal, Scale scale) {
  if (number.digits.empty()) return Rational();
  if (scale.base == 10) {
    decimal += scale.exponent;
    scale = {};
  }
  if (decimal > 100 || decimal < -100) return std::nullopt;
  const auto mantissa = parse_integer(number.digits);
  const auto ten = power(10, decimal < 0 ? -decimal : decimal);
  const auto two = power(2, scale.base == 2 ? scale.exponent : 0);
  if (!mantissa || !ten || !two) return std::nullopt;
  const auto base = decimal < 0 ? Rational::of(*mantissa, *ten)
                                : checked_multiply(Rational(*mantissa), Rational(*ten));
  const auto value = base ? checked_multiply(*base, Rational(*two)) : std::nullopt;
  if (!value || !number.negative) return value;
  return Rational::of(-value->numerator(), value->denominator());
}

QuantityResult failed(QuantityError error) {
  return {std::nullopt, error};
}

constexpr Integer kNano = 1'000'000'000;

/// Away from zero to a multiple of 10^-9, as the API server rounds.
std::optional<Rational> round_to_nano(const Rational& value) {
  if (kNano % value.denominator() == 0) return value;
  const auto nanos = checked_multiply(value, Rational(kNano));
  if (!nanos) return std::nullopt;
  const Integer towards_zero = nanos->numerator() / nanos->denominator();
  return Rational::of(towards_zero + (nanos->numerator() < 0 ? -1 : 1), kNano);
}

std::string plain_decimal(const Rational& value) {
  // Denominators 2^a 5^b end; everything a spec can write is one. Others print as a fraction.
  Integer rest = value.denominator();
  int digits = 0;
  int twos = 0;
  int fives = 0;
  for (; rest % 2 == 0; rest /= 2) ++twos;
  for (; rest % 5 == 0; rest /= 5) ++fives;
  digits = std::max(twos, fives);
  const auto ten = rest == 1 ? power(10, digits) : std::nullopt;
  const auto shifted = ten ? checked_multiply(value, Rational(*ten)) : std::nullopt;
  if (!shifted) return to_string(value);
  const bool negative = shifted->numerator() < 0;
  std::string text = to_string(negative ? -shifted->numerator() : shifted->numerator());
  const auto wanted = static_cast<std::size_t>(digits) + 1;
  if (text.size() < wanted) text.insert(0, wanted - text.size(), '0');
  if (digits > 0) text.insert(text.size() - static_cast<std::size_t>(digits), ".");
  return (negative ? "-" : "") + text;
}

struct Unit {
  std::string_view text;
  Integer size;
};
constexpr Integer kKi = 1024;
constexpr std::array<Unit, 12> kByteUnits{{
    {"EiB", kKi* kKi* kKi* kKi* kKi* kKi},
    {"PiB", kKi* kKi* kKi* kKi* kKi},
    {"TiB", kKi* kKi* kKi* kKi},
    {"GiB", kKi* kKi* kKi},
    {"MiB", kKi* kKi},
    {"KiB", kKi},
    {"EB", Integer{1'000'000'000} * 1'000'000'000},
    {"PB", Integer{1'000'000} * 1'000'000'000},
    {"TB", Integer{1'000} * 1'000'000'000},
    {"GB", 1'000'000'000},
    {"MB", 1'000'000},
    {"kB", 1'000},
}};

std::string bytes_text(const Rational& value) {
  if (value.is_whole() && value.numerator() != 0) {
    for (const Unit& unit : kByteUnits) {
      if (value.numerator() % unit.size != 0) continue;
      return to_string(value.numerator() / unit.size) + std::string(unit.text);
    }
  }
  return plain_decimal(value) + "B";
}

}  // namespace

QuantityResult parse_quantity(std::string_view text) {
  const auto number = scan(text, false);
  if (!number) return failed(QuantityError::Malformed);
  std::string_view suffix = number->suffix;
  int decimal = -number->fraction_digits;
  if (const auto exponent = scan_exponent(suffix)) {
    decimal += exponent->value;
    suffix.remove_prefix(exponent->length);
  }
  std::optional<Dimension> dimension;
  const Scale* scale = find_suffix(kKubernetesSuffixes, suffix);
  if (scale == nullptr) {
    scale = find_byte_suffix(suffix);
    dimension = Dimension::Bytes;
  }
  if (scale == nullptr) {
    const bool is_word = std::all_of(suffix.begin(), suffix.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
    return failed(is_word ? QuantityError::UnknownUnit : QuantityError::Malformed);
  }
  const auto value = scaled(*number, decimal, *scale);
  if (!value) return failed(QuantityError::Overflow);
  return {WrittenQuantity{*value, dimension}};
}

QuantityResult parse_kubernetes_quantity(std::string_view text) {
  const auto number = scan(text, true);
  if (!number) return failed(QuantityError::Malformed);
  const Scale* known = find_suffix(kKubernetesSuffixes, number->suffix);
  Scale scale;
  if (known != nullptr) {
    scale = *known;
  } else {
    const auto exponent = scan_exponent(number->suffix);
    if (!exponent || exponent->length != number->suffix.size()) {
      const bool is_number = !number->suffix.empty() && (number->suffix[0] == 'e');
      return failed(is_number ? QuantityError::Malformed : QuantityError::UnknownUnit);
    }
    scale.exponent = exponent->value;
  }
  const int decimal = -number->fraction_digits;
  // What is far below 10^-9 would overflow the exact fraction although its rounding is plain.
  const int leading = static_cast<int>(std::min<std::size_t>(number->digits.size(), 1'000'000));
  const int binary_digits = scale.base == 2 ? 19 : scale.exponent;
  if (!number->digits.empty() && decimal + binary_digits + leading < -10) {
    return {WrittenQuantity{*Rational::of(number->negative ? -1 : 1, kNano), std::nullopt}};
  }
  const auto exact = scaled(*number, decimal, scale);
  const auto value = exact ? round_to_nano(*exact) : std::nullopt;
  if (!value) return failed(QuantityError::Overflow);
  // The API server keeps up to 18 digits with a decimal scale as they are and caps all others.
  const bool kept = scale.base == 10 && number->counted_digits <= 18 && *value == *exact;
  constexpr Integer kMost = INT64_MAX;
  if (!kept && *value > Rational(kMost)) return {WrittenQuantity{Rational(kMost), std::nullopt}};
  return {WrittenQuantity{*value, std::nullopt}};
}

std::string to_string(const Quantity& quantity) {
  const Rational& value = quantity.value;
  if (quantity.dimension == Dimension::Bytes) return bytes_text(value);
  if (quantity.dimension == Dimension::Cpu && !value.is_whole()) {
    constexpr std::array<Unit, 3> kParts{{{"m", 1'000}, {"u", 1'000'000}, {"n", kNano}}};
    for (const Unit& part : kParts) {
      if (part.size % value.denominator() != 0) continue;
      const auto parts = checked_multiply(value, Rational(part.size));
      if (parts) return to_string(parts->numerator()) + std::string(part.text);
    }
  }
  return plain_decimal(value);
}

std::string_view to_string(Dimension dimension) {
  switch (dimension) {
    case Dimension::Count:
      return "a number";
    case Dimension::Bytes:
      return "bytes";
    case Dimension::Cpu:
      return "cpu";
  }
  return "a number";
}

}  // namespace ringfence
