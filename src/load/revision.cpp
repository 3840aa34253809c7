#include "load/revision.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <vector>

namespace ringfence::load {
namespace {

namespace fs = std::filesystem;

Diagnostic refusal(const std::string& message, const std::string& help = "") {
  return {"E0018", {}, message, {}, help};
}

/// What a program printed; nothing if it could not be run or failed.
struct Run {
  bool succeeded = false;
  bool found = true;  ///< False when there is no such program.
  std::string out;
};

constexpr int kNotFound = 127;

[[noreturn]] void become_git(std::vector<std::string> arguments, int input, int output) {
  std::vector<char*> pointers;
  arguments.insert(arguments.begin(), "git");
  for (std::string& each : arguments) pointers.push_back(each.data());
  pointers.push_back(nullptr);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);  // we say in our words what went wrong
  ::execvp("git", pointers.data());
  ::_exit(kNotFound);
}

/// Runs git without a shell, with the file on its standard input.
Run git(const std::vector<std::string>& arguments, const fs::path& input = "/dev/null") {
  Run run;
  std::array<int, 2> ends{};
  const int in = ::open(input.c_str(), O_RDONLY | O_CLOEXEC);
  if (in < 0) return run;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    ::close(in);
    return run;
  }
  const pid_t process = ::fork();
  if (process == 0) become_git(arguments, in, ends[1]);
  ::close(in);
  ::close(ends[1]);
  std::array<char, 1 << 16> block{};
  for (;;) {
    const ssize_t count = ::read(ends[0], block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    run.out.append(block.data(), static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  int status = 0;
  while (process > 0 && ::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  run.succeeded = process > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  run.found = process > 0 && !(WIFEXITED(status) && WEXITSTATUS(status) == kNotFound);
  return run;
}

std::string one_line(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

/// One file of a tree.
struct Blob {
  std::string mode, object;
  fs::path path;
};

/// The entries of `git ls-tree -r -z`: `mode type object<TAB>path<NUL>`.
std::vector<Blob> blobs_of(const std::string& listing, const fs::path& folder) {
  std::vector<Blob> all;
  for (std::size_t at = 0; at < listing.size();) {
    const std::size_t end = listing.find('\0', at);
    const std::string line = listing.substr(at, end - at);
    at = end == std::string::npos ? listing.size() : end + 1;
    const std::size_t tab = line.find('\t');
    const std::size_t first = line.find(' ');
    const std::size_t second = line.find(' ', first + 1);
    all.push_back({line.substr(0, first), line.substr(second + 1, tab - second - 1),
                   (folder / line.substr(tab + 1)).lexically_normal()});
  }
  return all;
}

bool leaves(const fs::path& path) {
  return path.is_absolute() || (!path.empty() && *path.begin() == "..");
}

class Copier {
 public:
  explicit Copier(const RevisionPath& wanted)
      : name_("`" + wanted.revision + ":" + wanted.path + "`"), wanted_(wanted) {}

  Result<RevisionCopy> run() {
    const Run repository = git({"rev-parse", "--show-prefix"});
    if (!repository.found) return refusal("cannot read " + name_ + ": there is no program `git`");
    if (!repository.succeeded) {
      return refusal(
          "cannot read " + name_ + ": this is no git repository, and there is no such file",
          "run ringfence in the repository, or name a file or folder");
    }
    const Run commit =
        git({"rev-parse", "--verify", "--quiet", "--end-of-options", wanted_.revision + "^{tree}"});
    if (!commit.succeeded) {
      return refusal("the repository has no revision `" + wanted_.revision + "`");
    }
    const fs::path path = path_in_repository(one_line(repository.out));
    if (leaves(path)) return refusal(name_ + " lies outside the repository");
    const std::string tree = one_line(commit.out);
    const bool is_root = path.empty() || path == ".";
    const Run object = git({"rev-parse", "--verify", "--quiet", "--end-of-options",
                            tree + ":" + (is_root ? "" : path.string())});
    if (!object.succeeded) {
      return refusal("revision `" + wanted_.revision + "` has no `" + wanted_.path + "`");
    }
    return copy(one_line(object.out), is_root ? fs::path() : path);
  }

 private:
  fs::path path_in_repository(const std::string& prefix) const {
    const fs::path written = wanted_.path;
    const bool is_from_here =
        !written.empty() && (*written.begin() == "." || *written.begin() == "..");
    const fs::path whole = is_from_here ? prefix / written : written;
    fs::path normal = whole.lexically_normal();
    if (!normal.empty() && normal.filename().empty()) normal = normal.parent_path();
    return normal;
  }

  Result<RevisionCopy> copy(const std::string& object, const fs::path& path) {
    const std::string type = one_line(git({"cat-file", "-t", object}).out);
    std::vector<Blob> blobs;
    if (type == "blob") {
      blobs.push_back({"100644", object, path});
    } else if (type == "tree") {
      const Run listing = git({"ls-tree", "-r", "-z", "--full-tree", object});
      if (!listing.succeeded) return refusal("git cannot list " + name_);
      blobs = blobs_of(listing.out, path);
    } else {
      return refusal(name_ + " is neither a file nor a folder");
    }
    std::string pattern = (fs::temp_directory_path() / "ringfence-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      return refusal("cannot make a temporary folder for " + name_);
    }
    RevisionCopy result{fs::path(pattern)};
    result.set_path(path.empty() ? "." : path.string());
    std::error_code failed;
    if (type == "tree") fs::create_directories(result.folder() / path, failed);
    Diagnostics errors = write(blobs, result.folder());
    if (!errors.empty()) return errors;
    return result;
  }

  Diagnostics write(const std::vector<Blob>& blobs, const fs::path& folder) {
    const fs::path wanted = folder / ".objects";
    {
      std::ofstream list(wanted, std::ios::binary);
      for (const Blob& blob : blobs) list << blob.object << '\n';
    }
    for (const Blob& blob : blobs) {
      if (blob.mode != "160000") continue;
      return {refusal("`" + blob.path.string() + "` in " + name_ +
                      " is a submodule, whose files are not in the repository")};
    }
    const Run contents = git({"cat-file", "--batch"}, wanted);
    std::error_code ignored;
    fs::remove(wanted, ignored);
    if (!contents.succeeded) return {refusal("git cannot read the files of " + name_)};
    std::size_t at = 0;
    for (const Blob& blob : blobs) {
      // `<object> blob <size>\n<bytes>\n`
      const std::size_t end = contents.out.find('\n', at);
      const std::size_t space = contents.out.rfind(' ', end);
      std::size_t size = 0;
      const char* const stop = contents.out.data() + std::min(end, contents.out.size());
      const auto number = end == std::string::npos || space == std::string::npos || space < at
                              ? std::from_chars_result{stop, std::errc::invalid_argument}
                              : std::from_chars(contents.out.data() + space + 1, stop, size);
      if (number.ec != std::errc() || number.ptr != stop || end + 1 + size > contents.out.size()) {
        return {refusal("git cannot read `" + blob.path.string() + "` of " + name_)};
      }
      Diagnostics errors = write_one(blob, contents.out.substr(end + 1, size), folder);
      if (!errors.empty()) return errors;
      at = end + 1 + size + 1;
    }
    return links_that_leave(blobs, folder);
  }

  /// Links may go through one another, so this asks the file system, once all are there.
  Diagnostics links_that_leave(const std::vector<Blob>& blobs, const fs::path& folder) {
    std::error_code failed;
    const fs::path root = fs::canonical(folder, failed);
    for (const Blob& blob : blobs) {
      if (failed || blob.mode != "120000") continue;
      const fs::path target = fs::weakly_canonical(folder / blob.path, failed);
      if (failed || leaves(target.lexically_relative(root))) {
        return {refusal("`" + blob.path.string() + "` in " + name_ +
                        " is a link that leaves the repository")};
      }
    }
    return {};
  }

  Diagnostics write_one(const Blob& blob, const std::string& bytes, const fs::path& folder) {
    std::error_code failed;
    if (leaves(blob.path)) return {refusal("a path in " + name_ + " leaves the repository")};
    fs::create_directories((folder / blob.path).parent_path(), failed);
    if (blob.mode == "120000") {
      fs::create_symlink(bytes, folder / blob.path, failed);
    } else {
      std::ofstream out(folder / blob.path, std::ios::binary);
      out << bytes;
      out.close();
      if (!out) failed = std::make_error_code(std::errc::io_error);
    }
    if (!failed) return {};
    return {refusal("cannot write a copy of `" + blob.path.string() + "`: " + failed.message())};
  }

  std::string name_;
  const RevisionPath& wanted_;
};

}  // namespace

std::optional<RevisionPath> revision_path(const std::string& text) {
  std::size_t colon = 0;  // the first outside braces, as in `HEAD^{/fix: typo}:deploy`
  for (int depth = 0; colon < text.size() && (depth > 0 || text[colon] != ':'); ++colon) {
    if (text[colon] == '{') ++depth;
    if (text[colon] == '}' && depth > 0) --depth;
  }
  if (colon == text.size()) return std::nullopt;
  std::error_code ignored;
  if (colon == 0 || fs::exists(text, ignored)) return std::nullopt;
  return RevisionPath{text.substr(0, colon), text.substr(colon + 1)};
}

RevisionCopy::~RevisionCopy() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

Result<RevisionCopy> copy_revision(const RevisionPath& wanted) {
  return Copier(wanted).run();
}

}  // namespace ringfence::load
