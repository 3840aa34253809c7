#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>

#include "ingest/kubernetes/field_table.h"
#include "ingest/kubernetes/import.h"
#include "ingest/kubernetes/object.h"

// One document per kind with every field of the API filled in: each field has a row, and the
// YAML and JSON forms of one object are the same facts. The dummy values that the API server
// itself would refuse are replaced first.

namespace ringfence::ingest::kubernetes {
namespace {

namespace fs = std::filesystem;
const fs::path kApi = fs::path(RINGFENCE_CORPUS) / "kubernetes-api";

class KubernetesApi : public testing::Test {
 protected:
  void SetUp() override {
    if (fs::exists(kApi)) return;
    const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
    ASSERT_FALSE(required != nullptr && std::string_view(required) == "1") << "no " << kApi;
    GTEST_SKIP() << "no corpus at " << kApi;
  }
};

std::vector<fs::path> files(const std::string& extension) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(kApi)) {
    if (entry.path().extension() == extension) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// Names each container after the list it is in. `after` is the key that follows its name.
std::string with_container_names(const std::string& text) {
  std::string all;
  std::string list;
  std::string pending;  // a `name` line, until the next line tells whose name it is
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    for (const std::string name : {"initContainers", "ephemeralContainers", "containers"}) {
      const bool is_key = line.find(name + ":") != std::string::npos ||
                          line.find("\"" + name + "\":") != std::string::npos;
      if (is_key) list = name;
    }
    const bool is_container = line.find("  ports:") != std::string::npos ||
                              line.find("\"image\": \"imageValue\"") != std::string::npos;
    if (!pending.empty() && is_container) replace_all(pending, "nameValue", "in-" + list);
    all += pending;
    pending = line + "\n";
  }
  return all + pending;
}

std::string plausible(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  // A toleration's operator stands before its seconds.
  text = std::regex_replace(
      text, std::regex("operatorValue(\",?)?(\\s+\"?(tolerationSeconds|value\":))"), "Exists$1$2");
  text = std::regex_replace(text, std::regex("(matchFields\"?:[\\s\\[{-]+\"?key\"?: \"?)keyValue"),
                            "$1metadata.name");
  // A peer is a block or has selectors; here it has both, which become two peers.
  replace_all(text, "- exceptValue\n      namespaceSelector",
              "- exceptValue\n    - namespaceSelector");
  text = std::regex_replace(text, std::regex("\\},(\\s+)\"ipBlock\""), "}},$1{\"ipBlock\"");
  // A range of ports begins with a number.
  text = std::regex_replace(text, std::regex("(port\"?: )\"?portValue\"?"), "$012");
  const std::map<std::string, std::string> values = {
      {"cidrValue", "10.0.0.0/8"},
      {"exceptValue", "10.1.0.0/16"},
      {"policyTypesValue", "Ingress"},
      {"operatorValue", "In"},
      {"limitsKey", "cpu"},
      {"requestsKey", "cpu"},
      {"maxSurgeValue", "25%"},
      {"protocolValue", "TCP"},
      {"whenUnsatisfiableValue", "DoNotSchedule"},
      {"nodeNameValue", ""},
      {"schedulerNameValue", "default-scheduler"},
      {"accessModesValue", "ReadWriteOnce"},
      {"scopesValue", "BestEffort"},
      {"scopeNameValue", "PriorityClass"},
      {"minAvailableValue", "50%"},
      {"  maxUnavailable: maxUnavailableValue\n  min", "  min"},
  };
  for (const auto& [from, to] : values) replace_all(text, from, to.empty() ? "\"\"" : to);
  replace_all(text, "\"\"\"\"", "\"\"");
  return with_container_names(text);
}

std::string written(const syntax::Expr& expr) {
  if (const auto* text = std::get_if<syntax::StringLit>(&expr.node)) return text->text;
  if (const auto* number = std::get_if<syntax::NumberLit>(&expr.node)) return number->text;
  if (const auto* flag = std::get_if<syntax::BoolLit>(&expr.node)) return flag->value ? "T" : "F";
  std::string all = "{";
  if (const auto* set = std::get_if<syntax::SetLit>(&expr.node)) {
    for (const auto& item : set->items) all += written(item) + " ";
  }
  return all + "}";
}

void write(const syntax::EntityDecl& decl, std::vector<std::string>& facts) {
  const std::string name = decl.kind.text + " " + decl.name.text;
  facts.push_back(name);
  if (decl.replicas) {
    facts.push_back(name + written(decl.replicas->low) + written(decl.replicas->high));
  }
  for (const auto& each : decl.settings) {
    facts.push_back(name + "." + each.attribute + each.key.value_or("") + "=" +
                    written(std::get<syntax::Expr>(each.value)));
  }
  for (const auto& inner : decl.inner) write(inner, facts);
}

struct Read {
  std::vector<std::string> facts, gaps, errors;
  std::string kind, api_version;
};
Read read(const fs::path& path) {
  Read result;
  Sources sources;
  const auto tree = yaml::read(sources, sources.add(path.filename().string(), plausible(path)));
  if (!tree) {
    result.errors.push_back(tree.errors()[0].message);
    return result;
  }
  const auto document = tree.value().documents().at(0);
  result.kind = tree.value()[tree.value().find(document, "kind")].scalar;
  result.api_version = tree.value()[tree.value().find(document, "apiVersion")].scalar;
  const auto imported = import(sources, tree.value(), tree.value().documents());
  if (!imported) {
    for (const auto& error : imported.errors()) {
      result.errors.push_back(sources.place(error.at) + " " + std::string(error.code) + " " +
                              error.message);
    }
    return result;
  }
  for (const auto& gap : imported.value().gaps) {
    result.gaps.push_back(gap.construct + ": " + gap.reason);
  }
  for (const auto& each : imported.value().documents) {
    for (const auto& item : each.items) {
      if (const auto* decl = std::get_if<syntax::EntityDecl>(&item)) write(*decl, result.facts);
      if (const auto* assume = std::get_if<syntax::Assume>(&item)) {
        result.facts.push_back("assume " + assume->name.text);
      }
    }
  }
  std::sort(result.facts.begin(), result.facts.end());
  std::sort(result.gaps.begin(), result.gaps.end());
  return result;
}

TEST_F(KubernetesApi, EveryKindAndEveryFieldHasARow) {
  std::size_t modelled = 0;
  const auto all = files(".yaml");
  for (const fs::path& path : all) {
    const Read result = read(path);
    EXPECT_THAT(result.errors, testing::IsEmpty()) << path;
    for (const std::string& gap : result.gaps) {
      EXPECT_THAT(gap, testing::Not(testing::HasSubstr("no field of"))) << path;
    }
    if (type_of_kind(result.kind) != nullptr) {
      ++modelled;
      continue;
    }
    const KindRow& row = find_kind(group_of(result.api_version), result.kind);
    EXPECT_NE(row.group, "*") << result.kind << " has no row";
  }
  EXPECT_GE(all.size(), 20U);
  std::cout << "kubernetes-api: " << all.size() << " kinds run, 0 skipped, " << modelled
            << " of them read field by field\n";
}

TEST_F(KubernetesApi, JsonAndYamlAreTheSameFacts) {
  std::size_t run = 0;
  for (fs::path path : files(".json")) {
    const Read json = read(path);
    const Read yaml = read(path.replace_extension(".yaml"));
    EXPECT_THAT(json.errors, testing::IsEmpty()) << path;
    EXPECT_EQ(json.facts, yaml.facts) << path;
    EXPECT_EQ(json.gaps, yaml.gaps) << path;
    ++run;
  }
  EXPECT_GE(run, 3U);
  std::cout << "kubernetes-api twins: " << run << " run, 0 skipped, " << run << " agreed\n";
}

TEST_F(KubernetesApi, APodWithEveryFieldHasItsRules) {
  const Read pod = read(kApi / "core.v1.Pod.yaml");
  EXPECT_THAT(pod.facts, testing::Contains("assume namespaceValue/nameValue node selector"));
  EXPECT_THAT(pod.facts,
              testing::Contains("assume namespaceValue/nameValue required node affinity"));
  EXPECT_THAT(pod.facts, testing::Contains("container in-initContainers.role=init"));
}

}  // namespace
}  // namespace ringfence::ingest::kubernetes
