#include "unit/grammar/ebnf.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace ringfence::test {
namespace {

constexpr int kUnbounded = 1000000;
constexpr int kTokenHeight = 5;     // what is no higher than a token never recurses
constexpr std::size_t kLong = 250;  // from here on sentences come to an end

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Rules read() {
    Rules rules;
    for (skip(); at_ < text_.size(); skip()) {
      const std::string name = word();
      expect('=');
      if (!rules.emplace(name, choice()).second) fail("rule `" + name + "` twice");
      expect(';');
    }
    return rules;
  }

 private:
  Term choice() {
    Term all{Term::Kind::Choice, "", {sequence()}};
    while (next() == '|') {
      ++at_;
      all.parts.push_back(sequence());
    }
    return all.parts.size() == 1 ? all.parts.front() : all;
  }

  Term sequence() {
    Term all{Term::Kind::Sequence, "", {}};
    while (std::string_view("|;)]}").find(next()) == std::string_view::npos) {
      Term part = single();
      if (next() == '-') {
        ++at_;
        part = {Term::Kind::Except, "", {part, single()}};
      }
      all.parts.push_back(part);
    }
    return all;
  }

  Term single() {
    const char c = next();
    if (c == '"' || c == '\'') return {Term::Kind::Literal, until(c), {}};
    if (c == '?') return {Term::Kind::Special, until('?'), {}};
    if (c == '(') return bracketed(Term::Kind::Sequence, ')');
    if (c == '[') return bracketed(Term::Kind::Optional, ']');
    if (c == '{') return bracketed(Term::Kind::Repetition, '}');
    return {Term::Kind::Rule, word(), {}};
  }

  Term bracketed(Term::Kind kind, char close) {
    ++at_;
    Term inner = choice();
    expect(close);
    return {kind, "", {inner}};
  }

  std::string until(char close) {
    const std::size_t begin = at_ + 1;
    at_ = text_.find(close, begin);
    if (at_ == std::string_view::npos) fail("no end");
    return std::string(text_.substr(begin, at_++ - begin));
  }

  std::string word() {
    skip();
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_')) {
      ++at_;
    }
    if (begin == at_) fail("a name was expected");
    return std::string(text_.substr(begin, at_ - begin));
  }

  char next() {
    skip();
    if (at_ == text_.size()) fail("the text ends");
    return text_[at_];
  }

  void expect(char c) {
    if (next() != c) fail(std::string("expected ") + c);
    ++at_;
  }

  void skip() {
    for (;;) {
      while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
      if (!text_.substr(at_).starts_with("(*")) return;
      at_ = text_.find("*)", at_) + 2;
    }
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error("EBNF at byte " + std::to_string(at_) + ": " + what);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// The literals of a term that is nothing but a choice of them.
std::vector<std::string> literals_of(const Term& term) {
  if (term.kind == Term::Kind::Literal) return {term.text};
  std::vector<std::string> all;
  for (const Term& part : term.parts) {
    for (std::string& literal : literals_of(part)) all.push_back(std::move(literal));
  }
  return all;
}

bool is_token_rule(const std::string& name) {
  return std::isupper(static_cast<unsigned char>(name.front())) != 0;
}

}  // namespace

Rules read_ebnf(std::string_view text) {
  return Reader(text).read();
}

Sentences::Sentences(const Rules& rules, unsigned seed) : rules_(rules), random_(seed) {
  for (const auto& [name, term] : rules_) heights_[name] = kUnbounded;
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [name, term] : rules_) {
      const int found = std::min(kUnbounded, height(term) + 1);
      changed = changed || found != heights_[name];
      heights_[name] = found;
    }
  }
}

std::string Sentences::make(const std::string& rule, int depth) {
  std::string out;
  write_rule(rule, depth, false, out);
  return out;
}

int Sentences::height(const Term& term) const {
  switch (term.kind) {
    case Term::Kind::Rule: {
      const auto found = heights_.find(term.text);
      if (found == heights_.end()) throw std::runtime_error("no rule `" + term.text + "`");
      return found->second;
    }
    case Term::Kind::Choice: {
      int least = kUnbounded;
      for (const Term& part : term.parts) least = std::min(least, height(part));
      return least;
    }
    case Term::Kind::Sequence: {
      int most = 0;
      for (const Term& part : term.parts) most = std::max(most, height(part));
      return most;
    }
    case Term::Kind::Except:
      return height(term.parts.front());
    case Term::Kind::Literal:
    case Term::Kind::Special:
    case Term::Kind::Optional:
    case Term::Kind::Repetition:
      return 0;
  }
  return 0;
}

const Term& Sentences::low_part(const Term& choice) {
  const int most = std::max(height(choice), kTokenHeight);
  std::vector<const Term*> low;
  for (const Term& part : choice.parts) {
    if (height(part) <= most) low.push_back(&part);
  }
  return *low[pick(low.size())];
}

std::size_t Sentences::pick(std::size_t count) {
  return random_() % count;
}

void Sentences::write_rule(const std::string& name, int depth, bool is_token, std::string& out) {
  if (is_token || !is_token_rule(name)) {
    write(rules_.at(name), depth - 1, is_token, out);
    return;
  }
  if (!out.empty()) out += ' ';
  write(rules_.at(name), depth - 1, true, out);
}

void Sentences::write(const Term& term, int depth, bool is_token, std::string& out) {
  if (out.size() > kLong && !is_token) depth = 0;
  switch (term.kind) {
    case Term::Kind::Literal:
      if (!is_token && !out.empty()) out += ' ';
      out += term.text;
      return;
    case Term::Kind::Special:
      out += special(term.text);
      return;
    case Term::Kind::Rule:
      write_rule(term.text, depth, is_token, out);
      return;
    case Term::Kind::Sequence:
      for (const Term& part : term.parts) write(part, depth, is_token, out);
      return;
    case Term::Kind::Optional:
      if (depth > 0 && pick(2) == 0) write(term.parts.front(), depth, is_token, out);
      return;
    case Term::Kind::Repetition:
      for (std::size_t count = depth > 0 || is_token ? pick(3) : 0; count > 0; --count) {
        write(term.parts.front(), depth, is_token, out);
      }
      return;
    case Term::Kind::Choice:
      write(depth > 0 ? term.parts[pick(term.parts.size())] : low_part(term), depth, is_token, out);
      return;
    case Term::Kind::Except: {
      const std::vector<std::string> excluded = literals_of(rules_.at(term.parts[1].text));
      for (;;) {
        std::string word;
        write(term.parts[0], depth, true, word);
        if (std::find(excluded.begin(), excluded.end(), word) != excluded.end()) continue;
        out += word;
        return;
      }
    }
  }
}

std::string Sentences::special(const std::string& words) {
  static const std::string letters = "abcdefgxyzAEMTinostr";
  static const std::vector<std::string> characters = {"a", "Z", " ", "0",  "/", ":", "*", "é",
                                                      "‰", "{", "}", "//", "𝔸", "'", "=", "`"};
  if (words.find("A to Z") != std::string::npos) return {letters[pick(letters.size())]};
  if (words.find("0 to 9") != std::string::npos) return std::to_string(pick(10));
  if (words.find("any character but \"") != std::string::npos) {
    return characters[pick(characters.size())];
  }
  throw std::runtime_error("no characters are known for ?" + words + "?");
}

}  // namespace ringfence::test
