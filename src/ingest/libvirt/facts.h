#pragma once
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

}  // namespace ringfence::ingest::libvirt
