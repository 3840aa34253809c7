#pragma once
#include "syntax/expression.h"

namespace ringfence::syntax {

/// `closure(R)(a, b)` is a call of `closure` with three arguments: R, which is a Name, then a and
/// b.
inline bool is_closure(const Call& call) {
  return call.function.text == "closure";
}

}  // namespace ringfence::syntax
