#pragma once
#include <string>

#include "syntax/document.h"

namespace ringfence::syntax {

/// The canonical `.rf` text of a document: `parse(print(d)) == d` but for spans, and printing
/// what was printed gives the same bytes. Comments are kept with the item they stand at.
std::string print(const Document& document);
/// One line, with the parentheses that precedence needs and no others.
std::string print(const Expr& expr);
std::string print(const Value& value);

}  // namespace ringfence::syntax
