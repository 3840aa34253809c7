#include "load/files.h"

#include <fnmatch.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>

#include "base/nearest_name.h"

namespace ringfence::load {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) {
  return path.filename().native().starts_with('.');
}

/// The entries of one directory by name; empty if it cannot be read, with the reason.
std::vector<fs::directory_entry> entries_of(const fs::path& directory, std::error_code& failed) {
  std::vector<fs::directory_entry> entries;
  fs::directory_iterator entry(directory.empty() ? fs::path(".") : directory, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    entries.push_back(*entry);
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.path().filename() < b.path().filename(); });
  return entries;
}

using Part = fs::path::const_iterator;

void match_from(const fs::path& base, Part part, Part end, std::vector<fs::path>& found) {
  if (part == end) {
    found.push_back(base);
    return;
  }
  const fs::path& name = *part;
  const Part rest = std::next(part);
  std::error_code ignored;
  if (!is_glob(name.native())) {
    if (fs::exists(base / name, ignored)) match_from(base / name, rest, end, found);
    return;
  }
  const bool any_depth = name == "**";
  if (any_depth) match_from(base, rest, end, found);
  for (const fs::directory_entry& entry : entries_of(base, ignored)) {
    const fs::path below = base / entry.path().filename();
    if (any_depth) {
      const bool enter = entry.is_directory(ignored) && !entry.is_symlink(ignored);
      if (enter && !is_hidden(below)) match_from(below, part, end, found);
    } else if (fnmatch(name.c_str(), below.filename().c_str(), FNM_PERIOD) == 0) {
      match_from(below, rest, end, found);
    }
  }
}

bool is_known(const std::string& extension) {
  return extension == ".rf" || extension == ".yaml" || extension == ".yml" ||
         extension == ".json" || extension == ".xml";
}

/// Neither a file nor a folder: to read it could wait for ever.
bool is_special(const fs::directory_entry& entry) {
  std::error_code ignored;
  return entry.exists(ignored) && entry.is_other(ignored);
}

void walk_into(const fs::path& directory, const Span& at, Walk& found) {
  std::error_code failed;
  const std::vector<fs::directory_entry> entries = entries_of(directory, failed);
  if (failed) {
    found.errors.push_back(
        {"E0003", at, "cannot read the folder `" + directory.string() + "`: " + failed.message()});
    return;
  }
  for (const fs::directory_entry& entry : entries) {
    const fs::path path = (directory / entry.path().filename()).lexically_normal();
    std::error_code ignored;
    if (entry.is_directory(ignored)) {
      if (is_hidden(path)) continue;
      if (entry.is_symlink(ignored)) {
        found.linked_folders.push_back(path);
      } else {
        walk_into(path, at, found);
      }
    } else if (const std::string extension = extension_of(path);
               is_known(extension) && !is_special(entry)) {
      found.files.push_back(path);
    } else if (path.filename() != ".env") {  // which whoever needs it reads
      ++found.others[extension];
    }
  }
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

Diagnostic no_such_file(const fs::path& path, const Span& at) {
  std::vector<std::string> there;
  std::error_code ignored;
  for (const auto& entry : entries_of(path.parent_path(), ignored)) {
    there.push_back(entry.path().filename().string());
  }
  const std::string near = nearest_name(path.filename().string(), there);
  const std::string help =
      near.empty() ? "" : "did you mean `" + (path.parent_path() / near).string() + "`?";
  return {"E0002", at, "cannot read `" + path.string() + "`: no such file or directory", {}, help};
}

}  // namespace

bool is_glob(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

std::vector<fs::path> expand_glob(const fs::path& pattern) {
  std::vector<fs::path> found;
  const fs::path relative = pattern.relative_path();
  match_from(pattern.root_path(), relative.begin(), relative.end(), found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Walk walk(const fs::path& directory, const Span& at) {
  Walk found;
  walk_into(directory, at, found);
  return found;
}

std::string extension_of(const fs::path& path) {
  return lower_case(path.extension().string());
}

Result<std::string> read_file(const fs::path& path, const Span& at) {
  std::error_code ignored;
  if (!fs::exists(path, ignored) && !fs::is_symlink(path, ignored)) return no_such_file(path, at);
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string text;
  if (in) {
    in.seekg(0, std::ios::end);
    const std::streamoff size = in.tellg();
    in.clear();
    in.seekg(0);
    in.clear();  // a pipe has no size and cannot seek, but can be read
    errno = 0;
    if (size > 0 && size < std::numeric_limits<std::uint32_t>::max()) {
      text.reserve(static_cast<std::size_t>(size));
    }
    char block[1 << 16];
    while (in.read(block, sizeof block) || in.gcount() > 0) {
      text.append(block, static_cast<std::size_t>(in.gcount()));
      if (text.size() >= std::numeric_limits<std::uint32_t>::max()) {
        return Diagnostic{"E0011", at, "`" + path.string() + "` is larger than 4 GiB"};
      }
    }
  }
  if (errno == 0 && (in.eof() || in)) return text;
  const std::string why = lower_case(std::strerror(errno == 0 ? EIO : errno));
  return Diagnostic{"E0003", at, "cannot read `" + path.string() + "`: " + why};
}

}  // namespace ringfence::load
