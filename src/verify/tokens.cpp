#include "verify/tokens.h"

#include <algorithm>

namespace ringfence::verify {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kDigits = "0123456789";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What names may hold after their first letter. Commas and arrows separate, so they are not in.
bool is_in_name(char c) {
  return is_letter(c) || kDigits.find(c) != std::string_view::npos ||
         std::string_view("_-^[]{}().:@$#/|'!?&%").find(c) != std::string_view::npos;
}

std::string quoted(std::string_view word) {
  return word.empty() ? "the end" : "`" + std::string(word) + "`";
}

}  // namespace

void Tokens::advance() {
  rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlanks), rest_.size()));
  std::size_t size = std::min(rest_.find_first_of(" \t\r\n;"), rest_.size());
  if (size == 0 && !rest_.empty()) size = 1;  // the semicolon
  first_ = rest_.substr(0, size);
  rest_.remove_prefix(size);
}

std::string_view Tokens::next() {
  if (at_end()) throw Unreadable("something is missing at the end");
  const std::string_view word = first_;
  advance();
  return word;
}

bool Tokens::accept(std::string_view word) {
  if (first_ != word) return false;
  advance();
  return true;
}

void Tokens::expect(std::string_view word) {
  if (!accept(word)) {
    throw Unreadable("expected `" + std::string(word) + "`, found " + quoted(first_));
  }
}

void Tokens::expect_end() const {
  if (!at_end()) throw Unreadable("expected the end, found " + quoted(first_));
}

bool is_integer(std::string_view word) {
  if (word.starts_with('+') || word.starts_with('-')) word.remove_prefix(1);
  return !word.empty() && word.find_first_not_of(kDigits) == std::string_view::npos;
}

bool is_literal(std::string_view word) {
  if (word.starts_with('~')) word.remove_prefix(1);
  if (word.empty() || !(is_letter(word.front()) || word.front() == '_')) return false;
  return std::all_of(word.begin(), word.end(), is_in_name);
}

Integer read_integer(Tokens& tokens) {
  if (!is_integer(tokens.peek())) {
    throw Unreadable("expected a number, found " + quoted(tokens.peek()));
  }
  return Integer::parse(tokens.next());
}

Literal read_literal(Tokens& tokens, Names& names) {
  if (!is_literal(tokens.peek())) {
    throw Unreadable("expected a literal, found " + quoted(tokens.peek()));
  }
  std::string_view word = tokens.next();
  const bool is_negated = word.starts_with('~');
  if (is_negated) word.remove_prefix(1);
  return {2 * names.variable(word) + (is_negated ? 1U : 0U)};
}

std::vector<Term> read_terms(Tokens& tokens, Names& names) {
  std::vector<Term> terms;
  while (is_integer(tokens.peek())) {
    Integer coefficient = read_integer(tokens);
    terms.push_back({std::move(coefficient), read_literal(tokens, names)});
    if (is_literal(tokens.peek())) throw Unreadable("products of literals are not linear");
  }
  return terms;
}

Constraint read_constraint(Tokens& tokens, Names& names) {
  std::vector<Term> terms = read_terms(tokens, names);
  tokens.expect(">=");
  Integer degree = read_integer(tokens);
  tokens.expect(";");
  return normalized(std::move(terms), std::move(degree));
}

}  // namespace ringfence::verify
