#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "syntax/document.h"

/// Facts of one container as settings that `resolve` reads, each with its place.
namespace ringfence::ingest::oci {

struct Member {
  std::string text;
  Span at;
};
void set_symbol(syntax::EntityDecl& container, std::string_view attribute, std::string value,
                Span at);
void set_flag(syntax::EntityDecl& container, std::string_view attribute, bool value, Span at);
void set_count(syntax::EntityDecl& container, std::string_view attribute, Integer value, Span at);
void set_bytes(syntax::EntityDecl& container, std::string_view attribute, Integer value, Span at);
/// Cores, exactly.
void set_cpu(syntax::EntityDecl& container, std::string_view attribute, const Rational& value,
             Span at);
/// Writes nothing for an empty set; what stands in it twice counts once.
void set_symbols(syntax::EntityDecl& container, std::string_view attribute,
                 const std::vector<Member>& members);

}  // namespace ringfence::ingest::oci
