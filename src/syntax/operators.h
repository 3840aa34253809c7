#pragma once
#include <string_view>

#include "syntax/expression.h"

namespace ringfence::syntax {

/// How tightly an operator binds, from 1 (`<=>`) to 7 (`*`); a higher number binds tighter.
/// `not` stands between `and` (4) and the comparisons (5).
int precedence(BinaryOp op);
/// As it is written: `and`, `not in`, `<=`.
std::string_view spelling(BinaryOp op);

}  // namespace ringfence::syntax
