#pragma once
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

/// Reads the notation of grammar/ringfence.ebnf and makes random sentences of what it describes.
namespace ringfence::test {

/// A node of a rule's right-hand side.
struct Term {
  enum class Kind { Literal, Rule, Special, Sequence, Choice, Optional, Repetition, Except };
  Kind kind = Kind::Sequence;
  std::string text;         ///< Of a literal, the name of a rule, the words of a special.
  std::vector<Term> parts;  ///< Except: what, and what not.
};

using Rules = std::map<std::string, Term>;

/// Throws std::runtime_error with the offset where the text is no EBNF.
Rules read_ebnf(std::string_view text);

/// Random sentences of one set of rules, the same for the same seed.
class Sentences {
 public:
  Sentences(const Rules& rules, unsigned seed);

  /// One sentence of `rule`. From depth `depth` on, the shallowest way to the end is taken.
  std::string make(const std::string& rule, int depth);

 private:
  void write(const Term& term, int depth, bool is_token, std::string& out);
  void write_rule(const std::string& name, int depth, bool is_token, std::string& out);
  std::string special(const std::string& words);
  int height(const Term& term) const;
  const Term& low_part(const Term& choice);
  std::size_t pick(std::size_t count);

  const Rules& rules_;
  std::map<std::string, int> heights_;  ///< Of the least tree of each rule.
  std::mt19937 random_;
};

}  // namespace ringfence::test
