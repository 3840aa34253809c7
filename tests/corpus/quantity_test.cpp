#include "base/quantity.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

// The quantities of Kubernetes' own unit tests: mantissa and decimal exponent of each.

namespace ringfence {
namespace {

const std::filesystem::path kTables =
    std::filesystem::path(RINGFENCE_CORPUS) / "kubernetes-api" / "quantity";

bool is_required() {
  const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
  return required != nullptr && std::string_view(required) == "1";
}

std::vector<std::string> rows_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> rows;
  std::string row;
  while (std::getline(file, row)) rows.push_back(row);
  if (!rows.empty()) rows.erase(rows.begin());
  return rows;
}

/// `524288.0` with exponent -1, exactly.
Rational decimal(const std::string& mantissa, int exponent) {
  std::string digits = mantissa;
  if (const auto point = digits.find('.'); point != std::string::npos) {
    exponent -= static_cast<int>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  Rational value(*parse_integer(digits));
  for (; exponent > 0; --exponent) value = *checked_multiply(value, Rational(10));
  for (; exponent < 0; ++exponent) value = *checked_divide(value, Rational(10));
  return value;
}

class QuantityTables : public testing::Test {
 protected:
  void SetUp() override {
    if (std::filesystem::exists(kTables)) return;
    ASSERT_FALSE(is_required()) << "no corpus at " << kTables;
    GTEST_SKIP() << "no corpus at " << kTables;
  }
};

TEST_F(QuantityTables, EveryValidInputHasTheListedValue) {
  std::size_t agreed = 0;
  const auto rows = rows_of(kTables / "valid.csv");
  for (const std::string& row : rows) {
    std::istringstream cells(row);
    std::string input, mantissa, exponent;
    std::getline(cells, input, ',');
    std::getline(cells, mantissa, ',');
    std::getline(cells, exponent, ',');
    const auto result = parse_kubernetes_quantity(input);
    ASSERT_TRUE(result.quantity) << input;
    EXPECT_EQ(to_string(result.quantity->value), to_string(decimal(mantissa, std::stoi(exponent))))
        << input;
    agreed += result.quantity->value == decimal(mantissa, std::stoi(exponent)) ? 1 : 0;
  }
  EXPECT_GE(rows.size(), 90U);
  std::cout << "quantity/valid.csv: " << rows.size() << " run, 0 skipped, " << agreed
            << " agreed\n";
}

TEST_F(QuantityTables, NoInvalidInputIsRead) {
  const auto rows = rows_of(kTables / "invalid.csv");
  std::size_t agreed = 0;
  for (const std::string& row : rows) {
    const std::string input = row.substr(1, row.size() - 2);
    EXPECT_FALSE(parse_kubernetes_quantity(input).quantity) << row;
    agreed += parse_kubernetes_quantity(input).quantity ? 0 : 1;
  }
  EXPECT_GE(rows.size(), 10U);
  std::cout << "quantity/invalid.csv: " << rows.size() << " run, 0 skipped, " << agreed
            << " agreed\n";
}

}  // namespace
}  // namespace ringfence
