#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "grammar/parse.h"

namespace ringfence::grammar {
namespace {

/// Every error as `line:column code message`, with its help behind ` | `.
std::vector<std::string> errors_of(const std::string& text) {
  Sources sources;
  const SourceId source = sources.add("a.rf", text);
  const Result<syntax::Document> parsed = parse_document(sources, source);
  std::vector<std::string> lines;
  if (parsed) return lines;
  for (const Diagnostic& error : parsed.errors()) {
    const Position at = sources.position(source, error.at.begin);
    EXPECT_EQ(error.at.source, source);
    EXPECT_LE(error.at.end, text.size());
    lines.push_back(std::to_string(at.line) + ":" + std::to_string(at.column) + " " +
                    std::string(error.code) + " " + error.message +
                    (error.help.empty() ? "" : " | " + error.help));
  }
  return lines;
}

struct ErrorCase {
  std::string name;
  std::string text;
  std::vector<std::string> errors;
  friend void PrintTo(const ErrorCase& test, std::ostream* out) { *out << test.name; }
};
class Diagnosed : public testing::TestWithParam<ErrorCase> {};

TEST_P(Diagnosed, MatchesTable) {
  EXPECT_EQ(errors_of(GetParam().text), GetParam().errors);
}

using Lines = std::vector<std::string>;

INSTANTIATE_TEST_SUITE_P(
    Declarations, Diagnosed,
    testing::Values(
        ErrorCase{"no_colon", "vm a { cpu 8 }", {"1:12 E0101 expected `:`, found `8`"}},
        ErrorCase{"equals_for_colon",
                  "vm a { cpu = 8 }",
                  {"1:12 E0101 expected `:`, found `=` | equality is `==`, a setting is written "
                   "with `:`"}},
        ErrorCase{"no_separator",
                  "vm a {\n  cpu: 8\n  memory: 3\n}",
                  {"3:3 E0101 expected `;` or `}`, found `memory`"}},
        ErrorCase{"no_name", "host { }", {"1:6 E0101 expected a name, found `{`"}},
        ErrorCase{"keyword_as_name",
                  "vm policy { }",
                  {"1:4 E0101 expected a name, found `policy` | `policy` is a word of the "
                   "language: choose another"}},
        ErrorCase{"misspelt_declaration",
                  "polcy x { assert a }",
                  {"1:11 E0101 expected a setting, a declaration or `}`, found `assert` | did you "
                   "mean `policy` instead of `polcy`?"}},
        ErrorCase{"misspelt_clause",
                  "policy y { asert a }",
                  {"1:12 E0101 expected a clause of the policy or `}`, found `asert` | did you "
                   "mean `assert`?"}},
        ErrorCase{"unknown_severity",
                  "policy y { severity: hgh; assert a }",
                  {"1:22 E0105 expected `low`, `medium`, `high` or `critical`, found `hgh` | did "
                   "you mean `high`?"}},
        ErrorCase{"clause_twice",
                  "policy y { help: \"a\" help: \"b\" assert a }",
                  {"1:28 E0105 `help` is given twice"}},
        ErrorCase{"nothing_claimed",
                  "policy y { severity: low }",
                  {"1:8 E0105 policy `y` claims nothing | add `assert`, `possible` or `survives` "
                   "with a formula"}},
        ErrorCase{"parameter_without_type", "def f(a) = a", {"1:8 E0101 expected `:`, found `)`"}},
        ErrorCase{"import_without_quotes",
                  "import k8s",
                  {"1:8 E0101 expected a string in quotes, found `k8s`"}},
        ErrorCase{"link_without_kind",
                  "link node a = b",
                  {"1:16 E0101 expected a name, found the end of the text"}},
        ErrorCase{
            "empty_choice", "vm v { on: one of {} }", {"1:20 E0101 expected a value, found `}`"}},
        ErrorCase{"unknown_verdict",
                  "test \"t\" { expect maybe y }",
                  {"1:19 E0101 expected `holds`, `violated`, `vacuous`, `undecided` or `not "
                   "applicable`, found `maybe`"}},
        ErrorCase{"unfinished",
                  "vm last { cpu: 3\n",
                  {"2:1 E0101 expected `;` or `}`, found the end of the text"}},
        ErrorCase{"later_version",
                  "ringfence 2;\nvm a { }",
                  {"1:1 E0106 this is language version 2, and only version 1 is known"}},
        ErrorCase{"no_declaration", "}", {"1:1 E0101 expected a declaration, found `}`"}},
        ErrorCase{"control_character",
                  "vm a { cpu: \x01 }",
                  {"1:13 E0101 expected a value, found a control character"}},
        ErrorCase{"beyond_ascii", "vm é { }", {"1:4 E0101 expected a name, found `é`"}}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Expressions, Diagnosed,
    testing::Values(
        ErrorCase{"chained_comparison",
                  "assume x { a == b == c }",
                  {"1:19 E0101 expected `}`, found `==` | comparisons do not chain: write `a < b "
                   "and b < c`"}},
        ErrorCase{"binder_without_in",
                  "assume x { forall p pods: a }",
                  {"1:21 E0101 expected `in`, found `pods`"}},
        ErrorCase{"binder_without_variable",
                  "assume x { forall 3 in a: b }",
                  {"1:19 E0101 expected a variable, found `3`"}},
        ErrorCase{"quantifier_without_colon",
                  "assume x { forall a in b where c d }",
                  {"1:34 E0101 expected `:`, found `d`"}},
        ErrorCase{"quantifier_in_a_sum",
                  "assume y { 1 + forall a in b: c }",
                  {"1:16 E0101 expected a value, found `forall` | put parentheses around `forall "
                   "…`"}},
        ErrorCase{"has_without_attribute",
                  "def h = has x",
                  {"1:13 E0101 expected an attribute after `has` | write `has x.attribute`"}},
        ErrorCase{"foreign_and",
                  "def i = a & b",
                  {"1:11 E0101 expected a declaration, found `&` | write `and`, `or`, `not`"}},
        ErrorCase{"if_without_else",
                  "def j = if a then b",
                  {"1:20 E0101 expected `else`, found the end of the text"}},
        ErrorCase{"dangling_dot",
                  "def k = x.",
                  {"1:11 E0101 expected an attribute's name, found the end of the text"}},
        ErrorCase{"tuple", "def l = (a, b)", {"1:11 E0101 expected `)`, found `,`"}},
        ErrorCase{
            "no_range_end", "container c[2..] { }", {"1:16 E0101 expected a value, found `]`"}}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Characters, Diagnosed,
    testing::Values(
        ErrorCase{"open_string",
                  "vm a { zone: \"b\n }",
                  {"1:14 E0102 this string does not end on its line | close it with `\"`"}},
        ErrorCase{"open_comment",
                  "vm a { /* b }",
                  {"1:8 E0102 this comment does not end | close it with `*/`"}},
        ErrorCase{"unknown_escape",
                  "vm a { zone: \"\\q\" }",
                  {"1:15 E0102 unknown escape in a string | known are `\\\"`, `\\\\`, `\\n` and "
                   "`\\t`"}},
        ErrorCase{"not_utf8",
                  "vm a { zone: \"\xff\" }",
                  {"1:15 E0103 this byte is not UTF-8 | save it as UTF-8"}},
        ErrorCase{"deep_brackets",
                  "def a = " + std::string(10000, '('),
                  {"1:209 E0104 this nests more than 200 deep | move a part into a `def`"}}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Recovery, Diagnosed,
    testing::Values(
        ErrorCase{"one_for_each_declaration",
                  "vm a { cpu 8 }\nvm b { cpu: 8 }\npolicy p { asert a }\ndef f = )\nvm c { : }\n",
                  {"1:12 E0101 expected `:`, found `8`",
                   "3:12 E0101 expected a clause of the policy or `}`, found `asert` | did you "
                   "mean `assert`?",
                   "4:9 E0101 expected an expression, found `)`",
                   "5:8 E0101 expected a setting, a declaration or `}`, found `:`"}},
        ErrorCase{
            "missing_brace",
            "vm a { cpu: 8\nvm b { cpu 8 }\n",
            {"2:1 E0101 expected `;` or `}`, found `vm`", "2:12 E0101 expected `:`, found `8`"}},
        ErrorCase{"inner_braces_are_skipped",
                  "pod a { x y; container b { z: 1 } }\nvm b { cpu 8 }\n",
                  {"1:12 E0101 expected `{`, found `;`", "2:12 E0101 expected `:`, found `8`"}}),
    [](const auto& test) { return test.param.name; });

TEST(Diagnostics, HaveARowOnTheirPage) {
  std::ifstream in(std::string(RINGFENCE_SOURCE_DIR) + "/docs/diagnostics.md");
  std::stringstream page;
  page << in.rdbuf();
  for (const char* code : {"E0101", "E0102", "E0103", "E0104", "E0105", "E0106"}) {
    EXPECT_NE(page.str().find("| " + std::string(code) + " |"), std::string::npos) << code;
  }
}

/// What nests without a bracket is bounded all the same.
TEST(Nesting, IsBoundedForEveryRecursiveConstruct) {
  const auto repeated = [](const std::string& part, const std::string& end) {
    std::string text = "assume a { ";
    for (int i = 0; i < 10000; ++i) text += part;
    return text + end + " }";
  };
  for (const std::string& text :
       {repeated("not ", "a"), repeated("- ", "a"), repeated("a => ", "a"),
        repeated("forall x in y: ", "a"), repeated("forall x in {y}, z in w: ", "a"),
        repeated("if a then b else ", "c"), repeated("a <=> ", "a"), repeated("a + ", "a"),
        repeated("{a} - ", "a"), repeated("a * ", "a"), repeated("if a then ", "b"),
        "assume a { a" + std::string(10000, ' ') + repeated(".b", "").substr(11),
        "assume a { a" + repeated("[b]", "").substr(11),
        "assume a { " + repeated("has ", "a").substr(11)}) {
    const auto errors = errors_of(text);
    ASSERT_EQ(errors.size(), 1U) << text.substr(0, 60);
    EXPECT_NE(errors.front().find("E0104"), std::string::npos) << errors.front();
  }
}

TEST(Nesting, AllowsLongFlatTexts) {
  std::string text = "assume a { b";
  for (int i = 0; i < 5000; ++i) text += i % 2 == 0 ? " and not c.d == {e}" : " or -f[g] in h.i";
  text += " }\n";
  for (int i = 0; i < 500; ++i) {
    text += "def f(a: b) = a.b + 1\ncontainer c[2..4] in d { e: f.g; h[\"i\"]: -1 }\n";
  }
  text += "assume s { x in {y";
  for (int i = 0; i < 5000; ++i) text += ", a.b";
  EXPECT_EQ(errors_of(text + "} }"), Lines{});
}

}  // namespace
}  // namespace ringfence::grammar
