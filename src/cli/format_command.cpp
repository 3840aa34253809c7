#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/commands.h"
#include "cli/output.h"
#include "grammar/parse.h"
#include "report/diagnostics.h"
#include "syntax/print.h"

namespace ringfence::cli {
namespace {

namespace fs = std::filesystem;

/// The .rf files an input names, by name.
Result<std::vector<fs::path>> files_of(const std::string& input) {
  std::error_code failed;
  if (!fs::is_directory(input, failed)) {
    if (fs::is_regular_file(input, failed)) return std::vector<fs::path>{input};
    return Diagnostic{"E0002", {}, "cannot read `" + input + "`: no such file or directory"};
  }
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(input, failed)) {
    if (entry.path().extension() == ".rf") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) return Diagnostic{"E0001", {}, "`" + input + "` has no .rf file in it"};
  return files;
}

/// Replaces a file whole or not at all.
bool replace(const fs::path& file, const std::string& text) {
  const fs::path beside = file.string() + ".ringfence-fmt";
  std::error_code failed;
  {
    std::ofstream out(beside, std::ios::binary);
    out << text;
    if (!out.flush()) return false;
  }
  fs::permissions(beside, fs::status(file, failed).permissions(), failed);
  fs::rename(beside, file, failed);
  return !failed;
}

}  // namespace

Exit run_format(const Options& options) {
  Sources sources;
  Diagnostics errors;
  std::string changed;
  bool broken = false;
  for (const std::string& input : options.inputs) {
    const Result<std::vector<fs::path>> files = files_of(input);
    if (!files) {
      errors.insert(errors.end(), files.errors().begin(), files.errors().end());
      continue;
    }
    for (const fs::path& file : files.value()) {
      std::ifstream in(file, std::ios::binary);
      const SourceId id = sources.add(file.string(), {std::istreambuf_iterator<char>(in), {}});
      const Result<syntax::Document> document = grammar::parse_document(sources, id);
      if (!document) {
        errors.insert(errors.end(), document.errors().begin(), document.errors().end());
        continue;
      }
      const std::string text = syntax::print(document.value());
      if (text == sources.text(id)) continue;
      changed += file.string() + "\n";
      if (!options.format_check && !replace(file, text)) broken = true;
    }
  }
  if (!errors.empty()) {
    write_messages(report::text(sources, errors, style_for_messages(options.colour)));
    return Exit::CouldNotRun;
  }
  if (broken || !write_results(changed)) return Exit::CouldNotRun;
  return options.format_check && !changed.empty() ? Exit::Violated : Exit::Holds;
}

}  // namespace ringfence::cli
