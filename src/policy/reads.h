#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "syntax/expression.h"

namespace ringfence::policy {

/// Read by whatever counts or sums up pods or containers, or looks at three of them at once: what
/// two pods that stand for many cannot answer.
inline constexpr std::string_view kNumberOfPods = "pod.number";

/// Every `kind.attribute` that evaluating the expression can read in some world, through
/// definitions and derived attributes: an upper bound, read off the text. Collections read
/// `kind.exists`, and `pods` and `containers` where they are. Sorted, without repetition.
std::vector<std::string> reads_of(const model::Model& model, const syntax::Expr& expr);

/// What can stand between the ends of a chain of the relation: a step leads to it, and the next one
/// leads from it. Of a definition with two parameters.
std::vector<model::Kind> kinds_between(const syntax::Def& relation);

}  // namespace ringfence::policy
