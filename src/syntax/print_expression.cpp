#include <algorithm>

#include "base/match.h"
#include "syntax/closure.h"
#include "syntax/layout.h"
#include "syntax/operators.h"
#include "syntax/print.h"
#include "syntax/words.h"

namespace ringfence::syntax {
namespace {

// How tightly each form binds, ten times the precedence of the operators between them.
constexpr int kLoosest = 0;
constexpr int kNot = 45;
constexpr int kSum = 60;
constexpr int kMinus = 80;
constexpr int kHas = 85;
constexpr int kPostfix = 90;
constexpr int kPrimary = 100;

int level(BinaryOp op) {
  return 10 * precedence(op);
}

int level(const Expr& expr) {
  return match(
      expr.node,  //
      [](const BoolLit&) { return kPrimary; }, [](const NumberLit&) { return kPrimary; },
      [](const StringLit&) { return kPrimary; }, [](const NoneLit&) { return kPrimary; },
      [](const PortLit&) { return kPrimary; }, [](const Name&) { return kPrimary; },
      [](const Member&) { return kPostfix; }, [](const Index&) { return kPostfix; },
      [](const Call&) { return kPrimary; },
      [](const Unary& unary) { return unary.op == UnaryOp::Not ? kNot : kMinus; },
      [](const Binary& binary) { return level(binary.op); }, [](const Quantifier&) { return kNot; },
      [](const Aggregate&) { return kPrimary; }, [](const Comprehension&) { return kPrimary; },
      [](const Conditional&) { return kNot; }, [](const Has&) { return kHas; },
      [](const SetLit&) { return kPrimary; });
}

/// True of what takes in everything to its right, and so needs parentheses before more follows.
bool reaches_right(const Expr& expr) {
  return std::holds_alternative<Quantifier>(expr.node) ||
         std::holds_alternative<Conditional>(expr.node);
}

bool needs_parentheses(const Expr& expr, int least, bool is_last) {
  return level(expr) < least || (!is_last && reaches_right(expr));
}

bool is_run(BinaryOp op) {
  return op == BinaryOp::And || op == BinaryOp::Or;
}

/// The operands of a run of one associative operator, in order.
void collect(BinaryOp op, const Expr& expr, std::vector<const Expr*>& operands) {
  const auto* binary = std::get_if<Binary>(&expr.node);
  if (binary == nullptr || binary->op != op) {
    operands.push_back(&expr);
    return;
  }
  for (const Expr& side : binary->sides) collect(op, side, operands);
}

/// In one line. `least` is what the place demands, `is_last` whether nothing follows before the
/// next bracket or separator.
std::string line(const Expr& expr, int least, bool is_last);

std::string lines(const std::vector<Expr>& exprs, int least) {
  std::string text;
  for (const Expr& expr : exprs) text += (text.empty() ? "" : ", ") + line(expr, least, true);
  return text;
}

// What the sides of an operator must at least bind like. Comparisons do not chain.
int left_level(BinaryOp op) {
  const bool chains = op != BinaryOp::Implies && level(op) != level(BinaryOp::Equal);
  return level(op) + (chains && !is_run(op) ? 0 : 1);
}
int right_level(BinaryOp op) {
  return level(op) + (op == BinaryOp::Implies ? 0 : 1);
}

/// Whether the last operand of `op` may reach to the right without parentheses: in a run of `and`
/// or `or` it would look different from the others.
bool may_reach(BinaryOp op, bool is_last) {
  return is_last && !is_run(op);
}

std::vector<const Expr*> operands_of(const Binary& binary) {
  std::vector<const Expr*> operands = {&binary.sides[0], &binary.sides[1]};
  if (is_run(binary.op)) {
    operands.clear();
    for (const Expr& side : binary.sides) collect(binary.op, side, operands);
  }
  return operands;
}

std::string line(const Binary& binary, bool is_last) {
  const std::string sign = " " + std::string(spelling(binary.op)) + " ";
  const std::vector<const Expr*> operands = operands_of(binary);
  std::string text = line(*operands.front(), left_level(binary.op), false);
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const bool ends = i + 1 == operands.size() && may_reach(binary.op, is_last);
    text += sign + line(*operands[i], right_level(binary.op), ends);
  }
  return text;
}

std::string head(const Quantifier& quantifier) {
  return (quantifier.kind == QuantifierKind::ForAll ? "forall " : "exists ") +
         written_binders(quantifier.binders, quantifier.guard) + ":";
}

std::string where(const std::vector<Expr>& guard) {
  return guard.empty() ? "" : " where " + line(guard.front(), kLoosest, false);
}

std::string closure_line(const Call& call) {
  const std::vector<Expr> behind(call.arguments.begin() + 1, call.arguments.end());
  return call.function.text + "(" + line(call.arguments.front(), kLoosest, true) + ")(" +
         lines(behind, kLoosest) + ")";
}

std::string bare(const Expr& expr, bool is_last) {
  return match(
      expr.node,
      [](const BoolLit& literal) -> std::string { return literal.value ? "true" : "false"; },
      [](const NumberLit& literal) { return literal.text; },
      [](const StringLit& literal) { return quoted(literal.text); },
      [](const NoneLit&) -> std::string { return "none"; },
      [](const PortLit& port) { return port.protocol + "/" + port.port; },
      [](const Name& name) { return written_name(name.text); },
      [](const Member& member) {
        return line(member.object.front(), kPostfix, true) + "." + member.attribute.text;
      },
      [](const Index& index) {
        return line(index.object_and_key[0], kPostfix, true) + "[" +
               line(index.object_and_key[1], kLoosest, true) + "]";
      },
      [](const Call& call) {
        if (is_closure(call) && call.arguments.size() > 1) return closure_line(call);
        return call.function.text + "(" + lines(call.arguments, kLoosest) + ")";
      },
      [&](const Unary& unary) {
        return unary.op == UnaryOp::Not ? "not " + line(unary.operand.front(), kNot, is_last)
                                        : "-" + line(unary.operand.front(), kMinus, is_last);
      },
      [&](const Binary& binary) { return line(binary, is_last); },
      [](const Quantifier& quantifier) {
        return head(quantifier) + " " + line(quantifier.body.front(), kLoosest, true);
      },
      [](const Aggregate& aggregate) {
        const std::string of = written_binders(aggregate.binders, aggregate.guard) + ")";
        if (aggregate.kind == AggregateKind::Count) return "count(" + of;
        return "sum(" + line(aggregate.term.front(), kLoosest, false) + " for " + of;
      },
      [](const Comprehension& set) {
        return "{" + set.variable.text + " in " + line(set.range.front(), kPostfix, true) +
               where(set.guard) + "}";
      },
      [](const Conditional& conditional) {
        return "if " + line(conditional.parts[0], kLoosest, false) + " then " +
               line(conditional.parts[1], kLoosest, false) + " else " +
               line(conditional.parts[2], kLoosest, true);
      },
      [](const Has& has) { return "has " + line(has.member.front(), kPostfix, true); },
      [](const SetLit& set) { return "{" + lines(set.items, kSum) + "}"; });
}

std::string line(const Expr& expr, int least, bool is_last) {
  if (needs_parentheses(expr, least, is_last)) return "(" + bare(expr, true) + ")";
  return bare(expr, is_last);
}

/// Breaks an expression that does not fit into its line.
class Breaker {
 public:
  explicit Breaker(std::size_t after) : after_(after) {}

  std::string lay_out(const Expr& expr, std::size_t indent, std::size_t column, int least,
                      bool is_last) const {
    const std::string whole = line(expr, least, is_last);
    if (column + whole.size() + after_ <= kLineWidth) return whole;
    if (needs_parentheses(expr, least, is_last)) {
      const std::size_t inside = indent + (reaches_right(expr) ? 3 : 1);
      return "(" + lay_out(expr, inside, column + 1, kLoosest, true) + ")";
    }
    if (const auto* quantifier = std::get_if<Quantifier>(&expr.node)) {
      return broken_head(*quantifier, indent, column) + start(indent) +
             lay_out(quantifier->body.front(), indent + 2, indent, kLoosest, true);
    }
    if (const auto* conditional = std::get_if<Conditional>(&expr.node)) {
      return "if " + line(conditional->parts[0], kLoosest, false) + " then " +
             line(conditional->parts[1], kLoosest, false) + start(indent) + "else " +
             lay_out(conditional->parts[2], indent, indent + 5, kLoosest, true);
    }
    if (const auto* unary = std::get_if<Unary>(&expr.node);
        unary != nullptr && unary->op == UnaryOp::Not) {
      return "not " + lay_out(unary->operand.front(), indent, column + 4, kNot, is_last);
    }
    if (const auto* binary = std::get_if<Binary>(&expr.node)) {
      return rows(*binary, indent, column, is_last);
    }
    return whole;
  }

 private:
  static std::string start(std::size_t indent) { return "\n" + std::string(indent, ' '); }

  /// The head in one line if it fits, else its guard on lines of their own.
  static std::string broken_head(const Quantifier& quantifier, std::size_t indent,
                                 std::size_t column) {
    const std::string whole = head(quantifier);
    if (column + whole.size() <= kLineWidth || quantifier.guard.empty()) return whole;
    const std::string word = quantifier.kind == QuantifierKind::ForAll ? "forall " : "exists ";
    const std::size_t inside = indent + 4;
    return word + written_binders(quantifier.binders, {}) + start(inside) + "where " +
           Breaker(1).lay_out(quantifier.guard.front(), inside + 2, inside + 6, kLoosest, false) +
           ":";
  }

  /// One operand a line, each with its operator in front.
  std::string rows(const Binary& binary, std::size_t indent, std::size_t column,
                   bool is_last) const {
    const std::string sign = std::string(spelling(binary.op)) + " ";
    const std::vector<const Expr*> operands = operands_of(binary);
    std::string text = lay_out(*operands.front(), indent, column, left_level(binary.op), false);
    for (std::size_t i = 1; i < operands.size(); ++i) {
      const bool ends = i + 1 == operands.size() && may_reach(binary.op, is_last);
      const std::size_t inside = indent + sign.size();
      text += start(indent) + sign +
              lay_out(*operands[i], inside, inside, right_level(binary.op), ends);
    }
    return text;
  }

  std::size_t after_;
};

}  // namespace

std::string quoted(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') literal += '\\';
    if (c == '\n') {
      literal += "\\n";
    } else if (c == '\t') {
      literal += "\\t";
    } else {
      literal += c;
    }
  }
  return literal + "\"";
}

std::string written_name(std::string_view name) {
  const bool is_bare = !name.empty() && end_of_name(name, 0) == name.size() && !is_reserved(name);
  return is_bare ? std::string(name) : quoted(name);
}

std::string written_binders(const std::vector<Binder>& binders, const std::vector<Expr>& guard) {
  std::string text;
  for (const Binder& binder : binders) {
    for (const Ident& variable : binder.variables) {
      text += (text.empty() ? "" : ", ") + variable.text;
    }
    text += " in " + line(binder.range.front(), kPostfix, true);
  }
  return text + where(guard);
}

std::string written_sum(const Expr& expr) {
  return line(expr, kSum, true);
}

std::string written_range(const Replicas& replicas) {
  const std::string low = line(replicas.low, kSum, true);
  const std::string high = line(replicas.high, kSum, true);
  return "[" + (low == high ? low : low + ".." + high) + "]";
}

std::string lay_out(const Expr& expr, std::size_t indent, std::size_t column, std::size_t after) {
  return Breaker(after).lay_out(expr, indent, column, kLoosest, true);
}

std::string print(const Expr& expr) {
  return line(expr, kLoosest, true);
}

std::string print(const Value& value) {
  return match(
      value, [](const Expr& expr) { return print(expr); },
      [](const RangeValue& range) {
        std::string text = line(range.low_and_high[0], kSum, true) + ".." +
                           line(range.low_and_high[1], kSum, true);
        if (!range.step.empty()) text += " step " + line(range.step[0], kSum, true);
        return text;
      },
      [](const AnyValue& any) {
        return "any " + any.kind.text + (any.guard.empty() ? "" : " where " + print(any.guard[0]));
      },
      [](const OneOfValue& one) { return "one of {" + lines(one.options, kSum) + "}"; });
}

}  // namespace ringfence::syntax
