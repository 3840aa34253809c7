#include "evidence/statements.h"

#include <map>

#include "evidence/json_text.h"

namespace ringfence::evidence {
namespace {

using Json = nlohmann::ordered_json;

/// A ResourceDescriptor: what is at a path of the bundle.
Json descriptor(const std::string& name, const std::string& sha256) {
  return {{"name", name}, {"digest", {{"sha256", sha256}}}};
}

class Statements {
 public:
  Statements(const Json& manifest, const std::string& sha256, const Json& report)
      : manifest_(manifest), sha256_(sha256), report_(report) {
    for (const Json& file : manifest.at("files")) hashes_[file.at("path")] = file.at("sha256");
  }

  File about(const std::string& path, const char* type, Json predicate) const {
    Json subjects = Json::array();
    for (const Json& input : manifest_.at("inputs")) {
      if (input.at("role") == "input") subjects.push_back(file(input.at("name"), input.at("file")));
    }
    const Json statement = {{"_type", "https://in-toto.io/Statement/v1"},
                            {"subject", subjects},
                            {"predicateType", type},
                            {"predicate", std::move(predicate)}};
    return {path, text_of(statement)};
  }

  Json verdicts() const {
    Json predicate = {{"tool", manifest_.at("tool")},
                      {"options", manifest_.at("options")},
                      {"exitStatus", manifest_.at("exitStatus")},
                      {"manifest", descriptor("manifest.json", sha256_)},
                      {"specifications", specifications()},
                      {"policies", policies()},
                      {"verdicts", Json::array()},
                      {"assumptions", report_.at("assumptions")},
                      {"unmodelled", Json::array()}};
    if (manifest_.contains("evaluatedAt")) predicate["evaluatedAt"] = manifest_.at("evaluatedAt");
    for (Json row : manifest_.at("verdicts")) {
      for (const char* part : {"formula", "proof", "smt", "world", "values"}) {
        if (!row.at(part).is_null()) row[part] = file(row.at(part), row.at(part));
      }
      predicate["verdicts"].push_back(std::move(row));
    }
    for (const Json& gap : report_.at("unmodelled")) {
      if (gap.at("effect") != "inert") predicate["unmodelled"].push_back(gap);
    }
    return predicate;
  }

  /// Undecided is never a success, so it counts as failed; what is not applicable was no test.
  Json test_result() const {
    Json predicate = {{"result", manifest_.at("exitStatus") == 0 ? "PASSED" : "FAILED"},
                      {"configuration", configuration()},
                      {"passedTests", Json::array()},
                      {"warnedTests", Json::array()},
                      {"failedTests", Json::array()}};
    for (const Json& row : manifest_.at("verdicts")) {
      if (row.at("verdict") == "not applicable") continue;
      const char* list = row.at("verdict") == "holds"   ? "passedTests"
                         : row.at("isAccepted") == true ? "warnedTests"
                                                        : "failedTests";
      predicate[list].push_back(row.at("id"));
    }
    return predicate;
  }

  Json verification_result() const {
    const std::string version = manifest_.at("tool").at("version");
    Json predicate = {
        {"verifier", {{"id", "https://ringfence.dev/" + version}, {"policies", policies()}}},
        {"timeCreated", manifest_.at("evaluatedAt")},
        {"properties", Json::array()}};
    for (const Json& row : manifest_.at("verdicts")) {
      if (row.at("verdict") != "holds") continue;
      predicate["properties"].push_back("RINGFENCE_" + row.at("id").get<std::string>());
    }
    return predicate;
  }

 private:
  Json file(const std::string& name, const std::string& path) const {
    return descriptor(name, hashes_.at(path));
  }
  Json specifications() const {
    Json list = Json::array();
    for (const Json& input : manifest_.at("inputs")) {
      if (input.at("role") == "specification")
        list.push_back(file(input.at("name"), input.at("file")));
    }
    return list;
  }
  /// What was tested for, and how: the manifest has the options.
  Json configuration() const {
    Json list = specifications();
    Json policies_list = policies();
    for (Json& policy : policies_list) list.push_back(std::move(policy));
    list.push_back(descriptor("manifest.json", sha256_));
    return list;
  }
  Json policies() const {
    Json list = Json::array();
    for (const Json& policy : manifest_.at("policies"))
      list.push_back(file(policy.at("name"), policy.at("file")));
    return list;
  }

  const Json& manifest_;
  const std::string& sha256_;
  const Json& report_;
  std::map<std::string, std::string> hashes_;
};

}  // namespace

std::vector<File> statements(const Json& manifest, const std::string& manifest_sha256,
                             const Json& report) {
  const Statements made(manifest, manifest_sha256, report);
  std::vector<File> files = {
      made.about("statements/verdicts.json", kVerdicts, made.verdicts()),
      made.about("statements/test-result.json", "https://in-toto.io/attestation/test-result/v0.1",
                 made.test_result())};
  if (manifest.contains("evaluatedAt")) {
    files.push_back(made.about("statements/svr.json", "https://in-toto.io/attestation/svr/v0.2",
                               made.verification_result()));
  }
  return files;
}

}  // namespace ringfence::evidence
