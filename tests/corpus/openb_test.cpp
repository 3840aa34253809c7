#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <sstream>

#include "support/run_program.h"

// Nodes and pods of a production cluster. All of them placed: the sums of every node against sums
// taken here. A few of them open: "is there a placement of all" against trying every placement.

namespace ringfence::tests {
namespace {

namespace fs = std::filesystem;
const fs::path kTraces = fs::path(RINGFENCE_CORPUS) / "cluster-traces" / "openb";

struct Amounts {
  std::int64_t cpu_milli = 0, memory_mib = 0, gpus = 0;
};
bool fits(const Amounts& asked, const Amounts& there) {
  return asked.cpu_milli <= there.cpu_milli && asked.memory_mib <= there.memory_mib &&
         asked.gpus <= there.gpus;
}
Amounts operator+(const Amounts& a, const Amounts& b) {
  return {a.cpu_milli + b.cpu_milli, a.memory_mib + b.memory_mib, a.gpus + b.gpus};
}
using Row = std::pair<std::string, Amounts>;

std::vector<Row> rows(const char* file) {
  std::ifstream in(kTraces / file);
  std::vector<Row> all;
  std::string line;
  std::getline(in, line);  // the header
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    std::string name, cpu, memory, gpus;
    std::getline(cells, name, ',');
    std::getline(cells, cpu, ',');
    std::getline(cells, memory, ',');
    std::getline(cells, gpus, ',');
    all.emplace_back(name, Amounts{std::stoll(cpu), std::stoll(memory), std::stoll(gpus)});
  }
  return all;
}

std::string node_yaml(const Row& node) {
  const Amounts& has = node.second;
  return "---\napiVersion: v1\nkind: Node\nmetadata: {name: " + node.first +
         "}\nstatus: {allocatable: {cpu: " + std::to_string(has.cpu_milli) +
         "m, memory: " + std::to_string(has.memory_mib) +
         "Mi, pods: 1000, nvidia.com/gpu: " + std::to_string(has.gpus) + "}}\n";
}

std::string pod_yaml(const Row& pod, const std::string& node) {
  const Amounts& asks = pod.second;
  const std::string gpus = std::to_string(asks.gpus);
  return "---\napiVersion: v1\nkind: Pod\nmetadata: {name: " + pod.first + "}\nspec: {" +
         (node.empty() ? "" : "nodeName: " + node + ", ") +
         "containers: [{name: main, image: job, resources: {requests: {cpu: " +
         std::to_string(asks.cpu_milli) + "m, memory: " + std::to_string(asks.memory_mib) +
         "Mi, nvidia.com/gpu: " + gpus + "}, limits: {nvidia.com/gpu: " + gpus + "}}}]}\n";
}

class Openb : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kTraces)) {
      const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
      ASSERT_FALSE(required != nullptr && std::string(required) == "1") << kTraces;
      GTEST_SKIP() << "no corpus at " << kTraces;
    }
    folder_ = fs::temp_directory_path() / ("ringfence-openb-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    nodes_ = rows("openb_node_list_all_node.csv");
    pods_ = rows("openb_pod_list_default.csv");
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }
  Finished check(const std::string& manifests, const std::string& policy) {
    std::ofstream(folder_ / "cluster.yaml") << manifests;
    return run_shell(std::string(RINGFENCE_BINARY) + " check --policy " + policy + " cluster.yaml",
                     folder_);
  }

  fs::path folder_;
  std::vector<Row> nodes_, pods_;
};

TEST_F(Openb, SumsOfEveryNodeAreConserved) {
  std::vector<Row> some;  // of every size; all 1 523 take a minute
  for (std::size_t i = 0; i < nodes_.size(); i += 4) some.push_back(nodes_[i]);
  nodes_ = some;
  pods_.resize(2000);
  std::vector<Amounts> used(nodes_.size());
  std::string placed;
  std::size_t left_out = 0, next = 0;
  for (const Row& pod : pods_) {
    std::size_t tried = 0;
    while (tried < nodes_.size() && !fits(used[next] + pod.second, nodes_[next].second)) {
      next = (next + 1) % nodes_.size();
      ++tried;
    }
    if (tried == nodes_.size()) {
      ++left_out;
      continue;
    }
    used[next] = used[next] + pod.second;
    placed += pod_yaml(pod, nodes_[next].first);
  }
  const auto cluster = [&](std::size_t changed, std::int64_t cpu_milli) {
    std::string manifests;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      Row node = nodes_[i];
      if (i == changed) node.second.cpu_milli = cpu_milli;
      manifests += node_yaml(node);
    }
    return manifests + placed;
  };
  const auto busiest = std::max_element(used.begin(), used.end(), [](const auto& a, const auto& b) {
    return a.cpu_milli < b.cpu_milli;
  });
  const auto at = static_cast<std::size_t>(busiest - used.begin());
  const Finished limit = check(cluster(at, busiest->cpu_milli), "node-requests-are-conserved");
  EXPECT_EQ(limit.exit_status, 0) << limit.out << limit.err;
  const Finished beyond = check(cluster(at, busiest->cpu_milli - 1), "node-requests-are-conserved");
  EXPECT_EQ(beyond.exit_status, 1) << beyond.out << beyond.err;
  EXPECT_NE(beyond.out.find("n = node " + nodes_[at].first), std::string::npos) << beyond.out;
  std::cout << "openb: " << nodes_.size() << " nodes, " << pods_.size() - left_out
            << " pods placed, 2 verdicts agreed\n";
}

/// Whether some assignment of all pods to the nodes fits, by trying every one.
bool can_run(const std::vector<Row>& nodes, const std::vector<Row>& pods) {
  std::size_t count = 1;
  for (std::size_t i = 0; i < pods.size(); ++i) count *= nodes.size();
  for (std::size_t number = 0; number < count; ++number) {
    std::vector<Amounts> used(nodes.size());
    std::size_t rest = number;
    for (const Row& pod : pods) {
      used[rest % nodes.size()] = used[rest % nodes.size()] + pod.second;
      rest /= nodes.size();
    }
    bool all_fit = true;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      all_fit = all_fit && fits(used[i], nodes[i].second);
    }
    if (all_fit) return true;
  }
  return false;
}

TEST_F(Openb, SmallPlacementsAgreeWithTryingAll) {
  constexpr std::uint32_t kSeed = 20231;
  constexpr int kSubsets = 30;
  std::mt19937 random(kSeed);
  std::map<bool, int> seen;
  for (int subset = 0; subset < kSubsets; ++subset) {
    std::vector<Row> nodes, pods;
    Amounts there;
    while (nodes.size() < 2 + static_cast<std::size_t>(subset % 2)) {
      nodes.push_back(nodes_[random() % nodes_.size()]);
      nodes.back().first = "n" + std::to_string(nodes.size());
      there = there + nodes.back().second;
    }
    Amounts asked;
    const std::int64_t percent = 70 + static_cast<std::int64_t>(random() % 35);
    while (pods.size() < 9) {
      const Row& pod = pods_[random() % pods_.size()];
      asked = asked + pod.second;
      // Sizes vary by a factor of hundreds: scaling what is left fills the nodes with few pods.
      pods.emplace_back("p" + std::to_string(pods.size()), pod.second);
    }
    for (Row& node : nodes) {
      const auto share = [&](std::int64_t all, std::int64_t own, std::int64_t total) {
        return total == 0 ? 0 : all * own * 100 / (total * percent);
      };
      node.second = {share(asked.cpu_milli, node.second.cpu_milli, there.cpu_milli),
                     share(asked.memory_mib, node.second.memory_mib, there.memory_mib),
                     there.gpus == 0 ? 0 : node.second.gpus};
    }
    std::string manifests;
    for (const Row& node : nodes) manifests += node_yaml(node);
    for (const Row& pod : pods) manifests += pod_yaml(pod, "");
    const bool expected = can_run(nodes, pods);
    const Finished run = check(manifests, "everything-can-run");
    EXPECT_EQ(run.exit_status, expected ? 0 : 1) << "subset " << subset << "\n"
                                                 << manifests << run.out << run.err;
    ++seen[expected];
  }
  EXPECT_GE(seen[true], 3);
  EXPECT_GE(seen[false], 3);
  std::cout << "openb: seed " << kSeed << ", " << kSubsets << " subsets run, " << seen[true]
            << " can run, " << seen[false] << " cannot\n";
}

}  // namespace
}  // namespace ringfence::tests
