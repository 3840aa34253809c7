#include "ingest/yaml/tree.h"

#include <gtest/gtest.h>

namespace ringfence::ingest::yaml {
namespace {

/// A text and what was read from it. The sources outlive the tree's views.
struct Reading {
  Sources sources;
  SourceId source;
  Result<Tree> result = Diagnostic{"", {}, "not read"};

  explicit Reading(std::string text, std::string name = "a.yaml", const Limits& limits = {}) {
    source = sources.add(std::move(name), std::move(text));
    result = read(sources, source, limits);
  }
  const Tree& tree() const { return result.value(); }
  NodeId root() const { return tree().documents().at(0); }
  std::string text(NodeId id) const { return std::string(sources.text(tree()[id].at)); }
  std::string place(NodeId id) const { return sources.place(tree()[id].at); }
};

/// The tree on one line: `{key: value, …}`, quoted scalars in quotes, nulls as `~`.
std::string show(const Tree& tree, NodeId id) {
  const Tree::Node& node = tree[id];
  switch (node.type) {
    case NodeType::Null:
      return "~";
    case NodeType::Scalar: {
      const std::string text(node.scalar);
      return node.plain ? text : "\"" + text + "\"";
    }
    case NodeType::Sequence:
    case NodeType::Mapping:
      break;
  }
  const bool mapping = node.type == NodeType::Mapping;
  std::string text;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    if (i > 0) text += mapping && i % 2 == 1 ? ": " : ", ";
    text += show(tree, node.items[i]);
  }
  return mapping ? "{" + text + "}" : "[" + text + "]";
}

std::string show(const Reading& reading) {
  if (!reading.result) {
    std::string text;
    for (const Diagnostic& error : reading.result.errors()) {
      text += std::string(error.code) + " " + reading.sources.place(error.at) + " " +
              error.message + "\n";
    }
    return text;
  }
  std::string text;
  for (const NodeId document : reading.tree().documents()) {
    text += show(reading.tree(), document) + "\n";
  }
  return text;
}

/// `code place` of the first error.
std::string first_error(const Reading& reading) {
  if (reading.result) return "no error";
  const Diagnostic& error = reading.result.errors().front();
  return std::string(error.code) + " " + reading.sources.place(error.at);
}

TEST(YamlTree, ReadsBlocksAndFlows) {
  const Reading reading("a: 1\nb: [x, 'y', {z: \"w\"}]\nc:\n- d\n-\n- e: ~\n");
  EXPECT_EQ(show(reading), "{a: 1, b: [x, \"y\", {z: \"w\"}], c: [d, ~, {e: ~}]}\n");
}

TEST(YamlTree, KeepsEveryDocumentOfAStream) {
  const Reading reading("---\n# nothing\n---\na: 1\n---\n...\n---\nb\n");
  EXPECT_EQ(show(reading), "~\n{a: 1}\n~\nb\n");
}

TEST(YamlTree, TextWithoutAnyDocumentHasNone) {
  EXPECT_TRUE(Reading("").tree().documents().empty());
  EXPECT_TRUE(Reading("# only this\n\n").tree().documents().empty());
}

TEST(YamlTree, FindsKeysInMappingsOnly) {
  const Reading reading("a: 1\nb: {c: 2}\n");
  const Tree& tree = reading.tree();
  EXPECT_EQ(tree[tree.find(reading.root(), "a")].scalar, "1");
  EXPECT_EQ(tree[tree.find(tree.find(reading.root(), "b"), "c")].scalar, "2");
  EXPECT_FALSE(tree.find(reading.root(), "c"));
  EXPECT_FALSE(tree.find(tree.find(reading.root(), "a"), "c"));
  EXPECT_FALSE(tree.find(NodeId{}, "c"));
  EXPECT_EQ(reading.place(tree.find_key(reading.root(), "b")), "a.yaml:2:1");
}

struct SpanCase {
  std::string name;
  std::string text;  ///< A mapping whose key `k` has the value in question.
  std::string covered;
  std::string place;
  friend void PrintTo(const SpanCase& test, std::ostream* out) { *out << test.name; }
};
class YamlSpan : public testing::TestWithParam<SpanCase> {};
TEST_P(YamlSpan, CoversTheNodesOwnText) {
  const Reading reading(GetParam().text);
  ASSERT_TRUE(reading.result) << show(reading);
  const NodeId value = reading.tree().find(reading.root(), "k");
  ASSERT_TRUE(value);
  EXPECT_EQ(reading.text(value), GetParam().covered);
  EXPECT_EQ(reading.place(value), GetParam().place);
}
INSTANTIATE_TEST_SUITE_P(
    Table, YamlSpan,
    testing::Values(
        SpanCase{"plain", "k: some text # note\n", "some text", "a.yaml:1:4"},
        SpanCase{"plain_lines", "k: some\n  text\n  more\nj: 1\n", "some\n  text\n  more",
                 "a.yaml:1:4"},
        SpanCase{"after_wide_letters", "ä: ü\nk: größe\n", "größe", "a.yaml:2:4"},
        SpanCase{"windows_lines", "a: 1\r\nk: two words\r\nb: 3\r\n", "two words", "a.yaml:2:4"},
        SpanCase{"byte_order_mark", "\xef\xbb\xbfk: v\n", "v", "a.yaml:1:7"},
        SpanCase{"single_quotes", "k: 'it''s'\n", "'it''s'", "a.yaml:1:4"},
        SpanCase{"double_quotes", "k: \"a\\\"b\\\\\" # c\n", "\"a\\\"b\\\\\"", "a.yaml:1:4"},
        SpanCase{"quotes_over_lines", "k: \"a\n  b\"\n", "\"a\n  b\"", "a.yaml:1:4"},
        SpanCase{"empty_quotes", "k: ''\n", "''", "a.yaml:1:4"},
        SpanCase{"literal", "k: |\n  a\n   b\n\nj: 1\n", "|\n  a\n   b", "a.yaml:1:4"},
        SpanCase{"folded", "k: >-  # note a\n  a\n  b\n", ">-  # note a\n  a\n  b", "a.yaml:1:4"},
        SpanCase{"empty_block_scalar", "k: |\nj: 1\n", "|", "a.yaml:1:4"},
        SpanCase{"anchor_and_tag", "k: &x !!str text\n", "text", "a.yaml:1:13"},
        SpanCase{"tag_then_block", "k: !!map\n  a: 1\n", "a: 1", "a.yaml:2:3"},
        SpanCase{"flow_list", "k: [1, [2, ], ] # c\n", "[1, [2, ], ]", "a.yaml:1:4"},
        SpanCase{"empty_flow", "k: { }\n", "{ }", "a.yaml:1:4"},
        SpanCase{"bracket_in_comment", "k: [1 # ]\n ]\n", "[1 # ]\n ]", "a.yaml:1:4"},
        SpanCase{"block_list", "k:\n- 1\n- 22\nj: 1\n", "- 1\n- 22", "a.yaml:2:1"},
        SpanCase{"block_mapping", "k:\n  a: 1\n  b: [2]\nj: 1\n", "a: 1\n  b: [2]", "a.yaml:2:3"},
        SpanCase{"left_out", "k:\nj: 1\n", "", "a.yaml:1:3"},
        SpanCase{"left_out_last", "j: 1\nk:  # none\n", "", "a.yaml:2:3"},
        SpanCase{"null", "k: null\n", "null", "a.yaml:1:4"},
        SpanCase{"tilde", "k: ~\n", "~", "a.yaml:1:4"},
        SpanCase{"alias_last", "a: &x 1\nk: {b: *x}\n", "{b: *x}", "a.yaml:2:4"}),
    [](const auto& test) { return test.param.name; });

TEST(YamlTree, AnAliasSharesTheNode) {
  const Reading reading("a: &x {b: 1}\nc: *x\n");
  EXPECT_EQ(reading.tree().find(reading.root(), "a"), reading.tree().find(reading.root(), "c"));
}

TEST(YamlTree, MergeKeysBringInWhatIsNotThere) {
  const Reading one("a: &x {b: 1, d: 1}\nc: {<<: *x, d: 2}\n");
  EXPECT_EQ(show(one), "{a: {b: 1, d: 1}, c: {d: 2, b: 1}}\n");
  const Reading several("- &x {a: 1}\n- &y {<<: *x, b: 2}\n- <<: [*y, {b: 3, c: 3}]\n");
  EXPECT_EQ(show(several), "[{a: 1}, {b: 2, a: 1}, {b: 2, a: 1, c: 3}]\n");
  const Reading quoted("a: &x {b: 1}\nc: {\"<<\": *x}\n");
  EXPECT_EQ(show(quoted), "{a: {b: 1}, c: {\"<<\": {b: 1}}}\n");
}

struct ErrorCase {
  std::string name;
  std::string text;
  std::string error;  ///< `code place` of the first one.
  friend void PrintTo(const ErrorCase& test, std::ostream* out) { *out << test.name; }
};
class YamlError : public testing::TestWithParam<ErrorCase> {};
TEST_P(YamlError, HasCodeAndPlace) {
  EXPECT_EQ(first_error(Reading(GetParam().text)), GetParam().error);
}
INSTANTIATE_TEST_SUITE_P(
    Table, YamlError,
    testing::Values(ErrorCase{"unclosed_quote", "a: 1\nb: \"x\n", "E0201 a.yaml:2:4"},
                    ErrorCase{"unclosed_list", "a: [1, 2\n", "E0201 a.yaml:2:1"},
                    ErrorCase{"tab_indentation", "a:\n\tb: 1\n", "E0201 a.yaml:2:3"},
                    ErrorCase{"merge_of_a_number", "a:\n  <<: 1\n", "E0209 a.yaml:2:7"},
                    ErrorCase{"merge_of_a_list_of_numbers", "a: {<<: [{b: 1}, 2]}\n",
                              "E0209 a.yaml:1:18"},
                    ErrorCase{"two_values", "a: b: c\n", "E0201 a.yaml:1:5"},
                    ErrorCase{"wrong_bracket", "a: [1}\n", "E0201 a.yaml:1:6"},
                    ErrorCase{"key_without_colon", "a:\n  b: 1\nc\n", "E0201 a.yaml:3:1"},
                    ErrorCase{"text_behind_document", "- a\nb: 1\n", "E0201 a.yaml:2:1"},
                    ErrorCase{"text_behind_end", "a: 1\n... b\n", "E0201 a.yaml:2:5"},
                    ErrorCase{"comment_without_blank", "a: [1]#b\n", "E0201 a.yaml:1:7"},
                    ErrorCase{"comma_without_value", "a: [1, , 2]\n", "E0201 a.yaml:1:8"},
                    ErrorCase{"dash_in_brackets", "a: [-]\n", "E0201 a.yaml:1:5"},
                    ErrorCase{"no_such_escape", "a: \"it\\'s\"\n", "E0201 a.yaml:1:7"},
                    ErrorCase{"directive_in_text", "a: 1\n%YAML 1.2\n---\n", "E0201 a.yaml:2:1"},
                    ErrorCase{"directive_alone", "%YAML 1.2\n", "E0201 a.yaml:1:1"},
                    ErrorCase{"unindented_block_scalar", "--- |\ntext\n", "E0201 a.yaml:2:1"},
                    ErrorCase{"unknown_alias", "a: *nowhere\n", "E0201 a.yaml:1:4"},
                    ErrorCase{"reserved_character", "a: @b\n", "E0201 a.yaml:1:4"},
                    ErrorCase{"latin_1", "a: 1\nb: gr\xf6\xdf\x65\n", "E0203 a.yaml:2:6"},
                    ErrorCase{"utf_16",
                              std::string("\xff\xfe"
                                          "a\0",
                                          4),
                              "E0203 a.yaml:1:1"},
                    ErrorCase{"nul", std::string("a: b\0c\n", 7), "E0204 a.yaml:1:5"},
                    ErrorCase{"end_of_transmission", "a: b\n\x04\n", "E0204 a.yaml:2:1"},
                    ErrorCase{"old_line_ends", "a: 1\rb: 2\r", "E0204 a.yaml:1:5"},
                    ErrorCase{"duplicate_key", "a: 1\nb: 2\na: 3\n", "E0205 a.yaml:3:1"},
                    ErrorCase{"duplicate_quoted", "a: 1\n\"a\": 3\n", "E0205 a.yaml:2:1"},
                    ErrorCase{"list_as_key", "[a, b]: 1\n", "E0208 a.yaml:1:1"},
                    ErrorCase{"alias_in_itself", "a: &x [*x]\n", "E0207 a.yaml:1:8"}),
    [](const auto& test) { return test.param.name; });

TEST(YamlTree, DuplicateKeysNameBothPlaces) {
  const Reading reading("m:\n  a: 1\n  a: 2\nn: {b: 1, b: 1}\n");
  ASSERT_EQ(reading.result.errors().size(), 2U);
  const Diagnostic& error = reading.result.errors().front();
  EXPECT_EQ(error.message, "key `a` stands twice in one mapping");
  EXPECT_EQ(reading.sources.place(error.at), "a.yaml:3:3");
  ASSERT_EQ(error.notes.size(), 1U);
  EXPECT_EQ(reading.sources.place(error.notes.front().at), "a.yaml:2:3");
}

TEST(YamlTree, FindsDuplicatesAmongManyKeys) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "key" + std::to_string(i) + ": 1\n";
  EXPECT_TRUE(Reading(text).result);
  EXPECT_EQ(first_error(Reading(text + "key17: 1\n")), "E0205 a.yaml:5001:1");
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(YamlTree, NestingIsBoundedInEveryNotation) {
  const auto code = [](const std::string& text) { return first_error(Reading(text)).substr(0, 5); };
  EXPECT_EQ(code(repeated("[", 10000)), "E0206");
  EXPECT_EQ(code(repeated("[", 10000) + repeated("]", 10000)), "E0206");
  EXPECT_EQ(code(repeated("{\"a\":", 10000)), "E0206");
  EXPECT_EQ(code(repeated("{a: ", 10000)), "E0206");
  EXPECT_EQ(code("x: " + repeated("{a: [", 10000)), "E0206");
  EXPECT_EQ(code(repeated("- ", 10000) + "x\n"), "E0206");
  EXPECT_EQ(code(repeated("? ", 10000) + "x\n"), "E0206");
  std::string stairs;
  for (int i = 0; i < 1000; ++i) stairs += repeated(" ", i) + "a:\n";
  EXPECT_EQ(code(stairs), "E0206");
}

TEST(YamlTree, NestsExactlyAsDeepAsTheLimit) {
  const auto nested = [](int depth) { return repeated("[", depth) + repeated("]", depth); };
  EXPECT_TRUE(Reading("- " + nested(199)).result);
  EXPECT_FALSE(Reading("- " + nested(200)).result);
  EXPECT_TRUE(Reading(nested(200)).result);
  EXPECT_EQ(first_error(Reading(nested(201))), "E0206 a.yaml:1:201");
}

TEST(YamlTree, AliasesCannotNestDeeperThanTheLimit) {
  std::string text = "- &a0 [x]\n";
  for (int i = 1; i < 300; ++i) {
    text += "- &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  }
  EXPECT_EQ(first_error(Reading(text)).substr(0, 5), "E0206");
}

TEST(YamlTree, AliasBombsAreRefused) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1) + " ";
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" +
            repeated(alias + ", ", 10) + "]\n";
  }
  EXPECT_EQ(first_error(Reading(text)).substr(0, 5), "E0207");
}

TEST(YamlTree, AliasesMayExpandUpToTheLimit) {
  Limits limits;
  limits.expanded_nodes = 9;  // a, [x, y] (3), b, the alias (3), the mapping
  EXPECT_TRUE(Reading("a: &x [x, y]\nb: *x\n", "a.yaml", limits).result);
  limits.expanded_nodes = 8;
  EXPECT_FALSE(Reading("a: &x [x, y]\nb: *x\n", "a.yaml", limits).result);
}

TEST(Json, ReadsEveryKindOfValue) {
  const Reading reading("{\"a\": [1, -2.5e+3, true, false, null, \"s\"], \"b\": {}}", "a.json");
  EXPECT_EQ(show(reading), "{\"a\": [1, -2.5e+3, true, false, ~, \"s\"], \"b\": {}}\n");
}

TEST(Json, JoinsSurrogatePairs) {
  const Reading reading(R"(["\ud83d\ude00", "\u00e4\n\/"])", "a.json");
  EXPECT_EQ(show(reading), "[\"\xf0\x9f\x98\x80\", \"\xc3\xa4\n/\"]\n");
}

TEST(Json, TakesKeysBeyondYamlsLimit) {
  const std::string key(5000, 'k');
  const Reading reading("{\"" + key + "\": 1}", "a.json");
  EXPECT_TRUE(reading.tree().find(reading.root(), key));
}

TEST(Json, TakesSeveralValuesAsDocuments) {
  EXPECT_EQ(show(Reading("{\"a\":1}\n{\"b\":2} [3]\n", "a.json")), "{\"a\": 1}\n{\"b\": 2}\n[3]\n");
}

TEST(Json, KeepsPlaces) {
  const Reading reading("{\n  \"a\": [1,\n    \"x\\ty\"]\n}\n", "a.json");
  const NodeId list = reading.tree().find(reading.root(), "a");
  EXPECT_EQ(reading.text(list), "[1,\n    \"x\\ty\"]");
  EXPECT_EQ(reading.place(reading.tree()[list].items[1]), "a.json:3:5");
  EXPECT_EQ(reading.text(reading.tree()[list].items[1]), "\"x\\ty\"");
}

TEST(Json, WhatIsNotJsonIsReadAsYaml) {
  EXPECT_EQ(show(Reading("{a: 1, 'b': [x]}\n")), "{a: 1, \"b\": [x]}\n");
  EXPECT_EQ(show(Reading("[1, 2] # c\n")), "[1, 2]\n");
  EXPECT_EQ(show(Reading("{\"a\": 1}\n---\n{\"b\": 2}\n")), "{\"a\": 1}\n{\"b\": 2}\n");
}

class JsonError : public testing::TestWithParam<ErrorCase> {};
TEST_P(JsonError, HasCodeAndPlace) {
  EXPECT_EQ(first_error(Reading(GetParam().text, "a.json")), GetParam().error);
}
INSTANTIATE_TEST_SUITE_P(
    Table, JsonError,
    testing::Values(ErrorCase{"unclosed", "{\"a\": 1", "E0202 a.json:1:8"},
                    ErrorCase{"unclosed_string", "{\"a\": \"x}\n", "E0202 a.json:1:7"},
                    ErrorCase{"lone_surrogate", R"({"a": "\ud83d"})", "E0202 a.json:1:8"},
                    ErrorCase{"duplicate", "{\"a\": 1,\n\"a\": 2}", "E0205 a.json:2:1"},
                    ErrorCase{"duplicate_by_escape", "{\"a\": 1, \"\\u0061\": 2}",
                              "E0205 a.json:1:10"},
                    ErrorCase{"two_commas", "{\"a\": {,}}\n]", "E0202 a.json:1:8"}),
    [](const auto& test) { return test.param.name; });

struct MeaningCase {
  std::string text;
  std::optional<bool> boolean;
  std::optional<int> integer;
  bool null = false;
};
TEST(YamlMeaning, ResolvesPlainScalars) {
  const MeaningCase cases[] = {
      {"true", true, {}},     {"Yes", true, {}},      {"off", false, {}},
      {"tRue", {}, {}},       {"'true'", {}, {}},     {"!!bool 'true'", true, {}},
      {"!!str true", {}, {}}, {"! true", {}, {}},     {"12", {}, 12},
      {"-12", {}, -12},       {"+3", {}, 3},          {"0x1F", {}, 31},
      {"0o17", {}, 15},       {"0755", {}, 493},      {"0b11", {}, 3},
      {"0", {}, 0},           {"1.0", {}, {}},        {"'12'", {}, {}},
      {"12x", {}, {}},        {"0x", {}, {}},         {"089", {}, {}},
      {"~", {}, {}, true},    {"null", {}, {}, true}, {"", {}, {}, true},
      {"''", {}, {}},         {"nulls", {}, {}},      {"!!null ''", {}, {}, true}};
  for (const MeaningCase& test : cases) {
    const Reading reading("k: " + test.text + "\n");
    const Tree::Node& node = reading.tree()[reading.tree().find(reading.root(), "k")];
    EXPECT_EQ(as_bool(node), test.boolean) << test.text;
    EXPECT_EQ(as_integer(node).has_value(), test.integer.has_value()) << test.text;
    if (test.integer && as_integer(node)) {
      EXPECT_EQ(to_string(*as_integer(node)), std::to_string(*test.integer));
    }
    EXPECT_EQ(is_null(node), test.null) << test.text;
  }
}

}  // namespace
}  // namespace ringfence::ingest::yaml
