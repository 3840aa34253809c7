#include "resolve/resolve.h"

#include <gtest/gtest.h>

#include "grammar/parse.h"

namespace ringfence::resolve {
namespace {

/// `.rf` texts to a model; every text is a file, the first one stands for the prelude.
Result<model::Model> resolved(const std::vector<std::string>& texts, Sources& sources) {
  std::vector<std::shared_ptr<const syntax::Document>> documents;
  for (const std::string& text : texts) {
    const SourceId id = sources.add("f" + std::to_string(documents.size()) + ".rf", text);
    Result<syntax::Document> document = grammar::parse_document(sources, id);
    if (!document) return document.errors();
    documents.push_back(std::make_shared<const syntax::Document>(std::move(document).value()));
  }
  return resolve(documents, {}, {}, sources);
}

std::string codes(const Result<model::Model>& model, const Sources& sources) {
  if (model) return "";
  std::string text;
  for (const Diagnostic& error : model.errors()) {
    const Position at = sources.position(error.at.source, error.at.begin);
    text += (text.empty() ? "" : " ") + std::string(error.code) + "@" + std::to_string(at.line) +
            ":" + std::to_string(at.column);
  }
  return text;
}

struct Refused {
  std::string name, text, codes;
  friend void PrintTo(const Refused& test, std::ostream* out) { *out << test.name; }
};
class Refuses : public testing::TestWithParam<Refused> {};

TEST_P(Refuses, WithCodeAndPlace) {
  Sources sources;
  EXPECT_EQ(codes(resolved({"", GetParam().text}, sources), sources), GetParam().codes);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Refuses,
    testing::Values(
        Refused{"nothing", "host a { memory: 1GiB }", ""},
        Refused{"unknown_kind", "hoost a { }", "E0301@1:1"},
        Refused{"unknown_attribute", "host a { memroy: 1GiB }", "E0302@1:10"},
        Refused{"dangling", "vm a { on: rack }", "E0303@1:12"},
        Refused{"dimension", "host a { memory: 3; cpu: 1GiB }", "E0305@1:26"},
        Refused{"fraction_of_a_byte", "host a { memory: 500m }", "E0305@1:18"},
        Refused{"empty_range", "host h {}\nvm a { on: h; memory: 4GiB..2GiB }", "E0306@2:23"},
        Refused{"range_of_one", "host h {}\nvm a { on: h; memory: 4GiB..4GiB }", ""},
        Refused{"no_candidate", "host h { zone: \"a\" }\nvm a { on: any host where zone == \"b\" }",
                "E0307@2:12"},
        Refused{"one_candidate",
                "host h { zone: \"a\" }\nvm a { on: any host where zone == \"a\" }", ""},
        Refused{"guard_attribute", "host h { }\nvm a { on: any host where zne == \"b\" }",
                "E0302@2:27"},
        Refused{"guard_open",
                "host h { memory: 1GiB..2GiB }\nvm a { on: any host where memory > 1GiB }",
                "E0315@2:27"},
        Refused{"guard_equality_on_something_open",
                "host h { memory: 1GiB..2GiB }\nvm a { on: any host where memory == 1GiB }",
                "E0315@2:27"},
        Refused{"guard_presence_of_something_open",
                "host h { overcommit.cpu: 1..2 }\nvm a { on: any host where has overcommit.cpu }",
                "E0315@2:31"},
        Refused{"guard_on_an_open_place",
                "host h {}\nvm a {}\ncontainer c { in: any vm where on == \"h\" }", "E0315@3:32"},
        Refused{"guard_on_a_known_place",
                "host h {}\nvm a { on: h }\ncontainer c { in: any vm where on == \"h\" }", ""},
        Refused{"vm_on_nothing", "vm a { on: none }", "E0305@1:12"},
        Refused{"node_on_nothing", "node a { on: none }", "E0305@1:14"},
        Refused{"pending", "node n {}\npod p { node: none }", ""},
        Refused{"node_in_a_vm_and_placed", "host h {}\nvm a { on: h }\nnode n { vm: a; on: h }",
                "E0309@3:21"},
        Refused{"node_in_a_vm_and_bare", "vm a {}\nnode n { vm: a; bare_metal: true }",
                "E0309@2:29"},
        Refused{"node_in_a_vm_and_not_bare", "vm a {}\nnode n { vm: a; bare_metal: false }", ""},
        Refused{"resource_twice", "node n {}\npod p { request[\"g\"]: 1; request[\"g\"]: 2 }",
                "E0309@2:26"},
        Refused{"same_resource_twice", "node n {}\npod p { request[\"g\"]: 1; request[\"g\"]: 1 }",
                ""},
        Refused{"twice", "host a { }\nhost a { }", "E0308@2:6"},
        Refused{"twice_with_the_same_inside",
                "pod a { container c { } }\npod a { container c { } }", "E0308@2:5"},
        Refused{"set_twice", "host a { memory: 1GiB; memory: 2GiB }", "E0309@1:24"},
        Refused{"same_value_twice", "host a { memory: 1GiB; memory: 1GiB }", ""},
        Refused{"policy_twice", "policy p { assert true }\npolicy p { assert true }", "E0310@2:8"},
        Refused{"too_many", "host h {}\ncontainer c[200000] in h {}", "E0312@2:13"},
        Refused{"near_names", "vm w1 {}\nnode w1.example.com {}", "E0101@2:8"},
        Refused{"near_name_quoted", "vm w1 {}\nnode \"w1.example.com\" {}", "E0313@2:6"},
        Refused{"linked",
                "vm w1 {}\nnode \"w1.example.com\" {}\nlink node \"w1.example.com\" = vm \"w1\"",
                ""},
        Refused{"two_nodes_one_vm", "vm w1 { uuid: \"u\" }\nnode w1 {}\nnode other { uuid: \"u\" }",
                "E0313@3:6"},
        Refused{"name_and_uuid_disagree", "vm a { uuid: \"u\" }\nvm b {}\nnode b { uuid: \"u\" }",
                "E0313@3:16"},
        Refused{"two_vms_one_uuid",
                "vm a { uuid: \"u\" }\nvm b { uuid: \"U\" }\nnode n { uuid: \"u\" }", "E0313@3:16"},
        Refused{"two_vms_one_provider_id",
                "vm a { uuid: \"u\" }\nvm b { uuid: \"u\" }\nnode n { provider_id: \"x://z/u\" }",
                "E0313@3:23"},
        Refused{"two_vms_one_name", "host g { vm a {} }\nhost h { vm a {} }\nnode a {}",
                "E0313@3:6"},
        Refused{"name_of_a_vm_with_another_uuid", "vm a { uuid: \"u\" }\nnode a { uuid: \"w\" }",
                "E0313@2:16"},
        Refused{"inside_a_vm_with_another_uuid", "vm a { uuid: \"u\"; node n { uuid: \"w\" } }",
                "E0313@1:34"},
        Refused{"inside_a_vm", "vm a { uuid: \"u\"; node a { uuid: \"u\" } }", ""},
        Refused{"inside_another_vm", "vm a {}\nvm b { node a {} }", "E0309@2:13"},
        Refused{"says_the_vm_it_matches", "vm a {}\nnode a { vm: a }", ""},
        Refused{"vm_replicas_named_like_a_node", "vm a[2] {}\nnode a {}", "E0313@2:6"},
        Refused{"node_replicas_named_like_a_vm", "vm a {}\nnode a[2] {}", "E0313@2:6"},
        Refused{"link_to_two_vms",
                "host g { vm a {} }\nhost h { vm a {} }\nnode n {}\nlink node \"n\" = vm \"a\"",
                "E0304@4:20"},
        Refused{"link_by_full_name",
                "host g { vm a {} }\nhost h { vm a {} }\nnode n {}\nlink node \"n\" = vm \"h/a\"",
                ""},
        Refused{"link_to_nothing", "node n {}\nlink node \"n\" = vm \"a\"", "E0303@2:20"},
        Refused{"matched_and_placed", "host h {}\nvm a {}\nnode a { on: h }", "E0309@3:14"},
        Refused{"pod_in_container", "host h {}\ncontainer c in h { pod p {} }", "E0314@2:24"},
        Refused{"nowhere", "container c {}", "E0307@1:11"},
        Refused{"ambiguous_place", "pod \"a/db\" {}\npod \"b/db\" {}\ncontainer c { in: db }",
                "E0304@3:19"},
        Refused{"open_container_in_a_pod_without_a_request",
                "node n {}\npod p { container c { memory: 1GiB..2GiB } }", "E0319@2:5"},
        Refused{"open_container_in_a_pod_with_a_request",
                "node n {}\npod p { request.memory: 2GiB; container c { memory: 1GiB..2GiB } }",
                ""},
        Refused{"init_containers_beside_sidecars",
                "node n {}\npod p {\n"
                "  container s { role: sidecar; memory: 2GiB }\n"
                "  container i { role: init; memory: 3GiB }\n"
                "  container m { memory: 2GiB }\n}",
                "E0319@2:5"},
        Refused{"init_containers_within_what_runs",
                "node n {}\npod p {\n"
                "  container s { role: sidecar; memory: 2GiB }\n"
                "  container i { role: init; memory: 3GiB }\n"
                "  container m { memory: 3GiB }\n}",
                ""},
        Refused{"name_of_what_no_file_describes", "host \"some host 1\" {}", "E0308@1:6"},
        Refused{"place_that_no_file_describes", "vm a { on: \"some host 1\" }", "E0303@1:12"},
        Refused{"node_that_no_file_describes", "pod a { node: \"some node 1\" }\npod b {}",
                "E0303@1:15"},
        Refused{"negative", "host a { memory: -1 }", "E0306@1:18"},
        Refused{"overflow", "host a { memory: 99999999999999999999999999999999999999999999999GiB }",
                "E0316@1:18"}),
    [](const auto& test) { return test.param.name; });

TEST(Resolve, ReplicasExistFromTheFirstUpwards) {
  Sources sources;
  const auto model = resolved(
      {"", "host h {}\nvm v { on: h }\ncontainer c[2..4] in any vm { cpu: 1..2 }"}, sources);
  ASSERT_TRUE(model);
  std::string names;
  for (const model::Unknown& unknown : model.value().unknowns) names += unknown.name + " ";
  EXPECT_EQ(
      names,
      "c[1].in c[1].request.cpu c[2].in c[2].request.cpu c[3].exists c[3].in c[3].request.cpu "
      "c[4].exists c[4].in c[4].request.cpu ");
  const auto fourth = model::find_entity(model.value(), model::Kind::Container, "c[4]");
  const auto third = model::find_entity(model.value(), model::Kind::Container, "c[3]");
  ASSERT_TRUE(fourth && third);
  EXPECT_EQ(model.value().entity(*fourth).exists_after, model.value().entity(*third).exists);
  EXPECT_FALSE(model.value().entity(*third).exists_after);
}

TEST(Resolve, UnplacedMachinesMayShareUndescribedHosts) {
  Sources sources;
  const auto model = resolved({"", "host h {}\nvm a {}\nvm b {}"}, sources);
  ASSERT_TRUE(model);
  std::vector<std::size_t> options;
  for (const model::Unknown& unknown : model.value().unknowns) {
    options.push_back(std::get<model::ChoiceDomain>(unknown.domain).options.size());
  }
  EXPECT_EQ(options, (std::vector<std::size_t>{2, 3}));
}

TEST(Resolve, PodsWithoutNodesGetAnOpenInventory) {
  Sources sources;
  const auto model = resolved({"", "pod p[3] {}"}, sources);
  ASSERT_TRUE(model);
  std::vector<std::size_t> options;
  for (const model::Unknown& unknown : model.value().unknowns) {
    if (unknown.name.ends_with(".node")) {
      options.push_back(std::get<model::ChoiceDomain>(unknown.domain).options.size());
    }
  }
  EXPECT_EQ(options, (std::vector<std::size_t>{2, 3, 4}));  // pending and the first n nodes
}

TEST(Resolve, MatchesNodesToMachinesByName) {
  Sources sources;
  const auto model = resolved({"", "host h {}\nvm a { on: h }\nnode a {}\nnode h {}"}, sources);
  ASSERT_TRUE(model) << codes(model, sources);
  ASSERT_EQ(model.value().links.size(), 2U);
  EXPECT_EQ(model.value().links[0].reason, "same name");
  EXPECT_TRUE(model.value().unknowns.empty());
}

TEST(Resolve, ContainersInheritTheTenantOfTheirPod) {
  Sources sources;
  const auto model =
      resolved({"", "node n {}\npod p { tenant: \"shop\"; container c {} }"}, sources);
  ASSERT_TRUE(model);
  const auto container = model::find_entity(model.value(), model::Kind::Container, "p/c");
  const auto tenant = model::find_attribute(model::Kind::Container, "tenant");
  ASSERT_TRUE(container);
  EXPECT_NE(model::find_fact(model.value().entity(*container), *tenant), nullptr);
}

/// The unknown of that name, as the number of its options; 0 if there is none.
std::size_t options_of(const model::Model& model, const std::string& name) {
  for (const model::Unknown& unknown : model.unknowns) {
    if (unknown.name == name) return std::get<model::ChoiceDomain>(unknown.domain).options.size();
  }
  return 0;
}

TEST(Resolve, NodeThatIsNoVmHasAnOpenHost) {
  Sources sources;
  const auto model = resolved({"", "host h {}\nnode a { vm: none }"}, sources);
  ASSERT_TRUE(model) << codes(model, sources);
  EXPECT_EQ(options_of(model.value(), "a.on"), 2U);  // h, or a host no file describes
}

TEST(Resolve, NodeThatMayBeAVmHasAnOpenHost) {
  Sources sources;
  const auto model =
      resolved({"", "host h {}\nvm v { on: h }\nnode a { vm: one of {none, v} }"}, sources);
  ASSERT_TRUE(model) << codes(model, sources);
  EXPECT_EQ(options_of(model.value(), "a.on"), 2U);
}

TEST(Resolve, PodOnAnyNodeMayBePending) {
  Sources sources;
  const auto model = resolved(
      {"", "node a { zone: \"z\" }\nnode b {}\npod p { node: any node where zone == \"z\" }"},
      sources);
  ASSERT_TRUE(model) << codes(model, sources);
  EXPECT_EQ(options_of(model.value(), "p.node"), 2U);
}

TEST(Resolve, ContainersInheritAnOpenTenant) {
  Sources sources;
  const auto model = resolved({"",
                               "host h {}\ntenant a {}\ntenant b {}\n"
                               "vm v { on: h; tenant: one of {a, b}; container c {} }"},
                              sources);
  ASSERT_TRUE(model) << codes(model, sources);
  const auto container = model::find_entity(model.value(), model::Kind::Container, "v/c");
  const auto tenant = model::find_attribute(model::Kind::Container, "tenant");
  ASSERT_TRUE(container && tenant);
  const model::Fact* fact = model::find_fact(model.value().entity(*container), *tenant);
  ASSERT_NE(fact, nullptr);
  EXPECT_TRUE(std::holds_alternative<model::UnknownId>(fact->value));
}

TEST(Resolve, PodAsksForWhatItsContainersAskFor) {
  Sources sources;
  const auto model =
      resolved({"",
                "node n {}\npod p {\n"
                "  container a { memory: 1GiB; request[\"v.example/gpu\"]: 2 }\n"
                "  container b { request.memory: 2GiB; role: \"sidecar\" }\n"
                "  container i { memory: 1GiB; request[\"v.example/gpu\"]: 3;\n"
                "    role: \"init\" }\n}\n"
                "pod r { request[\"v.example/gpu\"]: 5; request[\"v.example/a\"]: 1;\n"
                "  container a { request[\"v.example/gpu\"]: 2;\n"
                "    request[\"v.example/b\"]: 4 } }\n"
                "pod q { request.memory: 1GiB; container a { memory: 2GiB } }"},
               sources);
  ASSERT_TRUE(model) << codes(model, sources);
  const auto request = model::find_attribute(model::Kind::Pod, "request.memory");
  const auto bytes_of = [&](const char* pod) {
    const auto id = model::find_entity(model.value(), model::Kind::Pod, pod);
    const model::Fact* fact = model::find_fact(model.value().entity(*id), *request);
    return std::get<Quantity>(std::get<model::Scalar>(std::get<model::Value>(fact->value))).value;
  };
  const Rational gibibyte = parse_quantity("1GiB").quantity->value;
  EXPECT_EQ(bytes_of("p"), *checked_multiply(Rational(3), gibibyte));  // a and b, more than i and b
  EXPECT_EQ(bytes_of("q"), gibibyte);                                  // its own
  const auto extended = [&](const char* pod) {
    const auto id = model::find_entity(model.value(), model::Kind::Pod, pod);
    const model::Fact* fact = model::find_fact(model.value().entity(*id),
                                               *model::find_attribute(model::Kind::Pod, "request"));
    std::string text;
    for (const auto& [key, amount] :
         std::get<model::KeyedValue>(std::get<model::Value>(fact->value)).items) {
      text += model.value().symbols.text(key) + "=" + to_string(amount) + " ";
    }
    return text;
  };
  EXPECT_EQ(extended("p"), "v.example/gpu=3 ");  // i, more than a
  EXPECT_EQ(extended("r"), "v.example/a=1 v.example/b=4 v.example/gpu=5 ");
}

TEST(Resolve, PlacesThatMayNotExistNarrow) {
  Sources sources;
  const auto model = resolved({"", "node n[1..2] {}\npod p {}"}, sources);
  ASSERT_TRUE(model) << codes(model, sources);
  ASSERT_EQ(model.value().gaps.size(), 1U);
  EXPECT_EQ(model.value().gaps[0].effect, syntax::GapEffect::Narrows);
  EXPECT_EQ(model.value().gaps[0].touches, std::vector<std::string>{"pod.node"});
}

}  // namespace
}  // namespace ringfence::resolve
