#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "load/sha256.h"
#include "verify/bundle.h"

/// What a forger can do to an evidence bundle, and what comes of it.
namespace ringfence::tests {

inline std::string read_bytes(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << bytes;
}

/// A folder of its own, removed at the end.
class Folder {
 public:
  Folder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "ringfence-evidence-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Every file below, sorted.
inline std::vector<std::filesystem::path> files_of(const std::filesystem::path& bundle) {
  std::vector<std::filesystem::path> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(bundle)) {
    if (entry.is_regular_file()) all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// What ringfence-verify says, by the same code without the program around it.
struct Checked {
  verify::Status status = verify::Status::Unreadable;
  std::string said;
  bool accepted() const { return status == verify::Status::Verified; }
};
inline Checked check_bundle(const std::filesystem::path& bundle,
                            const std::filesystem::path& public_key = {}) {
  std::optional<verify::PublicKey> key;
  if (!public_key.empty()) key = verify::PublicKey::of_pem(read_bytes(public_key));
  std::ostringstream out;
  const verify::Status status = verify::check_bundle(bundle, key, out);
  return {status, out.str()};
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

/// The hashes of what the manifest cannot list, as they should be.
inline void write_seal(const std::filesystem::path& bundle) {
  std::string seal;
  for (const char* path :
       {"manifest.json", "statements/verdicts.json", "statements/test-result.json",
        "statements/svr.json", "attestations.intoto.jsonl"}) {
    if (std::filesystem::exists(bundle / path))
      seal += load::sha256(read_bytes(bundle / path)) + "  " + path + "\n";
  }
  write_bytes(bundle / "manifest.sha256", seal);
}

/// Replaces in the manifest and all that is said of it, and makes the hashes right again.
inline void replace_and_seal(const std::filesystem::path& bundle, const std::string& from,
                             const std::string& to) {
  const std::string manifest = read_bytes(bundle / "manifest.json");
  const std::string forged = replaced(manifest, from, to);
  write_bytes(bundle / "manifest.json", forged);
  for (const auto& entry : std::filesystem::directory_iterator(bundle / "statements")) {
    const std::string said = replaced(read_bytes(entry.path()), from, to);
    write_bytes(entry.path(), replaced(said, load::sha256(manifest), load::sha256(forged)));
  }
  write_seal(bundle);
}

/// Puts other bytes in a file that the manifest lists, and makes every hash right again.
inline void forge(const std::filesystem::path& bundle, const std::string& path,
                  const std::string& bytes) {
  const std::string before = load::sha256(read_bytes(bundle / path));
  write_bytes(bundle / path, bytes);
  replace_and_seal(bundle, before, load::sha256(bytes));
}

}  // namespace ringfence::tests
