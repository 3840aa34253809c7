// Definitions, policies, assumptions and tests.
#include <algorithm>
#include <array>

#include "base/nearest_name.h"
#include "grammar/rules.h"
#include "grammar/tokens.h"

namespace ringfence::grammar {
namespace {

using syntax::Assume;
using syntax::Def;
using syntax::Expectation;
using syntax::Ident;
using syntax::Param;
using syntax::Policy;
using syntax::Statement;
using syntax::StatementKind;
using syntax::TestBlock;

struct Controls {
  std::vector<std::string> names;
  Span at;
};
struct ControlsId : Annotate {};
struct QuotedId : Annotate {};
struct TypeId : Annotate {};
struct StatementId : Annotate {};
struct ExpectationId : Annotate {};

const x3::rule<TypeId, Ident> type{"a type"};
const x3::rule<struct ParamId, Param> param{"a parameter"};
const x3::rule<ControlsId, Controls> controls{"`[`"};
const x3::rule<QuotedId, Ident> quoted{"a string in quotes"};
const x3::rule<StatementId, Statement> statement{"a statement"};
const x3::rule<struct FailingId, syntax::Binder> failing{"a set that fails"};
const x3::rule<struct VerdictId, std::string> verdict{
    "`holds`, `violated`, `vacuous`, `undecided` or `not applicable`"};
const x3::rule<ExpectationId, Expectation> expectation{"`expect`"};
const x3::rule<struct PolicyEndId> policy_end{"a clause of the policy or `}`"};
const x3::rule<struct TestEndId> test_end{"a declaration, `expect` or `}`"};

void report(auto& context, const Span& at, std::string message, std::string help = {}) {
  x3::get<StateTag>(context).errors.push_back(
      {"E0105", at, std::move(message), {}, std::move(help)});
}

// type = "set" "of" type | NAME { "|" NAME }
const auto set_of = [](auto& context) {
  x3::_val(context).text = "set of " + x3::_attr(context).text;
};
const auto kind_or = [](auto& context) {
  std::string& types = x3::_val(context).text;
  if (!types.empty()) types += '|';
  types += x3::_attr(context).text;
};
const auto type_def = by_actions[(word("set") >> word("of") > type[set_of]) |
                                 (ident[kind_or] >> *(sign("|") > ident[kind_or]))];

// parameters = "(" [ NAME ":" type { "," NAME ":" type } ] ")"
const auto set_type = [](auto& context) {
  x3::_val(context).type = std::move(x3::_attr(context).text);
  x3::_val(context).type_at = x3::_attr(context).at;
};
const auto param_def = ident[to(&Param::name)] > sign(":") > type[set_type];
const auto parameter = param[add_to(&Def::params)];
const auto parameters = sign("(") > -(parameter >> *(sign(",") > parameter)) > sign(")");

// def = "def" NAME [ parameters ] "=" expression
//     | "derive" NAME "(" NAME ":" type ")" "=" expression
const auto is_attribute = [](auto& context) { x3::_val(context).is_attribute = true; };
const auto def_def = by_actions[((word("def") > ident[to(&Def::name)] > -parameters) |
                                 (word("derive")[is_attribute] > ident[to(&Def::name)] > sign("(") >
                                  parameter > sign(")"))) > sign("=", "=>") > expr[to(&Def::body)]];

// statement = ( "assert" | "possible" ) expression
//           | "survives" sum "of" [ NAME "in" ] postfix [ "where" expression ] ":" expression
const auto set_kind = [](StatementKind kind) {
  return [kind](auto& context) { x3::_val(context).kind = kind; };
};
const auto failing_def =
    -(&(ident >> word("in")) >> ident[add_to(&syntax::Binder::variables)] >> word("in")) >>
    postfix[add_to(&syntax::Binder::range)];
const auto formula = expr[to(&Statement::formula)];
const auto statement_def =
    by_actions[(word("assert")[set_kind(StatementKind::Assert)] > formula) |
               (word("possible")[set_kind(StatementKind::Possible)] > formula) |
               (word("survives")[set_kind(StatementKind::Survives)] >
                sum[to(&Statement::failures)] > word("of") > failing[to(&Statement::failing)] >
                -(word("where") > expr[to(&Statement::failing_guard)]) > sign(":") > formula)];

// policy = "policy" entity_name [ STRING ] "{" { ( clause | statement ) [ ";" ] } "}"
template <class Value>
auto once(const char* clause, Value Policy::*value, Span Policy::*place) {
  return [clause, value, place](auto& context) {
    Policy& policy_read = x3::_val(context);
    auto& read = x3::_attr(context);
    if ((policy_read.*place).is_somewhere()) {
      report(context, read.at, "`" + std::string(clause) + "` is given twice");
    }
    policy_read.*place = read.at;
    if constexpr (std::is_same_v<Value, std::string>) {
      policy_read.*value = std::move(read.text);
    } else {
      policy_read.*value = std::move(read.names);
    }
  };
}
const auto check_severity = [](auto& context) {
  static const std::vector<std::string> known = {"low", "medium", "high", "critical"};
  const Ident& read = x3::_attr(context);
  if (std::find(known.begin(), known.end(), read.text) == known.end()) {
    const std::string near = nearest_name(read.text, known);
    report(context, read.at,
           "expected `low`, `medium`, `high` or `critical`, found `" + read.text + "`",
           near.empty() ? "" : "did you mean `" + near + "`?");
  }
  once("severity", &Policy::severity, &Policy::severity_at)(context);
};
const auto applies_once = [](auto& context) {
  if (x3::_val(context).applies_when) {
    report(context, x3::_attr(context).at, "`applies when` is given twice");
  }
  x3::_val(context).applies_when = std::move(x3::_attr(context));
};
const auto quoted_text = [](auto& context) {
  x3::_val(context).text = std::move(x3::_attr(context));
};
const auto quoted_def = by_actions[string_lit[quoted_text]];
const auto control = string_lit[add_to(&Controls::names)];
const auto controls_def = by_actions[sign("[") > -(control >> *(sign(",") > control)) > sign("]")];
const auto policy_end_def = sign("}");
// clause = "severity" ":" SEVERITY | "controls" ":" "[" [ STRING { "," STRING } ] "]"
//        | ( "description" | "help" ) ":" STRING | "applies" "when" expression | statement
const auto clause =
    (word("severity") > sign(":") > ident[check_severity]) |
    (word("controls") > sign(":") >
     controls[once("controls", &Policy::controls, &Policy::controls_at)]) |
    (word("description") > sign(":") >
     quoted[once("description", &Policy::description, &Policy::description_at)]) |
    (word("help") > sign(":") > quoted[once("help", &Policy::help, &Policy::help_at)]) |
    (word("applies") > word("when") > expr[applies_once]) | statement[add_to(&Policy::statements)];
const auto policy_def =
    by_actions[word("policy") > entity_name[to(&Policy::name)] > -string_lit[to(&Policy::title)] >
               sign("{") > *(clause >> -sign(";")) > policy_end];

// assume = "assume" entity_name [ STRING ] "{" expression [ ";" ] "}"
const auto assume_def = by_actions[word("assume") > entity_name[to(&Assume::name)] >
                                   -string_lit[to(&Assume::description)] > sign("{") >
                                   expr[to(&Assume::formula)] > -sign(";") > sign("}")];

// test = "test" STRING "{" { ( link | assume | policy | expectation | entity ) [ ";" ] } "}"
const auto a_verdict = [](const char* name) { return x3::attr(std::string(name)); };
const auto verdict_def =
    (word("holds") >> a_verdict("holds")) | (word("violated") >> a_verdict("violated")) |
    (word("vacuous") >> a_verdict("vacuous")) | (word("undecided") >> a_verdict("undecided")) |
    (word("not") >> word("applicable") >> a_verdict("not applicable"));
// expectation = "expect" verdict entity_name
const auto expectation_def = by_actions[word("expect") > verdict[to(&Expectation::verdict)] >
                                        entity_name[to(&Expectation::policy)]];
const auto test_end_def = sign("}");
const auto test_member = link[add_to(&TestBlock::links)] | assume[add_to(&TestBlock::assumes)] |
                         policy[add_to(&TestBlock::policies)] |
                         expectation[add_to(&TestBlock::expectations)] |
                         entity[add_to(&TestBlock::entities)];
const auto test_block_def = by_actions[word("test") > string_lit[to(&TestBlock::title)] >
                                       sign("{") > *(test_member >> -sign(";")) > test_end];

// version = "ringfence" NUMBER ";"
const auto version_def = word("ringfence") > number[kAssign] > sign(";");

// item = ( import | link | def | policy | assume | test | entity ) [ ";" ]
const auto item_def = (import_file[kAssign] | link[kAssign] | def[kAssign] | policy[kAssign] |
                       assume[kAssign] | test_block[kAssign] | entity[kAssign]) >>
                      -sign(";");

BOOST_SPIRIT_DEFINE(type, param, controls, quoted, statement, failing, verdict, expectation,
                    policy_end, test_end)

}  // namespace

struct DefId : Annotate {};
struct AssumeId : Annotate {};
struct TestId : Annotate {};
struct PolicyId : Annotate {
  template <class AnyContext>
  void on_success(const Iterator& first, const Iterator& last, Policy& read,
                  const AnyContext& context) {
    Annotate::on_success(first, last, read, context);
    if (!read.statements.empty()) return;
    report(context, read.name.at, "policy `" + read.name.text + "` claims nothing",
           "add `assert`, `possible` or `survives` with a formula");
  }
};

BOOST_SPIRIT_DEFINE(def, policy, assume, test_block, item, version)
BOOST_SPIRIT_INSTANTIATE(DefRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(PolicyRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(AssumeRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(TestRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(ItemRule, Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(VersionRule, Iterator, Context)

}  // namespace ringfence::grammar
