#include "verify/statements.h"

#include "verify/refused.h"

namespace ringfence::verify {
namespace {

using Json = nlohmann::json;

/// A ResourceDescriptor of in-toto for a file of the bundle.
Json resource(const Json& manifest, const Json& name, const Json& path) {
  for (const Json& file : manifest.at("files")) {
    if (file.at("path") == path)
      return {{"name", name}, {"digest", {{"sha256", file.at("sha256")}}}};
  }
  reject("manifest.json: it does not list " + path.dump());
}

Json inputs(const Json& manifest, const char* role) {
  Json all = Json::array();
  for (const Json& input : manifest.at("inputs")) {
    if (input.at("role") == role)
      all.push_back(resource(manifest, input.at("name"), input.at("file")));
  }
  return all;
}

Json policies(const Json& manifest) {
  Json all = Json::array();
  for (const Json& policy : manifest.at("policies"))
    all.push_back(resource(manifest, policy.at("name"), policy.at("file")));
  return all;
}

Json verdicts(const Json& manifest, const Json& sealed, const Json& report) {
  Json said = {{"tool", manifest.at("tool")},
               {"options", manifest.at("options")},
               {"exitStatus", manifest.at("exitStatus")},
               {"manifest", sealed},
               {"specifications", inputs(manifest, "specification")},
               {"policies", policies(manifest)},
               {"verdicts", manifest.at("verdicts")},
               {"assumptions", report.at("assumptions")},
               {"unmodelled", Json::array()}};
  if (manifest.contains("evaluatedAt")) said["evaluatedAt"] = manifest.at("evaluatedAt");
  for (Json& row : said["verdicts"]) {
    for (const char* part : {"formula", "proof", "smt", "world", "values"}) {
      if (!row.at(part).is_null()) row[part] = resource(manifest, row.at(part), row.at(part));
    }
  }
  for (const Json& gap : report.at("unmodelled")) {
    if (gap.at("effect") != "inert") said["unmodelled"].push_back(gap);
  }
  return said;
}

Json test_result(const Json& manifest, const Json& sealed) {
  Json configuration = inputs(manifest, "specification");
  for (const Json& policy : policies(manifest)) configuration.push_back(policy);
  configuration.push_back(sealed);
  Json passed = Json::array();
  Json failed = Json::array();
  for (const Json& row : manifest.at("verdicts")) {
    if (row.at("verdict") == "holds") {
      passed.push_back(row.at("id"));
    } else if (row.at("verdict") != "not applicable") {
      failed.push_back(row.at("id"));
    }
  }
  return {{"result", manifest.at("exitStatus") == 0 ? "PASSED" : "FAILED"},
          {"configuration", configuration},
          {"passedTests", passed},
          {"warnedTests", Json::array()},
          {"failedTests", failed}};
}

Json verification_result(const Json& manifest) {
  Json properties = Json::array();
  for (const Json& row : manifest.at("verdicts")) {
    if (row.at("verdict") == "holds")
      properties.push_back("RINGFENCE_" + row.at("id").get<std::string>());
  }
  const std::string version = manifest.at("tool").at("version");
  return {
      {"verifier", {{"id", "https://ringfence.dev/" + version}, {"policies", policies(manifest)}}},
      {"timeCreated", manifest.at("evaluatedAt")},
      {"properties", properties}};
}

}  // namespace

void check_statement(const Part& statement, const Json& manifest,
                     const std::string& manifest_sha256, const Json& report) {
  const Json sealed = {{"name", "manifest.json"}, {"digest", {{"sha256", manifest_sha256}}}};
  std::string type;
  Json predicate;
  if (statement.path == "statements/verdicts.json") {
    type = "https://ringfence.dev/attestation/verdicts/v1";
    predicate = verdicts(manifest, sealed, report);
  } else if (statement.path == "statements/test-result.json") {
    type = "https://in-toto.io/attestation/test-result/v0.1";
    predicate = test_result(manifest, sealed);
  } else {
    type = "https://in-toto.io/attestation/svr/v0.2";
    predicate = verification_result(manifest);
  }
  const Json expected = {{"_type", "https://in-toto.io/Statement/v1"},
                         {"subject", inputs(manifest, "input")},
                         {"predicateType", type},
                         {"predicate", std::move(predicate)}};
  const Json said = Json::parse(statement.bytes, nullptr, false);
  if (said.is_discarded()) throw Refused(Status::Unreadable, statement.path + ": not JSON");
  if (said != expected) reject(statement.path + ": it is not what the manifest says");
}

}  // namespace ringfence::verify
