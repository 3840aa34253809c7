#pragma once
#include <boost/spirit/home/x3.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "syntax/document.h"

// What the files of this folder share: the iterator and the one context type, how nodes get their
// place, fixed words and signs, and the rules that one file defines and another uses. Each rule
// is defined with BOOST_SPIRIT_DEFINE in one file and instantiated there for `Context`: that keeps
// X3's types short, and so compile time linear in the number of rules.
namespace ringfence::grammar {

namespace x3 = boost::spirit::x3;

using Iterator = std::string_view::const_iterator;

/// What handlers may read and write during one parse.
struct State {
  Iterator begin;
  SourceId source;
  std::uint32_t offset = 0;    ///< Of `begin` in the source.
  std::optional<Span> anchor;  ///< If set, the place of everything.
  Diagnostics errors;          ///< Found by handlers; the parse goes on.

  Span span(Iterator first, Iterator last) const {
    if (anchor) return *anchor;
    const auto place = [&](Iterator at) { return offset + static_cast<std::uint32_t>(at - begin); };
    return {source, place(first), place(last)};
  }
};
struct StateTag;

using Skipper = x3::rule<struct SkipperId>;
using Context = x3::context<StateTag, State, x3::phrase_parse_context<Skipper>::type>;

/// Base of every rule id whose attribute is an AST node: stores the node's byte range.
struct Annotate {
  template <class Node, class AnyContext>
  void on_success(const Iterator& first, const Iterator& last, Node& node,
                  const AnyContext& context) {
    node.at = x3::get<StateTag>(context).span(first, last);
  }
};

/// `by_actions[p]`: the actions in `p` build the rule's attribute. Without it X3 gives a rule that
/// has actions no attribute to call on_success with, and Annotate could not reach the node.
template <class Subject>
struct ByActions : x3::unary_parser<Subject, ByActions<Subject>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  static constexpr bool has_action = false;

  constexpr explicit ByActions(const Subject& inner)
      : x3::unary_parser<Subject, ByActions<Subject>>(inner) {}

  template <class AnyContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const AnyContext& context,
             RuleContext& rule_context, Attribute&) const {
    return this->subject.parse(first, last, context, rule_context, x3::unused);
  }
};
struct ByActionsMaker {
  template <class Subject>
  constexpr auto operator[](const Subject& parser) const {
    return ByActions<typename x3::extension::as_parser<Subject>::value_type>(x3::as_parser(parser));
  }
};
inline constexpr ByActionsMaker by_actions;

/// Writes the parsed attribute to a member of the rule's own attribute.
template <class Member>
auto to(Member member) {
  return [member](auto& context) { x3::_val(context).*member = std::move(x3::_attr(context)); };
}
/// Appends the parsed attribute to a member of the rule's own attribute.
template <class Member>
auto add_to(Member member) {
  return [member](auto& context) {
    (x3::_val(context).*member).push_back(std::move(x3::_attr(context)));
  };
}
/// Makes the parsed attribute the rule's own, or an alternative of it.
inline constexpr auto kAssign = [](auto& context) {
  x3::_val(context) = std::move(x3::_attr(context));
};
/// The same for a node of the expression tree, whose place Annotate fills in.
inline constexpr auto kAssignNode = [](auto& context) {
  x3::_val(context).node = std::move(x3::_attr(context));
};
inline constexpr auto kAppend = [](auto& context) {
  x3::_val(context).push_back(std::move(x3::_attr(context)));
};

using IdentRule = x3::rule<struct IdentId, syntax::Ident>;
using AttributeRule = x3::rule<struct AttributeId, syntax::Ident>;
using TextRule = x3::rule<struct TextId, std::string>;
using EntityNameRule = x3::rule<struct EntityNameId, syntax::Ident>;
using NumberRule = x3::rule<struct NumberId, std::string>;
using PortRule = x3::rule<struct PortId, syntax::PortLit>;
using ExprRule = x3::rule<struct ExprId, syntax::Expr>;
using SumRule = x3::rule<struct SumId, syntax::Expr>;
using PostfixRule = x3::rule<struct PostfixId, syntax::Expr>;
using ValueRule = x3::rule<struct ValueId, syntax::Value>;
using EntityRule = x3::rule<struct EntityId, syntax::EntityDecl>;
using LinkRule = x3::rule<struct LinkId, syntax::Link>;
using ImportRule = x3::rule<struct ImportId, syntax::Import>;
using DefRule = x3::rule<struct DefId, syntax::Def>;
using PolicyRule = x3::rule<struct PolicyId, syntax::Policy>;
using AssumeRule = x3::rule<struct AssumeId, syntax::Assume>;
using TestRule = x3::rule<struct TestId, syntax::TestBlock>;
using ItemRule = x3::rule<struct ItemId, syntax::Item>;
using VersionRule = x3::rule<struct VersionId, std::string>;

// constexpr: no initialisation order to get wrong.
inline constexpr Skipper skipper{"blanks"};
inline constexpr IdentRule ident{"a name"};
inline constexpr AttributeRule attribute{"an attribute's name"};
inline constexpr TextRule string_lit{"a string in quotes"};
inline constexpr EntityNameRule entity_name{"a name"};
inline constexpr NumberRule number{"a number"};
inline constexpr PortRule port{"a port"};
inline constexpr ExprRule expr{"an expression"};
inline constexpr SumRule sum{"a value"};
inline constexpr PostfixRule postfix{"a value"};
inline constexpr ValueRule value{"a value"};
inline constexpr EntityRule entity{"a declaration"};
inline constexpr LinkRule link{"a `link`"};
inline constexpr ImportRule import_file{"an `import`"};
inline constexpr DefRule def{"a definition"};
inline constexpr PolicyRule policy{"a policy"};
inline constexpr AssumeRule assume{"an assumption"};
inline constexpr TestRule test_block{"a test"};
inline constexpr ItemRule item{"a declaration"};
inline constexpr VersionRule version{"`ringfence 1;`"};

BOOST_SPIRIT_DECLARE(Skipper, IdentRule, AttributeRule, TextRule, EntityNameRule, NumberRule,
                     PortRule, ExprRule, SumRule, PostfixRule, ValueRule, EntityRule, LinkRule,
                     ImportRule, DefRule, PolicyRule, AssumeRule, TestRule, ItemRule, VersionRule)

}  // namespace ringfence::grammar

namespace boost::spirit::x3 {
// An expectation of `rule[action]` names the rule; X3 1.74 would give the type's mangled name.
template <class Subject, class Action>
struct get_info<action<Subject, Action>> {
  using result_type = std::string;
  std::string operator()(const action<Subject, Action>& parser) const {
    return what(parser.subject);
  }
};
}  // namespace boost::spirit::x3
