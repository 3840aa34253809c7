#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"

namespace ringfence::load {

/// `HEAD~1:deploy` in two: what git calls a revision, and a path in it.
struct RevisionPath {
  std::string revision;
  std::string path;  ///< From the repository's root; from here with `./` or `../`.
};
/// Nothing if the text has no colon, starts with one, or is the name of something that is there.
std::optional<RevisionPath> revision_path(const std::string& text);

/// A file or folder of a revision, copied to a private folder that goes with this object. The
/// repository, its index and its work tree are only read.
class RevisionCopy {
 public:
  explicit RevisionCopy(std::filesystem::path folder) : folder_(std::move(folder)) {}
  RevisionCopy(RevisionCopy&& other) noexcept
      : folder_(std::exchange(other.folder_, {})), path_(std::move(other.path_)) {}
  RevisionCopy(const RevisionCopy&) = delete;
  RevisionCopy& operator=(const RevisionCopy&) = delete;
  ~RevisionCopy();

  const std::filesystem::path& folder() const { return folder_; }
  /// Of the copy, from `folder()`: the path from the repository's root, or `.` for the root.
  const std::string& path() const { return path_; }
  void set_path(std::string path) { path_ = std::move(path); }

 private:
  std::filesystem::path folder_;
  std::string path_;
};

/// Copies what the current directory's repository has there, byte by byte as it was committed: no
/// filter of the repository runs. Errors: E0018 (no git, no repository, no such revision or path,
/// links that leave the copy, submodules, no room).
Result<RevisionCopy> copy_revision(const RevisionPath& wanted);

}  // namespace ringfence::load
