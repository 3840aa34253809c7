#include "load/load.h"

#include <algorithm>
#include <map>

#include "base/nearest_name.h"
#include "load/files.h"
#include "load/texts.h"

namespace ringfence::load {
namespace {

namespace fs = std::filesystem;

/// Without links, whether or not there is such a file.
fs::path real_path(const fs::path& path) {
  std::error_code ignored;
  return fs::weakly_canonical(fs::absolute(path, ignored), ignored);
}

bool is_below(const fs::path& path, const fs::path& root) {
  const auto [end, ignored] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return end == root.end() || (std::next(end) == root.end() && end->empty());
}

Diagnostics in_source_order(Diagnostics errors) {
  std::stable_sort(errors.begin(), errors.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return a.at.source < b.at.source;
  });
  return errors;
}

class Loader {
 public:
  Loader(const Options& options, Sources& sources)
      : options_(options), sources_(sources), texts_(options, sources, loaded_, errors_) {}

  Result<Loaded> run() {
    specification("prelude", "prelude.rf");
    find_roots();
    for (const std::string& input : options_.inputs) read_input(input);
    if (errors_.empty()) refuse_nothing();
    has_policies_ = has_policies_ || !options_.packs.empty();
    for (const std::string& name : options_.packs) pack(name);
    if (!has_policies_) {
      for (const std::string& name : options_.packs_without_policies) pack(name);
    }
    for (const fs::path& file : options_.waiver_files) read_waiver_file(file);
    texts_.finish([this](const std::string& path, const Span& at, bool is_required) {
      return open_part(path, at, is_required);
    });
    if (errors_.empty()) return std::move(loaded_);
    return in_source_order(std::move(errors_));
  }

 private:
  // ---- Specifications of ours -------------------------------------------------------------------

  void specification(const std::string& what, const fs::path& file) {
    Result<std::string> text = read_file(options_.specs / file, {});
    if (!text) {
      errors_.push_back({"E0009",
                         {},
                         "cannot read the " + what + " `" + (options_.specs / file).string() + "`",
                         {},
                         "ringfence looks for its specifications beside its program"});
      return;
    }
    const std::string name = ("specs" / file).generic_string();
    const SourceId source = sources_.add(name, std::move(text).value());
    for (const syntax::Document* document : texts_.add_specification(source, extension_of(file))) {
      follow_packs(*document, file);
    }
  }

  /// What a pack imports is another pack, named by its file.
  void follow_packs(const syntax::Document& document, const fs::path& file) {
    for (const syntax::Item& item : document.items) {
      const auto* import = std::get_if<syntax::Import>(&item);
      if (import == nullptr) continue;
      const fs::path other = (file.parent_path() / import->pattern).lexically_normal();
      pack(other.lexically_relative("packs").replace_extension().generic_string());
    }
  }

  void pack(const std::string& name) {
    if (std::find(loaded_.packs.begin(), loaded_.packs.end(), name) != loaded_.packs.end()) return;
    const fs::path folder = options_.specs / "packs";
    std::vector<std::string> known;
    for (const fs::path& file : walk(folder, {}).files) {
      known.push_back(file.lexically_relative(folder).replace_extension().generic_string());
    }
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const std::string near = nearest_name(name, known);
      errors_.push_back({"E0008",
                         {},
                         "there is no pack `" + name + "`",
                         {},
                         near.empty() ? "" : "did you mean `" + near + "`?"});
      return;
    }
    loaded_.packs.push_back(name);
    specification("pack", fs::path("packs") / (name + ".rf"));
  }

  // ---- Inputs and imports -----------------------------------------------------------------------

  void find_roots() {
    std::vector<fs::path> folders = options_.roots;
    if (folders.empty()) {
      for (const std::string& input : options_.inputs) {
        std::error_code ignored;
        fs::path path = input == "-" ? fs::path(".") : fs::path(input);
        while (is_glob(path.native())) path = path.parent_path();
        const bool is_folder = path.empty() || fs::is_directory(path, ignored);
        folders.push_back(is_folder ? path : path.parent_path());
      }
    }
    for (const fs::path& folder : folders) {
      roots_.push_back(real_path(folder.empty() ? "." : folder));
    }
  }

  void read_input(const std::string& input) {
    if (input == "-") {
      read_text("<stdin>", options_.standard_input, "", Origin{});
    } else {
      read_path(fs::path(input), input, Origin{});
    }
  }

  void read_path(const fs::path& path, const std::string& written, Origin origin) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      read_folder(path, written, origin);
    } else if (is_glob(path.native()) && !fs::exists(path, ignored)) {
      const std::vector<fs::path> matches = expand_glob(path);
      if (matches.empty()) {
        errors_.push_back({"E0007", origin.import_at, "nothing matches `" + written + "`"});
      }
      origin.is_pattern = true;
      for (const fs::path& match : matches) {
        if (fs::is_directory(match, ignored)) {
          read_folder(match, match.string(), origin);
        } else {
          read_one(match, origin);
        }
      }
    } else {
      read_one(path, origin);
    }
  }

  void read_waiver_file(const fs::path& file) {
    Result<std::string> text = read_file(file, {});
    if (!text) {
      errors_.insert(errors_.end(), text.errors().begin(), text.errors().end());
      return;
    }
    texts_.add_waivers(sources_.add(file.string(), std::move(text).value()), extension_of(file));
  }

  void read_folder(const fs::path& folder, const std::string& written, Origin origin) {
    if (!may_read(folder, origin)) return;
    const std::size_t before = progress();
    const std::size_t skipped = loaded_.skipped.size();
    Walk found = walk(folder, origin.import_at);
    errors_.insert(errors_.end(), found.errors.begin(), found.errors.end());
    origin.is_named = false;
    origin.is_pattern = true;
    for (const fs::path& file : found.files) read_one(file, origin);
    for (const fs::path& link : found.linked_folders) {
      loaded_.skipped.push_back({link.string(), "a link to a folder; name it to have it read", {}});
    }
    std::size_t count = 0;
    std::string kinds;
    for (const auto& [extension, number] : found.others) {
      count += number;
      kinds += (kinds.empty() ? "" : ", ") + (extension.empty() ? "no extension" : extension);
    }
    if (count > 0) {
      const std::string files = count == 1 ? " file" : " files";
      loaded_.skipped.push_back(
          {folder.string(),
           std::to_string(count) + files + " of other formats (" + kinds + ")",
           {}});
    }
    if (progress() != before) return;
    std::string help;
    if (skipped < loaded_.skipped.size()) {
      help = loaded_.skipped[skipped].path + ": " + loaded_.skipped[skipped].reason;
    }
    errors_.push_back({"E0001",
                       origin.import_at,
                       "the folder `" + written + "` has no file that ringfence reads",
                       {},
                       help});
  }

  /// Grows with every file that was read, is known already, or has an error.
  std::size_t progress() const { return loaded_.inputs.size() + already_read_ + errors_.size(); }

  bool is_allowed(const fs::path& path) const {
    const fs::path real = real_path(path);
    return std::any_of(roots_.begin(), roots_.end(),
                       [&](const fs::path& root) { return is_below(real, root); });
  }

  bool may_read(const fs::path& path, const Origin& origin) {
    if (!origin.is_import()) return true;
    if (is_allowed(path)) return true;
    errors_.push_back({"E0006",
                       origin.import_at,
                       "`" + path.string() + "` lies outside the folders that imports may read",
                       {},
                       "allow its folder with `--root`"});
    return false;
  }

  void read_one(const fs::path& path, const Origin& origin) {
    if (!may_read(path, origin)) return;
    const std::string identity = real_path(path).string();
    if (is_import_cycle(identity, path, origin)) return;
    if (seen_.contains(identity)) {
      ++already_read_;
      return;
    }
    seen_.emplace(identity, std::nullopt);
    Result<std::string> text = read_file(path, origin.import_at);
    if (!text) {
      errors_.insert(errors_.end(), text.errors().begin(), text.errors().end());
      return;
    }
    chain_.push_back({identity, origin.import_at});
    const SourceId source = sources_.add(path.string(), std::move(text).value());
    seen_[identity] = source;
    add_text(source, extension_of(path), origin);
    chain_.pop_back();
  }

  /// Patterns and folders leave out the files that are being read; a file named outright is an
  /// error.
  bool is_import_cycle(const std::string& identity, const fs::path& path, const Origin& origin) {
    const auto link = std::find_if(chain_.begin(), chain_.end(),
                                   [&](const Link& open) { return open.identity == identity; });
    if (link == chain_.end() || !origin.is_import()) return false;
    if (origin.is_pattern) return true;
    Diagnostic error{"E0005", origin.import_at,
                     "`" + path.string() + "` imports itself, through the imports below"};
    for (auto next = std::next(link); next != chain_.end(); ++next) {
      error.notes.push_back({next->import_at, "imported here"});
    }
    if (error.notes.empty()) error.message = "`" + path.string() + "` imports itself";
    errors_.push_back(std::move(error));
    return true;
  }

  void read_text(const std::string& name, std::string text, const std::string& extension,
                 const Origin& origin) {
    add_text(sources_.add(name, std::move(text)), extension, origin);
  }

  void add_text(SourceId source, const std::string& extension, const Origin& origin) {
    for (const syntax::Document* document : texts_.add(source, extension, origin)) {
      follow_imports(*document);
    }
  }

  void follow_imports(const syntax::Document& document) {
    const std::string& name = sources_.name(document.source);
    const fs::path folder = name == "<stdin>" ? fs::path() : fs::path(name).parent_path();
    for (const syntax::Item& item : document.items) {
      has_policies_ = has_policies_ || std::holds_alternative<syntax::Policy>(item);
      const auto* import = std::get_if<syntax::Import>(&item);
      if (import == nullptr) continue;
      Origin origin;
      origin.import_at = import->at;
      read_path((folder / import->pattern).lexically_normal(), import->pattern, origin);
    }
  }

  /// A file that a Compose file is made of, which may have been read as an input, too.
  std::optional<SourceId> open_part(const std::string& path, const Span& at, bool is_required) {
    std::error_code ignored;
    const bool is_there = fs::is_regular_file(path, ignored) && is_allowed(path);
    if (!is_required && !is_there) return std::nullopt;
    Origin origin;
    origin.import_at = at;
    if (is_required && !may_read(path, origin)) return std::nullopt;
    const std::string identity = real_path(path).string();
    const auto known = seen_.find(identity);
    if (known != seen_.end() && known->second) return known->second;
    Result<std::string> text = read_file(path, at);
    if (!text) {
      errors_.insert(errors_.end(), text.errors().begin(), text.errors().end());
      return std::nullopt;
    }
    const SourceId source = sources_.add(path, std::move(text).value());
    seen_[identity] = source;
    const std::string extension = extension_of(path);
    const bool is_yaml = extension == ".yaml" || extension == ".yml" || extension == ".json";
    texts_.add_part(source, is_yaml ? extension : std::string(kEnvironment));
    return source;
  }

  void refuse_nothing() {
    const bool any = std::any_of(loaded_.inputs.begin(), loaded_.inputs.end(),
                                 [](const Input& input) { return input.format != "empty"; });
    if (any) return;
    errors_.push_back(
        {"E0001", {}, "nothing to check: no input has anything that ringfence reads"});
  }

  struct Link {
    std::string identity;
    Span import_at;
  };

  const Options& options_;
  Sources& sources_;
  Loaded loaded_;
  Diagnostics errors_;
  Texts texts_;
  std::vector<fs::path> roots_;                          // canonical
  std::map<std::string, std::optional<SourceId>> seen_;  // files that were read, by canonical path
  std::vector<Link> chain_;       // the files being read, each imported by the one before
  std::size_t already_read_ = 0;  // files met again
  bool has_policies_ = false;
};

}  // namespace

Result<Loaded> load(const Options& options, Sources& sources) {
  return Loader(options, sources).run();
}

Result<Loaded> reload(const std::vector<Text>& recorded, const std::optional<std::string>& host,
                      const Sources& sources) {
  Options options;
  options.host = host;
  Loaded loaded;
  Diagnostics errors;
  Texts texts(options, sources, loaded, errors);
  // What nobody named may be left alone again without being an error.
  Origin origin;
  origin.is_named = false;
  for (const Text& text : recorded) {
    if (text.role == Text::Role::Specification) {
      texts.add_specification(text.source, text.extension);
    } else if (text.role == Text::Role::Waivers) {
      texts.add_waivers(text.source, text.extension);
    } else {
      texts.add(text.source, text.extension, origin);
    }
  }
  texts.finish([&](const std::string& path, const Span& at, bool is_required) {
    std::optional<SourceId> found;
    for (const Text& text : recorded) {
      if (sources.name(text.source) == path) found = text.source;
    }
    if (!found && is_required)
      errors.push_back({"E0002", at, "`" + path + "` is not among the recorded texts"});
    return found;
  });
  if (errors.empty()) return loaded;
  return in_source_order(std::move(errors));
}

}  // namespace ringfence::load
