#include "ingest/compose/amounts.h"

#include <algorithm>

namespace ringfence::ingest::compose {
namespace {

constexpr int kMostDigits = 30;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<Integer> power_of_ten(int exponent) {
  Integer power = 1;
  for (int i = 0; i < exponent; ++i) {
    const auto next = checked_multiply(power, 10);
    if (!next) return std::nullopt;
    power = *next;
  }
  return power;
}

}  // namespace

std::optional<Rational> decimal(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::string digits;
  int scale = 0;
  std::size_t at = 0;
  bool point = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    digits += text[at];
    scale += point ? 1 : 0;
  }
  if (digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  int exponent = 0;
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
    std::string_view rest = text.substr(at + 1);
    const bool negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) rest.remove_prefix(1);
    if (rest.empty() || rest.size() > 2 || !std::all_of(rest.begin(), rest.end(), is_digit))
      return std::nullopt;
    for (const char c : rest) exponent = exponent * 10 + (c - '0');
    if (negative) exponent = -exponent;
  }
  exponent -= scale;
  const auto value = parse_integer(digits);
  const auto power = power_of_ten(exponent < 0 ? -exponent : exponent);
  if (!value || !power) return std::nullopt;
  if (exponent < 0) return Rational::of(*value, *power);
  const auto scaled = checked_multiply(*value, *power);
  return scaled ? std::optional(Rational(*scaled)) : std::nullopt;
}

std::optional<Integer> byte_size(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  std::string unit;
  while (!text.empty() && !is_digit(text.back()) && text.back() != '.') {
    char c = text.back();
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if (c != ' ') unit.insert(unit.begin(), c);
    text.remove_suffix(1);
  }
  constexpr std::string_view kPrefixes = "kmgtp";
  int steps = 0;
  if (!unit.empty() && unit != "b") {
    const std::size_t prefix = kPrefixes.find(unit.front());
    if (prefix == std::string_view::npos) return std::nullopt;
    const std::string_view rest = std::string_view(unit).substr(1);
    if (!rest.empty() && rest != "b" && rest != "ib" && rest != "i") return std::nullopt;
    steps = static_cast<int>(prefix) + 1;
  }
  const auto number = decimal(text);
  if (!number) return std::nullopt;
  const auto bytes = checked_multiply(*number, Rational(Integer{1} << (10 * steps)));
  if (!bytes) return std::nullopt;
  return bytes->numerator() / bytes->denominator();
}

std::optional<Rational> microseconds(std::string_view text) {
  Integer unit = 1;
  if (text.ends_with("us")) {
    text.remove_suffix(2);
  } else if (text.ends_with("ms")) {
    text.remove_suffix(2);
    unit = 1'000;
  } else if (text.ends_with("s")) {
    text.remove_suffix(1);
    unit = 1'000'000;
  }
  const auto number = decimal(text);
  return number ? checked_multiply(*number, Rational(unit)) : std::nullopt;
}

}  // namespace ringfence::ingest::compose
