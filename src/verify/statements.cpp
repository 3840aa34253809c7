#include "verify/statements.h"

#include <unordered_map>

#include "verify/refused.h"

namespace ringfence::verify {
namespace {

using Json = nlohmann::json;

/// What the manifest and the report have to say, in the words of in-toto.
class Expected {
 public:
  Expected(const Json& manifest, const std::string& manifest_sha256, const Json& report)
      : manifest_(manifest), report_(report), sealed_(resource("manifest.json", manifest_sha256)) {
    for (const Json& file : manifest.at("files")) hashes_[file.at("path")] = file.at("sha256");
  }

  Json subjects() const { return inputs("input"); }

  Json verdicts() const {
    Json said = {{"tool", manifest_.at("tool")},
                 {"options", manifest_.at("options")},
                 {"exitStatus", manifest_.at("exitStatus")},
                 {"manifest", sealed_},
                 {"specifications", inputs("specification")},
                 {"policies", policies()},
                 {"verdicts", manifest_.at("verdicts")},
                 {"assumptions", report_.at("assumptions")},
                 {"unmodelled", Json::array()}};
    if (manifest_.contains("evaluatedAt")) said["evaluatedAt"] = manifest_.at("evaluatedAt");
    for (Json& row : said["verdicts"]) {
      for (const char* part : {"formula", "proof", "smt", "world", "values"}) {
        if (!row.at(part).is_null()) row[part] = file(row.at(part), row.at(part));
      }
    }
    for (const Json& gap : report_.at("unmodelled")) {
      if (gap.at("effect") != "inert") said["unmodelled"].push_back(gap);
    }
    return said;
  }

  Json test_result() const {
    Json configuration = inputs("specification");
    for (const Json& policy : policies()) configuration.push_back(policy);
    configuration.push_back(sealed_);
    Json passed = Json::array();
    Json warned = Json::array();
    Json failed = Json::array();
    for (const Json& row : manifest_.at("verdicts")) {
      if (row.at("verdict") == "holds") {
        passed.push_back(row.at("id"));
      } else if (row.at("isAccepted") == true) {
        warned.push_back(row.at("id"));
      } else if (row.at("verdict") != "not applicable") {
        failed.push_back(row.at("id"));
      }
    }
    return {{"result", manifest_.at("exitStatus") == 0 ? "PASSED" : "FAILED"},
            {"configuration", configuration},
            {"passedTests", passed},
            {"warnedTests", warned},
            {"failedTests", failed}};
  }

  Json verification_result() const {
    Json properties = Json::array();
    for (const Json& row : manifest_.at("verdicts")) {
      if (row.at("verdict") == "holds")
        properties.push_back("RINGFENCE_" + row.at("id").get<std::string>());
    }
    const std::string version = manifest_.at("tool").at("version");
    return {{"verifier", {{"id", "https://ringfence.dev/" + version}, {"policies", policies()}}},
            {"timeCreated", manifest_.at("evaluatedAt")},
            {"properties", properties}};
  }

 private:
  /// A ResourceDescriptor.
  static Json resource(const Json& name, const std::string& sha256) {
    return {{"name", name}, {"digest", {{"sha256", sha256}}}};
  }
  Json file(const Json& name, const std::string& path) const {
    const auto hash = hashes_.find(path);
    if (hash == hashes_.end()) reject("manifest.json: it does not list `" + path + "`");
    return resource(name, hash->second);
  }
  Json inputs(const char* role) const {
    Json all = Json::array();
    for (const Json& input : manifest_.at("inputs")) {
      if (input.at("role") == role) all.push_back(file(input.at("name"), input.at("file")));
    }
    return all;
  }
  Json policies() const {
    Json all = Json::array();
    for (const Json& policy : manifest_.at("policies"))
      all.push_back(file(policy.at("name"), policy.at("file")));
    return all;
  }

  const Json& manifest_;
  const Json& report_;
  Json sealed_;
  std::unordered_map<std::string, std::string> hashes_;
};

}  // namespace

void check_statement(const Part& statement, const Json& manifest,
                     const std::string& manifest_sha256, const Json& report) {
  const Expected says(manifest, manifest_sha256, report);
  std::string type;
  Json predicate;
  if (statement.path == "statements/verdicts.json") {
    type = "https://ringfence.dev/attestation/verdicts/v1";
    predicate = says.verdicts();
  } else if (statement.path == "statements/test-result.json") {
    type = "https://in-toto.io/attestation/test-result/v0.1";
    predicate = says.test_result();
  } else {
    type = "https://in-toto.io/attestation/svr/v0.2";
    predicate = says.verification_result();
  }
  const Json expected = {{"_type", "https://in-toto.io/Statement/v1"},
                         {"subject", says.subjects()},
                         {"predicateType", type},
                         {"predicate", std::move(predicate)}};
  const Json said = Json::parse(statement.bytes, nullptr, false);
  if (said.is_discarded()) throw Refused(Status::Unreadable, statement.path + ": not JSON");
  if (said != expected) reject(statement.path + ": it is not what the manifest says");
}

}  // namespace ringfence::verify
