// Checks of a third scanner. Each has one file of objects; those it must find nothing in are called
// `dont-fire`, and every other one has a finding.
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "corpus/admission/comparison.h"

namespace ringfence::tests {
namespace {

/// Kinds of the API itself, and not of what a cluster has installed beside it.
bool is_custom(const Object& object) {
  const std::string group = text_of(object, "apiVersion");
  return group.find(".openshift.io/") != std::string::npos || group.starts_with("keda.sh/");
}

bool is_clean(const Object& object) {
  return text_of(member(object, "metadata"), "name").starts_with("dont-fire");
}

/// What belongs together: a budget, an autoscaler and the workload that both are about share a
/// namespace; everything else stands for itself.
std::map<std::string, std::vector<Object>> groups(const std::vector<Object>& objects) {
  std::map<std::string, std::vector<Object>> all;
  for (const Object& object : objects) {
    const bool has_budgets = text_of(objects.front(), "kind") == "PodDisruptionBudget";
    const std::string space = text_of(member(object, "metadata"), "namespace");
    all[has_budgets ? space : text_of(object, "kind") + "/" + name_of(object)].push_back(object);
  }
  return all;
}

TEST(Admission, KubeLinter) {
  AdmissionComparison corpus("kube-linter");
  if (corpus.is_missing()) GTEST_SKIP() << "no corpus at " << corpus.folder();
  std::ifstream in(corpus.folder() / "expected.csv");
  std::string line;
  std::getline(in, line);  // the heading
  while (std::getline(in, line)) {
    const std::size_t first = line.find(',');
    const std::size_t second = line.find(',', first + 1);
    const std::string check = line.substr(first + 1, second - first - 1);
    if (!corpus.is_in_scope(check)) continue;
    const auto objects = read_objects(corpus.folder() / "checks" / line.substr(0, first));
    int denied = 0;
    for (const auto& [name, group] : groups(objects)) {
      if (!is_clean(group.front())) ++denied;
      if (is_custom(group.front())) {
        corpus.skip("a custom resource");
        continue;
      }
      corpus.compare(
          {check, check + "/" + name, is_clean(group.front()) ? "accept" : "deny", group});
    }
    EXPECT_LE(denied, std::stoi(line.substr(second + 1))) << check << " finds less";
  }
  corpus.finish(15);
}

}  // namespace
}  // namespace ringfence::tests
