#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "syntax/document.h"

/// Settings of an entity, as the importer writes them.
namespace ringfence::ingest::compose {

void set_symbol(syntax::EntityDecl& entity, std::string_view attribute, std::string_view value,
                Span at);
void set_bool(syntax::EntityDecl& entity, std::string_view attribute, bool value, Span at);
void set_number(syntax::EntityDecl& entity, std::string_view attribute, const Quantity& value,
                Span at);
void set_keyed(syntax::EntityDecl& entity, std::string_view attribute, std::string_view key,
               const Rational& value, Span at);
void set_reference(syntax::EntityDecl& entity, std::string_view attribute, std::string_view kind,
                   std::string_view name, Span at);

/// A member of a set, with its place.
struct Member {
  std::string text;
  Span at;
};
/// Nothing for no members; each text once.
void set_symbols(syntax::EntityDecl& entity, std::string_view attribute,
                 const std::vector<Member>& members);
void set_counts(syntax::EntityDecl& entity, std::string_view attribute,
                const std::vector<Member>& members);
/// The set without members, where the file itself says so.
void set_empty(syntax::EntityDecl& entity, std::string_view attribute, Span at);

}  // namespace ringfence::ingest::compose
