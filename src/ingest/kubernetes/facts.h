#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "syntax/document.h"

/// Short ways to write declarations as `resolve` reads them. Each fact keeps the place it came
/// from as both its attribute's and its value's, unless the two are known apart.
namespace ringfence::ingest::kubernetes {

syntax::Expr symbol(std::string_view text, Span at);
void set_symbol(syntax::EntityDecl& entity, std::string_view attribute, std::string_view value,
                Span at);
void set_bool(syntax::EntityDecl& entity, std::string_view attribute, bool value, Span at);
void set_number(syntax::EntityDecl& entity, std::string_view attribute, const Quantity& value,
                Span at);
void set_keyed(syntax::EntityDecl& entity, std::string_view attribute, std::string_view key,
               const Rational& value, Span at);
/// One symbol of a set, with its own place.
struct Member {
  std::string text;
  Span at;
};
/// Writes nothing for an empty set; a repeated symbol counts once.
void set_symbols(syntax::EntityDecl& entity, std::string_view attribute,
                 const std::vector<Member>& members, Span at);
/// The same of whole numbers.
void set_counts(syntax::EntityDecl& entity, std::string_view attribute,
                const std::vector<Member>& numbers, Span at);

}  // namespace ringfence::ingest::kubernetes
