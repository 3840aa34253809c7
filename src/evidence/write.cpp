#include <fstream>

#include "evidence/bundle.h"

namespace ringfence::evidence {
namespace {

namespace fs = std::filesystem;

Diagnostic cannot(const fs::path& path, const std::string& what) {
  return {"E0013", {}, "cannot write the evidence to `" + path.string() + "`: " + what};
}

bool write_file(const fs::path& path, const std::string& bytes) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return static_cast<bool>(out.flush());
}

}  // namespace

Diagnostics write(const fs::path& directory, const std::vector<File>& files) {
  fs::path target = directory;
  if (target.filename().empty()) target = target.parent_path();  // `DIR/`
  fs::path partial = target;
  partial += ".partial";
  std::error_code error;
  if (fs::exists(target, error)) return {cannot(target, "there is something of that name already")};
  fs::remove_all(partial, error);
  // The last file is the seal, without which nothing verifies: it comes when all else is in place,
  // and in one step, so that a run that is ended at any moment leaves no bundle that verifies.
  for (std::size_t i = 0; i + 1 < files.size(); ++i) {
    if (!write_file(partial / files[i].path, files[i].bytes))
      return {cannot(target, "a file of it could not be written")};
  }
  fs::rename(partial, target, error);
  if (error) return {cannot(target, error.message())};
  const fs::path seal = target / files.back().path;
  fs::path unsealed = seal;
  unsealed += ".partial";
  if (!write_file(unsealed, files.back().bytes))
    return {cannot(target, "a file of it could not be written")};
  fs::rename(unsealed, seal, error);
  if (error) return {cannot(target, error.message())};
  return {};
}

}  // namespace ringfence::evidence
