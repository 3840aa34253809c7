#include "ingest/libvirt/facts.h"

#include <set>

#include "base/quantity.h"

namespace ringfence::ingest::libvirt {

void set(syntax::EntityDecl& vm, std::string_view attribute, syntax::ExprNode value, Span at) {
  vm.settings.push_back({std::string(attribute), std::nullopt, at,
                         syntax::Value(syntax::Expr{std::move(value), at}), at});
}

void set_count(syntax::EntityDecl& vm, std::string_view attribute, Integer value, Span at) {
  set(vm, attribute, syntax::NumberLit{to_string(value)}, at);
}

void set_bytes(syntax::EntityDecl& vm, std::string_view attribute, Integer value, Span at) {
  set(vm, attribute, syntax::NumberLit{to_string(Quantity{value, Dimension::Bytes})}, at);
}

void set_members(syntax::EntityDecl& vm, std::string_view attribute, std::vector<Member> members) {
  if (members.empty()) return;
  const auto text = [](const Member& member) {
    const auto* symbol = std::get_if<syntax::StringLit>(&member.value);
    return symbol ? symbol->text : std::get<syntax::NumberLit>(member.value).text;
  };
  const Span at = members.front().at;
  syntax::SetLit values;
  std::set<std::string> seen;
  for (Member& member : members) {
    if (!seen.insert(text(member)).second) continue;
    values.items.push_back({std::move(member.value), member.at});
  }
  set(vm, attribute, std::move(values), at);
}

syntax::EntityDecl network(const std::string& name, Span at, bool is_internal,
                           std::optional<bool> entered) {
  syntax::EntityDecl decl;
  decl.kind = {"network", at};
  decl.name = {name, at};
  decl.at = at;
  set(decl, "internal", syntax::BoolLit{is_internal}, at);
  set(decl, "per_machine", syntax::BoolLit{true}, at);
  if (entered) set(decl, "open_to_outside", syntax::BoolLit{*entered}, at);
  return decl;
}

}  // namespace ringfence::ingest::libvirt
