// What two deployments let through, compared: every part of the key counts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "check/privileges.h"
#include "cli/prepare.h"
#include "reach/difference.h"

namespace ringfence {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Everything that a side of a comparison points into.
struct Side {
  Sources sources;
  cli::Prepared prepared;
  reach::Graph graph;
};

std::unique_ptr<Side> side(const std::string& yaml) {
  auto result = std::make_unique<Side>();
  load::Options options;
  options.inputs = {"-"};
  options.standard_input = yaml;
  options.specs = std::string(RINGFENCE_SOURCE_DIR) + "/specs";
  auto prepared = cli::compose(load::load(options, result->sources), result->sources);
  EXPECT_TRUE(prepared) << yaml;
  if (!prepared) return result;
  result->prepared = std::move(prepared).value();
  result->graph = reach::build(result->prepared.model);
  return result;
}

std::string pod(const std::string& space, const std::string& name, const std::string& more = "") {
  return "---\napiVersion: v1\nkind: Pod\nmetadata: {name: " + name + ", namespace: " + space +
         ", labels: {app: " + name + "}}\nspec: {containers: [{name: c, image: i" + more + "}]}\n";
}

/// Two databases in namespaces of their own, closed but for the rules; and who may ask them.
std::string shop(const std::string& ingress, const std::string& egress = "[{}]") {
  return pod("a", "db") + pod("b", "db") + pod("a", "web") +
         "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
         "metadata: {name: db, namespace: a}\n"
         "spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress, Egress], ingress: " +
         ingress + ", egress: " + egress + "}\n";
}

std::vector<std::string> texts(const std::vector<reach::Change>& changes) {
  std::vector<std::string> all;
  for (const reach::Change& each : changes) {
    all.push_back(to_string(each.from) + " => " + to_string(each.to) + " : " +
                  to_string(each.connections));
  }
  return all;
}

reach::Difference differ(const std::string& before, const std::string& after) {
  const auto old = side(before);
  const auto now = side(after);
  return reach::difference({old->prepared.model, old->graph}, {now->prepared.model, now->graph});
}

struct Row {
  const char* name;
  std::string before, after;
  std::vector<std::string> gained, lost;
};

/// A rule about the pods `web` of the own namespace.
std::string web(const std::string& ports) {
  return "[{from: [{podSelector: {matchLabels: {app: web}}}], ports: [" + ports + "]}]";
}

class DiffKey : public testing::TestWithParam<Row> {};

TEST_P(DiffKey, NoDimensionIsForgotten) {
  const Row& row = GetParam();
  const reach::Difference there = differ(row.before, row.after);
  EXPECT_EQ(texts(there.gained), row.gained);
  EXPECT_EQ(texts(there.lost), row.lost);
  const reach::Difference back = differ(row.after, row.before);
  EXPECT_EQ(texts(back.gained), row.lost);
  EXPECT_EQ(texts(back.lost), row.gained);
}

const std::string kWeb = "a/web[Pod] => a/db[Pod] : ";

INSTANTIATE_TEST_SUITE_P(
    Keys, DiffKey,
    testing::Values(
        Row{"same", shop(web("{port: 80}")), shop(web("{port: 80}")), {}, {}},
        Row{"written_otherwise",
            shop(web("{port: 80}, {port: 81}")),
            shop(web("{port: 80, endPort: 81}")),
            {},
            {}},
        Row{"port",
            shop(web("{port: 80}")),
            shop(web("{port: 81}")),
            {kWeb + "TCP 81"},
            {kWeb + "TCP 80"}},
        Row{"last_port_of_a_range",
            shop(web("{port: 80, endPort: 89}")),
            shop(web("{port: 80, endPort: 90}")),
            {kWeb + "TCP 90"},
            {}},
        Row{"protocol",
            shop(web("{port: 80}")),
            shop(web("{port: 80, protocol: UDP}")),
            {kWeb + "UDP 80"},
            {kWeb + "TCP 80"}},
        Row{"sctp",
            shop(web("{port: 80}")),
            shop(web("{port: 80}, {port: 80, protocol: SCTP}")),
            {kWeb + "SCTP 80"},
            {}},
        Row{"namespace",
            shop("[{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}, "
                 "podSelector: {}}]}]"),
            shop("[{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}, "
                 "podSelector: {}}]}]"),
            {"b/db[Pod] => a/db[Pod] : all connections"},
            {"a/web[Pod] => a/db[Pod] : all connections"}},
        Row{"direction",
            shop(web("{port: 80}"), "[]"),
            shop("[]", "[{to: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]"),
            {"a/db[Pod] => a/web[Pod] : TCP 80"},
            {kWeb + "TCP 80"}},
        Row{"kind_of_endpoint",
            shop("[{from: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 80}]}]"),
            shop(web("{port: 80}")),
            {kWeb + "TCP 80"},
            {"192.0.2.0-192.0.2.255[External] => a/db[Pod] : TCP 80"}},
        Row{"addresses",
            shop("[{from: [{ipBlock: {cidr: 192.0.2.0/25}}]}]"),
            shop("[{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}]"),
            {"192.0.2.128-192.0.2.255[External] => a/db[Pod] : all connections"},
            {}},
        Row{"one_address",
            shop("[{from: [{ipBlock: {cidr: 192.0.2.0/24, except: [192.0.2.7/32]}}]}]"),
            shop("[{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}]"),
            {"192.0.2.7-192.0.2.7[External] => a/db[Pod] : all connections"},
            {}},
        Row{"family",
            shop("[{from: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 80}]}]"),
            shop("[{from: [{ipBlock: {cidr: 192.0.2.0/24}}, {ipBlock: {cidr: '2001:db8::/127'}}], "
                 "ports: [{port: 80}]}]"),
            {"2001:db8::-2001:db8::1[External] => a/db[Pod] : TCP 80"},
            {}},
        Row{"address_leaves",
            shop("[]", "[{to: [{ipBlock: {cidr: 192.0.2.1/32}}], ports: [{port: 80}]}]"),
            shop("[]", "[{to: [{ipBlock: {cidr: 192.0.2.1/32}}], ports: [{port: 81}]}]"),
            {"a/db[Pod] => 192.0.2.1-192.0.2.1[External] : TCP 81"},
            {"a/db[Pod] => 192.0.2.1-192.0.2.1[External] : TCP 80"}},
        Row{"pods_not_described",
            shop(web("{port: 80}")),
            shop("[{from: [{namespaceSelector: {}}], ports: [{port: 80}]}]"),
            {"b/db[Pod] => a/db[Pod] : TCP 80", "{pods not described} => a/db[Pod] : TCP 80"},
            {}}),
    [](const auto& test) { return test.param.name; });

/// Two pods of one StatefulSet that a policy tells apart.
std::string set(int replicas, const std::string& open) {
  return "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s, namespace: a}\n"
         "spec: {replicas: " +
         std::to_string(replicas) +
         ", serviceName: s, selector: {matchLabels: {app: s}}, template: {metadata: {labels: {app: "
         "s}}, spec: {containers: [{name: c, image: i}]}}}\n" +
         pod("a", "web") +
         "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
         "metadata: {name: s, namespace: a}\n"
         "spec: {podSelector: {matchLabels: {app: s}}, policyTypes: [Ingress], ingress: " +
         open + "}\n";
}

TEST(Difference, PodsOfOneWorkloadCountAmongThemselves) {
  EXPECT_THAT(texts(differ(set(2, "[]"), set(2,
                                             "[{from: [{podSelector: {matchLabels: {app: s}}}],"
                                             " ports: [{port: 7000}]}]"))
                        .gained),
              ElementsAre("a/s[StatefulSet] => a/s[StatefulSet] : TCP 7000"));
  EXPECT_THAT(texts(differ(set(1, "[]"), set(1,
                                             "[{from: [{podSelector: {matchLabels: {app: s}}}],"
                                             " ports: [{port: 7000}]}]"))
                        .gained),
              IsEmpty())
      << "one pod reaches itself anyway";
}

TEST(Difference, MoreReplicasOfTheSameAreNoChange) {
  const std::string open = "[{from: [{podSelector: {}}], ports: [{port: 7000}]}]";
  EXPECT_THAT(texts(differ(set(2, open), set(3, open)).gained), IsEmpty());
  EXPECT_THAT(texts(differ(set(3, open), set(2, open)).lost), IsEmpty());
}

TEST(Difference, AWorkloadThatThereWasNotHadNothing) {
  const reach::Difference found =
      differ(shop(web("{port: 80}"), "[]"), shop(web("{port: 80}"), "[]") + pod("b", "new"));
  ASSERT_EQ(found.appeared.size(), 1U);
  EXPECT_EQ(to_string(found.appeared[0]), "b/new[Pod]");
  EXPECT_THAT(texts(found.gained), testing::Contains("a/web[Pod] => b/new[Pod] : all connections"));
  EXPECT_THAT(texts(found.gained),
              testing::Not(testing::Contains(testing::HasSubstr("b/new[Pod] => a/db"))));
}

struct Granted {
  const char* name;
  std::string before, after;
  std::vector<std::string> what;
};

std::string context(const std::string& text) {
  return pod("a", "p", ", securityContext: {" + text + "}");
}

std::string mounting(const std::string& path, const std::string& name = "p") {
  return "---\napiVersion: v1\nkind: Pod\nmetadata: {name: " + name +
         ", namespace: a}\nspec: {containers: [{name: c, image: i, volumeMounts: [{name: v, "
         "mountPath: /v}]}], volumes: [{name: v, hostPath: {path: " +
         path + "}}]}\n";
}

class NewPrivileges : public testing::TestWithParam<Granted> {};

TEST_P(NewPrivileges, AreThoseThatWereNotThere) {
  const auto before = side(GetParam().before);
  const auto after = side(GetParam().after);
  std::vector<std::string> what;
  for (const check::Privilege& each : check::new_privileges(
           {before->prepared.model, before->graph}, {after->prepared.model, after->graph})) {
    what.push_back(each.what);
  }
  EXPECT_EQ(what, GetParam().what);
}

INSTANTIATE_TEST_SUITE_P(
    Table, NewPrivileges,
    testing::Values(
        Granted{"none", pod("a", "p"), pod("a", "p"), {}},
        Granted{"privileged", pod("a", "p"), context("privileged: true"), {"privileged"}},
        Granted{"no_longer", context("privileged: true"), pod("a", "p"), {}},
        Granted{"capability",
                context("capabilities: {add: [NET_RAW]}"),
                context("capabilities: {add: [NET_RAW, SYS_ADMIN]}"),
                {"added capability SYS_ADMIN"}},
        Granted{"all_has_each",
                context("capabilities: {add: [ALL]}"),
                context("capabilities: {add: [SYS_ADMIN]}"),
                {}},
        Granted{"no_longer_dropped",
                context("capabilities: {drop: [ALL]}"),
                context("capabilities: {drop: [NET_RAW]}"),
                {"no longer dropped capability ALL"}},
        Granted{"all_drops_each",
                context("capabilities: {drop: [NET_RAW]}"),
                context("capabilities: {drop: [ALL]}"),
                {}},
        Granted{"root", context("runAsUser: 1"), context("runAsUser: 0"), {"runs as root"}},
        Granted{"other_user", context("runAsUser: 1"), context("runAsUser: 2"), {}},
        Granted{"user_of_the_image",
                context("runAsUser: 1"),
                pod("a", "p"),
                {"may run as root: run_as_user is gone"}},
        Granted{"escalation",
                context("allowPrivilegeEscalation: false"),
                pod("a", "p"),
                {"privilege escalation allowed"}},
        Granted{"new_container", pod("a", "q"), pod("a", "q") + pod("a", "p"), {}},
        Granted{"new_privileged_container",
                pod("a", "q"),
                pod("a", "q") + context("privileged: true"),
                {"privileged"}},
        Granted{"host_path", pod("a", "p"), mounting("/etc"), {"host path /etc"}},
        Granted{"within_a_host_path", mounting("/etc"), mounting("/etc/ssl"), {}},
        Granted{"beside_a_host_path", mounting("/etc"), mounting("/etc2"), {"host path /etc2"}},
        Granted{"above_a_host_path", mounting("/etc/ssl"), mounting("/etc"), {"host path /etc"}}),
    [](const auto& test) { return test.param.name; });

std::vector<std::string> shared(const std::string& before_text, const std::string& after_text) {
  const auto before = side(before_text);
  const auto after = side(after_text);
  std::vector<std::string> all;
  for (const check::Sharing& each : check::new_sharing({before->prepared.model, before->graph},
                                                       {after->prepared.model, after->graph})) {
    all.push_back(each.first + " " + each.second + " " + each.what);
  }
  return all;
}

TEST(NewSharing, TwoThatHaveOnePathNowAndHadNotBefore) {
  const std::string one = mounting("/srv/a", "p");
  EXPECT_THAT(shared(one + mounting("/srv/b", "q"), one + mounting("/srv/a", "q")),
              ElementsAre("a/p[Pod] a/q[Pod] host path /srv/a"));
  EXPECT_THAT(shared(one + mounting("/srv/b", "q"), one + mounting("/srv", "q")),
              ElementsAre("a/p[Pod] a/q[Pod] host path /srv/a"));
  EXPECT_THAT(shared(one + mounting("/srv", "q"), one + mounting("/srv/a", "q")), IsEmpty());
  EXPECT_THAT(shared(one, one), IsEmpty());
}

}  // namespace
}  // namespace ringfence
