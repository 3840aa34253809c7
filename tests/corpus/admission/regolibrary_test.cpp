// Rules of a fourth scanner: each case has objects and the findings in them. An object that a
// finding names is refused, every other one that the rule is about admitted. Where findings name
// containers, each container is also a case of its own, without the others. Written out here:
//
// | rule                               | asks | | ---------------------------------- |
// ---------------------------------------------------------- | | resources-cpu-limit-and-request |
// a written CPU request; both within the case's bounds, if any | | resources-cpu-requests | a
// written CPU request                                       | | set-seLinuxOptions | any of
// `seLinuxOptions`                                      | | set-seccomp-profile-RuntimeDefault |
// the profile `RuntimeDefault`                                 |
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <tuple>

#include "corpus/admission/comparison.h"
#include "corpus/admission/written.h"

namespace ringfence::tests {
namespace {

namespace fs = std::filesystem;

Object read_json(const fs::path& file) {
  std::ifstream in(file);
  return in ? Object::parse(in) : Object::object();
}

std::vector<fs::path> sorted(const fs::path& folder) {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(folder)) all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  return all;
}

std::string bounds(const Object& data) {
  std::string formula;
  const Object& inputs = member(data, "postureControlInputs");
  for (const auto& [key, attribute, relation] :
       {std::tuple("cpu_request_max", "c.request.cpu", " <= "),
        std::tuple("cpu_request_min", "c.request.cpu", " >= "),
        std::tuple("cpu_limit_max", "c.limit.cpu", " <= "),
        std::tuple("cpu_limit_min", "c.limit.cpu", " >= ")}) {
    if (!inputs.contains(key)) continue;
    formula += std::string(" and ") + attribute + relation + inputs[key][0].get<std::string>();
  }
  return formula;
}

std::string policy_for(const std::string& rule, const Object& data) {
  if (rule == "resources-cpu-limit-and-request") {
    return written_policy(
        every_main_container("\"cpu\" in c.verbatim.requests and has c.limit.cpu" + bounds(data)));
  }
  if (rule == "resources-cpu-requests") {
    return written_policy(every_main_container("\"cpu\" in c.verbatim.requests"));
  }
  if (rule == "set-seLinuxOptions") {
    return written_policy(every_main_container(
        "has c.selinux.level or has c.selinux.type or has c.selinux.user or has c.selinux.role"));
  }
  if (rule == "set-seccomp-profile-RuntimeDefault") {
    return written_policy(every_container("has c.seccomp and c.seccomp == \"RuntimeDefault\""));
  }
  return "";
}

std::set<std::string> kinds_of(const Object& metadata) {
  std::set<std::string> kinds;
  for (const Object& match : metadata["match"]) {
    for (const Object& kind : match["resources"]) kinds.insert(kind.get<std::string>());
  }
  return kinds;
}

/// What the findings say of one object.
struct Offender {
  std::set<std::string> containers;  ///< `initContainers[0]`, as the findings' paths name them.
  bool is_about_containers = true;   ///< All paths of all its findings are inside of containers.
};

void add_paths(const Object& finding, Offender& offender) {
  static const std::regex kContainer(R"(\b(containers|initContainers|ephemeralContainers)\[\d+\])");
  std::vector<std::string> paths;
  for (const char* list : {"failedPaths", "deletePaths", "fixPaths"}) {
    const auto found = finding.find(list);
    if (found == finding.end() || !found->is_array()) continue;
    for (const Object& path : *found) {
      paths.push_back(path.is_object() ? text_of(path, "path") : path.get<std::string>());
    }
  }
  if (paths.empty()) offender.is_about_containers = false;
  for (const std::string& path : paths) {
    std::smatch container;
    if (std::regex_search(path, container, kContainer)) {
      offender.containers.insert(container[0]);
    } else {
      offender.is_about_containers = false;
    }
  }
}

/// By `Pod/web`, each object that a finding names.
std::map<std::string, Offender> offenders(const Object& findings) {
  std::map<std::string, Offender> all;
  for (const Object& finding : findings) {
    for (const auto& [key, objects] : finding["alertObject"].items()) {
      if (key != "k8sApiObjects" && key != "k8SApiObjects") continue;
      for (const Object& object : objects) {
        const std::string name = text_of(member(object, "metadata"), "name");
        add_paths(finding, all[text_of(object, "kind") + "/" + name]);
      }
    }
  }
  return all;
}

Object& pod_spec_of(Object& object) {
  const std::string kind = text_of(object, "kind");
  if (kind == "Pod") return object["spec"];
  if (kind == "CronJob") return pod_spec_of(object["spec"]["jobTemplate"]);
  return object["spec"]["template"]["spec"];
}

/// The object with each of its containers alone, by the container's path. One that has no other
/// container is left out: it is a case already.
std::map<std::string, Object> one_by_one(const Object& object) {
  constexpr std::array kLists{"containers", "initContainers", "ephemeralContainers"};
  Object copy = object;
  const Object spec = pod_spec_of(copy);
  std::map<std::string, Object> all;
  for (const char* list : kLists) {
    const Object containers = spec.value(list, Object::array());
    for (std::size_t i = 0; i < containers.size(); ++i) {
      Object alone = object;
      for (const char* each : kLists) pod_spec_of(alone).erase(each);
      pod_spec_of(alone)[list] = Object::array({containers[i]});
      all.emplace(std::string(list) + "[" + std::to_string(i) + "]", std::move(alone));
    }
  }
  if (all.size() == 1) all.clear();
  return all;
}

void compare_case(AdmissionComparison& corpus, const std::string& rule,
                  const std::set<std::string>& kinds, const fs::path& folder) {
  const auto offending = offenders(read_json(folder / "expected.json"));
  const std::string policy = policy_for(rule, read_json(folder / "data.json"));
  // One case has its objects beside its findings.
  const fs::path input = fs::exists(folder / "input") ? folder / "input" : folder;
  std::map<std::string, int> seen;
  std::set<std::string> found;
  for (const fs::path& file : sorted(input)) {
    const std::string stem = file.filename().string();
    if (stem == "expected.json" || stem == "data.json") continue;
    for (Object& object : read_objects(file)) {
      if (!kinds.contains(text_of(object, "kind"))) continue;
      const std::string plain =
          text_of(object, "kind") + "/" + text_of(member(object, "metadata"), "name");
      const int number = ++seen[plain];
      const auto offender = offending.find(plain);
      const bool is_offending = offender != offending.end();
      if (is_offending) found.insert(plain);
      const std::string name = rule + "/" + folder.filename().string() + "/" + plain +
                               (number == 1 ? "" : "#" + std::to_string(number));
      if (is_offending && offender->second.is_about_containers) {
        const auto& refused = offender->second.containers;
        for (auto& [path, alone] : one_by_one(object)) {
          corpus.compare({rule,
                          name + "/" + path,
                          refused.contains(path) ? "deny" : "accept",
                          {std::move(alone)},
                          policy});
        }
      }
      corpus.compare({rule, name, is_offending ? "deny" : "accept", {std::move(object)}, policy});
    }
  }
  EXPECT_EQ(found.size(), offending.size()) << rule << " " << folder;
}

TEST(Admission, Regolibrary) {
  AdmissionComparison corpus("regolibrary");
  if (corpus.is_missing()) GTEST_SKIP() << "no corpus at " << corpus.folder();
  for (const fs::path& rule : sorted(corpus.folder())) {
    const std::string name = rule.filename().string();
    if (!corpus.is_in_scope(name)) continue;
    const auto kinds = kinds_of(read_json(rule / "rule.metadata.json"));
    for (const fs::path& folder : sorted(rule / "test")) {
      compare_case(corpus, name, kinds, folder);
    }
  }
  corpus.finish(60);
}

}  // namespace
}  // namespace ringfence::tests
