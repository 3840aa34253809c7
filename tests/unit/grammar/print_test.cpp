#include "syntax/print.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "grammar/parse.h"
#include "support/dump.h"

namespace ringfence::grammar {
namespace {

std::string formatted(const std::string& text) {
  Sources sources;
  const auto document = parse_document(sources, sources.add("a.rf", text));
  if (!document) return "error: " + document.errors().front().message;
  return syntax::print(document.value());
}

struct PrintCase {
  std::string name, text, printed;
  friend void PrintTo(const PrintCase& test, std::ostream* out) { *out << test.name; }
};
class PrintedExpression : public testing::TestWithParam<PrintCase> {};

TEST_P(PrintedExpression, HasTheParenthesesItNeeds) {
  const auto expr = parse_expression(GetParam().text, {});
  ASSERT_TRUE(expr) << expr.errors().front().message;
  EXPECT_EQ(syntax::print(expr.value()), GetParam().printed);
}
INSTANTIATE_TEST_SUITE_P(
    Table, PrintedExpression,
    testing::Values(
        PrintCase{"needless", "((a) and ((b)))", "a and b"},
        PrintCase{"and_in_or", "(a and b) or c", "a and b or c"},
        PrintCase{"or_in_and", "a and (b or c)", "a and (b or c)"},
        PrintCase{"arrow_to_the_right", "a => (b => c)", "a => b => c"},
        PrintCase{"arrow_to_the_left", "(a => b) => c", "(a => b) => c"},
        PrintCase{"minus_to_the_left", "(a - b) - c", "a - b - c"},
        PrintCase{"minus_to_the_right", "a - (b - c)", "a - (b - c)"},
        PrintCase{"product", "(a + b) * -c / 2", "(a + b) * -c / 2"},
        PrintCase{"not_over_comparison", "not (a == b)", "not a == b"},
        PrintCase{"not_in_comparison", "(not a) == b", "(not a) == b"},
        PrintCase{"not_in", "not (a in b) and c not in d", "not a in b and c not in d"},
        PrintCase{"quantifier_last", "a => (forall x in s: b)", "a => forall x in s: b"},
        PrintCase{"quantifier_first", "(forall x in s: b) => a", "(forall x in s: b) => a"},
        PrintCase{"quantifier_in_a_run", "a and (exists x in s: b)", "a and (exists x in s: b)"},
        PrintCase{"if_in_a_sum", "1 + (if a then b else c)", "1 + (if a then b else c)"},
        PrintCase{"else_if", "if a then b else (if c then d else e)",
                  "if a then b else if c then d else e"},
        PrintCase{"has", "(has a.b) == true and has a.c[\"d\"]",
                  "has a.b == true and has a.c[\"d\"]"},
        PrintCase{"sums", "sum(v.m for v in h.vms where v.x) <= count(a, b in s, c in t)",
                  "sum(v.m for v in h.vms where v.x) <= count(a, b in s, c in t)"},
        PrintCase{"sets", "{v in vms where v.a} == {a, -b, \"c\\\"\\\\\\n\"}",
                  "{v in vms where v.a} == {a, -b, \"c\\\"\\\\\\n\"}"},
        PrintCase{"port", "not reach(p, workload(\"db\"), tcp/5432) or flows(q, sctp/*)",
                  "not reach(p, workload(\"db\"), tcp/5432) or flows(q, sctp/*)"}),
    [](const auto& test) { return test.param.name; });

class PrintedDocument : public testing::TestWithParam<PrintCase> {};

TEST_P(PrintedDocument, IsCanonicalAndStays) {
  EXPECT_EQ(formatted(GetParam().text), GetParam().printed);
  EXPECT_EQ(formatted(GetParam().printed), GetParam().printed);
}
INSTANTIATE_TEST_SUITE_P(
    Table, PrintedDocument,
    testing::Values(
        PrintCase{"empty", "", ""},
        PrintCase{"only_comments", "// a\n\n\n\n/* b\n c */  // d\n",
                  "// a\n\n/* b\n c */\n// d\n"},
        PrintCase{"one_line", "host a{cpu:32;zone:\"b\"}", "host a { cpu: 32; zone: \"b\" }\n"},
        PrintCase{"no_settings", "vm \"a/b\" in c {\n}", "vm \"a/b\" in c {}\n"},
        PrintCase{"blank_lines", "vm a {}\nvm b {}\n\n\n\nvm c {}\n",
                  "vm a {}\nvm b {}\n\nvm c {}\n"},
        PrintCase{"inner", "pod p[2] { container c { cpu: 1 } node: n }",
                  "pod p[2] {\n  container c { cpu: 1 }\n  node: n;\n}\n"},
        PrintCase{"open_values",
                  "vm v on any host where zone == \"b\" { cpu: 1..4 step 2; memory: one of {1GiB, "
                  "2GiB} }",
                  "vm v on any host where zone == \"b\" { cpu: 1..4 step 2; memory: one of {1GiB, "
                  "2GiB} }\n"},
        PrintCase{"comments_of_a_body",
                  "vm a { // big\n  cpu: 8; // eight\n\n  // own\n  memory: 3 /* c */ } // end\n",
                  "vm a {\n  // big\n  cpu: 8;  // eight\n\n  // own\n  memory: 3;  /* c */\n}  // "
                  "end\n"},
        PrintCase{"description", "///  Two\n/// lines.\nderive a(p:pod|vm)=p.b",
                  "///  Two\n/// lines.\nderive a(p: pod | vm) = p.b\n"},
        PrintCase{"comment_in_a_definition", "def x = // odd\n  /// inner\n  a.b",
                  "// odd\n// inner\ndef x = a.b\n"},
        PrintCase{"version", "// header\nringfence 1;  // version\nimport \"a\"",
                  "// header\nringfence 1;  // version\nimport \"a\"\n"},
        PrintCase{
            "policy",
            "policy p \"t\" { assert a; // why\n help: \"h\" severity: low; survives 1 of h "
            "in hosts where h.a: fits }",
            "policy p \"t\" {\n  // why\n  severity: low\n  help: \"h\"\n  assert a\n  survives "
            "1 of h in hosts where h.a: fits\n}\n"},
        PrintCase{"short_policy", "policy p { applies when a;\n possible b; }",
                  "policy p { applies when a; possible b }\n"},
        PrintCase{
            "test",
            "test \"t\" { vm a {} link vm a = vm b assume x { y } policy p { assert z } "
            "expect not applicable p }",
            "test \"t\" {\n  vm a {}\n  link vm a = vm b\n  assume x { y }\n  policy p { assert "
            "z }\n  expect not applicable p;\n}\n"}),
    [](const auto& test) { return test.param.name; });

TEST(Print, BreaksLongFormulas) {
  const std::string long_name(40, 'x');
  EXPECT_EQ(formatted("assume a { forall p in " + long_name + " where p.a: p." + long_name +
                      " <= p.b and p.c + p." + long_name + " <= 3 }"),
            "assume a {\n  forall p in " + long_name + " where p.a:\n    p." + long_name +
                " <= p.b\n      and p.c + p." + long_name + " <= 3\n}\n");
}

TEST(Print, KeepsEverythingOfTheShippedSpecs) {
  const std::filesystem::path specs = std::filesystem::path(RINGFENCE_SOURCE_DIR) / "specs";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(specs)) {
    if (entry.path().extension() != ".rf") continue;
    std::ifstream in(entry.path());
    std::stringstream content;
    content << in.rdbuf();
    Sources sources;
    const auto first = parse_document(sources, sources.add("a.rf", content.str()));
    ASSERT_TRUE(first);
    const std::string printed = syntax::print(first.value());
    const auto second = parse_document(sources, sources.add("b.rf", printed));
    ASSERT_TRUE(second) << second.errors().front().message;
    EXPECT_EQ(test::dump(first.value()), test::dump(second.value()));
    EXPECT_EQ(first.value().comments.size(), second.value().comments.size());
    EXPECT_EQ(syntax::print(second.value()), printed);
  }
}

}  // namespace
}  // namespace ringfence::grammar
