#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

#include "verify/constraint.h"

namespace ringfence::verify {

/// A file is not of the format it should be.
struct Unreadable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A rule, or a part of the format, that is not implemented. Never a reason to go on.
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The variables by name, numbered as they are first met.
class Names {
 public:
  std::uint32_t variable(std::string_view name) {
    const auto next = static_cast<std::uint32_t>(numbers_.size());
    return numbers_.try_emplace(std::string(name), next).first->second;
  }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

/// The words of a text, in order. Blanks separate them, and a semicolon is a word by itself.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) { advance(); }  ///< Which must outlive it.
  explicit Tokens(std::string&&) = delete;
  bool at_end() const { return first_.empty(); }
  std::string_view peek() const { return first_; }  ///< Empty at the end.
  std::string_view next();                          ///< Unreadable at the end.
  bool accept(std::string_view word);               ///< Takes it if it is next.
  void expect(std::string_view word);
  void expect_end() const;

 private:
  void advance();
  std::string_view first_, rest_;
};

bool is_integer(std::string_view word);
bool is_literal(std::string_view word);
Integer read_integer(Tokens& tokens);
Literal read_literal(Tokens& tokens, Names& names);
/// Coefficients and literals, up to a word that is no coefficient.
std::vector<Term> read_terms(Tokens& tokens, Names& names);
/// "terms >= degree ;"
Constraint read_constraint(Tokens& tokens, Names& names);

}  // namespace ringfence::verify
