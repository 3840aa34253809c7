#pragma once
#include <string>
#include <vector>

#include "model/model.h"
#include "policy/obligation.h"
#include "syntax/expression.h"

namespace ringfence::policy {

/// Every `kind.attribute` that evaluating the expression can read in some world, through
/// definitions and derived attributes: an upper bound, read off the text. Collections read
/// `kind.exists`, and `pods` and `containers` where they are. Sorted, without repetition.
std::vector<std::string> reads_of(const model::Model& model, const syntax::Expr& expr);

/// The first construct on the way that this version parses and does not decide, if any.
std::optional<Blocked> undecided_construct(const model::Model& model, const syntax::Expr& expr);

}  // namespace ringfence::policy
