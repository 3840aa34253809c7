#include "ingest/kubernetes/facts.h"

#include <algorithm>
#include <set>

namespace ringfence::ingest::kubernetes {
namespace {

void add(syntax::EntityDecl& entity, std::string_view attribute, syntax::ExprNode value, Span at) {
  entity.settings.push_back({std::string(attribute), std::nullopt, at,
                             syntax::Value(syntax::Expr{std::move(value), at}), at});
}

template <class Literal>
void add_set(syntax::EntityDecl& entity, std::string_view attribute,
             const std::vector<Member>& members, Span at) {
  if (members.empty()) return;
  syntax::SetLit set;
  set.items.reserve(members.size());
  std::set<std::string_view> seen;
  for (const Member& member : members) {
    if (!seen.insert(member.text).second) continue;
    set.items.push_back({Literal{member.text}, member.at});
  }
  add(entity, attribute, std::move(set), at);
}

}  // namespace

syntax::Expr symbol(std::string_view text, Span at) {
  return {syntax::StringLit{std::string(text)}, at};
}

void set_symbol(syntax::EntityDecl& entity, std::string_view attribute, std::string_view value,
                Span at) {
  add(entity, attribute, syntax::StringLit{std::string(value)}, at);
}

void set_bool(syntax::EntityDecl& entity, std::string_view attribute, bool value, Span at) {
  add(entity, attribute, syntax::BoolLit{value}, at);
}

void set_number(syntax::EntityDecl& entity, std::string_view attribute, const Quantity& value,
                Span at) {
  add(entity, attribute, syntax::NumberLit{to_string(value)}, at);
}

void set_keyed(syntax::EntityDecl& entity, std::string_view attribute, std::string_view key,
               const Rational& value, Span at) {
  add(entity, attribute, syntax::NumberLit{to_string(Quantity{value, Dimension::Count})}, at);
  entity.settings.back().key = std::string(key);
}

void set_symbols(syntax::EntityDecl& entity, std::string_view attribute,
                 const std::vector<Member>& members, Span at) {
  add_set<syntax::StringLit>(entity, attribute, members, at);
}

void set_counts(syntax::EntityDecl& entity, std::string_view attribute,
                const std::vector<Member>& numbers, Span at) {
  add_set<syntax::NumberLit>(entity, attribute, numbers, at);
}

}  // namespace ringfence::ingest::kubernetes
