// Policies of another engine: `test/kyverno-test.yaml` beside each says what its rules make of
// which objects. A check is one rule. Rules with numbers or names of their own, and those that no
// pack has because not everybody would want them, are written out here:
//
// | rule                                  | asks | | ------------------------------------- |
// ------------------------------------------------------- | | check-memory-requests-limits | a
// memory limit at most the policy's `value` of a request | | forbid-cpu-limits: check-cpu-limits |
// no CPU limit                                             | | require-cpu-limits: check-cpu-limits
// | a CPU limit, also of init containers                     | | memory-requests-equal-limits | a
// memory limit that is requested in full                 | | limit-hostpath-type-pv-to-slash-data
// | a volume on a node has a path as the policy's `path`     | | guaranteed | the class of service
// `Guaranteed`                        | | require-unique-uid                    | no user that
// another pod runs as                         | | restrict-controlplane-scheduling-…    | no
// toleration of a taint with the policy's `key`         |
#include <gtest/gtest.h>

#include <algorithm>

#include "corpus/admission/comparison.h"
#include "corpus/admission/written.h"

namespace ringfence::tests {
namespace {

namespace fs = std::filesystem;

/// A rule for controllers that the engine derives from one for pods is that rule.
std::string rule_of(const Object& result) {
  std::string rule = text_of(result, "rule");
  for (const std::string_view prefix : {"autogen-cronjob-", "autogen-"}) {
    if (rule.starts_with(prefix)) rule.erase(0, prefix.size());
  }
  return rule;
}

/// The first value with that key anywhere below.
const Object* find_key(const Object& where, const std::string& key) {
  if (where.is_object() && where.contains(key)) return &where[key];
  if (!where.is_structured()) return nullptr;
  for (const Object& each : where) {
    if (const Object* found = find_key(each, key)) return found;
  }
  return nullptr;
}

/// What the rule demands, read off its policy where that has a number or a name of its own.
std::string formula_for(const std::string& check, const Object& rule) {
  if (check.ends_with("check-memory-requests-limits")) {
    const std::string most = find_key(member(rule, "validate"), "value")->dump();
    return every_main_container("has c.limit.memory => c.limit.memory <= " + most +
                                " * c.request.memory");
  }
  if (check == "other/forbid-cpu-limits:check-cpu-limits") {
    return every_main_container("not has c.limit.cpu");
  }
  if (check == "other/require-cpu-limits:check-cpu-limits") {
    return every_container("has c.limit.cpu and c.limit.cpu > 0");
  }
  if (check.ends_with(":memory-requests-equal-limits")) {
    return every_main_container("has c.limit.memory and c.request.memory == c.limit.memory");
  }
  if (check.ends_with(":limit-hostpath-type-pv-to-slash-data")) {
    const std::string path = find_key(member(rule, "validate"), "path")->get<std::string>();
    return "forall v in volumes: has v.host_path => matches(v.host_path, \"" + path + "\")";
  }
  if (check.ends_with(":guaranteed")) {
    return "forall p in declared_pods: has p.qos and p.qos == \"Guaranteed\"";
  }
  if (check.ends_with(":require-unique-uid")) {
    return "forall a, b in declared_containers where a.in != b.in: "
           "not has a.run_as_user or not has b.run_as_user or a.run_as_user != b.run_as_user";
  }
  if (check.find(":restrict-controlplane-scheduling-") != std::string::npos) {
    const std::string key = find_key(member(rule, "validate"), "key")->get<std::string>();
    return "forall p in declared_pods: not (exists t in p.tolerations: matches(\"" + key.substr(1) +
           "=:NoSchedule\", t))";
  }
  return "";
}

/// The pods and budgets that the engine would ask the cluster for; its tests say what it would
/// hear.
std::vector<Object> surroundings(const std::string& check, const fs::path& folder,
                                 const Object& object) {
  std::vector<Object> all;
  if (check.ends_with(":require-unique-uid")) {
    const auto values = read_objects(folder / "variables.yaml").at(0);
    const auto* listed = find_key(values, "uidsAllPodsExceptSameOwnerAsRequestObject");
    for (const Object& id : Object::parse(listed->get<std::string>())) {
      Object pod = {{"apiVersion", "v1"}, {"kind", "Pod"}};
      pod["metadata"]["name"] = "running-as-" + id.get<std::string>();
      pod["spec"]["containers"][0] = {{"name", "app"}, {"image", "example.com/app:1"}};
      pod["spec"]["securityContext"]["runAsUser"] = std::stoi(id.get<std::string>());
      all.push_back(std::move(pod));
    }
  }
  if (check.ends_with(":pdb-minavailable")) {
    const auto values = read_objects(folder / "values.yaml").at(0);
    Object budget = {{"apiVersion", "policy/v1"}, {"kind", "PodDisruptionBudget"}};
    budget["metadata"] = {{"name", "in-the-cluster"},
                          {"namespace", text_of(member(object, "metadata"), "namespace")}};
    budget["spec"]["minAvailable"] =
        std::stoi(find_key(values, "minavailable")->get<std::string>());
    const Object& made = member(member(object, "spec"), "template");
    budget["spec"]["selector"]["matchLabels"] = member(member(made, "metadata"), "labels");
    all.push_back(std::move(budget));
  }
  return all;
}

/// One policy with its tests.
struct Tested {
  std::string name;  ///< Its folder.
  fs::path folder;   ///< Of the tests.
  std::vector<Object> rules;
  std::vector<Object> objects;
};

Tested read_tested(const fs::path& corpus, const fs::path& file, const Object& test) {
  Tested tested;
  tested.folder = file.parent_path();
  tested.name = fs::relative(tested.folder.parent_path(), corpus).string();
  for (const Object& policy : test["policies"]) {
    const auto read = read_objects(tested.folder / policy.get<std::string>());
    for (const Object& rule : read.at(0)["spec"]["rules"]) tested.rules.push_back(rule);
  }
  for (const Object& resource : test["resources"]) {
    for (Object& each : read_objects(tested.folder / resource.get<std::string>())) {
      tested.objects.push_back(std::move(each));
    }
  }
  return tested;
}

void compare_result(AdmissionComparison& corpus, const Tested& tested, const Object& result) {
  const std::string rule_name = rule_of(result);
  const std::string check = tested.name + ":" + rule_name;
  if (!corpus.is_in_scope(check)) return;
  const auto rule = std::find_if(tested.rules.begin(), tested.rules.end(), [&](const Object& each) {
    return text_of(each, "name") == rule_name;
  });
  ASSERT_NE(rule, tested.rules.end()) << check;
  const std::string formula = formula_for(check, *rule);
  for (const Object& resource : result["resources"]) {
    const std::string name = resource.get<std::string>();
    if (result["result"] == "skip") {
      corpus.skip("the rule is not about the object");
      continue;
    }
    const auto object =
        std::find_if(tested.objects.begin(), tested.objects.end(), [&](const Object& each) {
          const std::string plain = text_of(member(each, "metadata"), "name");
          return text_of(each, "kind") == text_of(result, "kind") &&
                 (name_of(each) == name || plain == name || "default/" + plain == name);
        });
    ASSERT_NE(object, tested.objects.end()) << check << " " << name;
    std::vector<Object> objects = surroundings(check, tested.folder, *object);
    objects.push_back(*object);
    corpus.compare({check, check + "/" + text_of(result, "kind") + "/" + name,
                    result["result"] == "pass" ? "accept" : "deny", std::move(objects),
                    formula.empty() ? "" : written_policy(formula)});
  }
}

TEST(Admission, KyvernoPolicies) {
  AdmissionComparison corpus("kyverno-policies");
  if (corpus.is_missing()) GTEST_SKIP() << "no corpus at " << corpus.folder();
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(corpus.folder())) {
    if (entry.path().filename() == "kyverno-test.yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    const auto test = read_objects(file).at(0);
    const Tested tested = read_tested(corpus.folder(), file, test);
    for (const Object& result : test["results"]) compare_result(corpus, tested, result);
  }
  corpus.finish(500);
}

}  // namespace
}  // namespace ringfence::tests
