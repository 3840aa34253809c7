#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "grammar/parse.h"

namespace ringfence::grammar {
namespace {

/// Parses and reports every error as a failure; what was read, if anything.
std::optional<syntax::Document> read(const std::string& text, const std::string& name = "a.rf") {
  Sources sources;
  const SourceId source = sources.add(name, text);
  Result<syntax::Document> parsed = parse_document(sources, source);
  if (parsed) return std::move(parsed).value();
  for (const Diagnostic& error : parsed.errors()) {
    ADD_FAILURE() << sources.place(error.at) << ": " << error.code << ": " << error.message;
  }
  return std::nullopt;
}

template <class Node>
std::vector<Node> items_of(const syntax::Document& document) {
  std::vector<Node> found;
  for (const syntax::Item& item : document.items) {
    if (const auto* node = std::get_if<Node>(&item)) found.push_back(*node);
  }
  return found;
}

/// The example of the language in the design, whole.
constexpr const char* kExample = R"(
import "k8s/"                      // Kubernetes manifests: pods run on nodes
import "hypervisors/*.xml"         // libvirt: a VM named like a node IS that node

host rack1-a { cpu: 32; memory: 256GiB; zone: "a" }
host rack1-b { cpu: 32; memory: 256GiB; zone: "b" }

vm node-1 { on: rack1-a;                    cpu: 8; memory: 32GiB }
vm node-2 { on: any host where zone == "b"; cpu: 8; memory: 32GiB..64GiB }

container cache[2..4] in any vm { cpu: 500m..2; memory: 512MiB; tenant: "shop" }

def shares_kernel(a: container, b: container) = a.kernel == b.kernel

policy tenants-never-share-a-kernel "Tenants are separated by a hypervisor" {
  severity: high
  controls: ["NIST-800-53:SC-39", "ISO-27001:A.8.22"]
  assert forall a, b in containers where a.tenant != b.tenant: not shares_kernel(a, b)
}
policy memory-is-conserved { applies when exists h in hosts: true; assert forall h in hosts: sum(v.memory for v in h.vms) <= h.memory }
policy db-spreads          { assert forall a, b in pods where a.workload == "db" and a != b: a.host != b.host }
policy db-is-private       { assert forall p in pods where p.tenant != "shop": not reach(p, workload("db"), tcp/5432) }
policy one-host-may-fail   { survives 1 of hosts: fits }
policy all-can-run         { possible forall p in declared_pods: p.placed }
assume no-other-load "Only what is listed here runs on these hosts" { forall h in hosts: h.unlisted == 0 }
)";

TEST(ParseDocument, ReadsTheExampleOfTheDesign) {
  const auto document = read(kExample);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->items.size(), 15U);
  EXPECT_EQ(document->comments.size(), 2U);
  const auto entities = items_of<syntax::EntityDecl>(*document);
  ASSERT_EQ(entities.size(), 5U);
  EXPECT_EQ(entities[2].name.text, "node-1");
  EXPECT_TRUE(std::holds_alternative<syntax::AnyValue>(entities[3].settings[0].value));
  EXPECT_TRUE(std::holds_alternative<syntax::RangeValue>(entities[3].settings[2].value));
  EXPECT_TRUE(entities[4].replicas);
  EXPECT_EQ(entities[4].settings[0].attribute, "in");
  const auto policies = items_of<syntax::Policy>(*document);
  ASSERT_EQ(policies.size(), 6U);
  EXPECT_EQ(policies[0].title, "Tenants are separated by a hypervisor");
  EXPECT_EQ(policies[0].severity, "high");
  EXPECT_EQ(policies[0].controls,
            (std::vector<std::string>{"NIST-800-53:SC-39", "ISO-27001:A.8.22"}));
  EXPECT_TRUE(policies[1].applies_when);
  EXPECT_EQ(policies[4].statements[0].kind, syntax::StatementKind::Survives);
  EXPECT_EQ(policies[5].statements[0].kind, syntax::StatementKind::Possible);
}

TEST(ParseDocument, ReadsEverySpecThatIsShipped) {
  const std::filesystem::path specs = std::filesystem::path(RINGFENCE_SOURCE_DIR) / "specs";
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(specs)) {
    if (entry.path().extension() != ".rf") continue;
    std::ifstream in(entry.path());
    std::stringstream content;
    content << in.rdbuf();
    const auto document = read(content.str(), entry.path().filename());
    ASSERT_TRUE(document);
    EXPECT_EQ(document->language_version, "1");
    EXPECT_FALSE(document->items.empty());
    ++files;
  }
  EXPECT_GE(files, 4);
}

}  // namespace
}  // namespace ringfence::grammar
