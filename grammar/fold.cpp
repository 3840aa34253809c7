#include "grammar/fold.h"

#include <utility>

#include "base/require.h"
#include "syntax/operators.h"

namespace ringfence::grammar {
namespace {

using syntax::Binary;
using syntax::BinaryOp;
using syntax::Expr;

Expr join(BinaryOp op, Expr left, Expr right) {
  const Span at{left.at.source, left.at.begin, right.at.end};
  Binary binary{op, {}};
  binary.sides.reserve(2);
  binary.sides.push_back(std::move(left));
  binary.sides.push_back(std::move(right));
  return {std::move(binary), at};
}

/// Appends the operands of a run of `op`, looking through operands that are such runs themselves.
void flatten(BinaryOp op, Expr operand, std::vector<Expr>& run) {
  if (auto* binary = std::get_if<Binary>(&operand.node); binary != nullptr && binary->op == op) {
    for (Expr& side : binary->sides) flatten(op, std::move(side), run);
    return;
  }
  run.push_back(std::move(operand));
}

/// The tree of least height over run[begin, end); the left half is the larger one.
Expr balance(BinaryOp op, std::vector<Expr>& run, std::size_t begin, std::size_t end) {
  if (end - begin == 1) return std::move(run[begin]);
  const std::size_t middle = begin + (end - begin + 1) / 2;
  Expr left = balance(op, run, begin, middle);
  return join(op, std::move(left), balance(op, run, middle, end));
}

/// Precedence climbing over what is left of a chain.
class Climber {
 public:
  explicit Climber(Chain chain) : chain_(std::move(chain)) {}

  Expr climb(int least) {
    Expr left = std::move(chain_.operands[next_]);
    while (more() && syntax::precedence(op()) >= least) {
      const BinaryOp current = op();
      if (current == BinaryOp::And || current == BinaryOp::Or) {
        left = run_of(current, std::move(left));
        continue;
      }
      ++next_;
      const bool to_the_right = current == BinaryOp::Implies;
      left = join(current, std::move(left),
                  climb(syntax::precedence(current) + (to_the_right ? 0 : 1)));
    }
    return left;
  }

 private:
  bool more() const { return next_ < chain_.operators.size(); }
  BinaryOp op() const { return chain_.operators[next_]; }

  Expr run_of(BinaryOp current, Expr first) {
    std::vector<Expr> run;
    flatten(current, std::move(first), run);
    while (more() && op() == current) {
      ++next_;
      flatten(current, climb(syntax::precedence(current) + 1), run);
    }
    return balance(current, run, 0, run.size());
  }

  Chain chain_;
  std::size_t next_ = 0;  ///< The operand to read, and the operator after it.
};

}  // namespace

Expr fold(Chain chain) {
  require(chain.operands.size() == chain.operators.size() + 1, "a chain alternates");
  if (chain.operators.empty()) return std::move(chain.operands.front());
  return Climber(std::move(chain)).climb(0);
}

}  // namespace ringfence::grammar
