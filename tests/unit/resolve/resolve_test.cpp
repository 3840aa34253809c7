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
        Refused{"vm_that_no_file_describes", "vm \"some vm 1\" {}", "E0308@1:4"},
        Refused{"joins_itself", "host h { container a { joins.pid: a } }", "E0320@1:35"},
        Refused{"joins_in_a_circle",
                "host h {\n container a { joins.pid: b }\n container b { joins.pid: a }\n}",
                "E0320@2:27 E0320@3:27"},
        Refused{"joins_what_joins_in_a_circle",
                "host h {\n container a { joins.ipc: a }\n container b { joins.ipc: a }\n}",
                "E0320@2:27 E0320@3:27"},
        Refused{"joins_two_kinds_crosswise",
                "host h {\n container a { joins.ipc: b }\n container b { joins.pid: a }\n}", ""},
        Refused{"joins_and_is_in_the_machines",
                "host h {\n container a { joins.ipc: b; host_ipc: true }\n container b {}\n}",
                "E0309@2:27"},
        Refused{"joins_twice",
                "host h {\n container a { joins.ipc: b; joins_path.ipc: \"/x\" }\n container b "
                "{}\n}",
                "E0309@2:46"},
        Refused{"joins_something_open",
                "host h {\n container a { joins.ipc: any container }\n container b {}\n}",
                "E0305@2:27"},
        Refused{"project_in_one_place",
                "host h {}\ncontainer a { project: p; in: h }\ncontainer b { project: p; in: h }",
                ""},
        Refused{"project_in_two_places",
                "host h {}\nhost g {}\ncontainer a { project: p; in: h }\n"
                "container b { project: p; in: g }",
                "E0309@4:31"},
        Refused{"project_placed_twice_openly",
                "host h {}\ncontainer a { project: p; in: any host }\n"
                "container b { project: p; in: any host }",
                "E0309@3:31"},
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

/// Where the containers are said to be: `a=h b=(a.in)`; an unknown is shown by its name.
std::string places(const model::Model& model) {
  std::string text;
  const auto in = model::find_attribute(model::Kind::Container, "in");
  for (const model::Entity& entity : model.entities) {
    if (entity.kind != model::Kind::Container) continue;
    const model::Fact* fact = model::find_fact(entity, *in);
    text += (text.empty() ? "" : " ") + entity.name + "=";
    if (const auto* unknown = std::get_if<model::UnknownId>(&fact->value)) {
      text += "(" + model.unknown(*unknown).name + ")";
    } else {
      const auto& scalar = std::get<model::Scalar>(std::get<model::Value>(fact->value));
      text += model.entity(std::get<model::EntityId>(scalar)).name;
    }
  }
  return text;
}

TEST(Resolve, ContainersOfAProjectAreInOnePlace) {
  struct Case {
    std::string text, places;
  };
  const Case cases[] = {
      {"container a { project: p }\ncontainer b[2] { project: p }",
       "a=(a.in) b[1]=(a.in) b[2]=(a.in)"},
      {"container a { project: p }\ncontainer b { project: q }", "a=(a.in) b=(b.in)"},
      {"host h {}\ncontainer a { project: p }\ncontainer b { project: p; in: h }", "a=h b=h"},
      {"host h {}\ncontainer a { project: p }\ncontainer b { project: p; in: any host }",
       "a=(b.in) b=(b.in)"},
      {"vm v { container a { project: p } }\ncontainer b { project: p }", "v/a=v b=v"},
  };
  for (const Case& test : cases) {
    Sources sources;
    const auto model = resolved({"", test.text}, sources);
    ASSERT_TRUE(model) << test.text << codes(model, sources);
    EXPECT_EQ(places(model.value()), test.places) << test.text;
  }
}

TEST(Resolve, UnplacedProjectsMayMeetAnywhere) {
  Sources sources;
  const auto model = resolved(
      {"", "host h {}\nvm v { on: h }\ncontainer a { project: p }\ncontainer b { project: q }"},
      sources);
  ASSERT_TRUE(model);
  std::vector<std::string> options;
  for (const model::Unknown& unknown : model.value().unknowns) {
    if (!unknown.name.ends_with(".in")) continue;
    std::string names;
    for (const model::Scalar& option : std::get<model::ChoiceDomain>(unknown.domain).options) {
      names += (names.empty() ? "" : ", ") +
               model.value().entity(std::get<model::EntityId>(option)).name;
    }
    options.push_back(names);
  }
  // Two machines that no file describes are virtual machines, which may be on two hosts.
  EXPECT_EQ(options, (std::vector<std::string>{
                         "h, v, some host 1, some host 2, some host 3, some vm 1",
                         "h, v, some host 1, some host 2, some host 3, some vm 1, some host 4, "
                         "some vm 2"}));
}

TEST(Resolve, JoinedNamespacesEndWithTheirOwner) {
  Sources sources;
  const auto model =
      resolved({"",
                "host h {\n container a {}\n container b { joins.network: a }\n"
                " container c { joins.network: b }\n container d { joins_path.pid: \"/run/x\" }\n"
                " container e { joins_path.pid: \"/run/x\" }\n container f { joins.pid: e }\n}\n"
                "host g { container o { joins_path.pid: \"/run/x\" } }"},
               sources);
  ASSERT_TRUE(model) << codes(model, sources);
  EXPECT_TRUE(model.value().gaps.empty());
  std::string joined;
  for (const model::Entity& entity : model.value().entities) {
    for (const char* name : {"joins.network", "joins.pid"}) {
      const auto attribute = model::find_attribute(model::Kind::Container, name);
      const model::Fact* fact =
          entity.kind == model::Kind::Container ? model::find_fact(entity, *attribute) : nullptr;
      if (fact == nullptr) continue;
      const auto& scalar = std::get<model::Scalar>(std::get<model::Value>(fact->value));
      joined += entity.short_name + "->" +
                model.value().entity(std::get<model::EntityId>(scalar)).short_name + " ";
    }
  }
  EXPECT_EQ(joined, "b->a c->a e->d f->d ");
}

TEST(Resolve, OnePathOnMachinesThatMayBeOneIsAGap) {
  struct Case {
    std::string text;
    std::size_t gaps;
  };
  const std::string path = "joins_path.uts: \"/run/x\"";
  const Case cases[] = {
      {"container a { project: p; " + path + " }\ncontainer b { project: p; " + path + " }", 0},
      {"container a { project: p; " + path + " }\ncontainer b { project: q; " + path + " }", 1},
      {"host h { container a { " + path + " } }\ncontainer b in any host { " + path + " }", 1},
      {"host h { container a { " + path + " } }\nhost g { container b { " + path + " } }", 0},
  };
  for (const Case& test : cases) {
    Sources sources;
    const auto model = resolved({"", test.text}, sources);
    ASSERT_TRUE(model) << test.text << codes(model, sources);
    ASSERT_EQ(model.value().gaps.size(), test.gaps) << test.text;
    if (test.gaps == 0) continue;
    EXPECT_EQ(model.value().gaps[0].effect, syntax::GapEffect::Widens);
    EXPECT_EQ(model.value().gaps[0].touches, (std::vector<std::string>{"container.uts_namespace"}));
  }
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
