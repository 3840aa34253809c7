#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/number.h"
#include "syntax/document.h"

/// Facts of one virtual machine as declarations that `resolve` reads, each with its place.
namespace ringfence::ingest::libvirt {

struct Member {
  syntax::ExprNode value;
  Span at;
};
inline Member symbol(std::string text, Span at) {
  return {syntax::StringLit{std::move(text)}, at};
}
void set(syntax::EntityDecl& vm, std::string_view attribute, syntax::ExprNode value, Span at);
void set_count(syntax::EntityDecl& vm, std::string_view attribute, Integer value, Span at);
void set_bytes(syntax::EntityDecl& vm, std::string_view attribute, Integer value, Span at);
/// Writes nothing for an empty set; what stands in it twice counts once.
void set_members(syntax::EntityDecl& vm, std::string_view attribute, std::vector<Member> members);

/// A network that each host has of its own by that name; with nothing for `entered`, whether what
/// is outside gets in is left open.
syntax::EntityDecl network(const std::string& name, Span at, bool is_internal,
                           std::optional<bool> entered);

}  // namespace ringfence::ingest::libvirt
