#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "policy/obligation.h"
#include "syntax/expression.h"

namespace ringfence::policy {

/// Read by whatever counts or sums up pods or containers, or looks at three of them at once: what
/// two pods that stand for many cannot answer.
inline constexpr std::string_view kNumberOfPods = "pod.number";

/// Every `kind.attribute` that evaluating the expression can read in some world, through
/// definitions and derived attributes: an upper bound, read off the text. Collections read
/// `kind.exists`, and `pods` and `containers` where they are. Sorted, without repetition.
std::vector<std::string> reads_of(const model::Model& model, const syntax::Expr& expr);

/// The first construct on the way that this version parses and does not decide, if any.
std::optional<Blocked> undecided_construct(const model::Model& model, const syntax::Expr& expr);

}  // namespace ringfence::policy
