#include "base/quantity.h"

#include <gtest/gtest.h>

namespace ringfence {
namespace {

Rational fraction(Integer top, Integer bottom) {
  return *Rational::of(top, bottom);
}

struct WrittenCase {
  std::string text;
  Rational value;
  std::optional<Dimension> dimension = std::nullopt;
  friend void PrintTo(const WrittenCase& test, std::ostream* out) { *out << test.text; }
};
class Written : public testing::TestWithParam<WrittenCase> {};
TEST_P(Written, MatchesTable) {
  const auto result = parse_quantity(GetParam().text);
  ASSERT_TRUE(result.quantity);
  EXPECT_EQ(result.quantity->value, GetParam().value);
  EXPECT_EQ(result.quantity->dimension, GetParam().dimension);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Written,
    testing::Values(WrittenCase{"0", 0}, WrittenCase{"32", 32}, WrittenCase{"500m", fraction(1, 2)},
                    WrittenCase{"1.5", fraction(3, 2)}, WrittenCase{"512Mi", 512 * 1048576},
                    WrittenCase{"512MiB", 512 * 1048576, Dimension::Bytes},
                    WrittenCase{"1GB", 1'000'000'000, Dimension::Bytes},
                    WrittenCase{"7bytes", 7, Dimension::Bytes},
                    WrittenCase{"7b", 7, Dimension::Bytes},
                    WrittenCase{"2KiB", 2048, Dimension::Bytes}, WrittenCase{"1e3", 1000},
                    WrittenCase{"1E3", 1000}, WrittenCase{"1E", Integer{1'000'000'000'000'000'000}},
                    WrittenCase{"1e-3k", 1}, WrittenCase{"3.001n", fraction(3001, 1000000000000)},
                    WrittenCase{"16EiB", Integer{1} << 64, Dimension::Bytes}));

struct RefusedCase {
  std::string text;
  QuantityError error;
  friend void PrintTo(const RefusedCase& test, std::ostream* out) { *out << test.text; }
};
class Refused : public testing::TestWithParam<RefusedCase> {};
TEST_P(Refused, MatchesTable) {
  const auto result = parse_quantity(GetParam().text);
  ASSERT_FALSE(result.quantity);
  EXPECT_EQ(result.error, GetParam().error);
}
INSTANTIATE_TEST_SUITE_P(Table, Refused,
                         testing::Values(RefusedCase{"", QuantityError::Malformed},
                                         RefusedCase{"lots", QuantityError::Malformed},
                                         RefusedCase{"-1", QuantityError::Malformed},
                                         RefusedCase{"1 GiB", QuantityError::Malformed},
                                         RefusedCase{"12parsecs", QuantityError::UnknownUnit},
                                         RefusedCase{"1e", QuantityError::UnknownUnit},
                                         RefusedCase{"1e99", QuantityError::Overflow},
                                         RefusedCase{"1e999999999999", QuantityError::Overflow},
                                         RefusedCase{std::string(60, '9'),
                                                     QuantityError::Overflow}));

struct KubernetesCase {
  std::string text;
  std::optional<Rational> value;
  friend void PrintTo(const KubernetesCase& test, std::ostream* out) { *out << test.text; }
};
class Kubernetes : public testing::TestWithParam<KubernetesCase> {};
TEST_P(Kubernetes, MatchesTable) {
  const auto result = parse_kubernetes_quantity(GetParam().text);
  ASSERT_EQ(result.quantity.has_value(), GetParam().value.has_value());
  if (!result.quantity) return;
  EXPECT_EQ(result.quantity->value, *GetParam().value);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Kubernetes,
    testing::Values(KubernetesCase{"100m", fraction(1, 10)}, KubernetesCase{"-1", Rational(-1)},
                    KubernetesCase{"+2k", Rational(2000)}, KubernetesCase{"1.", Rational(1)},
                    KubernetesCase{".5", fraction(1, 2)},
                    KubernetesCase{"1.5Gi", Rational(Integer{1610612736})},
                    // Rounded away from zero at 10^-9, in both directions.
                    KubernetesCase{"0.1n", fraction(1, 1000000000)},
                    KubernetesCase{"-0.1n", fraction(-1, 1000000000)},
                    KubernetesCase{"1e-100", fraction(1, 1000000000)},
                    // Eighteen digits with a decimal scale are kept, all else stops at 2^63-1.
                    KubernetesCase{"12E", Rational(Integer{12} * 1000000000 * 1000000000)},
                    KubernetesCase{"12Ei", Rational(Integer{INT64_MAX})},
                    KubernetesCase{"100000000000000000000", Rational(Integer{INT64_MAX})},
                    KubernetesCase{"1MiB", std::nullopt}, KubernetesCase{"1e3Mi", std::nullopt},
                    KubernetesCase{"-", std::nullopt}, KubernetesCase{".", std::nullopt},
                    KubernetesCase{"1 Gi", std::nullopt}, KubernetesCase{"0x10", std::nullopt}));

struct PrintCase {
  Quantity quantity;
  std::string text;
  friend void PrintTo(const PrintCase& test, std::ostream* out) { *out << test.text; }
};
class Printed : public testing::TestWithParam<PrintCase> {};
TEST_P(Printed, IsShortAndReadsBackEqual) {
  EXPECT_EQ(to_string(GetParam().quantity), GetParam().text);
  const auto read = parse_quantity(GetParam().text);
  ASSERT_TRUE(read.quantity);
  EXPECT_EQ(read.quantity->value, GetParam().quantity.value);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Printed,
    testing::Values(PrintCase{{512 * 1048576, Dimension::Bytes}, "512MiB"},
                    PrintCase{{0, Dimension::Bytes}, "0B"}, PrintCase{{1, Dimension::Bytes}, "1B"},
                    PrintCase{{500'000'000, Dimension::Bytes}, "500MB"},
                    PrintCase{{fraction(1, 10), Dimension::Bytes}, "0.1B"},
                    PrintCase{{Integer{1} << 66, Dimension::Bytes}, "64EiB"},
                    PrintCase{{fraction(1, 2), Dimension::Cpu}, "500m"},
                    PrintCase{{3, Dimension::Cpu}, "3"},
                    PrintCase{{fraction(1, 1'000'000'000), Dimension::Cpu}, "1n"},
                    PrintCase{{fraction(3, 2), Dimension::Count}, "1.5"},
                    PrintCase{{1000, Dimension::Count}, "1000"}));

}  // namespace
}  // namespace ringfence
