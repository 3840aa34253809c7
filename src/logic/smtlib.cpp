#include "logic/smtlib.h"

#include <algorithm>

#include "base/match.h"

// One pass in index order builds the text of each term from the texts of its parts. A term is
// given a name (`define-fun`) when it is used more than once, and when its text nests deeply: the
// readers of this text are recursive, and a term may be deeper than their stack.

namespace ringfence::logic {
namespace {

constexpr int kDeepest = 40;

/// Any name as a quoted symbol. `%` escapes what cannot stand between bars, and `$`, with which
/// our own names begin; different names stay different.
std::string symbol(const std::string& name) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string text = "|";
  for (const char letter : name) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x20 || byte > 0x7e || std::string_view("|\\%$").find(letter) != std::string::npos) {
      text += '%';
      text += kHex[byte / 16];
      text += kHex[byte % 16];
    } else {
      text += letter;
    }
  }
  return text + "|";
}

std::string number(Integer value) {
  const std::string digits = to_string(value);
  return value < 0 ? "(- " + digits.substr(1) + ")" : digits;
}

std::string comment(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\n\r");
    lines += "; " + std::string(text.substr(0, end)) + "\n";
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

class Printer {
 public:
  Printer(const Terms& terms, std::span<const Commented> assertions)
      : terms_(terms), text_(terms.size()), depth_(terms.size()), uses_(terms.size()) {
    std::vector<Term> roots;
    for (const Commented& assertion : assertions) {
      roots.push_back(assertion.term);
      ++uses_[assertion.term.index];
    }
    needed_ = reachable(terms, roots);
    for (std::uint32_t index = 0; index < terms.size(); ++index) {
      if (!needed_[index]) continue;
      for_each_part(terms[Term{index}], [&](Term part) { ++uses_[part.index]; });
    }
  }

  std::string declarations() {
    std::string all;
    for (std::uint32_t index = 0; index < terms_.size(); ++index) {
      if (!needed_[index]) continue;
      if (const auto* var = std::get_if<BoolVar>(&terms_[Term{index}])) {
        all += "(declare-const " + symbol(var->name) + " Bool)\n";
      } else if (const auto* range = std::get_if<IntVar>(&terms_[Term{index}])) {
        const std::string name = symbol(range->name);
        all += "(declare-const " + name + " Int)\n";
        all += "(assert (and (<= " + number(range->low) + " " + name + ") (<= " + name + " " +
               number(range->high) + ")))\n";
      }
    }
    return all;
  }

  std::string definitions() {
    std::string all;
    for (std::uint32_t index = 0; index < terms_.size(); ++index) {
      if (!needed_[index]) continue;
      const Term term{index};
      text_[index] = text_of(term);
      int deepest = -1;
      for_each_part(terms_[term],
                    [&](Term part) { deepest = std::max(deepest, depth_[part.index]); });
      depth_[index] = deepest + 1;
      const bool is_leaf = deepest < 0;
      if (is_leaf || (uses_[index] < 2 && depth_[index] < kDeepest)) continue;
      const std::string name = "|$" + std::to_string(index) + "|";
      const char* sort = terms_.sort(term) == Sort::Bool ? "Bool" : "Int";
      all += "(define-fun " + name + " () " + sort + " " + text_[index] + ")\n";
      text_[index] = name;
      depth_[index] = 0;
    }
    return all;
  }

  const std::string& text(Term term) const { return text_[term.index]; }

 private:
  std::string text_of(Term term) const {
    return match(
        terms_[term],  //
        [](const BoolConst& n) -> std::string { return n.value ? "true" : "false"; },
        [](const BoolVar& n) { return symbol(n.name); },
        [](const IntVar& n) { return symbol(n.name); },
        [&](const Not& n) { return "(not " + text(n.operand) + ")"; },
        [&](const And& n) { return applied("and", n.operands); },
        [&](const Or& n) { return applied("or", n.operands); },
        [&](const Iff& n) { return "(= " + text(n.left) + " " + text(n.right) + ")"; },
        [&](const IntIte& n) {
          return "(ite " + text(n.condition) + " " + text(n.then) + " " + text(n.otherwise) + ")";
        },
        [&](const Linear& n) { return sum(n.addends, n.constant); },
        [&](const AtMost& n) { return "(<= " + sum(n.addends, 0) + " " + number(n.bound) + ")"; },
        [&](const Equals& n) { return "(= " + sum(n.addends, 0) + " " + number(n.bound) + ")"; });
  }

  std::string applied(const char* function, const std::vector<Term>& operands) const {
    std::string all = std::string("(") + function;
    for (const Term operand : operands) all += " " + text(operand);
    return all + ")";
  }

  std::string addend(const Addend& part) const {
    const std::string factor = number(part.coefficient);
    if (terms_.sort(part.term) == Sort::Bool) {
      return "(ite " + text(part.term) + " " + factor + " 0)";
    }
    return part.coefficient == 1 ? text(part.term) : "(* " + factor + " " + text(part.term) + ")";
  }

  std::string sum(const std::vector<Addend>& addends, Integer constant) const {
    if (addends.empty()) return number(constant);
    if (addends.size() == 1 && constant == 0) return addend(addends.front());
    std::string all = "(+";
    for (const Addend& part : addends) all += " " + addend(part);
    if (constant != 0) all += " " + number(constant);
    return all + ")";
  }

  const Terms& terms_;
  std::vector<bool> needed_;
  std::vector<std::string> text_;  ///< What to write where the term is used.
  std::vector<int> depth_;         ///< How deep that text nests.
  std::vector<std::uint32_t> uses_;
};

}  // namespace

std::string smtlib(const Terms& terms, std::span<const Commented> assertions,
                   std::string_view header) {
  Printer printer(terms, assertions);
  std::string script = comment(header) + "(set-logic QF_LIA)\n";
  script += printer.declarations() + printer.definitions();
  for (const Commented& assertion : assertions) {
    script += comment(assertion.comment) + "(assert " + printer.text(assertion.term) + ")\n";
  }
  return script + "(check-sat)\n";
}

}  // namespace ringfence::logic
