#include "corpus/label_expression.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <vector>

namespace ringfence::tests {
namespace {

using Labels = std::span<const std::string_view>;
using Test = LabelExpression::Test;

std::optional<std::string> value_of(Labels labels, const std::string& key) {
  for (const std::string_view label : labels) {
    if (label.substr(0, label.find('=')) != key) continue;
    return std::string(label.substr(label.find('=') + 1));
  }
  return std::nullopt;
}

/// Recursive descent; `or` binds less than `and`.
class Parser {
 public:
  explicit Parser(const std::string& text) : rest_(text) {}

  std::optional<Test> whole() {
    if (rest_ == "*") return Test([](Labels) { return true; });
    auto test = disjunction();
    return test && rest_.empty() ? test : std::nullopt;
  }

 private:
  std::optional<Test> disjunction() {
    auto all = conjunction();
    while (all && take(" or ")) {
      auto more = conjunction();
      if (!more) return std::nullopt;
      all = Test([a = *all, b = *more](Labels labels) { return a(labels) || b(labels); });
    }
    return all;
  }

  std::optional<Test> conjunction() {
    auto all = unit();
    while (all && take(" and ")) {
      auto more = unit();
      if (!more) return std::nullopt;
      all = Test([a = *all, b = *more](Labels labels) { return a(labels) && b(labels); });
    }
    return all;
  }

  std::optional<Test> unit() {
    for (const auto& [open, close] : {std::pair("(", ")"), std::pair("{", "}")}) {
      if (!take(open)) continue;
      auto inside = disjunction();
      return inside && take(close) ? inside : std::nullopt;
    }
    const bool is_not = take("!");
    if (take("has(")) {
      const std::string key = until(")");
      take(")");
      return Test([=](Labels labels) { return value_of(labels, key).has_value() != is_not; });
    }
    if (is_not) return std::nullopt;
    const std::string key = until("!= ");
    if (take("=")) return is_one_of(key, {until(" )}")}, true);
    if (take("!=")) return is_one_of(key, {until(" )}")}, false);
    const bool in = take(" in (");
    if (!in && !take(" not in (")) return std::nullopt;
    std::set<std::string> values;
    std::istringstream parts(until(")"));
    for (std::string part; std::getline(parts, part, ',');) values.insert(part);
    take(")");
    return is_one_of(key, values, in);
  }

  static Test is_one_of(const std::string& key, const std::set<std::string>& values, bool wanted) {
    return [=](Labels labels) {
      const auto value = value_of(labels, key);
      return (value && values.contains(*value)) == wanted;
    };
  }

  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.erase(0, word.size());
    return true;
  }
  std::string until(const char* ends) {
    const std::size_t end = std::min(rest_.find_first_of(ends), rest_.size());
    std::string word = rest_.substr(0, end);
    rest_.erase(0, end);
    return word;
  }

  std::string rest_;
};

}  // namespace

std::optional<LabelExpression> LabelExpression::parse(const std::string& text) {
  auto test = Parser(text).whole();
  return test ? std::optional(LabelExpression(std::move(*test))) : std::nullopt;
}

}  // namespace ringfence::tests
