// Rules of a fourth scanner: each case has objects and the findings in them. An object that a
// finding names is refused, every other one that the rule is about admitted. Written out here:
//
// | rule                               | asks | | ---------------------------------- |
// ---------------------------------------------------------- | | resources-cpu-limit-and-request |
// a written CPU request; both within the case's bounds, if any | | resources-cpu-requests | a
// written CPU request                                       | | set-seLinuxOptions | any of
// `seLinuxOptions`                                      | | set-seccomp-profile-RuntimeDefault |
// the profile `RuntimeDefault`                                 |
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
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

/// `Pod/web` of each object that a finding names.
std::set<std::string> offenders(const Object& findings) {
  std::set<std::string> all;
  for (const Object& finding : findings) {
    for (const auto& [key, objects] : finding["alertObject"].items()) {
      if (key != "k8sApiObjects" && key != "k8SApiObjects") continue;
      for (const Object& object : objects) {
        all.insert(text_of(object, "kind") + "/" + text_of(member(object, "metadata"), "name"));
      }
    }
  }
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
      const bool is_offending = offending.contains(plain);
      if (is_offending) found.insert(plain);
      corpus.compare({rule,
                      rule + "/" + folder.filename().string() + "/" + plain +
                          (number == 1 ? "" : "#" + std::to_string(number)),
                      is_offending ? "deny" : "accept",
                      {std::move(object)},
                      policy});
    }
  }
  EXPECT_EQ(found, offending) << rule << " " << folder;
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
