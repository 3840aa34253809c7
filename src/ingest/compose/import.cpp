#include "ingest/compose/import.h"

#include <algorithm>
#include <filesystem>

#include "ingest/compose/context.h"

namespace ringfence::ingest::compose {
namespace {

constexpr std::string_view kFirst[] = {"compose.yaml", "compose.yml", "docker-compose.yml",
                                       "docker-compose.yaml"};
constexpr std::string_view kOverride[] = {"compose.override.yml", "compose.override.yaml",
                                          "docker-compose.override.yml",
                                          "docker-compose.override.yaml"};

std::string file_name(const Sources& sources, const Root& root) {
  return std::filesystem::path(sources.name(root.source)).filename().string();
}

/// Takes the file of that name out of the list.
std::optional<Root> take(const Sources& sources, std::vector<Root>& files, std::string_view name) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (file_name(sources, files[i]) != name) continue;
    Root found = std::move(files[i]);
    files.erase(files.begin() + static_cast<std::ptrdiff_t>(i));
    return found;
  }
  return std::nullopt;
}

/// The files that `COMPOSE_FILE` names in the folder's `.env`; none without it.
std::vector<std::string> named_files(const Sources& sources, const Opener& open,
                                     const std::string& folder, Diagnostics& errors) {
  const auto source = open(joined(folder, ".env"), {}, false);
  if (!source) return {};
  const Result<Environment> read = read_environment(sources, *source, {});
  if (!read) {
    errors.insert(errors.end(), read.errors().begin(), read.errors().end());
    return {};
  }
  const auto list = read.value().find("COMPOSE_FILE");
  if (list == read.value().end()) return {};
  const auto separator = read.value().find("COMPOSE_PATH_SEPARATOR");
  const std::string by =
      separator != read.value().end() && !separator->second.empty() ? separator->second : ":";
  std::vector<std::string> names;
  std::string_view rest = list->second;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(by), rest.size());
    if (end > 0) names.push_back(joined(folder, rest.substr(0, end)));
    rest.remove_prefix(std::min(rest.size(), end + by.size()));
  }
  return names;
}

/// Files of one folder to projects: what Docker reads together is one, every other file its own.
void group_folder(const Sources& sources, const Opener& open, const std::string& folder,
                  std::vector<Root> files, std::vector<std::vector<Root>>& projects,
                  Diagnostics& errors) {
  std::vector<Root> together;
  for (const std::string& path : named_files(sources, open, folder, errors)) {
    const auto at = std::find_if(files.begin(), files.end(), [&](const Root& file) {
      return joined("", sources.name(file.source)) == path;
    });
    if (at == files.end()) continue;
    together.push_back(*at);
    files.erase(at);
  }
  if (together.empty()) {
    for (const std::string_view name : kFirst) {
      if (!together.empty()) break;
      if (auto first = take(sources, files, name)) together.push_back(std::move(*first));
    }
    for (const std::string_view name : kOverride) {
      if (together.size() != 1) break;
      if (auto second = take(sources, files, name)) together.push_back(std::move(*second));
    }
  }
  if (!together.empty()) projects.push_back(std::move(together));
  for (Root& file : files) projects.push_back({std::move(file)});
}

std::vector<std::vector<Root>> grouped(const Sources& sources, const Opener& open,
                                       const std::vector<Root>& files, Diagnostics& errors) {
  std::vector<std::string> folders;
  std::map<std::string, std::vector<Root>> by_folder;
  for (const Root& file : files) {
    const std::string folder = folder_of(sources.name(file.source));
    auto [found, is_new] = by_folder.try_emplace(folder);
    if (is_new) folders.push_back(folder);
    found->second.push_back(file);
  }
  std::vector<std::vector<Root>> projects;
  for (const std::string& folder : folders)
    group_folder(sources, open, folder, std::move(by_folder[folder]), projects, errors);
  return projects;
}

/// A service that another file has to complete.
bool is_incomplete(const Value& service) {
  return service.is_null() ||
         (service.present("image") == nullptr && service.present("build") == nullptr &&
          service.present("provider") == nullptr);
}

const Value* services_of(const Project& project) {
  const Value* services = project.model.find("services");
  return services != nullptr && services->is_map() ? services : nullptr;
}

/// Whether a file only adds to the services of another project in its folder: Docker reads it when
/// it is told to, and not by itself.
bool is_laid_over(const Project& file, const Project& base) {
  const Value* theirs = services_of(base);
  const Value* own = services_of(file);
  if (theirs == nullptr || own == nullptr || file.folder != base.folder) return false;
  bool any = false;
  for (std::size_t i = 0; i < own->keys.size(); ++i) {
    if (!is_incomplete(own->items[i])) continue;
    if (theirs->find(own->keys[i].text) == nullptr) return false;
    any = true;
  }
  return any;
}

/// Which groups of files are projects, and not parts of others: included, or only there to be
/// extended. Of files that are parts of each other the first is a project.
std::vector<bool> projects_of_their_own(const Sources& sources,
                                        const std::vector<std::vector<Root>>& roots,
                                        const std::vector<Project>& projects, Imported& out) {
  const auto uses = [&](std::size_t user, std::size_t i) {
    if (user == i) return false;
    const Project& project = projects[user];
    const std::string name = file_name(sources, roots[i].front());
    const bool is_default =
        std::find(std::begin(kFirst), std::end(kFirst), name) != std::end(kFirst);
    const SourceId source = roots[i].front().source;
    return project.included.contains(source) || (!is_default && project.extended.contains(source));
  };
  const std::size_t count = projects.size();
  std::vector<bool> kept(count), settled(count);
  const auto keep = [&](std::size_t i) {
    kept[i] = settled[i] = true;
    for (std::size_t other = 0; other < count; ++other) {
      if (settled[other] || !uses(i, other)) continue;
      settled[other] = true;
      const Span at{roots[other].front().source, 0, 0};
      out.remarks.push_back({at, "`" + sources.name(at.source) + "` is a part of project `" +
                                     projects[i].name + "`, and no project of its own"});
    }
  };
  for (std::size_t i = 0; i < count; ++i) {
    bool is_used = false;
    for (std::size_t user = 0; user < count; ++user) is_used = is_used || uses(user, i);
    if (!is_used) keep(i);
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (!settled[i]) keep(i);
  }
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t base = 0; base < i && kept[i]; ++base) {
      if (!kept[base] || !is_laid_over(projects[i], projects[base])) continue;
      kept[i] = false;
      const Span at{roots[i].front().source, 0, 0};
      out.remarks.push_back(
          {at, "`" + sources.name(at.source) + "` adds to the services of project `" +
                   projects[base].name +
                   "` and is left out; have `COMPOSE_FILE` in `.env` name both to merge it"});
    }
  }
  return kept;
}

/// Two projects named after folders of one name are told apart by more of the path.
void tell_apart(const Sources& sources, const std::vector<std::vector<Root>>& roots,
                std::vector<Project>& projects, Diagnostics& errors) {
  std::map<std::string, std::vector<std::size_t>> by_name;
  for (std::size_t i = 0; i < projects.size(); ++i) by_name[projects[i].name].push_back(i);
  for (const auto& [name, all] : by_name) {
    if (all.size() < 2) continue;
    std::optional<std::size_t> named;
    for (const std::size_t i : all) {
      if (!projects[i].is_named) {
        const std::filesystem::path path = sources.name(roots[i].front().source);
        projects[i].name = (path.parent_path() / path.stem()).lexically_normal().generic_string();
      } else if (named) {
        errors.push_back(
            {"E0711",
             projects[i].at,
             "two projects are named `" + name + "`",
             {{projects[*named].at, "the other one"}},
             "files of one project are merged if `COMPOSE_FILE` in `.env` names them"});
      } else {
        named = i;
      }
    }
  }
}

void remark_unset(const Project& project, Imported& out) {
  for (const auto& [name, at] : project.unset)
    out.remarks.push_back(
        {at, "the variable `" + name + "` is not set in any `.env` and taken as empty"});
}

void add_project(const Context& context) {
  const Value* services = context.project.model.find("services");
  Value top = context.project.model;
  top.erase("services");
  list_unmodelled(context, top, "", "");
  if (services == nullptr || !services->is_map()) return;
  check_references(context);
  for (std::size_t i = 0; i < services->keys.size(); ++i) {
    if (services->items[i].is_map()) {
      add_service(context, services->keys[i].text, services->keys[i].at, services->items[i]);
    } else {
      context.error(
          "E0705", services->keys[i].at,
          "expected a mapping for service `" + services->keys[i].text + "`, found nothing");
    }
  }
}

void sort(Diagnostics& errors) {
  std::stable_sort(errors.begin(), errors.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.at < b.at; });
  // A file that several projects include is read as often.
  const auto same = [](const Diagnostic& a, const Diagnostic& b) {
    return a.at == b.at && a.code == b.code && a.message == b.message;
  };
  errors.erase(std::unique(errors.begin(), errors.end(), same), errors.end());
}

}  // namespace

Result<Imported> import(const Sources& sources, const std::vector<Root>& files, const Opener& open,
                        const Options& options) {
  Diagnostics errors;
  std::vector<std::vector<Root>> roots = grouped(sources, open, files, errors);
  std::vector<Project> projects;
  std::vector<Diagnostics> found;
  for (const std::vector<Root>& group : roots) {
    found.emplace_back();
    projects.push_back(assemble(sources, open, group, found.back()));
  }
  Imported out;
  const std::vector<bool> is_project = projects_of_their_own(sources, roots, projects, out);
  for (std::size_t i = projects.size(); i-- > 0;) {
    if (is_project[i]) continue;
    const auto at = static_cast<std::ptrdiff_t>(i);
    roots.erase(roots.begin() + at);
    projects.erase(projects.begin() + at);
    found.erase(found.begin() + at);
  }
  for (const Diagnostics& each : found) errors.insert(errors.end(), each.begin(), each.end());
  tell_apart(sources, roots, projects, errors);
  Registry registry;
  for (const Project& project : projects) enlist(project, registry);
  for (const Project& project : projects) {
    syntax::Document document;
    document.origin = syntax::Origin::Import;
    document.source = project.at.source;
    const Context context{sources, project, registry, options, document, out, errors};
    add_project(context);
    remark_unset(project, out);
    if (!document.items.empty()) out.documents.push_back(std::move(document));
  }
  if (!errors.empty()) {
    sort(errors);
    return errors;
  }
  return out;
}

}  // namespace ringfence::ingest::compose
