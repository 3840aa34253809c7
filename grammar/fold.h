#pragma once
#include <vector>

#include "syntax/expression.h"

namespace ringfence::grammar {

/// `a op b op c` as read, before precedence: one operator fewer than operands.
struct Chain {
  std::vector<syntax::Expr> operands;
  std::vector<syntax::BinaryOp> operators;
};

/// The tree the chain stands for.
///
/// `=>` groups to the right, everything else to the left, but for `and` and `or`: a run of one of
/// them, also through parentheses, becomes one tree of least height, so that a formula of a
/// thousand conjuncts is ten deep and not a thousand. The order of the operands, which lazy
/// evaluation follows, stays.
syntax::Expr fold(Chain chain);

}  // namespace ringfence::grammar
