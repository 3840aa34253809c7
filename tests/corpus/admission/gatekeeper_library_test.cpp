// Templates of constraints: `suite.yaml` of each lists cases, an object under a constraint beside
// other objects. Where the constraint has parameters they make up the policy:
//
// | template                     | each container, or the pod                                     |
// | ---------------------------- | -------------------------------------------------------------- |
// | K8sContainerRequests         | requests `cpu` and `memory`, at most the parameter of that name
// | | K8sRequiredResources         | has what `limits` and `requests` list | | K8sPSPAppArmor | is
// under one of `allowedProfiles`, if it names one              | | K8sPSPFSGroup                |
// `fsGroup` in one of `ranges`, as `rule` says                     | | K8sPSPPrivilegedContainer |
// is not privileged                                               | | K8sPSPReadOnlyRootFilesystem
// | cannot write its root                                           | | K8sPSPSeccompV2 | is under
// one of `allowedProfiles`                                |
//
// A container whose image is in `exemptImages` is left alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "corpus/admission/comparison.h"
#include "corpus/admission/written.h"

namespace ringfence::tests {
namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

Texts texts(const Object& parameters, const std::string& key) {
  Texts all;
  for (const Object& each : parameters.value(key, Object::array())) {
    all.push_back(each.get<std::string>());
  }
  return all;
}

/// The formula of one container, for those whose image is not exempt.
std::string unless_exempt(const Object& parameters, const std::string& formula) {
  std::string exempt;
  for (const std::string& image : texts(parameters, "exemptImages")) {
    exempt += (exempt.empty() ? "" : " or ") + ("matches(c.image, \"" + image + "\")");
  }
  if (exempt.empty()) return every_container(formula);
  return every_container("(has c.image and (" + exempt + ")) or (" + formula + ")");
}

std::string requests(const Object& parameters) {
  std::string formula = "true";
  for (const char* resource : {"cpu", "memory"}) {
    const std::string request = std::string("c.request.") + resource;
    formula += " and " + request + " > 0";
    const std::string most = text_of(parameters, resource);
    if (!most.empty()) formula += " and " + request + " <= " + most;
  }
  return unless_exempt(parameters, "c.role == \"ephemeral\" or (" + formula + ")");
}

std::string resources(const Object& parameters) {
  std::string formula = "true";
  for (const std::string& name : texts(parameters, "limits")) formula += " and has c.limit." + name;
  for (const std::string& name : texts(parameters, "requests")) {
    formula += " and c.request." + name + " > 0";
  }
  return unless_exempt(parameters, "c.role == \"ephemeral\" or (" + formula + ")");
}

std::string apparmor(const Object& parameters) {
  const std::map<std::string, std::string> types = {{"runtime/default", "RuntimeDefault"},
                                                    {"localhost/*", "Localhost"},
                                                    {"unconfined", "Unconfined"}};
  Texts allowed;
  for (const std::string& profile : texts(parameters, "allowedProfiles")) {
    allowed.push_back(types.at(profile));
  }
  return unless_exempt(parameters, "has c.apparmor => c.apparmor in " + set_of(allowed));
}

std::string fs_group(const Object& parameters) {
  const std::string rule = text_of(parameters, "rule");
  if (rule.empty() || rule == "RunAsAny") return "true";
  std::string formula;
  for (const Object& range : parameters.value("ranges", Object::array())) {
    formula += (formula.empty() ? "(p.fs_group >= " : " or (p.fs_group >= ") + range["min"].dump() +
               " and p.fs_group <= " + range["max"].dump() + ")";
  }
  if (formula.empty()) formula = "false";
  return "forall p in declared_pods: has p.fs_group " +
         std::string(rule == "MustRunAs" ? "and" : "=>") + " (" + formula + ")";
}

std::string seccomp(const Object& parameters) {
  Texts allowed = texts(parameters, "allowedProfiles");
  const auto absent = std::find(allowed.begin(), allowed.end(), "not configured");
  const bool may_be_absent = absent != allowed.end();
  if (may_be_absent) allowed.erase(absent);
  // A file with a profile is one of the node's own; which one is not asked about.
  EXPECT_EQ(texts(parameters, "allowedLocalhostFiles"), Texts{"*"});
  return unless_exempt(parameters, std::string("has c.seccomp ") + (may_be_absent ? "=>" : "and") +
                                       " c.seccomp in " + set_of(allowed));
}

/// The policy for a constraint's parameters; empty where the packs' own policies say it all.
std::string policy_for(const Object& constraint) {
  const std::string kind = text_of(constraint, "kind");
  const Object& parameters = member(member(constraint, "spec"), "parameters");
  if (kind == "K8sContainerRequests") return written_policy(requests(parameters));
  if (kind == "K8sRequiredResources") return written_policy(resources(parameters));
  if (kind == "K8sPSPAppArmor") return written_policy(apparmor(parameters));
  if (kind == "K8sPSPFSGroup") return written_policy(fs_group(parameters));
  if (kind == "K8sPSPSeccompV2") return written_policy(seccomp(parameters));
  if (kind == "K8sPSPPrivilegedContainer") {
    return written_policy(unless_exempt(parameters, "not c.privileged"));
  }
  if (kind == "K8sPSPReadOnlyRootFilesystem") {
    return written_policy(unless_exempt(parameters, "c.read_only_root"));
  }
  if (kind == "K8sPSPAllowedUsers") {
    EXPECT_EQ(text_of(member(parameters, "runAsUser"), "rule"), "MustRunAsNonRoot");
    for (const char* group : {"runAsGroup", "supplementalGroups", "fsGroup"}) {
      EXPECT_EQ(text_of(member(parameters, group), "rule"), "RunAsAny");
    }
    return "";
  }
  EXPECT_TRUE(parameters.empty()) << kind << " has parameters that nothing reads";
  return "";
}

/// `violations` is a word, or how many there are.
bool is_violated(const Object& one) {
  const Object& violations = one["assertions"][0]["violations"];
  return violations.is_number() ? violations != 0 : violations == "yes";
}

void compare_suite(AdmissionComparison& corpus, const std::string& check, const fs::path& folder) {
  const auto suite = read_objects(folder / "suite.yaml");
  for (const Object& test : suite.at(0)["tests"]) {
    const auto constraint = read_objects(folder / test["constraint"].get<std::string>()).at(0);
    for (const Object& one : test["cases"]) {
      const fs::path file = one["object"].get<std::string>();
      auto objects = read_objects(folder / file);
      if (text_of(objects.at(0), "kind") == "AdmissionReview") {
        corpus.skip("an update of an object that is there already");
        continue;
      }
      for (const Object& other : one.value("inventory", Object::array())) {
        for (Object& each : read_objects(folder / other.get<std::string>())) {
          objects.push_back(std::move(each));
        }
      }
      add_what_is_meant(objects);
      corpus.compare({check,
                      check + "/" + text_of(test, "name") + "/" + text_of(one, "name") + "/" +
                          file.stem().string(),
                      is_violated(one) ? "deny" : "accept", std::move(objects),
                      policy_for(constraint)});
    }
  }
}

TEST(Admission, GatekeeperLibrary) {
  AdmissionComparison corpus("gatekeeper-library");
  if (corpus.is_missing()) GTEST_SKIP() << "no corpus at " << corpus.folder();
  std::vector<fs::path> folders;
  for (const auto& entry : fs::recursive_directory_iterator(corpus.folder())) {
    if (entry.path().filename() == "suite.yaml") folders.push_back(entry.path().parent_path());
  }
  std::sort(folders.begin(), folders.end());
  for (const fs::path& folder : folders) {
    const std::string check = fs::relative(folder, corpus.folder()).string();
    if (corpus.is_in_scope(check)) compare_suite(corpus, check, folder);
  }
  corpus.finish(60);
}

}  // namespace
}  // namespace ringfence::tests
