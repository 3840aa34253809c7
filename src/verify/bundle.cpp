#include "verify/bundle.h"

#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "verify/digest.h"
#include "verify/envelope.h"
#include "verify/opb.h"
#include "verify/refused.h"
#include "verify/statements.h"

namespace ringfence::verify {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kSigned = "attestations.intoto.jsonl";
constexpr const char* kTimed = "statements/svr.json";

std::string bytes_of(const fs::path& bundle, const std::string& path) {
  std::ifstream file;
  if (fs::is_regular_file(bundle / path)) file.open(bundle / path, std::ios::binary);
  if (!file.is_open()) throw Refused(Status::Unreadable, path + ": the file cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What the manifest cannot list, because it is made from it; the seal has the hashes of it all.
struct Sealed {
  std::string manifest;
  std::vector<Part> statements;
  std::optional<Part> envelopes;
};

Sealed check_seal(const fs::path& bundle) {
  Sealed sealed{bytes_of(bundle, "manifest.json"), {}, {}};
  std::string seal = sha256(sealed.manifest) + "  manifest.json\n";
  const auto add = [&](const char* path) {
    Part part{path, bytes_of(bundle, path)};
    seal += sha256(part.bytes) + "  " + path + "\n";
    return part;
  };
  sealed.statements = {add("statements/verdicts.json"), add("statements/test-result.json")};
  if (fs::exists(bundle / kTimed)) sealed.statements.push_back(add(kTimed));
  if (fs::exists(bundle / kSigned)) sealed.envelopes = add(kSigned);
  if (bytes_of(bundle, "manifest.sha256") != seal)
    reject("manifest.sha256: it has not the hashes of the manifest and what goes with it");
  return sealed;
}

void check_files(const fs::path& bundle, const Json& manifest, const Sealed& sealed) {
  std::set<std::string> listed = {"manifest.json", "manifest.sha256"};
  for (const Part& statement : sealed.statements) listed.insert(statement.path);
  if (sealed.envelopes) listed.insert(kSigned);
  for (const Json& file : manifest.at("files")) {
    const std::string path = file.at("path");
    const fs::path plain = fs::path(path).lexically_normal();
    if (plain.is_absolute() || plain.string() != path || path.starts_with(".."))
      reject("manifest.json: `" + path + "` is no path inside the bundle");
    if (!listed.insert(path).second) reject("manifest.json: `" + path + "` is listed twice");
    if (sha256(bytes_of(bundle, path)) != file.at("sha256").get<std::string>())
      reject(path + ": its hash is not the manifest's");
  }
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(bundle)) {
    const std::string path = entry.path().lexically_relative(bundle).string();
    if (entry.is_symlink()) reject(path + ": a bundle has no links");
    if (!entry.is_directory() && !listed.contains(path)) reject(path + ": the manifest lacks it");
  }
}

/// The exit status that the verdicts come to (README.md, "What it says").
int status_of(const Json& manifest, const Json& report) {
  std::set<std::string> verdicts;
  for (const Json& row : manifest.at("verdicts")) {
    // What fails and was accepted counts as checked, and against nothing.
    verdicts.insert(row.at("isAccepted") == true ? Json("holds") : row.at("verdict"));
  }
  const bool contradicts = !report.at("contradiction").is_null();
  if (contradicts || verdicts.contains("violated") || verdicts.contains("vacuous")) return 1;
  if (report.at("summary").at("interrupted") == true || verdicts.contains("undecided")) return 3;
  if (verdicts.contains("holds") || manifest.at("options").at("allowEmpty") == true) return 0;
  return 2;
}

bool has_scene(const Json& verdict) {
  return !verdict.at("counterexample").is_null() || !verdict.at("witness").is_null();
}

/// What counts as accepted fails, and the report says by what it was accepted.
void check_acceptance(const Json& row, const Json& verdict, const Json& report) {
  if (row.at("isAccepted") != true) return;
  const std::string id = row.at("id");
  const bool fails = row.at("verdict") == "violated" || row.at("verdict") == "vacuous";
  if (!fails || verdict.at("accepted").empty())
    reject("manifest.json: `" + id + "` counts as accepted for no reason");
  for (const Json& accepted : verdict.at("accepted")) {
    if (accepted.at("by") == "baseline") continue;
    const auto number = accepted.at("waiver").get<std::size_t>();
    if (number >= report.at("waivers").size() || report["waivers"][number].at("state") != "used" ||
        report["waivers"][number].at("policy") != row.at("policy")) {
      reject("manifest.json: `" + id + "` is accepted by a waiver that there is not");
    }
  }
}

/// The manifest's table and the report's agree.
void check_table(const Json& manifest, const Json& report) {
  const Json& rows = manifest.at("verdicts");
  const Json& verdicts = report.at("verdicts");
  if (rows.size() != verdicts.size()) reject("manifest.json: other verdicts than the report's");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string id = rows[i].at("id");
    const bool has_proof = !rows[i].at("proof").is_null();
    for (const char* field : {"id", "policy", "verdict", "isAccepted", "assumptions"}) {
      if (rows[i].at(field) != verdicts[i].at(field))
        reject("manifest.json: `" + id + "` has another " + field + " than in the report");
    }
    const std::string basis = rows[i].at("basis");
    if (has_proof != verdicts[i].at("certified").get<bool>() || (basis == "proof" && !has_proof) ||
        (has_proof && basis != "proof" && basis != "evaluated") ||
        (basis == "evaluated") != verdicts[i].at("evaluated").get<bool>() ||
        rows[i].at("world").is_null() == has_scene(verdicts[i]) ||
        rows[i].at("values").is_null() == has_scene(verdicts[i])) {
      reject("manifest.json: `" + id + "` does not rest on what the report says");
    }
    check_acceptance(rows[i], verdicts[i], report);
    if (has_proof && rows[i].at("verdict") != "holds")
      reject("manifest.json: `" + id + "` has a proof and does not hold");
  }
  for (const char* field : {"tool", "exitStatus"}) {
    if (manifest.at(field) != report.at(field))
      reject(std::string("manifest.json: another ") + field + " than the report's");
  }
  if (manifest.at("exitStatus") != status_of(manifest, report))
    reject("manifest.json: the exit status is not what the verdicts come to");
}

/// The inputs are those of the report, and the policies are parts of them.
void check_sources(const fs::path& bundle, const Json& manifest, const Json& report) {
  std::map<std::string, Json> hashes;
  for (const Json& file : manifest.at("files")) hashes[file.at("path")] = file.at("sha256");
  Json inputs = Json::array();
  for (const Json& input : manifest.at("inputs")) {
    if (input.at("role") == "input")
      inputs.push_back({input.at("name"), input.at("format"), hashes[input.at("file")]});
  }
  Json reported = Json::array();
  for (const Json& input : report.at("inputs"))
    reported.push_back({input.at("file"), input.at("format"), input.at("sha256")});
  if (inputs != reported) reject("manifest.json: other inputs than the report's");
  std::set<std::string> named;
  std::string path;  // of the input that was read last: many policies stand in one
  std::string input;
  for (const Json& policy : manifest.at("policies")) {
    for (const char* part : {"file", "input"}) {
      if (!hashes.contains(policy.at(part)))
        reject("manifest.json: it does not list " + policy.at(part).dump());
    }
    std::string text = bytes_of(bundle, policy.at("file"));
    if (text.ends_with('\n')) text.pop_back();
    if (policy.at("input") != path) input = bytes_of(bundle, path = policy.at("input"));
    if (input.find(text) == std::string::npos)
      reject(policy.at("file").get<std::string>() + ": its input does not say so");
    named.insert(policy.at("name"));
  }
  for (const Json& row : manifest.at("verdicts")) {
    if (!named.contains(row.at("policy"))) reject("manifest.json: a policy without its text");
  }
}

void check_refutation(const fs::path& bundle, const std::string& formula_path,
                      const std::string& proof_path) {
  const std::string* path = &formula_path;
  try {
    std::istringstream formula(bytes_of(bundle, formula_path));
    std::istringstream proof(bytes_of(bundle, proof_path));
    Names names;
    Kernel kernel(read_opb(formula, names));
    path = &proof_path;
    const Verdict verdict = check_proof(proof, kernel, names);
    if (verdict.kind != Verdict::Kind::Unsatisfiable) reject(*path + ": it refutes nothing");
  } catch (const UnreadableAt& error) {
    throw Refused(Status::Unreadable,
                  *path + ":" + std::to_string(error.line) + ": unreadable: " + error.what());
  } catch (const Failure& failure) {
    throw Refused(failure.status,
                  *path + ":" + std::to_string(failure.line) + ": rejected: " + failure.what());
  }
}

Json parsed(const std::string& text, const std::string& path) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) throw Refused(Status::Unreadable, path + ": not JSON");
  return json;
}

struct Counts {
  std::map<std::string, std::size_t> verdicts, bases;  ///< `bases` of what holds.
  std::size_t evaluated_with_proof = 0;
};

Counts check_proofs(const fs::path& bundle, const Json& manifest) {
  Counts counts;
  for (const Json& row : manifest.at("verdicts")) {
    ++counts.verdicts[row.at("verdict")];
    if (row.at("verdict") != "holds") continue;
    ++counts.bases[row.at("basis")];
    if (row.at("proof").is_null()) continue;
    check_refutation(bundle, row.at("formula"), row.at("proof"));
    if (row.at("basis") == "evaluated") ++counts.evaluated_with_proof;
  }
  return counts;
}

/// That a bundle is right does not mean that all is well.
void write(Counts counts, std::ostream& out) {
  const std::size_t facts = counts.evaluated_with_proof;
  out << "c hold, by a proof checked here: " << counts.bases["proof"] + facts << " (" << facts
      << " from facts alone)\n";
  out << "c hold, as ringfence evaluated, without a proof: " << counts.bases["evaluated"] - facts
      << "\n";
  out << "c hold, by a world ringfence shows: " << counts.bases["world"] << "\n";
  out << "c hold, on a solver's word: " << counts.bases["solver"] << "\n";
  for (const char* verdict : {"violated", "vacuous", "undecided", "not applicable"})
    out << "c " << verdict << ": " << counts.verdicts[verdict] << "\n";
}

void check_signature(const Sealed& sealed, const std::optional<PublicKey>& key) {
  if (sealed.envelopes) {
    check_envelopes(*sealed.envelopes, sealed.statements, key);
  } else if (key) {
    reject(std::string(kSigned) + ": it is missing: the bundle is not signed");
  }
}

/// The first statement, which is signed, has the hash of the manifest, which has those of all other
/// files.
void check_manifest(const Sealed& sealed, const std::string& digest) {
  const Part& statement = sealed.statements.front();
  const Json said = parsed(statement.bytes, statement.path);
  const Json::json_pointer place("/predicate/manifest/digest/sha256");
  if (!said.contains(place) || said.at(place) != digest)
    reject("manifest.json: `" + statement.path + "` is about another");
}

void check(const fs::path& bundle, const std::optional<PublicKey>& key, std::ostream& out) {
  const Sealed sealed = check_seal(bundle);
  const std::string digest = sha256(sealed.manifest);
  check_signature(sealed, key);
  check_manifest(sealed, digest);
  const Json manifest = parsed(sealed.manifest, "manifest.json");
  if (manifest.at("schema") != "ringfence/evidence/v1")
    throw Refused(Status::Unsupported, "manifest.json: another schema than ringfence/evidence/v1");
  check_files(bundle, manifest, sealed);
  const Json report = parsed(bytes_of(bundle, "report.json"), "report.json");
  check_table(manifest, report);
  check_sources(bundle, manifest, report);
  if (manifest.contains("evaluatedAt") != (sealed.statements.back().path == kTimed))
    reject(std::string(kTimed) + ": there is one where the manifest has a time, and only then");
  for (const Part& statement : sealed.statements)
    check_statement(statement, manifest, digest, report);
  const Counts counts = check_proofs(bundle, manifest);
  out << "s VERIFIED BUNDLE\n";
  out << "c files: " << manifest.at("files").size() << "\n";
  write(counts, out);
  if (key) out << "c signed by key: " << key->id() << "\n";
  if (!key && sealed.envelopes) out << "c signed, which was not checked: give --key\n";
  out << "c manifest sha256 " << digest << "\n";
}

}  // namespace

Status check_bundle(const fs::path& directory, const std::optional<PublicKey>& key,
                    std::ostream& out) {
  try {
    check(directory, key, out);
    return Status::Verified;
  } catch (const Refused& refused) {
    out << directory.string() << "/" << refused.what() << "\n";
    return refused.status;
  } catch (const Json::exception& error) {
    out << directory.string() << "/manifest.json: unreadable: " << error.what() << "\n";
    return Status::Unreadable;
  } catch (const fs::filesystem_error& error) {
    out << directory.string() << ": unreadable: " << error.what() << "\n";
    return Status::Unreadable;
  }
}

}  // namespace ringfence::verify
