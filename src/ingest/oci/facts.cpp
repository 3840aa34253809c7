#include "ingest/oci/facts.h"

#include <set>

namespace ringfence::ingest::oci {
namespace {

void set(syntax::EntityDecl& container, std::string_view attribute, syntax::ExprNode value,
         Span at) {
  container.settings.push_back({std::string(attribute), std::nullopt, at,
                                syntax::Value(syntax::Expr{std::move(value), at}), at});
}

syntax::Expr number(Integer value, Span at) {
  return {syntax::NumberLit{to_string(value)}, at};
}

}  // namespace

void set_symbol(syntax::EntityDecl& container, std::string_view attribute, std::string value,
                Span at) {
  set(container, attribute, syntax::StringLit{std::move(value)}, at);
}

void set_flag(syntax::EntityDecl& container, std::string_view attribute, bool value, Span at) {
  set(container, attribute, syntax::BoolLit{value}, at);
}

void set_count(syntax::EntityDecl& container, std::string_view attribute, Integer value, Span at) {
  set(container, attribute, syntax::NumberLit{to_string(value)}, at);
}

void set_bytes(syntax::EntityDecl& container, std::string_view attribute, Integer value, Span at) {
  set(container, attribute, syntax::NumberLit{to_string(Quantity{value, Dimension::Bytes})}, at);
}

void set_cpu(syntax::EntityDecl& container, std::string_view attribute, const Rational& value,
             Span at) {
  if (value.is_whole()) return set_count(container, attribute, value.numerator(), at);
  set(container, attribute,
      syntax::Binary{syntax::BinaryOp::Divide,
                     {number(value.numerator(), at), number(value.denominator(), at)}},
      at);
}

void set_symbols(syntax::EntityDecl& container, std::string_view attribute,
                 const std::vector<Member>& members) {
  if (members.empty()) return;
  syntax::SetLit values;
  std::set<std::string_view> seen;
  for (const Member& member : members) {
    if (!seen.insert(member.text).second) continue;
    values.items.push_back({syntax::StringLit{member.text}, member.at});
  }
  set(container, attribute, std::move(values), members.front().at);
}

}  // namespace ringfence::ingest::oci
