// From files to one model: every file has its variables replaced, its short forms written out, its
// services extended and its includes read, and is then laid over the files before it.
#include "ingest/compose/project.h"

#include <algorithm>
#include <filesystem>

#include "ingest/compose/interpolate.h"
#include "ingest/compose/merge.h"
#include "ingest/compose/shape.h"

namespace ringfence::ingest::compose {
namespace {

constexpr std::size_t kMostFiles = 1'000;
constexpr std::size_t kMostValues = 2'000'000;
constexpr std::string_view kSections[] = {"services", "networks", "volumes",
                                          "configs",  "secrets",  "models"};

std::size_t size_of(const Value& value) {
  std::size_t size = 1;
  for (const Value& item : value.items) size += size_of(item);
  return size;
}

/// Docker keeps lower-case letters, digits, `_` and `-`, and starts with neither of the last two.
std::string normal_name(std::string_view text) {
  std::string name;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (fits && !(name.empty() && (c == '_' || c == '-'))) name += c;
  }
  return name;
}

/// One file with its services as written.
struct File {
  SourceId source;
  std::string folder;
  Value content;
};

class Assembler {
 public:
  Assembler(const Sources& sources, const Opener& open, Project& project, Diagnostics& errors)
      : sources_(sources), open_(open), project_(project), errors_(errors) {}

  void run(const std::vector<Root>& roots) {
    project_.folder = folder_of(sources_.name(roots.front().source));
    project_.environment = environment_of(project_.folder, {});
    name_project(roots);
    project_.environment["COMPOSE_PROJECT_NAME"] = project_.name;
    std::vector<SourceId> chain;
    Value model;
    for (const Root& root : roots) {
      project_.folders.emplace(root.source, project_.folder);
      chain = {root.source};
      add_file(model, root, project_.folder, project_.environment, chain);
    }
    drop_resets(model);
    project_.model = std::move(model);
  }

 private:
  // ---- Files ------------------------------------------------------------------------------------

  /// The documents of a file; none after an error.
  const std::vector<Value>& documents(SourceId source) {
    const auto [found, is_new] = read_.try_emplace(source);
    if (!is_new) return found->second;
    Result<yaml::Tree> tree = yaml::read(sources_, source);
    if (!tree) {
      errors_.insert(errors_.end(), tree.errors().begin(), tree.errors().end());
      return found->second;
    }
    for (const yaml::NodeId document : tree.value().documents()) {
      Result<Value> value = copy(tree.value(), document);
      if (!value) {
        errors_.insert(errors_.end(), value.errors().begin(), value.errors().end());
        return found->second;
      }
      found->second.push_back(std::move(value).value());
    }
    return found->second;
  }

  Environment environment_of(const std::string& folder, const Environment& outer) {
    const auto source = open_(joined(folder, ".env"), {}, false);
    return source ? with_file(*source, outer) : outer;
  }

  Environment with_file(SourceId source, const Environment& outer) {
    project_.included.insert(source);
    Result<Environment> read = read_environment(sources_, source, outer);
    if (read) return std::move(read).value();
    errors_.insert(errors_.end(), read.errors().begin(), read.errors().end());
    return outer;
  }

  void name_project(const std::vector<Root>& roots) {
    project_.at = {roots.front().source, 0, 0};
    const std::vector<Value>& first = documents(roots.front().source);
    if (!roots.front().documents.empty() && roots.front().documents.front() < first.size()) {
      const Value::Key* key = first[roots.front().documents.front()].find_key("services");
      if (key != nullptr) project_.at = key->at;
    }
    const auto given = project_.environment.find("COMPOSE_PROJECT_NAME");
    if (given != project_.environment.end() && !given->second.empty()) {
      project_.name = given->second;
      project_.is_named = true;
    } else {
      take_written_name(roots);
    }
    const std::string normal = normal_name(project_.name);
    if (project_.is_named && normal != project_.name) {
      errors_.push_back(
          {"E0709",
           project_.at,
           "`" + project_.name + "` is no name of a project",
           {},
           "use lower-case letters, digits, `-` and `_`, with a letter or digit first"});
    }
    if (project_.name.empty()) {
      const std::filesystem::path path = sources_.name(roots.front().source);
      const std::string folder = std::filesystem::path(project_.folder).filename().string();
      const bool has_folder = !folder.empty() && folder != "." && folder != "..";
      const std::string stem = path.stem().string();
      const bool is_default = stem == "compose" || stem == "docker-compose";
      project_.name = normal_name(is_default && has_folder ? folder : stem);
      if (project_.name.empty()) project_.name = "project";
    }
  }

  void take_written_name(const std::vector<Root>& roots) {
    for (const Root& root : roots) {
      const std::vector<Value>& all = documents(root.source);
      for (const std::size_t i : root.documents) {
        const Value* name = i < all.size() ? all[i].present("name") : nullptr;
        if (name == nullptr || !name->is_scalar()) continue;
        Interpolation ignored;  // it is replaced once more with the rest of the file
        project_.name = interpolate(name->text, project_.environment, name->at, ignored);
        project_.at = name->at;
        project_.is_named = true;
      }
    }
  }

  /// A document with variables replaced and short forms written out.
  Value prepared(const Value& document, const Environment& environment) {
    Value content = document;
    Interpolation found;
    interpolate(content, environment, found);
    errors_.insert(errors_.end(), found.errors.begin(), found.errors.end());
    project_.unset.merge(found.unset);
    write_out(content, errors_);
    return content;
  }

  void add_file(Value& model, const Root& root, const std::string& folder,
                const Environment& environment, std::vector<SourceId>& chain) {
    if (++files_ > kMostFiles) {
      if (files_ == kMostFiles + 1)
        errors_.push_back(
            {"E0701", {root.source, 0, 0}, "a project of more than a thousand files"});
      return;
    }
    const std::vector<Value> all = documents(root.source);  // a copy, as more files are read
    for (const std::size_t i : root.documents) {
      if (i >= all.size()) continue;
      File file{root.source, folder, prepared(all[i], environment)};
      if (!file.content.is_map()) continue;
      extend_services(file, model, environment);
      const Value* includes = file.content.present("include");
      if (includes != nullptr && includes->is_list()) {
        const Value list = *includes;
        for (const Value& include : list.items) add_include(file, include, environment, chain);
      }
      file.content.erase("include");
      model = merge(std::move(model), std::move(file.content), "", errors_);
    }
  }

  // ---- Includes ---------------------------------------------------------------------------------

  void add_include(File& file, const Value& include, const Environment& environment,
                   std::vector<SourceId>& chain) {
    const Value* paths = include.present("path");
    if (paths == nullptr || !paths->is_list() || paths->items.empty()) {
      errors_.push_back({"E0707", include.at, "an entry of `include` has a `path`"});
      return;
    }
    const std::string base = project_.folders[file.source];
    const std::string first = joined(base, paths->items.front().text);
    const Value* directory = include.present("project_directory");
    const std::string folder =
        directory != nullptr ? joined(base, directory->text) : folder_of(first);
    Environment inner = environment;
    const Value* env_file = include.present("env_file");
    if (env_file != nullptr && env_file->is_list()) {
      for (const Value& path : env_file->items) {
        const auto source = open_(joined(base, path.text), path.at, true);
        if (source) inner = with_file(*source, inner);
      }
    } else {
      inner = environment_of(folder, environment);
    }
    Value model;
    for (const Value& path : paths->items) {
      const auto source = open_local(joined(base, path.text), path);
      if (!source) continue;
      if (std::find(chain.begin(), chain.end(), *source) != chain.end()) {
        errors_.push_back({"E0708",
                           path.at,
                           "`" + path.text + "` includes itself",
                           {{{*source, 0, 0}, "this file"}}});
        continue;
      }
      project_.included.insert(*source);
      project_.folders[*source] = folder;
      chain.push_back(*source);
      add_file(model, {*source, all_documents(*source)}, folder, inner, chain);
      chain.pop_back();
    }
    take_over(file.content, std::move(model));
  }

  std::vector<std::size_t> all_documents(SourceId source) {
    std::vector<std::size_t> all(documents(source).size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    return all;
  }

  std::optional<SourceId> open_local(const std::string& path, const Value& written) {
    const bool is_remote = written.text.find("://") != std::string::npos ||
                           written.text.starts_with("git@") || written.text.starts_with("oci:");
    if (is_remote) {
      errors_.push_back({"E0711",
                         written.at,
                         "`" + written.text + "` is not a file here, and only those are read",
                         {},
                         "copy what it holds beside the Compose file"});
      return std::nullopt;
    }
    return open_(path, written.at, true);
  }

  /// What an included model has, into the including file; two different things of one name clash.
  void take_over(Value& content, Value included) {
    for (const std::string_view section : kSections) {
      Value* theirs = included.find(section);
      if (theirs == nullptr || !theirs->is_map()) continue;
      Value* ours = content.find(section);
      if (ours == nullptr || !ours->is_map()) {
        content.erase(section);
        content.add({std::string(section), theirs->at}, std::move(*theirs));
        continue;
      }
      for (std::size_t i = 0; i < theirs->keys.size(); ++i) {
        const Value* known = ours->find(theirs->keys[i].text);
        if (known == nullptr) {
          ours->add(theirs->keys[i], std::move(theirs->items[i]));
        } else if (!same(*known, theirs->items[i])) {
          errors_.push_back(
              {"E0710",
               ours->find_key(theirs->keys[i].text)->at,
               "`" + theirs->keys[i].text + "` is in an included file, too, and not the same",
               {{theirs->keys[i].at, "included from here"}},
               "change it in a file that is laid over both"});
        }
      }
    }
  }

  // ---- Extended services ------------------------------------------------------------------------

  void extend_services(File& file, const Value& before, const Environment& environment) {
    Value* services = file.content.find("services");
    if (services == nullptr || !services->is_map()) return;
    const bool any =
        std::any_of(services->items.begin(), services->items.end(),
                    [](const Value& service) { return service.present("extends") != nullptr; });
    if (!any) return;
    Value result = map_value(services->at);
    result.tag = services->tag;
    for (const Value::Key& key : services->keys) {
      std::vector<Step> chain;
      result.add(key, extended(file, key.text, key.at, before, environment, chain));
    }
    *file.content.find("services") = std::move(result);
  }

  struct Step {
    SourceId source;
    std::string service;
    Span at;
  };

  Value extended(const File& file, const std::string& name, const Span& at, const Value& before,
                 const Environment& environment, std::vector<Step>& chain) {
    for (const Step& step : chain) {
      if (step.source != file.source || step.service != name) continue;
      Diagnostic error{"E0708", at, "service `" + name + "` extends itself, through others"};
      for (const Step& other : chain) error.notes.push_back({other.at, "`" + other.service + "`"});
      errors_.push_back(std::move(error));
      return map_value(at);
    }
    const Value* services = file.content.find("services");
    const Value* own = services != nullptr ? services->find(name) : nullptr;
    if (own == nullptr) {
      const Value* earlier = before.find("services");
      own = earlier != nullptr ? earlier->find(name) : nullptr;
    }
    if (own == nullptr) {
      errors_.push_back(
          {"E0707", at,
           "`" + sources_.name(file.source) + "` has no service `" + name + "` to extend"});
      return map_value(at);
    }
    const Value* extends = own->present("extends");
    if (extends == nullptr || !extends->is_map()) return *own;
    const Value* service = extends->present("service");
    if (service == nullptr || !service->is_scalar()) {
      errors_.push_back({"E0707", extends->at, "`extends` names no `service`"});
      return *own;
    }
    chain.push_back({file.source, name, at});
    Value rest = *own;
    rest.erase("extends");
    const Value* path = extends->present("file");
    Value base;
    if (path == nullptr) {
      base = extended(file, service->text, service->at, before, environment, chain);
    } else if (const File* other = extended_file(file, *path, environment)) {
      base = extended(*other, service->text, service->at, {}, environment, chain);
    }
    chain.pop_back();
    values_ += size_of(base);
    if (values_ > kMostValues) {
      if (!is_too_large_)
        errors_.push_back({"E0701", at, "the services of the project extend each other too often"});
      is_too_large_ = true;
      return rest;
    }
    return merge(std::move(base), std::move(rest), "services.*", errors_);
  }

  const File* extended_file(const File& file, const Value& path, const Environment& environment) {
    const auto source = open_local(joined(file.folder, path.text), path);
    if (!source) return nullptr;
    if (*source != file.source) project_.extended.insert(*source);
    const auto [found, is_new] = extended_files_.try_emplace(*source);
    if (!is_new) return &found->second;
    project_.folders.emplace(*source, folder_of(sources_.name(*source)));
    File& read = found->second;
    read.source = *source;
    read.folder = folder_of(sources_.name(*source));
    Value content;
    const std::vector<Value> all = documents(*source);
    for (const Value& document : all)
      content = merge(std::move(content), prepared(document, environment), "", errors_);
    read.content = std::move(content);
    return &read;
  }

  const Sources& sources_;
  const Opener& open_;
  Project& project_;
  Diagnostics& errors_;
  std::map<SourceId, std::vector<Value>> read_;
  std::map<SourceId, File> extended_files_;
  std::size_t files_ = 0;
  std::size_t values_ = 0;
  bool is_too_large_ = false;
};

}  // namespace

std::string folder_of(std::string_view path) {
  return std::filesystem::path(path).parent_path().string();
}

std::string joined(std::string_view folder, std::string_view path) {
  const std::filesystem::path both = std::filesystem::path(folder) / std::filesystem::path(path);
  std::string text = both.lexically_normal().string();
  if (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

Project assemble(const Sources& sources, const Opener& open, const std::vector<Root>& roots,
                 Diagnostics& errors) {
  Project project;
  Assembler(sources, open, project, errors).run(roots);
  return project;
}

}  // namespace ringfence::ingest::compose
