#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ringfence::tests {

/// `app in (a,b) and !has(tier)`: pods as the other analyser prints them.
class LabelExpression {
 public:
  /// Nothing for a text that is a list of names.
  static std::optional<LabelExpression> parse(const std::string& text);
  bool holds(std::span<const std::string_view> labels) const { return holds_(labels); }

  using Test = std::function<bool(std::span<const std::string_view>)>;
  explicit LabelExpression(Test holds) : holds_(std::move(holds)) {}

 private:
  Test holds_;
};

}  // namespace ringfence::tests
