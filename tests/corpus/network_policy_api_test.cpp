#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "load/load.h"
#include "reach/rows.h"
#include "resolve/resolve.h"

// The conformance cluster of ClusterNetworkPolicy: each single connection that upstream probes has
// the verdict it expects; valid policies are read and invalid ones refused.

namespace ringfence {
namespace {

namespace fs = std::filesystem;
const fs::path kCorpus = fs::path(RINGFENCE_CORPUS) / "network-policy-api";

class NetworkPolicyApi : public testing::Test {
 protected:
  void SetUp() override {
    if (fs::exists(kCorpus)) return;
    const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
    ASSERT_FALSE(required != nullptr && std::string_view(required) == "1") << "no " << kCorpus;
    GTEST_SKIP() << "no corpus at " << kCorpus;
  }
};

std::optional<model::Model> read(const std::vector<fs::path>& inputs) {
  static std::vector<std::unique_ptr<Sources>> texts;  // models point into them
  texts.push_back(std::make_unique<Sources>());
  load::Options options;
  for (const fs::path& input : inputs) options.inputs.push_back(input.string());
  options.specs = fs::path(RINGFENCE_SOURCE_DIR) / "specs";
  options.packs_without_policies.clear();
  auto loaded = load::load(options, *texts.back());
  if (!loaded) return std::nullopt;
  auto model = resolve::resolve(loaded.value().documents, loaded.value().gaps,
                                loaded.value().remarks, *texts.back());
  return model ? std::optional(std::move(model).value()) : std::nullopt;
}

/// `luna-lovegood-0` is a pod of the StatefulSet `luna-lovegood`.
const reach::Workload* find(const std::vector<reach::Workload>& all, const std::string& space,
                            const std::string& pod) {
  const std::string name = pod.substr(0, pod.rfind('-'));
  for (const reach::Workload& each : all) {
    if (each.endpoint.space == space && each.endpoint.name == name) return &each;
  }
  return nullptr;
}

TEST_F(NetworkPolicyApi, ProbesHaveTheirVerdicts) {
  std::ifstream in(kCorpus / "probes.csv");
  std::string line;
  std::getline(in, line);
  int agreed = 0;
  int asked = 0;
  while (std::getline(in, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::istringstream parts(line);
    std::vector<std::string> field;
    for (std::string part; std::getline(parts, part, ',');) field.push_back(part);
    ASSERT_EQ(field.size(), 9U) << line;
    const auto model = read({kCorpus / "base/manifests.yaml", kCorpus / field[1]});
    ASSERT_TRUE(model) << field[1];
    const reach::Graph graph = reach::build(*model);
    const auto workloads = reach::workloads_of(*model, graph);
    const reach::Workload* client = find(workloads, field[2], field[3]);
    const reach::Workload* server = find(workloads, field[4], field[5]);
    ASSERT_TRUE(client != nullptr && server != nullptr) << line;
    ASSERT_EQ(client->classes.size(), 1U);
    ASSERT_EQ(server->classes.size(), 1U);
    const auto protocol = field[6] == "tcp"   ? syntax::Protocol::Tcp
                          : field[6] == "udp" ? syntax::Protocol::Udp
                                              : syntax::Protocol::Sctp;
    const auto port = static_cast<std::uint16_t>(std::stoi(field[7]));
    const bool allowed =
        graph.between(client->classes[0], server->classes[0]).ports(protocol).contains(port);
    EXPECT_EQ(allowed, field[8] == "allow") << line;
    ++asked;
    if (allowed == (field[8] == "allow")) ++agreed;
  }
  std::cout << "network-policy-api, probes: " << agreed << " of " << asked << " agreed\n";
  EXPECT_GE(asked, 30);
}

TEST_F(NetworkPolicyApi, ValidPoliciesAreReadAndInvalidOnesRefused) {
  int run = 0;
  for (const auto& entry : fs::directory_iterator(kCorpus / "crdtest/valid")) {
    EXPECT_TRUE(read({entry.path()})) << entry.path();
    ++run;
  }
  for (const auto& entry : fs::directory_iterator(kCorpus / "crdtest/invalid")) {
    EXPECT_FALSE(read({entry.path()})) << entry.path();
    ++run;
  }
  for (const char* folder : {"policy-examples", "user-stories"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kCorpus / folder)) {
      if (entry.path().extension() != ".yaml") continue;
      EXPECT_TRUE(read({entry.path()})) << entry.path();
      ++run;
    }
  }
  std::cout << "network-policy-api, documents: " << run << " run\n";
  EXPECT_GE(run, 15);
}

}  // namespace
}  // namespace ringfence
