#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/model.h"
#include "syntax/expression.h"

namespace ringfence::check {

/// Tuples that a statement is to leave out: those in which each of the variables is one of its
/// entities.
struct Exception {
  std::vector<std::pair<std::string, std::vector<model::EntityId>>> members;
};

/// The formula weakened by the exceptions: one more guard, `not (a in {…} and b in {…})`, at the
/// quantifier that binds the last of the variables. Places in the text stay what they were. Nullopt
/// where that cannot be written: the variables are bound inside a definition, more than once, or
/// where a tuple that fails does not make the formula false.
std::optional<syntax::Expr> except(const model::Model& model, const syntax::Expr& formula,
                                   const Exception& exception);

}  // namespace ringfence::check
