#pragma once
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ingest/compose/environment.h"
#include "ingest/compose/value.h"
#include "ingest/imported.h"

namespace ringfence::ingest::compose {

/// Opens the file at a path, as `Sources` knows it. Nothing without such a file; that is an error
/// of the opener's, at `at`, if the file is required.
using Opener = std::function<std::optional<SourceId>(const std::string& path, const Span& at,
                                                     bool is_required)>;

/// A file of a project and those of its documents that are Compose.
struct Root {
  SourceId source;
  std::vector<std::size_t> documents;
};

/// One Compose application, from all its files.
struct Project {
  std::string name;
  Span at;                ///< The name, or the first file.
  std::string folder;     ///< Of its first file; empty for the folder ringfence runs in.
  bool is_named = false;  ///< By a file, and not after its folder.
  Environment environment;
  Value model;  ///< All files merged, services extended, nothing left to be removed.
  /// The folder that relative paths in each file are relative to.
  std::map<SourceId, std::string> folders;
  std::set<SourceId> included;  ///< Files that are parts of it although no root, `.env` among them.
  std::set<SourceId> extended;  ///< Files whose services it extends.
  std::map<std::string, Span, std::less<>> unset;  ///< Variables without value and default.
};

/// Merges the roots in their order, with what they include and extend. Errors: E0701 to E0710.
Project assemble(const Sources& sources, const Opener& open, const std::vector<Root>& roots,
                 Diagnostics& errors);

/// `a/b` of `a/b/c.yaml`; empty without a folder.
std::string folder_of(std::string_view path);
/// `path` seen from `folder`, without needless steps; absolute paths as they are.
std::string joined(std::string_view folder, std::string_view path);

}  // namespace ringfence::ingest::compose
