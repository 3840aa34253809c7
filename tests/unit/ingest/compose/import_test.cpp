#include "ingest/compose/import.h"

#include <gtest/gtest.h>

#include "syntax/print.h"

namespace ringfence::ingest::compose {
namespace {

/// Files by name; the first ones are the roots, up to the first that `others` has.
struct Files {
  std::map<std::string, std::string> roots, others;
};

struct Import {
  Sources sources;
  std::optional<Result<Imported>> result;
};

void import_files(const Files& files, Import& run, const Options& options = {}) {
  std::map<std::string, SourceId> ids;
  std::vector<Root> roots;
  for (const auto& [name, text] : files.roots) {
    const SourceId id = run.sources.add(name, text);
    ids.emplace(name, id);
    roots.push_back({id, {0}});
  }
  for (const auto& [name, text] : files.others) ids.emplace(name, run.sources.add(name, text));
  const Opener open = [&](const std::string& path, const Span&, bool) -> std::optional<SourceId> {
    const auto found = ids.find(path);
    return found == ids.end() ? std::nullopt : std::optional(found->second);
  };
  run.result.emplace(import(run.sources, roots, open, options));
}

/// Everything that was imported, as `.rf`, or the errors as `code@line:column`.
std::string printed(const Files& files, const Options& options = {}) {
  Import run;
  import_files(files, run, options);
  std::string text;
  if (!*run.result) {
    for (const Diagnostic& error : run.result->errors()) {
      const Position at = run.sources.position(error.at.source, error.at.begin);
      text += (text.empty() ? "" : " ") + std::string(error.code) + "@" + std::to_string(at.line) +
              ":" + std::to_string(at.column);
    }
    return text;
  }
  for (const syntax::Document& document : run.result->value().documents)
    text += syntax::print(document);
  return text;
}

std::string file(const std::string& service) {
  return "services:\n  web:\n    image: i\n" + service;
}

// ---- One field of one service -------------------------------------------------------------------

struct FieldCase {
  std::string name, field;
  std::vector<std::string> has, lacks;
  friend void PrintTo(const FieldCase& test, std::ostream* out) { *out << test.name; }
};
class ComposeFields : public testing::TestWithParam<FieldCase> {};
TEST_P(ComposeFields, BecomeFacts) {
  const std::string text = printed({{{"shop/compose.yaml", file(GetParam().field)}}, {}});
  for (const std::string& wanted : GetParam().has)
    EXPECT_NE(text.find(wanted), std::string::npos) << wanted << " in\n" << text;
  for (const std::string& unwanted : GetParam().lacks)
    EXPECT_EQ(text.find(unwanted), std::string::npos) << unwanted << " in\n" << text;
}
INSTANTIATE_TEST_SUITE_P(
    Table, ComposeFields,
    testing::Values(
        FieldCase{"plain",
                  "",
                  {"container \"shop/web\"", "image: \"i\"", "project: \"shop\"",
                   "tenant: \"shop\"", "networks: {\"shop/default\"}", "network \"shop/default\"",
                   "per_machine: true", "seccomp: \"RuntimeDefault\""},
                  {"host_network", "limit", "request", "privileged", "host_ports"}},
        FieldCase{"privileged",
                  "    privileged: true\n",
                  {"privileged: true", "seccomp: \"Unconfined\""},
                  {}},
        FieldCase{"privileged_as_text", "    privileged: \"true\"\n", {"privileged: true"}, {}},
        FieldCase{"memory", "    mem_limit: 1.5g\n", {"limit.memory: 1536MiB"}, {"request"}},
        FieldCase{"memory_in_bytes", "    mem_limit: 1000000000\n", {"limit.memory: 1GB"}, {}},
        FieldCase{"memory_counts_by_1024", "    mem_limit: 1kb\n", {"limit.memory: 1KiB"}, {}},
        FieldCase{"no_memory_limit", "    mem_limit: 0\n", {}, {"limit.memory"}},
        FieldCase{"memory_twice_the_same",
                  "    mem_limit: 1g\n    deploy: {resources: {limits: {memory: 1024m}}}\n",
                  {"limit.memory: 1GiB"},
                  {}},
        FieldCase{"cpus", "    cpus: 0.5\n", {"limit.cpu: 500m"}, {}},
        FieldCase{"cpus_as_text", "    cpus: \"1.25\"\n", {"limit.cpu: 1250m"}, {}},
        FieldCase{"quota", "    cpu_quota: 50000\n", {"limit.cpu: 500m"}, {}},
        FieldCase{"quota_and_period",
                  "    cpu_quota: 50ms\n    cpu_period: 25ms\n",
                  {"limit.cpu: 2"},
                  {}},
        FieldCase{"no_quota", "    cpu_quota: -1\n", {}, {"limit.cpu"}},
        FieldCase{"processes", "    pids_limit: 7\n", {"limit.pids: 7"}, {}},
        FieldCase{"no_limit_of_processes", "    pids_limit: -1\n", {}, {"limit.pids"}},
        FieldCase{"reservations",
                  "    deploy: {resources: {reservations: {cpus: '0.25', memory: 20M, "
                  "generic_resources: [{discrete_resource_spec: {kind: SSD, value: 2}}]}}}\n",
                  {"request.cpu: 250m", "request.memory: 20MiB", "request[\"SSD\"]: 2"},
                  {"limit"}},
        FieldCase{"capabilities",
                  "    cap_add: [CAP_NET_ADMIN, sys_time]\n    cap_drop: [all]\n",
                  {"capabilities_added: {\"NET_ADMIN\", \"SYS_TIME\"}",
                   "capabilities_dropped: {\"ALL\"}"},
                  {}},
        FieldCase{"security",
                  "    security_opt: [\"no-new-privileges:true\", \"seccomp=unconfined\"]\n",
                  {"allow_privilege_escalation: false", "seccomp: \"Unconfined\""},
                  {}},
        FieldCase{"user_by_number",
                  "    user: \"1000:50\"\n",
                  {"run_as_user: 1000", "run_as_non_root: true", "run_as_group: 50"},
                  {}},
        FieldCase{"root", "    user: root\n", {"run_as_user: 0", "run_as_non_root: false"}, {}},
        FieldCase{"group_of_root", "    user: nginx:root\n", {"run_as_group: 0"}, {"run_as_user"}},
        FieldCase{"user_by_name", "    user: nginx\n", {}, {"run_as"}},
        FieldCase{
            "namespaces_of_the_machine",
            "    pid: host\n    ipc: host\n    uts: host\n    userns_mode: host\n    cgroup: host\n"
            "    network_mode: host\n",
            {"host_pid: true", "host_ipc: true", "host_uts: true", "host_users: true",
             "keeps_host_users: true", "host_cgroup: true", "host_network: true"},
            {"networks", "network \""}},
        FieldCase{"no_network",
                  "    network_mode: none\n",
                  {"networks: {}"},
                  {"host_network", "network \""}},
        FieldCase{"bridge_of_the_engine",
                  "    network_mode: bridge\n",
                  {"networks: {\"bridge\"}"},
                  {"host_network"}},
        FieldCase{
            "network_by_the_engines_name", "    network_mode: lab\n", {"networks: {\"lab\"}"}, {}},
        FieldCase{"default_mode", "    network_mode: default\n", {}, {"host_network"}},
        FieldCase{"control_group", "    cgroup_parent: m\n", {"cgroup: \"m\""}, {}},
        FieldCase{"read_only", "    read_only: true\n", {"read_only_root: true"}, {}},
        FieldCase{"ports",
                  "    ports: [\"8080:80\", \"127.0.0.1:53:53/udp\", \"9000\"]\n",
                  {"host_ports: {\"tcp/8080@*\", \"udp/53@127.0.0.1\"}",
                   "published_ports: {\"tcp/8080@any->80\", \"udp/53@127.0.0.1->53\", "
                   "\"tcp/0@any->9000\"}",
                   "host_port_numbers: {8080, 53}", "port_numbers: {80, 53, 9000}"},
                  {}},
        FieldCase{"port_range",
                  "    ports: [\"8000-8001:80-81\"]\n",
                  {"host_ports: {\"tcp/8000@*\", \"tcp/8001@*\"}"},
                  {}},
        FieldCase{
            "long_port",
            "    ports: [{target: 80, published: \"8080\", host_ip: 10.0.0.1, protocol: sctp}]\n",
            {"host_ports: {\"sctp/8080@10.0.0.1\"}"},
            {}},
        FieldCase{
            "port_at_an_ipv6_address", "    ports: [\"[::1]:80:8080\"]\n", {"\"tcp/80@::1\""}, {}},
        FieldCase{"no_port_of_the_machine",
                  "    ports: [\"127.0.0.1::5000\"]\n",
                  {"\"tcp/0@127.0.0.1->5000\""},
                  {"host_ports"}},
        FieldCase{"bind",
                  "    volumes: [\"./data:/data\", \"/srv//x/:/x:ro\"]\n",
                  {"host_paths: {\"/\xe2\x80\xa6/shop/data\", \"/srv/x\"}"},
                  {"volumes:"}},
        FieldCase{"bind_above",
                  "    volumes: [\"../data:/data\"]\n",
                  {"host_paths: {\"/\xe2\x80\xa6/data\"}"},
                  {}},
        FieldCase{"long_bind",
                  "    volumes: [{type: bind, source: /srv/x, target: /x}]\n",
                  {"host_paths: {\"/srv/x\"}"},
                  {}},
        FieldCase{"later_mount_wins",
                  "    volumes: [\"/srv/x:/x\", \"/srv/y:/x\"]\n",
                  {"host_paths: {\"/srv/y\"}"},
                  {"/srv/x"}},
        FieldCase{"own_volumes",
                  "    volumes: [/data]\n    tmpfs: /tmp\n",
                  {},
                  {"host_paths", "volumes:"}},
        FieldCase{
            "socket", "    use_api_socket: true\n", {"host_paths: {\"/var/run/docker.sock\"}"}, {}},
        FieldCase{"devices",
                  "    devices: [\"/dev/ttyUSB0:/dev/tty:r\", {source: /dev/kvm}, "
                  "\"vendor.com/gpu=0\"]\n",
                  {"devices: {\"/dev/ttyUSB0\", \"/dev/kvm\", \"vendor.com/gpu=0\"}"},
                  {}},
        FieldCase{"processors", "    cpuset: 0-2,5\n", {"cpu_set: {0, 1, 2, 5}"}, {}},
        FieldCase{"replicas", "    scale: 3\n", {"container \"shop/web\"[3]"}, {}},
        FieldCase{"replicas_of_deploy", "    deploy: {replicas: 2}\n", {"[2]"}, {}},
        FieldCase{"profile", "    profiles: [debug]\n", {"container \"shop/web\"[0..1]"}, {}},
        FieldCase{"tenant_by_label",
                  "    labels: [\"ringfence.dev/tenant=blue\", a=b]\n",
                  {"tenant: \"blue\"", "\"a=b\""},
                  {}}),
    [](const auto& test) { return test.param.name; });

// ---- Whole files --------------------------------------------------------------------------------

struct FileCase {
  std::string name;
  Files files;
  std::vector<std::string> has, lacks;
  friend void PrintTo(const FileCase& test, std::ostream* out) { *out << test.name; }
};
class ComposeProjects : public testing::TestWithParam<FileCase> {};
TEST_P(ComposeProjects, AreMerged) {
  const std::string text = printed(GetParam().files);
  for (const std::string& wanted : GetParam().has)
    EXPECT_NE(text.find(wanted), std::string::npos) << wanted << " in\n" << text;
  for (const std::string& unwanted : GetParam().lacks)
    EXPECT_EQ(text.find(unwanted), std::string::npos) << unwanted << " in\n" << text;
}
const std::string kTwoNets =
    "services:\n  a: {image: i, networks: [x]}\n  b: {image: i, networks: {y: null, x: }}\n"
    "networks:\n  x: {internal: true}\n  y: {name: real}\n";
INSTANTIATE_TEST_SUITE_P(
    Table, ComposeProjects,
    testing::Values(
        FileCase{"networks",
                 {{{"p/compose.yaml", kTwoNets}}, {}},
                 {"networks: {\"p/x\"}", "networks: {\"real\", \"p/x\"}", "internal: true",
                  "network real"},
                 {"p/default"}},
        FileCase{
            "external_network_of_another_project",
            {{{"p/compose.yaml", "services:\n  a: {image: i, networks: [x]}\nnetworks: {x: }\n"},
              {"q/compose.yaml",
               "services:\n  b: {image: i, networks: [s]}\nnetworks: {s: {external: true, name: "
               "p_x}}\n"}},
             {}},
            {"container \"q/b\"", "networks: {\"p/x\"}"},
            {"p_x", "\"q/s\"", "\"s\""}},
        FileCase{
            "external_network_of_nobody",
            {{{"p/compose.yaml",
               "services:\n  a: {image: i, networks: [s]}\nnetworks: {s: {external: true}}\n"}},
             {}},
            {"networks: {\"s\"}", "network s"},
            {}},
        FileCase{"host_network_by_name",
                 {{{"p/compose.yaml",
                    "services:\n  a: {image: i, networks: [h]}\nnetworks: {h: {external: {name: "
                    "host}}}\n"}},
                  {}},
                 {"host_network: true"},
                 {"networks:"}},
        FileCase{"joined_namespaces",
                 {{{"p/compose.yaml",
                    "services:\n  a: {image: i, scale: 2}\n  b: {image: i, network_mode: "
                    "'service:a', pid: 'service:a', ipc: 'container:q'}\n"
                    "  c: {image: i, container_name: q}\n"}},
                  {}},
                 {"joins.network: container(\"p/a[1]\")", "joins.pid: container(\"p/a[1]\")",
                  "joins.ipc: container(\"p/c\")"},
                 {}},
        FileCase{"volumes",
                 {{{"p/compose.yaml",
                    "services:\n  a: {image: i, volumes: ['data:/d', 'ext:/e:ro', 'net:/n']}\n  b: "
                    "{image: i, volumes_from: ['a:ro']}\n"
                    "volumes: {data: , ext: {external: true, name: real}, net: {driver_opts: "
                    "{type: none, "
                    "device: /srv/n, o: bind}}}\n"}},
                  {}},
                 {"volumes: {\"p/data\"}", "shared_volumes: {\"real\"}",
                  "shared_volumes: {\"p/data\", \"real\"}", "host_paths: {\"/srv/n\"}"},
                 {}},
        FileCase{"override",
                 {{{"p/compose.yaml",
                    "services:\n  a: {image: i, cap_add: [A], command: [x, y], networks: [x], "
                    "ports: ['1:1']}\nnetworks: {x: , y: }\n"},
                   {"p/compose.override.yaml",
                    "services:\n  a: {image: j, cap_add: [B], command: z, networks: {y: }, "
                    "privileged: true}\n"}},
                  {}},
                 {"image: \"j\"", "capabilities_added: {\"A\", \"B\"}",
                  "networks: {\"p/x\", \"p/y\"}", "privileged: true"},
                 {}},
        FileCase{"reset_and_override",
                 {{{"p/compose.yaml",
                    "services:\n  a: {image: i, cap_add: [A], ports: ['1:1'], privileged: true}\n"},
                   {"p/compose.override.yaml",
                    "services:\n  a:\n    cap_add: !override [B]\n    ports: !reset []\n    "
                    "privileged: !reset\n"}},
                  {}},
                 {"capabilities_added: {\"B\"}"},
                 {"host_ports", "privileged"}},
        FileCase{"two_projects_of_one_folder",
                 {{{"p/compose.yaml", "services: {a: {image: i}}\n"},
                   {"p/test.yaml", "services: {b: {image: i}}\n"}},
                  {}},
                 {"container \"p/a\"", "container \"test/b\""},
                 {}},
        FileCase{"files_that_env_names",
                 {{{"p/a.yaml", "services: {a: {image: i}}\n"},
                   {"p/b.yaml", "services: {a: {privileged: true}}\n"}},
                  {{"p/.env", "COMPOSE_FILE=a.yaml:b.yaml\nCOMPOSE_PROJECT_NAME=named\n"}}},
                 {"container \"named/a\"", "privileged: true"},
                 {}},
        FileCase{"variables",
                 {{{"p/compose.yaml",
                    "name: ${NAME}\nservices:\n  a: {image: \"${IMG:-x}:${TAG-1}$$\", privileged: "
                    "\"${P:-true}\", mem_limit: '${M}m', scale: '${N:-2}'}\n"}},
                  {{"p/.env", "NAME=shop\nM=\"64\" # comment\nexport TAG='2'\n"}}},
                 {"image: \"x:2$\"", "privileged: true", "limit.memory: 64MiB",
                  "container \"shop/a\"[2]"},
                 {}},
        FileCase{"nested_variables",
                 {{{"p/compose.yaml", "services: {a: {image: \"${A:-${B:+b}${C:-c}}\"}}\n"}},
                  {{"p/.env", "B=1"}}},
                 {"image: \"bc\""},
                 {}},
        FileCase{"fragments",
                 {{{"p/compose.yaml",
                    "x-base: &base {image: i, cap_add: [A]}\nservices:\n  a: {<<: *base, cap_add: "
                    "[B]}\n  b: *base\n"}},
                  {}},
                 {"capabilities_added: {\"B\"}", "capabilities_added: {\"A\"}"},
                 {}},
        FileCase{
            "extends",
            {{{"p/compose.yaml",
               "services:\n  a: {extends: {file: base/common.yaml, service: c}, cap_add: [B]}\n  "
               "d: {extends: a, image: j}\n"}},
             {{"p/base/common.yaml",
               "services:\n  c: {extends: e, cap_add: [A], volumes: ['./x:/x']}\n  e: {image: i, "
               "privileged: true}\n"}}},
            {"capabilities_added: {\"A\", \"B\"}", "privileged: true", "image: \"j\"", "/p/base/x"},
            {"container \"p/c\"", "container \"p/e\""}},
        FileCase{
            "include",
            {{{"p/compose.yaml", "include: [sub/compose.yaml]\nservices: {a: {image: i}}\n"}},
             {{"p/sub/compose.yaml", "services: {b: {image: \"${X}\", volumes: ['./y:/y']}}\n"},
              {"p/sub/.env", "X=sub\n"}}},
            {"container \"p/a\"", "container \"p/b\"", "image: \"sub\"", "/p/sub/y"},
            {}},
        FileCase{"included_file_is_no_project",
                 {{{"p/compose.yaml", "include: [sub/compose.yaml]\nservices: {a: {image: i}}\n"},
                   {"p/sub/compose.yaml", "services: {b: {image: i}}\n"}},
                  {}},
                 {"container \"p/b\""},
                 {"sub/b"}},
        FileCase{"file_that_only_adds",
                 {{{"p/compose.yaml", "services: {a: {image: i}}\n"},
                   {"p/logging.yaml", "services: {a: {privileged: true}, l: {image: j}}\n"}},
                  {}},
                 {"container \"p/a\""},
                 {"privileged", "/l"}},
        FileCase{"active_profile",
                 {{{"p/compose.yaml",
                    "services: {a: {image: i, profiles: [x, y]}, b: {image: i, profiles: [z]}}\n"}},
                  {{"p/.env", "COMPOSE_PROFILES=w,y\n"}}},
                 {"container \"p/a\" {", "container \"p/b\"[0..1]"},
                 {}},
        FileCase{"same_folder_names",
                 {{{"a/app/compose.yaml", "services: {x: {image: i}}\n"},
                   {"b/app/compose.yaml", "services: {x: {image: i}}\n"}},
                  {}},
                 {"container \"a/app/compose/x\"", "container \"b/app/compose/x\""},
                 {}}),
    [](const auto& test) { return test.param.name; });

TEST(Compose, RunsOnTheNamedHost) {
  const std::string text = printed({{{"p/compose.yaml", file("")}}, {}}, {"rack"});
  EXPECT_NE(text.find("in: host(\"rack\")"), std::string::npos) << text;
}

// ---- Errors -------------------------------------------------------------------------------------

struct Refused {
  std::string name, text, codes;
  friend void PrintTo(const Refused& test, std::ostream* out) { *out << test.name; }
};
class ComposeRefuses : public testing::TestWithParam<Refused> {};
TEST_P(ComposeRefuses, WithCodeAndPlace) {
  EXPECT_EQ(printed({{{"p/compose.yaml", GetParam().text}}, {}}), GetParam().codes);
}
INSTANTIATE_TEST_SUITE_P(
    Table, ComposeRefuses,
    testing::Values(
        Refused{"no_mapping", "[services]\n", "E0705@1:1"},
        Refused{"list_for_text", "services: {a: {image: [i]}}\n", "E0705@1:23"},
        Refused{"number_for_text", "services: {a: {image: 1.5}}\n", "E0705@1:23"},
        Refused{"text_for_list", "services: {a: {image: i, ports: '80'}}\n", "E0705@1:33"},
        Refused{"text_for_number", file("    scale: [2]\n"), "E0705@4:12 E0709@4:12"},
        Refused{"unknown_field", file("    imgae: i\n"), "E0706@4:5"},
        Refused{"unknown_section", file("") + "service: {}\n", "E0706@4:1"},
        Refused{"name_of_a_service", "services: {'a b': {image: i}}\n", "E0706@1:12"},
        Refused{"malformed_variable", file("    user: ${A\n"), "E0703@4:11"},
        Refused{"variable_that_must_be_set", file("    user: ${A:?give it}\n"), "E0704@4:11"},
        Refused{"neither_image_nor_build", "services:\n  a: {cap_add: [A]}\n", "E0707@2:3"},
        Refused{"empty_service", "services:\n  a:\n", "E0705@2:3"},
        Refused{"missing_dependency", file("    depends_on: [db]\n"), "E0707@4:18"},
        Refused{"optional_dependency",
                file("    depends_on: {db: {condition: service_started, required: false}}\n"),
                printed({{{"p/compose.yaml", file("")}}, {}})},
        Refused{"missing_network", file("    networks: [x]\n"), "E0707@4:16"},
        Refused{"missing_volume", file("    volumes: ['data:/x']\n"), "E0707@4:15"},
        Refused{"missing_base", file("    extends: {service: b}\n"), "E0707@4:24"},
        Refused{"circle_of_dependencies",
                "services:\n  a: {image: i, depends_on: [b]}\n  b: {image: i, network_mode: "
                "'service:a'}\n",
                "E0708@3:31"},
        Refused{"needs_itself", file("    links: [web]\n"), "E0708@4:13"},
        Refused{"extends_itself", file("    extends: web\n"), "E0708@4:14"},
        Refused{"extends_in_a_circle", "services:\n  a: {extends: b}\n  b: {extends: a}\n",
                "E0707@2:3 E0708@2:16 E0707@3:3 E0708@3:16"},
        Refused{"memory", file("    mem_limit: 12x\n"), "E0709@4:16"},
        Refused{"two_limits",
                file("    mem_limit: 1g\n    deploy: {resources: {limits: {memory: 2g}}}\n"),
                "E0709@4:16"},
        Refused{"port", file("    ports: ['70000:80']\n"), "E0709@4:13"},
        Refused{"port_ranges", file("    ports: ['80-82:80-81']\n"), "E0709@4:13"},
        Refused{"protocol", file("    ports: ['80:80/icmp']\n"), "E0709@4:13"},
        Refused{"mode_and_networks", file("    network_mode: none\n    networks: [default]\n"),
                "E0709@4:19"},
        Refused{"pid_mode", file("    pid: hots\n"), "E0709@4:10"},
        Refused{"replicas_of_one_name", file("    container_name: x\n    scale: 2\n"),
                "E0709@4:21"},
        Refused{"scale_and_replicas", file("    scale: 2\n    deploy: {replicas: 3}\n"),
                "E0709@4:12"},
        Refused{"project_name", "name: A b\n" + file(""), "E0709@1:7"},
        Refused{"remote_include", "include: ['https://example.com/compose.yaml']\n" + file(""),
                "E0711@1:11"}),
    [](const auto& test) { return test.param.name; });

TEST(Compose, RefusesClashesBetweenFiles) {
  struct Case {
    Files files;
    std::string codes;
  };
  const Case cases[] = {
      {{{{"p/compose.yaml", file("    ports: ['80:80']\n")},
         {"p/compose.override.yaml", "services: {web: {ports: !override {a: b}}}\n"}},
        {}},
       "E0705@1:35"},
      {{{{"p/compose.yaml", file("    depends_on: [web2]\n") + "  web2: {image: i}\n"},
         {"p/compose.override.yaml",
          "services: {web: {healthcheck: {test: [a]}, logging: {driver: x}}}\n"}},
        {}},
       ""},
      {{{{"p/compose.yaml", "include: [b.yaml]\n" + file("")}},
        {{"p/b.yaml", file("    privileged: true\n")}}},
       "E0710@3:3"},
      {{{{"p/compose.yaml", "include: [b.yaml]\n" + file("")}},
        {{"p/b.yaml", "include: [compose.yaml]\n"}}},
       "E0708@1:11"},
      {{{{"p/compose.yaml", "name: x\n" + file("")}, {"q/compose.yaml", "name: x\n" + file("")}},
        {}},
       "E0711@1:7"},
      {{{{"p/compose.yaml", file("")}}, {{"p/.env", "A B=c\n"}}}, "E0702@1:1"},
  };
  for (const Case& test : cases) {
    const std::string text = printed(test.files);
    if (test.codes.empty()) {
      EXPECT_NE(text.find("container"), std::string::npos) << text;
    } else {
      EXPECT_EQ(text, test.codes);
    }
  }
}

// ---- What is not modelled -----------------------------------------------------------------------

struct GapCase {
  std::string name, field;
  syntax::GapEffect effect;
  std::string touches;
  friend void PrintTo(const GapCase& test, std::ostream* out) { *out << test.name; }
};
class ComposeGaps : public testing::TestWithParam<GapCase> {};
TEST_P(ComposeGaps, AreListed) {
  Import run;
  import_files({{{"p/compose.yaml", file(GetParam().field)}}, {}}, run);
  ASSERT_TRUE(*run.result) << run.result->errors().front().message;
  const std::vector<syntax::Gap>& gaps = run.result->value().gaps;
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].effect, GetParam().effect);
  EXPECT_EQ(gaps[0].touches.empty() ? "" : gaps[0].touches.front(), GetParam().touches);
  EXPECT_EQ(run.sources.position(gaps[0].at.source, gaps[0].at.begin).line >= 2, true);
}
using enum syntax::GapEffect;
INSTANTIATE_TEST_SUITE_P(
    Table, ComposeGaps,
    testing::Values(
        GapCase{"harmless", "    restart: always\n", Inert, ""},
        GapCase{"extension", "    x-mine: {a: b}\n", Inert, ""},
        GapCase{"device_rules", "    device_cgroup_rules: ['c 1:3 mr']\n", Widens,
                "container.devices"},
        GapCase{"placement", "    deploy: {placement: {constraints: [a]}}\n", Unknown,
                "container.in"},
        GapCase{"everywhere", "    deploy: {mode: global}\n", Unknown, "container.in"},
        GapCase{"gpus", "    gpus: all\n", Widens, "container.devices"},
        GapCase{"unknown_container", "    ipc: container:x\n", Unknown, "container.ipc_namespace"},
        GapCase{"host_network", "    network_mode: host\n", Widens, "container.host_ports"},
        GapCase{"any_of_a_range", "    ports: ['8000-8009:80']\n", Narrows, "container.host_ports"},
        GapCase{"sandbox", "    runtime: runsc\n", Narrows, "container.kernel"},
        GapCase{"unknown_runtime", "    runtime: mine\n", Unknown, "container.kernel"},
        GapCase{"propagation", "    volumes: ['/x:/x:rshared']\n", Widens, "container.host_paths"},
        GapCase{"variable_as_source", "    volumes: ['${X}:/x']\n", Unknown,
                "container.host_paths"},
        GapCase{"hook", "    post_start: [{command: x, privileged: true}]\n", Widens,
                "container.privileged"},
        GapCase{"security_option", "    security_opt: ['mine:1']\n", Unknown, "container.*"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace ringfence::ingest::compose
