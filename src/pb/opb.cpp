#include "pb/opb.h"

#include <unordered_map>

namespace ringfence::pb {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// A word of the text and its place; empty at the end.
struct Word {
  std::string_view text;
  Span at;
};

class Reader {
 public:
  Reader(const Sources& sources, SourceId source) : text_(sources.text(source)), source_(source) {}

  Result<Formula> run() {
    for (next(); !word_.text.empty() && errors_.empty();) {
      if (word_.text == "min:") {
        read_objective();
      } else {
        read_constraint();
      }
    }
    if (!errors_.empty()) return std::move(errors_);
    return std::move(formula_);
  }

 private:
  /// The next word: `>=`, `=` and `;` also end the one before. Comments are whole lines.
  void next() {
    while (position_ < text_.size()) {
      const bool at_line_start = position_ == 0 || text_[position_ - 1] == '\n';
      if (at_line_start && text_[position_] == '*') {
        position_ = std::min(text_.find('\n', position_), text_.size());
      } else if (is_blank(text_[position_])) {
        ++position_;
      } else {
        break;
      }
    }
    const std::size_t begin = position_;
    const auto is_sign = [&](std::size_t at) {
      return text_[at] == ';' || text_[at] == '=' || text_[at] == '>';
    };
    if (begin < text_.size() && is_sign(begin)) {
      position_ += text_.substr(begin, 2) == ">=" ? 2 : 1;
    } else {
      while (position_ < text_.size() && !is_blank(text_[position_]) && !is_sign(position_))
        ++position_;
    }
    word_ = {text_.substr(begin, position_ - begin),
             {source_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(position_)}};
  }

  void fail(std::string_view code, const std::string& message) {
    if (errors_.empty()) errors_.push_back({code, word_.at, message});
  }

  bool is_number() const {
    const char first = word_.text.empty() ? ' ' : word_.text.front();
    return first == '+' || first == '-' || (first >= '0' && first <= '9');
  }

  std::optional<Integer> number() {
    std::string_view digits = word_.text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const auto value = parse_integer(digits);
    if (!value) {
      const bool is_long =
          digits.find_first_not_of("-0123456789") == std::string_view::npos && digits.size() > 30;
      fail(is_long ? "E0902" : "E0901", is_long ? "this number is too large" : "expected a number");
      return std::nullopt;
    }
    next();
    return value;
  }

  Literal literal() {
    std::string_view name = word_.text;
    const bool positive = !name.starts_with('~');
    if (!positive) name.remove_prefix(1);
    const char first = name.empty() ? ' ' : name.front();
    const bool is_name =
        (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '_';
    if (!is_name) fail("E0901", "expected a variable");
    const auto [at, is_new] = vars_.emplace(name, static_cast<Var>(formula_.names.size()));
    if (is_new) formula_.names.emplace_back(name);
    next();
    if (!is_number() && word_.text != ">=" && word_.text != "=" && word_.text != ";" &&
        errors_.empty()) {
      fail("E0901", "expected a coefficient, `>=`, `=` or `;`: only linear constraints are read");
    }
    return Literal::of(at->second, positive);
  }

  std::vector<Summand> summands() {
    std::vector<Summand> all;
    while (is_number() && errors_.empty()) {
      const auto coefficient = number();
      if (coefficient) all.push_back({*coefficient, literal()});
    }
    return all;
  }

  void expect_end() {
    if (word_.text != ";") fail("E0901", "expected `;`");
    next();
  }

  void read_objective() {
    if (formula_.objective || !formula_.constraints.empty())
      fail("E0901", "the objective comes once, and before the constraints");
    next();
    const std::vector<Summand> sum = summands();
    expect_end();
    std::vector<Integer> weights(formula_.names.size());
    Objective objective;
    Integer all = 0;
    for (const Summand& one : sum) {
      Integer& weight = weights[one.literal.var()];
      const bool positive = one.literal.is_positive();
      const auto total = checked_add(weight, positive ? one.coefficient : -one.coefficient);
      const auto constant = checked_add(objective.constant, positive ? 0 : one.coefficient);
      if (!total || !constant) return fail("E0902", "the objective is too large");
      weight = *total;
      objective.constant = *constant;
    }
    for (Var var = 0; var < weights.size(); ++var) {
      if (weights[var] == 0) continue;
      all += weights[var] < 0 ? -weights[var] : weights[var];
      if (all > kMostSum) return fail("E0902", "the objective is too large");
      objective.terms.push_back({static_cast<std::int64_t>(weights[var]), Literal::of(var)});
    }
    formula_.objective = std::move(objective);
  }

  void add(const std::vector<Summand>& sum, Integer degree) {
    auto constraint = normalised(sum, degree);
    if (!constraint) return fail("E0902", "the coefficients before this add up to too much");
    formula_.constraints.push_back(*std::move(constraint));
  }

  void read_constraint() {
    std::vector<Summand> sum = summands();
    const bool is_equality = word_.text == "=";
    if (!is_equality && word_.text != ">=") return fail("E0901", "expected `>=` or `=`");
    next();
    const auto degree = number();
    if (!degree) return;
    add(sum, *degree);
    if (is_equality) {
      for (Summand& one : sum) one.coefficient = -one.coefficient;
      add(sum, -*degree);
    }
    expect_end();
  }

  std::string_view text_;
  SourceId source_;
  std::size_t position_ = 0;
  Word word_;
  std::unordered_map<std::string_view, Var> vars_;
  Formula formula_;
  Diagnostics errors_;
};

void write_terms(std::string& out, const Formula& formula, const std::vector<Term>& terms) {
  for (const Term& term : terms) {
    out += term.coefficient < 0 ? "" : "+";
    out += std::to_string(term.coefficient) + (term.literal.is_positive() ? " " : " ~") +
           formula.names[term.literal.var()] + " ";
  }
}

}  // namespace

namespace {

/// A name that somebody gave may hold anything; a comment ends with its line.
std::string in_one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

}  // namespace

Result<Formula> read_opb(const Sources& sources, SourceId source) {
  return Reader(sources, source).run();
}

std::string to_opb(const Formula& formula) {
  std::string out = "* #variable= " + std::to_string(formula.names.size()) +
                    " #constraint= " + std::to_string(formula.constraints.size()) + "\n";
  if (formula.objective) {
    out += "min: ";
    write_terms(out, formula, formula.objective->terms);
    if (formula.objective->constant != 0 && !formula.names.empty()) {
      // OPB has no constants, but one of a literal and its negation is always true.
      const std::string constant = to_string(formula.objective->constant) + " ";
      out += constant + formula.names[0] + " " + constant + "~" + formula.names[0] + " ";
    }
    out += ";\n";
  }
  for (std::size_t i = 0; i < formula.constraints.size(); ++i) {
    if (i < formula.comments.size() && !formula.comments[i].empty())
      out += "* " + in_one_line(formula.comments[i]) + "\n";
    write_terms(out, formula, formula.constraints[i].terms);
    out += ">= " + std::to_string(formula.constraints[i].degree) + " ;\n";
  }
  return out;
}

}  // namespace ringfence::pb
