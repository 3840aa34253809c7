#include "cli/places.h"

namespace ringfence::cli {
namespace {

namespace fs = std::filesystem;

/// The installed data directory, or nothing when the program runs from a build tree.
fs::path installed_data() {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  if (failed) return {};
  const fs::path data = program.parent_path().parent_path() / RINGFENCE_DATADIR;
  return fs::exists(data / "specs" / "prelude.rf", failed) ? data : fs::path();
}

}  // namespace

fs::path specs_directory() {
  const fs::path data = installed_data();
  return data.empty() ? fs::path(RINGFENCE_SOURCE_DIR_FOR_DATA) / "specs" : data / "specs";
}

fs::path docs_directory() {
  const fs::path data = installed_data();
  return data.empty() ? fs::path(RINGFENCE_SOURCE_DIR_FOR_DATA) / "docs" : data / "docs";
}

}  // namespace ringfence::cli
