// Expressions. Operators are read as flat chains, one for arithmetic, one for comparisons and one
// for logic, and `fold` makes trees of them: few rules, and so little stack for each bracket. What
// extends as far right as it can (a quantifier, `if`) is an operand of logic alone.
#include "grammar/fold.h"
#include "grammar/rules.h"
#include "grammar/tokens.h"
#include "syntax/closure.h"

namespace ringfence::grammar {
namespace {

using syntax::Aggregate;
using syntax::AggregateKind;
using syntax::BinaryOp;
using syntax::Binder;
using syntax::BoolLit;
using syntax::Call;
using syntax::Comprehension;
using syntax::Conditional;
using syntax::Expr;
using syntax::Has;
using syntax::Index;
using syntax::Member;
using syntax::Quantifier;
using syntax::QuantifierKind;
using syntax::SetLit;
using syntax::Unary;
using syntax::UnaryOp;

/// `[key]` behind a value.
struct Subscript {
  Expr key;
  Span at;
};
/// `a, b in S, c in T where guard`.
struct Binders {
  std::vector<Binder> binders;
  std::vector<Expr> guard;
};
/// `f` or `f(…)`, before it is known which.
struct NameOrCall {
  Call call;
  bool is_call = false;
};

struct PrimaryId : Annotate {};
struct SubscriptId : Annotate {};
struct NegationId : Annotate {};
struct UnaryId : Annotate {};

const x3::rule<PrimaryId, Expr> primary{"a value"};
const x3::rule<struct NameOrCallId, NameOrCall> name_or_call{"a name"};
const x3::rule<struct HasRuleId, Has> has{"`has`"};
const x3::rule<struct AggregateId, Aggregate> aggregate{"`sum` or `count`"};
const x3::rule<struct ComprehensionId, Comprehension> comprehension{"a set"};
const x3::rule<struct SetLitId, SetLit> set_literal{"a set"};
const x3::rule<struct BinderId, Binder> binder{"a variable and the set it ranges over"};
const x3::rule<struct BindersId, Binders> binders{"a variable"};
const x3::rule<struct QuantifierId, Quantifier> quantifier{"a quantifier"};
const x3::rule<struct ConditionalId, Conditional> conditional{"`if`"};
const x3::rule<SubscriptId, Subscript> subscript{"`[`"};
const x3::rule<UnaryId, Expr> unary{"a value"};
const x3::rule<struct SumChainId, Chain> sum_chain{"a value"};
const x3::rule<struct ComparisonId, Chain> comparison{"an expression"};
const x3::rule<NegationId, Expr> negation{"an expression"};
const x3::rule<struct LogicChainId, Chain> logic_chain{"an expression"};

const x3::rule<struct ArithmeticOpId, BinaryOp> arithmetic_op{"an operator"};
const x3::rule<struct ComparisonOpId, BinaryOp> comparison_op{"a comparison"};
const x3::rule<struct LogicOpId, BinaryOp> logic_op{"an operator"};

template <class Node>
auto node(Node value) {
  return [value](auto& context) { x3::_val(context).node = value; };
}
template <class Literal>
auto literal_of() {
  return [](auto& context) { x3::_val(context).node = Literal{std::move(x3::_attr(context))}; };
}
const auto name_node = [](auto& context) {
  NameOrCall& read = x3::_attr(context);
  if (read.is_call) {
    x3::_val(context).node = std::move(read.call);
  } else {
    x3::_val(context).node = syntax::Name{std::move(read.call.function.text)};
  }
};
const auto function = [](auto& context) {
  x3::_val(context).call.function = std::move(x3::_attr(context));
};
const auto is_call = [](auto& context) { x3::_val(context).is_call = true; };
const auto argument = [](auto& context) {
  x3::_val(context).call.arguments.push_back(std::move(x3::_attr(context)));
};
/// Only `closure(R)` is followed by arguments of its own; they stand behind R in one list.
const auto is_of_closure = [](auto& context) {
  const Call& call = x3::_val(context).call;
  x3::_pass(context) = syntax::is_closure(call) && call.arguments.size() == 1;
};
const auto has_member = [](auto& context) {
  Expr& of = x3::_attr(context);
  if (!std::holds_alternative<Member>(of.node) && !std::holds_alternative<Index>(of.node)) {
    x3::get<StateTag>(context).errors.push_back(
        {"E0101", of.at, "expected an attribute after `has`", {}, "write `has x.attribute`"});
  }
  x3::_val(context).member.push_back(std::move(of));
};
const auto member = [](auto& context) {
  Expr& object = x3::_val(context);
  syntax::Ident& name = x3::_attr(context);
  const Span at{object.at.source, object.at.begin, name.at.end};
  Member read;
  read.object.push_back(std::move(object));
  read.attribute = std::move(name);
  object = {std::move(read), at};
};
const auto index = [](auto& context) {
  Expr& object = x3::_val(context);
  Subscript& key = x3::_attr(context);
  const Span at{object.at.source, object.at.begin, key.at.end};
  Index read;
  read.object_and_key.push_back(std::move(object));
  read.object_and_key.push_back(std::move(key.key));
  object = {std::move(read), at};
};
template <UnaryOp Op>
const auto unary_node = [](auto& context) {
  Unary read{Op, {}};
  read.operand.push_back(std::move(x3::_attr(context)));
  x3::_val(context).node = std::move(read);
};
const auto folded = [](auto& context) { x3::_val(context) = fold(std::move(x3::_attr(context))); };

const auto operand = add_to(&Chain::operands);
const auto operation = add_to(&Chain::operators);
const auto arithmetic_op_def =
    (sign("+") >> x3::attr(BinaryOp::Add)) | (sign("-") >> x3::attr(BinaryOp::Subtract)) |
    (sign("*") >> x3::attr(BinaryOp::Multiply)) | (sign("/") >> x3::attr(BinaryOp::Divide));
const auto comparison_op_def =
    (sign("==") >> x3::attr(BinaryOp::Equal)) | (sign("!=") >> x3::attr(BinaryOp::NotEqual)) |
    (sign("<=", ">") >> x3::attr(BinaryOp::LessEqual)) |
    (sign("<", "=") >> x3::attr(BinaryOp::Less)) |
    (sign(">=") >> x3::attr(BinaryOp::GreaterEqual)) |
    (sign(">", "=") >> x3::attr(BinaryOp::Greater)) | (word("in") >> x3::attr(BinaryOp::In)) |
    (word("not") >> word("in") >> x3::attr(BinaryOp::NotIn));
const auto logic_op_def =
    (word("and") >> x3::attr(BinaryOp::And)) | (word("or") >> x3::attr(BinaryOp::Or)) |
    (sign("=>") >> x3::attr(BinaryOp::Implies)) | (sign("<=>") >> x3::attr(BinaryOp::Iff));

// binders = binder { "," binder } [ "where" expression ]
const auto binders_def = binder[add_to(&Binders::binders)] >>
                         *(sign(",") > binder[add_to(&Binders::binders)]) >>
                         -(word("where") > expr[add_to(&Binders::guard)]);
const auto take_binders = [](auto& context) {
  x3::_val(context).binders = std::move(x3::_attr(context).binders);
  x3::_val(context).guard = std::move(x3::_attr(context).guard);
};

// primary = NUMBER | STRING | PORT | "true" | "false" | "none" | has | aggregate
//         | NAME [ "(" [ expression { "," expression } ] ")" ] | "(" expression ")" | set
//         | "closure" "(" NAME ")" "(" expression { "," expression } ")"
const auto inside = [](auto& context) {
  x3::_val(context).node = std::move(x3::_attr(context).node);
};
const auto primary_def =
    by_actions[number[literal_of<syntax::NumberLit>()] |
               string_lit[literal_of<syntax::StringLit>()] | port[kAssignNode] |
               name_or_call[name_node] | (sign("(") > expr[inside] > sign(")")) |
               word("true")[node(BoolLit{true})] | word("false")[node(BoolLit{false})] |
               word("none")[node(syntax::NoneLit{})] | has[kAssignNode] | aggregate[kAssignNode] |
               comprehension[kAssignNode] | set_literal[kAssignNode]];

const auto name_or_call_def = ident[function] >>
                              -(sign("(")[is_call] >
                                -(expr[argument] >> *(sign(",") > expr[argument])) > sign(")") >
                                -(sign("(")[is_of_closure] > expr[argument] >>
                                  *(sign(",") > expr[argument]) > sign(")")));

// has = "has" postfix
const auto has_def = word("has") > postfix[has_member];

// aggregate = "sum" "(" expression "for" binders ")" | "count" "(" binders ")"
const auto set_kind = [](AggregateKind kind) {
  return [kind](auto& context) { x3::_val(context).kind = kind; };
};
const auto aggregate_def =
    (word("sum")[set_kind(AggregateKind::Sum)] > sign("(") > expr[add_to(&Aggregate::term)] >
     word("for") > binders[take_binders] > sign(")")) |
    (word("count")[set_kind(AggregateKind::Count)] > sign("(") > binders[take_binders] > sign(")"));

// comprehension = "{" NAME "in" postfix [ "where" expression ] "}"
const auto comprehension_def = &(sign("{") >> ident >> word("in")) >>
                               sign("{") > ident[to(&Comprehension::variable)] >
                               word("in") > postfix[add_to(&Comprehension::range)] >
                               -(word("where") > expr[add_to(&Comprehension::guard)]) > sign("}");

// set = "{" [ sum { "," sum } ] "}"
const auto set_literal_def = sign("{") >> -(sum[add_to(&SetLit::items)] >>
                                            *(sign(",") > sum[add_to(&SetLit::items)])) > sign("}");

// binder = NAME { "," NAME } "in" postfix
const auto binder_def = ident[add_to(&Binder::variables)] >>
                        *(sign(",") > ident[add_to(&Binder::variables)]) >
                        word("in") > postfix[add_to(&Binder::range)];

// quantifier = ( "forall" | "exists" ) binders ":" expression
const auto set_quantifier = [](QuantifierKind kind) {
  return [kind](auto& context) { x3::_val(context).kind = kind; };
};
const auto quantifier_def = (word("forall")[set_quantifier(QuantifierKind::ForAll)] |
                             word("exists")[set_quantifier(QuantifierKind::Exists)]) >
                            binders[take_binders] > sign(":") > expr[add_to(&Quantifier::body)];

// conditional = "if" expression "then" expression "else" expression
const auto part = add_to(&Conditional::parts);
const auto conditional_def = word("if") > expr[part] > word("then") > expr[part] >
                             word("else") > expr[part];

// postfix = primary { "." ATTRIBUTE | "[" expression "]" }
const auto subscript_def = by_actions[sign("[") > expr[to(&Subscript::key)] > sign("]")];
const auto postfix_def =
    by_actions[primary[kAssign] >> *((sign(".", ".") > attribute[member]) | subscript[index])];

// unary = "-" unary | postfix
const auto unary_def =
    by_actions[(sign("-") > unary[unary_node<UnaryOp::Minus>]) | postfix[kAssign]];

// sum = product { ( "+" | "-" ) product } ;  product = unary { ( "*" | "/" ) unary }
const auto sum_chain_def = unary[operand] >> *(arithmetic_op[operation] > unary[operand]);
const auto sum_def = sum_chain[folded];

// comparison = sum [ ( "==" | … | "in" | "not" "in" ) sum ]
const auto comparison_def = sum[operand] >> -(comparison_op[operation] > sum[operand]);

// negation = "not" negation | quantifier | conditional | comparison
const auto negation_def =
    by_actions[(word("not") > negation[unary_node<UnaryOp::Not>]) | quantifier[kAssignNode] |
               conditional[kAssignNode] | comparison[folded]];

// expression = negation { ( "and" | "or" | "=>" | "<=>" ) negation }, by precedence
const auto logic_chain_def = negation[operand] >> *(logic_op[operation] > negation[operand]);
const auto expr_def = logic_chain[folded];

BOOST_SPIRIT_DEFINE(primary, name_or_call, has, aggregate, comprehension, set_literal, binder,
                    binders, quantifier, conditional, subscript, unary, sum_chain, comparison,
                    negation, logic_chain, arithmetic_op, comparison_op, logic_op)

}  // namespace

struct PostfixId : Annotate {};

BOOST_SPIRIT_DEFINE(postfix, sum, expr)
BOOST_SPIRIT_INSTANTIATE(PostfixRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(SumRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(ExprRule, Iterator, Context)

}  // namespace ringfence::grammar
