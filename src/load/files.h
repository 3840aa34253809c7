#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ringfence::load {

/// Whether the text is a pattern rather than a path: it has `*`, `?` or `[`.
bool is_glob(std::string_view text);

/// Paths that match, sorted. `*`, `?` and `[…]` stay within one name and do not match a leading
/// dot; `**` stands for any number of folders.
std::vector<std::filesystem::path> expand_glob(const std::filesystem::path& pattern);

/// What lies below a directory, its entries by name, hidden folders left out.
struct Walk {
  std::vector<std::filesystem::path> files;           ///< With an extension of a format we read.
  std::map<std::string, std::size_t> others;          ///< Other files: extension to number.
  std::vector<std::filesystem::path> linked_folders;  ///< Not entered: links may form a circle.
  Diagnostics errors;                                 ///< Folders that cannot be read (E0003).
};
Walk walk(const std::filesystem::path& directory, const Span& at);

/// `.yaml` of `a.b.YAML`; empty without one.
std::string extension_of(const std::filesystem::path& path);

/// The whole file as it is. Errors, at `at`: E0002 there is none (with the nearest name that is
/// there), E0003 it cannot be read, E0011 it is too large for places in it to be told.
Result<std::string> read_file(const std::filesystem::path& path, const Span& at);

}  // namespace ringfence::load
