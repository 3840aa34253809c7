#include "verify/bundle.h"

#include <sodium.h>

#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "verify/opb.h"

namespace ringfence::verify {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// Why the bundle is refused; the path inside it first.
struct Refused : std::runtime_error {
  Refused(Status how, const std::string& why) : std::runtime_error(why), status(how) {}
  Status status;
};

[[noreturn]] void reject(const std::string& why) {
  throw Refused(Status::Rejected, why);
}

std::string bytes_of(const fs::path& bundle, const std::string& path) {
  std::ifstream file(bundle / path, std::ios::binary);
  if (!file) throw Refused(Status::Unreadable, path + ": the file cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string sha256(const std::string& bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  std::ostringstream text;
  for (const unsigned char byte : digest) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text << kDigits[byte >> 4] << kDigits[byte & 15];
  }
  return text.str();
}

void check_files(const fs::path& bundle, const Json& manifest) {
  std::set<std::string> listed = {"manifest.json", "manifest.sha256"};
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

/// The manifest's table and the report's agree.
void check_table(const Json& manifest, const Json& report) {
  const Json& rows = manifest.at("verdicts");
  const Json& verdicts = report.at("verdicts");
  if (rows.size() != verdicts.size()) reject("manifest.json: other verdicts than the report's");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string id = rows[i].at("id");
    const bool has_proof = !rows[i].at("proof").is_null();
    if (id != verdicts[i].at("id").get<std::string>() ||
        rows[i].at("verdict") != verdicts[i].at("verdict") ||
        has_proof != verdicts[i].at("certified").get<bool>() ||
        (rows[i].at("basis") == "proof" && !has_proof) ||
        (has_proof && rows[i].at("basis") != "proof" && rows[i].at("basis") != "evaluated")) {
      reject("manifest.json: `" + id + "` is not what the report says");
    }
    if (has_proof && rows[i].at("verdict") != "holds")
      reject("manifest.json: `" + id + "` has a proof and does not hold");
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

void check(const fs::path& bundle, std::ostream& out) {
  const std::string text = bytes_of(bundle, "manifest.json");
  const std::string digest = sha256(text);
  if (bytes_of(bundle, "manifest.sha256") != digest + "  manifest.json\n")
    reject("manifest.json: its hash is not that of manifest.sha256");
  const Json manifest = parsed(text, "manifest.json");
  if (manifest.at("schema") != "ringfence/evidence/v1")
    throw Refused(Status::Unsupported, "manifest.json: another schema than ringfence/evidence/v1");
  check_files(bundle, manifest);
  check_table(manifest, parsed(bytes_of(bundle, "report.json"), "report.json"));
  std::map<std::string, std::size_t> bases;
  std::size_t evaluated_with_proof = 0;
  for (const Json& row : manifest.at("verdicts")) {
    if (row.at("verdict") != "holds") continue;
    ++bases[row.at("basis")];
    if (row.at("proof").is_null()) continue;
    check_refutation(bundle, row.at("formula"), row.at("proof"));
    if (row.at("basis") == "evaluated") ++evaluated_with_proof;
  }
  out << "s VERIFIED BUNDLE\n";
  out << "c files: " << manifest.at("files").size() << "\n";
  out << "c hold, by a proof checked here: " << bases["proof"] + evaluated_with_proof << " ("
      << evaluated_with_proof << " from facts alone)\n";
  out << "c hold, as ringfence evaluated, without a proof: "
      << bases["evaluated"] - evaluated_with_proof << "\n";
  out << "c hold, by a world ringfence shows: " << bases["world"] << "\n";
  out << "c hold, on a solver's word: " << bases["solver"] << "\n";
  out << "c manifest sha256 " << digest << "\n";
}

}  // namespace

Status check_bundle(const fs::path& directory, std::ostream& out) {
  try {
    check(directory, out);
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
