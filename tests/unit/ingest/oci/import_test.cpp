#include "ingest/oci/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::ingest::oci {
namespace {

using syntax::GapEffect;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

using Lines = std::vector<std::string>;

std::string written(const syntax::Expr& expr) {
  if (const auto* text = std::get_if<syntax::StringLit>(&expr.node)) return text->text;
  if (const auto* number = std::get_if<syntax::NumberLit>(&expr.node)) return number->text;
  if (const auto* flag = std::get_if<syntax::BoolLit>(&expr.node)) {
    return flag->value ? "true" : "false";
  }
  if (const auto* division = std::get_if<syntax::Binary>(&expr.node)) {
    return written(division->sides[0]) + "/" + written(division->sides[1]);
  }
  std::string all;
  for (const auto& item : std::get<syntax::SetLit>(expr.node).items) {
    all += (all.empty() ? "" : ", ") + written(item);
  }
  return "{" + all + "}";
}

/// One document, imported by itself.
struct Imports {
  Sources sources;
  std::optional<Imported> imported;
  Diagnostics errors;

  explicit Imports(const std::string& text, const Options& options = {"web", "rack1"}) {
    const auto tree = yaml::read(sources, sources.add("config.json", text));
    if (!tree) {
      errors = tree.errors();
      return;
    }
    auto result = import(tree.value(), tree.value().documents().front(), options);
    if (result) {
      imported.emplace(std::move(result).value());
    } else {
      errors = result.errors();
    }
  }

  const syntax::EntityDecl& container() const {
    return std::get<syntax::EntityDecl>(imported->documents.front().items.front());
  }
  /// Empty if it is not set.
  std::string setting(std::string_view attribute) const {
    if (!imported) return "error: " + errors.front().message;
    for (const auto& each : container().settings) {
      if (each.attribute == attribute) return written(std::get<syntax::Expr>(each.value));
    }
    return {};
  }
  Lines codes() const {
    Lines all;
    for (const Diagnostic& error : errors) {
      all.push_back(std::string(error.code) + " " + sources.place(error.at));
    }
    return all;
  }
  /// `construct: touched`, of all gaps but the harmless ones.
  Lines gaps() const {
    Lines all;
    if (!imported) return all;
    for (const auto& gap : imported->gaps) {
      if (gap.effect == GapEffect::Inert) continue;
      std::string line = gap.construct + ":";
      for (const auto& touched : gap.touches) line += " " + touched;
      all.push_back(line);
    }
    return all;
  }
};

std::string config(const std::string& rest) {
  return "{\"ociVersion\": \"1.2.0\"" + (rest.empty() ? "" : ", " + rest) + "}";
}
std::string on_linux(const std::string& rest) {
  return config("\"linux\": {" + rest + "}");
}
std::string resources(const std::string& rest) {
  return on_linux("\"resources\": {" + rest + "}");
}
std::string process(const std::string& rest) {
  return config("\"process\": {\"cwd\": \"/\", " + rest + "}");
}
std::string capabilities(const std::string& rest) {
  return process("\"capabilities\": {" + rest + "}");
}
std::string mount(const std::string& rest) {
  return config("\"mounts\": [{\"destination\": \"/d\", " + rest + "}]");
}
std::string space(const std::string& entry) {
  return on_linux("\"namespaces\": [{" + entry + "}]");
}

// ---- Facts --------------------------------------------------------------------------------------

struct FactCase {
  std::string name, text, attribute, value;
  friend void PrintTo(const FactCase& test, std::ostream* out) { *out << test.name; }
};
class OciFacts : public testing::TestWithParam<FactCase> {};
TEST_P(OciFacts, MatchesTable) {
  EXPECT_EQ(Imports(GetParam().text).setting(GetParam().attribute), GetParam().value);
}
const auto kName = [](const auto& test) { return test.param.name; };

INSTANTIATE_TEST_SUITE_P(
    Namespaces, OciFacts,
    testing::Values(
        FactCase{"absent", config(""), "host_pid", "true"},
        FactCase{"not_listed", space(R"("type": "pid")"), "host_network", "true"},
        FactCase{"new_one", space(R"("type": "pid")"), "host_pid", "false"},
        FactCase{"new_user", space(R"("type": "user")"), "host_users", "false"},
        FactCase{"empty_path", space(R"("type": "time", "path": "")"), "host_time", "false"},
        FactCase{"empty_path_joins_none", space(R"("type": "time", "path": "")"), "joins_path.time",
                 ""},
        FactCase{"path", space(R"("type": "network", "path": "/run/netns/blue")"),
                 "joins_path.network", "/run/netns/blue"},
        FactCase{"path_is_cleaned", space(R"("type": "network", "path": "/var/run//netns/./blue")"),
                 "joins_path.network", "/run/netns/blue"},
        FactCase{"path_is_not_the_host", space(R"("type": "ipc", "path": "/proc/123/ns/ipc")"),
                 "host_ipc", "false"},
        FactCase{"first_process", space(R"("type": "network", "path": "/proc/1/ns/net")"),
                 "host_network", "true"},
        FactCase{"first_process_joins_none",
                 space(R"("type": "network", "path": "/proc/1/ns/net")"), "joins_path.network", ""},
        FactCase{"own_process", space(R"("type": "mount", "path": "/proc/self/ns/mnt")"),
                 "host_mount", "true"},
        FactCase{"eleventh_process", space(R"("type": "uts", "path": "/proc/11/ns/uts")"),
                 "host_uts", "false"},
        FactCase{"uid_mappings",
                 on_linux(R"("uidMappings": [{"containerID": 0, "hostID": 1000, "size": 5}])"),
                 "uid_mappings", "{0:1000:5}"}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Security, OciFacts,
    testing::Values(
        FactCase{"user", process(R"("user": {"uid": 7})"), "run_as_user", "7"},
        FactCase{"root_unless_said", process(R"("user": {})"), "run_as_non_root", "false"},
        FactCase{"group", process(R"("user": {"uid": 7, "gid": 8})"), "run_as_group", "8"},
        FactCase{"no_group", process(R"("user": {"uid": 7})"), "run_as_group", "0"},
        FactCase{"no_process", config(""), "run_as_user", "0"},
        FactCase{"non_root", process(R"("user": {"uid": 7})"), "run_as_non_root", "true"},
        FactCase{"may_escalate", process(R"("args": [])"), "allow_privilege_escalation", "true"},
        FactCase{"may_not_escalate", process(R"("noNewPrivileges": true)"),
                 "allow_privilege_escalation", "false"},
        FactCase{"ambient", capabilities(R"("ambient": ["CAP_KILL"])"), "capabilities.ambient",
                 "{KILL}"},
        FactCase{"added", capabilities(R"("bounding": ["CAP_KILL"], "inheritable": ["cap_chown"])"),
                 "capabilities_added", "{KILL, CHOWN}"},
        FactCase{"dropped", capabilities(""), "capabilities_dropped", "{ALL}"},
        FactCase{"not_said", process(R"("args": [])"), "capabilities_dropped", ""},
        FactCase{"privileged", capabilities(R"("bounding": ["CAP_SYS_ADMIN"])"), "privileged",
                 "true"},
        FactCase{"no_admin", capabilities(R"("bounding": ["CAP_SYS_PTRACE"])"), "privileged",
                 "false"},
        FactCase{"admin_of_its_own_users",
                 config(R"("process": {"cwd": "/", "capabilities": {"bounding": ["CAP_SYS_ADMIN"]}},
                           "linux": {"namespaces": [{"type": "user"}]})"),
                 "privileged", "false"},
        FactCase{"admin_of_users_at_a_path",
                 config(R"("process": {"cwd": "/", "capabilities": {"bounding": ["CAP_SYS_ADMIN"]}},
                           "linux": {"namespaces": [{"type": "user", "path": "/p"}]})"),
                 "privileged", "true"},
        FactCase{"admin_without_devices",
                 config(R"("process": {"cwd": "/", "capabilities": {"bounding": ["CAP_SYS_ADMIN"]}},
                           "linux": {"resources": {"devices": [{"allow": false}]}})"),
                 "privileged", "false"},
        FactCase{"no_seccomp", config(""), "seccomp", "Unconfined"},
        FactCase{"seccomp", on_linux(R"("seccomp": {"defaultAction": "SCMP_ACT_ERRNO"})"),
                 "seccomp", "Localhost"},
        FactCase{"seccomp_that_only_logs",
                 on_linux(R"("seccomp": {"defaultAction": "SCMP_ACT_LOG"})"), "seccomp",
                 "Unconfined"},
        FactCase{"seccomp_with_exceptions",
                 on_linux(R"("seccomp": {"defaultAction": "SCMP_ACT_ALLOW",
                    "syscalls": [{"names": ["bpf"], "action": "SCMP_ACT_KILL"}]})"),
                 "seccomp", "Localhost"},
        FactCase{"open_proc", config(""), "unconfined_proc", "true"},
        FactCase{"masked_proc", on_linux(R"("maskedPaths": ["/proc/kcore"],
                    "readonlyPaths": ["/proc/sys", "/proc/sysrq-trigger"])"),
                 "unconfined_proc", "false"},
        FactCase{"half_masked_proc",
                 on_linux(R"("maskedPaths": ["/proc/kcore"], "readonlyPaths": ["/proc/sys"])"),
                 "unconfined_proc", "true"},
        FactCase{"rlimits",
                 process(R"("rlimits": [{"type": "RLIMIT_CORE", "soft": 1, "hard": 2}])"),
                 "rlimits", "{CORE=1:2}"},
        FactCase{"apparmor", process(R"("apparmorProfile": "acme")"), "apparmor", "acme"},
        FactCase{"selinux", process(R"("selinuxLabel": "a:b:c:s0")"), "selinux", "a:b:c:s0"},
        FactCase{"read_only", config(R"("root": {"path": "r", "readonly": true})"),
                 "read_only_root", "true"},
        FactCase{"writable", config(R"("root": {"path": "r"})"), "read_only_root", "false"}),
    kName);

FactCase cgroup(const std::string& name, const std::string& path, const std::string& value) {
  return {name, on_linux("\"cgroupsPath\": \"" + path + "\""), "cgroup", value};
}
FactCase cpu(const std::string& name, const std::string& rest, const std::string& value) {
  return {name, resources("\"cpu\": {" + rest + "}"), "limit.cpu", value};
}
INSTANTIATE_TEST_SUITE_P(
    Resources, OciFacts,
    testing::Values(
        cgroup("absolute", "/a//b/", "/a/b"), cgroup("none", "", ""),
        cgroup("relative", "a/b", "a/b"),
        cgroup("systemd", "system.slice:runc:web", "/system.slice/runc-web.scope"),
        cgroup("systemd_nested", "a-b.slice::web", "/a.slice/a-b.slice/web.scope"),
        cgroup("systemd_default", ":runc:web", "/system.slice/runc-web.scope"),
        cgroup("systemd_slice", "system.slice:runc:a-b.slice", "/a.slice/a-b.slice"),
        cpu("quota", R"("quota": 150000, "period": 100000)", "3/2"),
        cpu("thirds", R"("quota": 100000, "period": 30000)", "10/3"),
        cpu("whole", R"("quota": 400000)", "4"), cpu("unlimited", R"("quota": -1)", ""),
        cpu("unset", R"("quota": 0)", ""), cpu("shares_only", R"("shares": 512)", ""),
        FactCase{"cpus", resources(R"("cpu": {"cpus": "0-2,7"})"), "cpu_set", "{0, 1, 2, 7}"},
        FactCase{"memory", resources(R"("memory": {"limit": 1048576})"), "limit.memory", "1MiB"},
        FactCase{"memory_unlimited", resources(R"("memory": {"limit": -1})"), "limit.memory", ""},
        FactCase{"reservation", resources(R"("memory": {"reservation": 2097152})"),
                 "request.memory", "2MiB"},
        FactCase{"reservation_above_limit",
                 resources(R"("memory": {"limit": 1048576, "reservation": 2097152})"),
                 "request.memory", "1MiB"},
        FactCase{"pids", resources(R"("pids": {"limit": 10})"), "limit.pids", "10"},
        FactCase{"pids_unlimited", resources(R"("pids": {"limit": -1})"), "limit.pids", ""},
        FactCase{"small_pages",
                 resources(R"("hugepageLimits": [{"pageSize": "2MB", "limit": 4194304}])"),
                 "limit.hugepages_2Mi", "4MiB"},
        FactCase{"large_pages", resources(R"("hugepageLimits": [{"pageSize": "1GB", "limit": 0}])"),
                 "limit.hugepages_1Gi", "0B"},
        FactCase{"weight", resources(R"("blockIO": {"weight": 100})"), "io_weight", "100"},
        FactCase{"throttles", resources(R"("blockIO": {
                    "throttleReadBpsDevice": [{"major": 8, "minor": 0, "rate": 600}],
                    "weightDevice": [{"major": 8, "minor": 16, "weight": 5}]})"),
                 "io_limits", "{block/8:16 weight=5, block/8:0 rbps=600}"},
        FactCase{"every_device", config(""), "devices", "{*}"},
        FactCase{"no_device", resources(R"("devices": [{"allow": false, "access": "rwm"}])"),
                 "devices", ""},
        FactCase{"every_device_but_no_new_nodes",
                 resources(R"("devices": [{"allow": false, "access": "m"}])"), "devices", "{*}"},
        FactCase{"allowed_again", resources(R"("devices": [{"allow": false}, {"allow": true}])"),
                 "devices", "{*}"},
        FactCase{"a_rule", resources(R"("devices": [{"allow": false},
                    {"allow": true, "type": "c", "major": 10, "minor": 229, "access": "rw"}])"),
                 "device_rules", "{deny any/*:* rwm, allow char/10:229 rw}"},
        FactCase{"device", on_linux(R"("resources": {"devices": [{"allow": false}]},
                    "devices": [{"type": "b", "path": "/dev/sda", "major": 8, "minor": 0},
                                {"type": "p", "path": "/dev/pipe"}])"),
                 "devices", "{block/8:0}"},
        FactCase{"moved_interface", on_linux(R"("resources": {"devices": [{"allow": false}]},
                    "netDevices": {"eth1": {}})"),
                 "devices", "{net/eth1}"}),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Mounts, OciFacts,
    testing::Values(
        FactCase{"bind_type", mount(R"("type": "bind", "source": "/srv//a/")"), "host_paths",
                 "{/srv/a}"},
        FactCase{"bind_option", mount(R"("type": "none", "source": "/a", "options": ["rbind"])"),
                 "host_paths", "{/a}"},
        FactCase{"tmpfs", mount(R"("type": "tmpfs", "source": "tmpfs")"), "host_paths", ""},
        FactCase{"private_mount",
                 mount(R"("type": "bind", "source": "/a", "options": ["rprivate"])"),
                 "mounts_seen_by_machine", ""},
        FactCase{"shared_mount", mount(R"("type": "bind", "source": "/a", "options": ["rshared"])"),
                 "mounts_seen_by_machine", "{/a}"},
        FactCase{"slave_mount", mount(R"("type": "bind", "source": "/a", "options": ["slave"])"),
                 "mounts_seen_from_machine", "{/a}"},
        FactCase{"slave_is_one_way",
                 mount(R"("type": "bind", "source": "/a", "options": ["slave"])"),
                 "mounts_seen_by_machine", ""},
        FactCase{"shared_root", on_linux(R"("rootfsPropagation": "shared")"),
                 "mounts_seen_by_machine", "{/}"},
        FactCase{"disk", mount(R"("type": "ext4", "source": "/dev/sdb1")"), "volumes",
                 "{/dev/sdb1}"},
        FactCase{"disk_to_read",
                 mount(R"("type": "ext4", "source": "/dev/sdb1", "options": ["ro"])"),
                 "shared_volumes", "{/dev/sdb1}"},
        FactCase{"root_elsewhere", config(R"("root": {"path": "/images/a"})"), "volumes",
                 "{/images/a}"},
        FactCase{"root_in_the_bundle", config(R"("root": {"path": "rootfs"})"), "volumes", ""}),
    kName);

constexpr const char* kVm = R"("vm": {"kernel": {"path": "/k/vmlinuz", "initrd": "/k/initrd"},
  "image": {"path": "/i/root.raw", "format": "raw"},
  "hwConfig": {"vcpus": 2, "memory": 1048576, "irqs": [11], "dtdevs": ["soc/gpu"],
               "iomems": [{"firstMFN": 1000, "nrMFNs": 8}]}})";
INSTANTIATE_TEST_SUITE_P(
    Vm, OciFacts,
    testing::Values(FactCase{"own_kernel", config(kVm), "sandboxed", "true"},
                    FactCase{"shared_kernel", config(""), "sandboxed", ""},
                    FactCase{"files", config(kVm), "shared_volumes", "{/k/vmlinuz, /k/initrd}"},
                    FactCase{"image", config(kVm), "volumes", "{/i/root.raw}"},
                    FactCase{"vm_memory", config(kVm), "limit.memory", "1MiB"},
                    FactCase{"vm_cpu", config(kVm), "limit.cpu", "2"},
                    FactCase{"smaller_inside",
                             config(std::string(kVm) +
                                    R"(, "linux": {"resources": {"memory": {"limit": 1024}}})"),
                             "limit.memory", "1KiB"},
                    FactCase{"larger_inside",
                             config(std::string(kVm) +
                                    R"(, "linux": {"resources": {"memory": {"limit": 2097152}}})"),
                             "limit.memory", "1MiB"},
                    FactCase{"hardware", config(kVm), "devices",
                             "{*, dt/soc/gpu, irq/11, iomem/1000+8}"}),
    kName);

TEST(OciNames, AreThoseOfTheBundleElseTheHostName) {
  const std::string text = config(R"("hostname": "blue")");
  EXPECT_EQ(Imports(text, {"web", {}}).container().name.text, "web");
  EXPECT_EQ(Imports(text, {"", {}}).container().name.text, "blue");
  EXPECT_EQ(Imports(config(""), {"", {}}).container().name.text, "container");
}

TEST(OciPlaces, AreTheGivenMachineElseOpen) {
  EXPECT_EQ(Imports(config(""), {"web", "rack1"}).setting("in"), "rack1");
  EXPECT_EQ(Imports(config(""), {"web", {}}).setting("in"), "");
  EXPECT_EQ(Imports(config(""), {"web", {}}).setting("project"), "bundle web");
}

TEST(OciLabels, AreAnnotationsAndNoTenant) {
  const Imports read(config(R"("annotations": {"tenant": "a"})"));
  EXPECT_EQ(read.setting("labels"), "{tenant=a}");
  EXPECT_EQ(read.setting("tenant"), "");
}

// ---- Gaps ---------------------------------------------------------------------------------------

struct GapCase {
  std::string name, text, gap;
  friend void PrintTo(const GapCase& test, std::ostream* out) { *out << test.name; }
};
class OciGaps : public testing::TestWithParam<GapCase> {};
TEST_P(OciGaps, AreListed) {
  EXPECT_THAT(Imports(GetParam().text).gaps(), Contains(GetParam().gap));
}
INSTANTIATE_TEST_SUITE_P(
    Table, OciGaps,
    testing::Values(
        GapCase{"path", space(R"("type": "network", "path": "/run/netns/blue")"),
                "network namespace at a path: container.network_namespace container.host_network"},
        GapCase{"user_path", space(R"("type": "user", "path": "/proc/7/ns/user")"),
                "user namespace at a path: container.user_namespace container.host_users"},
        GapCase{"relative_cgroup", on_linux(R"("cgroupsPath": "a/b")"),
                "relative cgroupsPath: container.cgroup"},
        GapCase{"hook", config(R"("hooks": {"prestart": [{"path": "/h"}]})"),
                "hooks.prestart: container.networks container.host_ports container.devices "
                "container.host_paths container.volumes container.shared_volumes"},
        GapCase{"relative_bind", mount(R"("type": "bind", "source": "data")"),
                "bind mount of a relative path: container.host_paths"},
        GapCase{"strange_mount", mount(R"("type": "devtmpfs", "source": "dev")"),
                "mount of type devtmpfs: container.host_paths container.volumes "
                "container.shared_volumes container.devices"},
        GapCase{"root_outside", config(R"("root": {"path": "../r"})"),
                "root.path: container.volumes container.shared_volumes"},
        GapCase{"misspelt", on_linux(R"("namespace": [])"), "linux.namespace: container.*"},
        GapCase{"dotted_key", config(R"("root.path": "/")"), "root.path: container.*"},
        GapCase{"other_platform", config(R"("freebsd": {"jail": {"vnet": "new"}})"),
                "freebsd: container.*"},
        GapCase{"memory_ranges", config(kVm), "vm.hwConfig.iomems: container.devices"}),
    kName);

TEST(OciGaps, AreNoneForAnOrdinaryContainer) {
  const Imports read(config(R"("root": {"path": "rootfs"},
    "process": {"cwd": "/", "args": ["sh"], "capabilities": {"bounding": []}},
    "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"}],
    "linux": {"namespaces": [{"type": "pid"}, {"type": "network"}], "cgroupsPath": "/a",
              "resources": {"cpu": {"shares": 2}, "memory": {"swap": 1}}})"));
  EXPECT_THAT(read.gaps(), IsEmpty());
}

TEST(OciPlatforms, SayNothingOfNamespacesTheyDoNotHave) {
  EXPECT_EQ(Imports(config(R"("solaris": {})")).setting("host_pid"), "");
}

// ---- Errors -------------------------------------------------------------------------------------

struct ErrorCase {
  std::string name, text;
  Lines codes;
  friend void PrintTo(const ErrorCase& test, std::ostream* out) { *out << test.name; }
};
class OciErrors : public testing::TestWithParam<ErrorCase> {};
TEST_P(OciErrors, AreLocated) {
  EXPECT_EQ(Imports(GetParam().text).codes(), GetParam().codes);
}
INSTANTIATE_TEST_SUITE_P(
    Table, OciErrors,
    testing::Values(
        ErrorCase{"no_path", config("\n\"root\": {}"), {"E0801 config.json:2:9"}},
        ErrorCase{"no_kind_of_namespace",
                  config("\n\"linux\": {\"namespaces\": [{}]}"),
                  {"E0801 config.json:2:26"}},
        ErrorCase{"unknown_kind",
                  config("\n\"linux\": {\"namespaces\": [{\"type\": \"net\"}]}"),
                  {"E0802 config.json:2:35"}},
        ErrorCase{"text_for_a_number",
                  config("\n\"process\":{\"cwd\":\"/\",\"user\":{\"uid\":\"1\"}}"),
                  {"E0802 config.json:2:36"}},
        ErrorCase{"negative_user",
                  config("\n\"process\":{\"cwd\":\"/\",\"user\":{\"uid\":-1}}"),
                  {"E0802 config.json:2:36"}},
        ErrorCase{"fraction",
                  config("\n\"process\":{\"cwd\":\"/\",\"user\":{\"uid\":1.5}}"),
                  {"E0802 config.json:2:36"}},
        ErrorCase{"null", config("\n\"linux\": null"), {"E0802 config.json:2:10"}},
        ErrorCase{"list_for_an_object", config("\n\"linux\": []"), {"E0802 config.json:2:10"}},
        ErrorCase{"number_for_a_flag",
                  config("\n\"root\":{\"path\":\"r\",\"readonly\":1}"),
                  {"E0802 config.json:2:31"}},
        ErrorCase{"number_for_text", config("\n\"hostname\": 1"), {"E0802 config.json:2:13"}},
        ErrorCase{"two_errors",
                  config("\n\"hostname\": 1,\n\"linux\": []"),
                  {"E0802 config.json:2:13", "E0802 config.json:3:10"}},
        ErrorCase{"listed_twice",
                  config("\"linux\":{\"namespaces\":[{\"type\":\"pid\"},\n{\"type\":\"pid\"}]}"),
                  {"E0803 config.json:2:9"}},
        ErrorCase{"limited_twice",
                  process("\"rlimits\":[{\"type\":\"RLIMIT_AS\",\"soft\":1,\"hard\":1},\n"
                          "{\"type\":\"RLIMIT_AS\",\"soft\":1,\"hard\":1}]"),
                  {"E0803 config.json:2:9"}},
        ErrorCase{"relative_path",
                  config("\"linux\":{\"namespaces\":[\n{\"type\":\"pid\",\"path\":\"ns/pid\"}]}"),
                  {"E0803 config.json:2:22"}},
        ErrorCase{"cpus", resources("\"cpu\":{\n\"cpus\":\"3-1\"}"), {"E0802 config.json:2:8"}},
        ErrorCase{"bind_of_nothing",
                  config("\n\"mounts\":[{\"destination\":\"/d\",\"type\":\"bind\"}]"),
                  {"E0801 config.json:2:26"}},
        ErrorCase{"state_without_id",
                  "{\"ociVersion\":\"1\",\"status\":\"running\",\"bundle\":\"/b\"}",
                  {"E0801 config.json:1:1"}},
        ErrorCase{"state_of_no_kind",
                  "{\"ociVersion\":\"1\",\"id\":\"a\",\"bundle\":\"/b\",\n\"status\":\"paused\"}",
                  {"E0802 config.json:2:10"}},
        ErrorCase{"features_without_latest",
                  "{\"ociVersionMin\": \"1.0.0\"}",
                  {"E0801 config.json:1:1"}}),
    kName);

TEST(OciOthers, AreCheckedAndGiveNoFacts) {
  const Imports state(R"({"ociVersion":"1","id":"a","bundle":"/b","status":"running"})");
  ASSERT_TRUE(state.imported);
  EXPECT_THAT(state.imported->documents, IsEmpty());
  EXPECT_THAT(state.imported->remarks, Not(IsEmpty()));
  const Imports features(R"({"ociVersionMin":"1.0.0","ociVersionMax":"1.2.0"})");
  ASSERT_TRUE(features.imported);
  EXPECT_THAT(features.imported->documents, IsEmpty());
}

}  // namespace
}  // namespace ringfence::ingest::oci
