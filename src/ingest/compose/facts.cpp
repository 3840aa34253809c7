#include "ingest/compose/facts.h"

#include <set>

namespace ringfence::ingest::compose {
namespace {

void add(syntax::EntityDecl& entity, std::string_view attribute, syntax::ExprNode value, Span at) {
  entity.settings.push_back({std::string(attribute), std::nullopt, at,
                             syntax::Value(syntax::Expr{std::move(value), at}), at});
}

template <class Literal>
void add_set(syntax::EntityDecl& entity, std::string_view attribute,
             const std::vector<Member>& members) {
  if (members.empty()) return;
  syntax::SetLit set;
  std::set<std::string_view> seen;
  for (const Member& member : members) {
    if (seen.insert(member.text).second) set.items.push_back({Literal{member.text}, member.at});
  }
  add(entity, attribute, std::move(set), members.front().at);
}

}  // namespace

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
  set_number(entity, attribute, {value, Dimension::Count}, at);
  entity.settings.back().key = std::string(key);
}

void set_reference(syntax::EntityDecl& entity, std::string_view attribute, std::string_view kind,
                   std::string_view name, Span at) {
  syntax::Call call;
  call.function = {std::string(kind), at};
  call.arguments.push_back({syntax::StringLit{std::string(name)}, at});
  add(entity, attribute, std::move(call), at);
}

void set_symbols(syntax::EntityDecl& entity, std::string_view attribute,
                 const std::vector<Member>& members) {
  add_set<syntax::StringLit>(entity, attribute, members);
}

void set_counts(syntax::EntityDecl& entity, std::string_view attribute,
                const std::vector<Member>& members) {
  add_set<syntax::NumberLit>(entity, attribute, members);
}

void set_empty(syntax::EntityDecl& entity, std::string_view attribute, Span at) {
  add(entity, attribute, syntax::SetLit{}, at);
}

}  // namespace ringfence::ingest::compose
