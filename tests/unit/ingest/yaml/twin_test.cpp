#include "ingest/yaml/twin.h"

#include <gtest/gtest.h>

#include "grammar/parse.h"
#include "syntax/print.h"

namespace ringfence::ingest::yaml {
namespace {

/// The canonical `.rf` text of what the YAML says, or its errors.
std::string as_rf(const std::string& yaml) {
  Sources sources;
  const SourceId source = sources.add("twin.yaml", yaml);
  const Result<Tree> tree = read(sources, source);
  if (!tree) return "not YAML: " + tree.errors().front().message;
  const Result<syntax::Document> document =
      read_twin(sources, tree.value(), tree.value().documents());
  if (document) return syntax::print(document.value());
  std::string text;
  for (const Diagnostic& error : document.errors()) {
    text += std::string(error.code) + " " + sources.place(error.at) + " " + error.message;
    text += error.help.empty() ? "\n" : " (" + error.help + ")\n";
  }
  return text;
}

/// The canonical form of a `.rf` text.
std::string canonical(const std::string& rf) {
  Sources sources;
  const Result<syntax::Document> document =
      grammar::parse_document(sources, sources.add("a.rf", rf));
  return document ? syntax::print(document.value())
                  : "not .rf: " + document.errors().front().message;
}

struct TwinCase {
  std::string name;
  std::string yaml;
  std::string rf;
  friend void PrintTo(const TwinCase& test, std::ostream* out) { *out << test.name; }
};
class Twin : public testing::TestWithParam<TwinCase> {};
TEST_P(Twin, SaysWhatRfSays) {
  EXPECT_EQ(as_rf(GetParam().yaml), canonical(GetParam().rf));
}
INSTANTIATE_TEST_SUITE_P(
    Table, Twin,
    testing::Values(
        TwinCase{"vm",
                 "kind: vm\nname: node-1\non: any host where zone == \"b\"\ncpu: 500m\n"
                 "memory: 32GiB..64GiB\n",
                 "vm node-1 { on: any host where zone == \"b\"; cpu: 500m; memory: 32GiB..64GiB }"},
        TwinCase{"quotes_make_text", "kind: host\nname: h\nzone: \"a\"\n",
                 "host h { zone: \"a\" }"},
        TwinCase{"plain_is_a_name", "kind: vm\nname: v\non: rack1-a\n", "vm v { on: rack1-a }"},
        TwinCase{"null_is_none", "kind: pod\nname: p\nnode:\n", "pod p { node: none }"},
        TwinCase{"lists_are_sets", "kind: pod\nname: p\nhost_paths: ['/a', \"/b\"]\nvolumes: []\n",
                 "pod p { host_paths: {\"/a\", \"/b\"}; volumes: {} }"},
        TwinCase{"dotted_and_keyed",
                 "kind: container\nname: c\nrequest:\n  memory: 1GiB\n  nvidia.com/gpu: 2\n"
                 "limit.memory: 2GiB\n",
                 "container c { request.memory: 1GiB; request[\"nvidia.com/gpu\"]: 2; "
                 "limit.memory: 2GiB }"},
        TwinCase{"keyed_in_one_word", "kind: pod\nname: c\nrequest[\"gpu\"]: 2\n",
                 "pod c { request[\"gpu\"]: 2 }"},
        TwinCase{"labels", "kind: pod\nname: p\nlabels: {tier: gold, \"a/b\": \"1\"}\n",
                 "pod p { labels: {\"tier=gold\", \"a/b=1\"} }"},
        TwinCase{"one_of", "kind: vm\nname: v\non: one of {a, b}\n", "vm v { on: one of {a, b} }"},
        TwinCase{"replicas",
                 "kind: container\nname: c\nreplicas: 2..4\nin: any vm\n---\n"
                 "kind: pod\nname: p\nreplicas: 3\n",
                 "container c[2..4] { in: any vm }\npod p[3] {}"},
        TwinCase{"inner",
                 "kind: pod\nname: p\ninner:\n- kind: container\n  name: c\n  image: 'x'\n",
                 "pod p { container c { image: \"x\" } }"},
        TwinCase{"list_of_declarations", "- kind: host\n  name: a\n- kind: host\n  name: b\n",
                 "host a {}\nhost b {}"},
        TwinCase{"policy",
                 "kind: policy\nname: p\ntitle: A title\nseverity: high\n"
                 "controls: [\"NIST-800-53:SC-39\"]\ndescription: why\nhelp: how\n"
                 "applies_when: 'exists h in hosts: true'\n"
                 "assert:\n- 'forall h in hosts: h.cpu > 1'\n- |\n  forall v in vms:\n"
                 "    v.cpu > 1\npossible: fits\n",
                 "policy p \"A title\" { severity: high controls: [\"NIST-800-53:SC-39\"] "
                 "description: \"why\" help: \"how\" applies when exists h in hosts: true "
                 "assert forall h in hosts: h.cpu > 1 assert forall v in vms: v.cpu > 1 "
                 "possible fits }"},
        TwinCase{"survives",
                 "kind: policy\nname: p\nsurvives: {failures: 1, of: hosts, then: fits}\n",
                 "policy p { survives 1 of hosts: fits }"},
        TwinCase{"assume", "kind: assume\nname: a\ndescription: d\nformula: 1 == 1\n",
                 "assume a \"d\" { 1 == 1 }"},
        TwinCase{"def",
                 "kind: def\nname: f\nparams: {a: container, b: container}\n"
                 "body: a.kernel == b.kernel\n",
                 "def f(a: container, b: container) = a.kernel == b.kernel"},
        TwinCase{"derive", "kind: derive\nname: k\nparams: {c: pod}\nbody: c.node\n",
                 "derive k(c: pod) = c.node"},
        TwinCase{"link", "kind: link\nnode: worker-1\nvm: prod-worker-1\n",
                 "link node \"worker-1\" = vm \"prod-worker-1\""},
        TwinCase{"import", "kind: import\npath: [k8s/, \"*.xml\"]\n",
                 "import \"k8s/\"\nimport \"*.xml\""}),
    [](const auto& test) { return test.param.name; });

struct RefusedCase {
  std::string name;
  std::string yaml;
  std::string errors;
  friend void PrintTo(const RefusedCase& test, std::ostream* out) { *out << test.name; }
};
class TwinRefused : public testing::TestWithParam<RefusedCase> {};
TEST_P(TwinRefused, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(as_rf(GetParam().yaml), GetParam().errors);
}
INSTANTIATE_TEST_SUITE_P(
    Table, TwinRefused,
    testing::Values(
        RefusedCase{"no_name", "kind: vm\ncpu: 1\n",
                    "E0211 twin.yaml:1:7 expected a key `name` beside this\n"},
        RefusedCase{"unknown_policy_key", "kind: policy\nname: p\nasert: fits\nassert: fits\n",
                    "E0210 twin.yaml:3:1 unknown key `asert` (did you mean `assert`?)\n"},
        RefusedCase{
            "severity", "kind: policy\nname: p\nseverity: hihg\nassert: fits\n",
            "E0105 twin.yaml:3:11 expected `low`, `medium`, `high` or `critical`, found `hihg` "
            "(did you mean `high`?)\n"},
        RefusedCase{"policy_without_statement", "kind: policy\nname: p\n",
                    "E0211 twin.yaml:2:7 expected a key `assert`, `possible` or `survives`\n"},
        RefusedCase{"mapping_as_name", "kind: vm\nname: {a: b}\n",
                    "E0212 twin.yaml:2:7 expected text, found a mapping\n"},
        RefusedCase{"link_of_one", "kind: link\nnode: a\n",
                    "E0211 twin.yaml:1:1 a link names two things, as in `node: worker-1`, "
                    "`vm: vm-7`\n"}),
    [](const auto& test) { return test.param.name; });

TEST(TwinRefusedExpressions, PointIntoTheScalar) {
  const std::string errors = as_rf("kind: host\nname: h\ncpu: 1 +\nmemory: )\nimage: nginx:1.25\n");
  EXPECT_NE(errors.find("E0101 twin.yaml:3:9"), std::string::npos) << errors;
  EXPECT_NE(errors.find("E0101 twin.yaml:4:9"), std::string::npos) << errors;
  EXPECT_NE(errors.find("twin.yaml:5:"), std::string::npos) << errors;
}

TEST(TwinRecognition, TakesOnlyItsOwn) {
  const auto recognised = [](const std::string& yaml) {
    Sources sources;
    const Result<Tree> tree = read(sources, sources.add("a.yaml", yaml));
    return recognises_twin(tree.value(), tree.value().documents().at(0));
  };
  EXPECT_TRUE(recognised("kind: vm\nname: v\n"));
  EXPECT_TRUE(recognised("- kind: policy\n  name: v\n"));
  EXPECT_TRUE(recognised("kind: hsot\nname: v\n"));
  EXPECT_FALSE(recognised("apiVersion: v1\nkind: Pod\n"));
  EXPECT_FALSE(recognised("apiVersion: v1\nkind: pod\n"));
  EXPECT_FALSE(recognised("kind: Pod\n"));
  EXPECT_FALSE(recognised("kind: pipeline\nname: default\n"));
  EXPECT_FALSE(recognised("services: {}\n"));
  EXPECT_FALSE(recognised("[]\n"));
  EXPECT_FALSE(recognised("- 1\n"));
}

}  // namespace
}  // namespace ringfence::ingest::yaml
