#include <algorithm>
#include <filesystem>

#include "ingest/compose/context.h"

namespace ringfence::ingest::compose {
namespace {

using syntax::GapEffect;

constexpr std::string_view kSocket = "/var/run/docker.sock";
constexpr std::string_view kUnknownFolder = "/\xe2\x80\xa6";  // an ellipsis, which no path has

enum class Use { Bind, Volume, Own };

struct Mount {
  Use use = Use::Own;
  const Value* source = nullptr;  ///< Or the short entry it stands in.
  std::string text;               ///< The source as written.
  std::string target;
  std::string propagation;
  bool is_read_only = false;
  Span at;
};

bool has_drive(std::string_view text) {
  const bool letter =
      !text.empty() && ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'));
  return text.size() > 2 && letter && text[1] == ':' && (text[2] == '\\' || text[2] == '/');
}

bool is_path(std::string_view text) {
  return text.starts_with('.') || text.starts_with('/') || text.starts_with('~') ||
         text.starts_with('\\') || has_drive(text);
}

std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != ':') continue;
    // The colon of a Windows drive separates nothing.
    if (i == begin + 1 && has_drive(text.substr(begin))) continue;
    parts.emplace_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return parts;
}

/// `[source:]target[:options]`
Mount read_short(const Value& entry) {
  Mount mount;
  mount.at = entry.at;
  mount.source = &entry;
  const std::vector<std::string> parts = parts_of(entry.text);
  if (parts.size() == 1) {
    mount.target = parts[0];
    return mount;
  }
  mount.text = parts[0];
  mount.target = parts[1];
  mount.use = is_path(mount.text) ? Use::Bind : Use::Volume;
  std::string_view options = parts.size() > 2 ? std::string_view(parts[2]) : std::string_view();
  while (!options.empty()) {
    const std::size_t comma = std::min(options.find(','), options.size());
    const std::string_view option = options.substr(0, comma);
    if (option == "ro" || option == "readonly") mount.is_read_only = true;
    if (option.ends_with("shared") || option.ends_with("slave")) mount.propagation = option;
    options.remove_prefix(std::min(comma + 1, options.size()));
  }
  return mount;
}

Mount read_long(const Context& context, const Value& entry) {
  Mount mount;
  mount.at = entry.at;
  const Value* type = entry.present("type");
  const Value* source = entry.present("source");
  const Value* target = entry.present("target");
  if (type == nullptr) {
    context.error("E0707", entry.at, "a volume has a `type`");
    return mount;
  }
  if (target != nullptr) mount.target = target->text;
  if (const Value* read_only = entry.present("read_only"))
    mount.is_read_only = as_bool(*read_only).value_or(false);
  if (source != nullptr) {
    mount.source = source;
    mount.text = source->text;
  }
  if (type->text == "bind") {
    mount.use = Use::Bind;
    if (source == nullptr) context.error("E0707", entry.at, "a bind mount has a `source`");
    const Value* bind = entry.present("bind");
    const Value* propagation = bind != nullptr ? bind->present("propagation") : nullptr;
    if (propagation != nullptr) mount.propagation = propagation->text;
  } else if (type->text == "volume" || type->text == "cluster") {
    mount.use = source != nullptr ? Use::Volume : Use::Own;
  } else if (type->text == "npipe") {
    mount.use = Use::Bind;
  } else if (type->text != "tmpfs" && type->text != "image") {
    context.error("E0709", type->at, "`" + type->text + "` is no type of a volume",
                  "use `bind`, `volume`, `tmpfs`, `image`, `cluster` or `npipe`");
  }
  return mount;
}

std::string plain_path(std::string_view path) {
  std::string text = std::filesystem::path(path).lexically_normal().string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

/// Options of the driver `local` that make a volume of a path or of another machine's storage.
bool add_by_options(const Context& context, const Value& declared, const Mount& mount,
                    Mounts& into) {
  const Value* options = declared.present("driver_opts");
  if (options == nullptr || !options->is_map()) return false;
  const Value* device = options->present("device");
  const Value* type = options->present("type");
  const Value* mountpoint = options->present("mountpoint");
  if (mountpoint != nullptr && mountpoint->text.starts_with('/')) {
    into.host_paths.push_back({plain_path(mountpoint->text), mountpoint->at});
    return true;
  }
  if (device == nullptr) return false;
  const std::string kind = type != nullptr ? type->text : "none";
  if (kind == "tmpfs") return true;
  const Value* o = options->present("o");
  const bool binds =
      kind == "none" || kind.empty() || (o != nullptr && o->text.find("bind") != std::string::npos);
  if (binds) {
    into.host_paths.push_back({engine_path(context.project, *device), device->at});
    return true;
  }
  // A file system of a network, or a block device: known by what it is, not by the volume's name.
  std::string name = kind + "/";
  const std::size_t address = o != nullptr ? o->text.find("addr=") : std::string::npos;
  if (address != std::string::npos) {
    const std::size_t begin = address + 5;
    name += o->text.substr(begin, std::min(o->text.find(',', begin), o->text.size()) - begin);
  }
  name += (device->text.starts_with(':') ? "" : "/") + device->text;
  (mount.is_read_only ? into.shared_volumes : into.volumes).push_back({name, device->at});
  context.gap(device->at, "volume of type `" + kind + "`", GapEffect::Widens,
              {"container.volumes", "container.shared_volumes"},
              "one volume can have several names, or be a part of another");
  return true;
}

void add_volume(const Context& context, const Mount& mount, Mounts& into) {
  const Value* all = context.project.model.find("volumes");
  const Value* declared = all != nullptr ? all->find(mount.text) : nullptr;
  if (declared == nullptr) {
    context.error("E0707", mount.at, "no volume is named `" + mount.text + "`",
                  "declare it under `volumes` at the top of the file");
    return;
  }
  const Span at = all->find_key(mount.text)->at;
  if (add_by_options(context, *declared, mount, into)) return;
  const Value* driver = declared->present("driver");
  if (driver != nullptr && driver->text != "local" && driver->text != "default") {
    context.gap(driver->at, "volume driver `" + driver->text + "`", GapEffect::Widens,
                {"container.volumes", "container.shared_volumes", "container.host_paths"},
                "where it keeps the volume is not known");
  }
  (mount.is_read_only ? into.shared_volumes : into.volumes)
      .push_back({volume_entity(context, mount.text, at), mount.at});
}

void add_mount(const Context& context, const Mount& mount, Mounts& into) {
  const bool is_mounted = mount.use != Use::Own;
  if (is_mounted && mount.text.empty() && mount.source != nullptr && mount.source->was_variable) {
    context.gap(mount.at, "volume whose source is a variable without a value", GapEffect::Unknown,
                {"container.host_paths", "container.volumes", "container.shared_volumes"},
                "set the variable in the `.env` file beside the Compose file");
    return;
  }
  if (mount.use == Use::Volume) return add_volume(context, mount, into);
  if (mount.use != Use::Bind || mount.source == nullptr) return;
  Value written = *mount.source;
  written.text = mount.text;
  const std::string path = engine_path(context.project, written);
  if (mount.propagation.ends_with("shared")) {
    context.gap(mount.at, "mount propagation `" + mount.propagation + "`", GapEffect::Widens,
                {"container.host_paths"}, "what the container mounts appears on the machine");
  }
  into.host_paths.push_back({path, mount.at});
}

void append(std::vector<Member>& to, const std::vector<Member>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

class MountReader {
 public:
  explicit MountReader(const Context& context) : context_(context) {}

  Mounts of(std::string_view name) {
    Mounts all;
    const Value* services = context_.project.model.find("services");
    const Value* service = services != nullptr ? services->find(name) : nullptr;
    if (service == nullptr || std::find(chain_.begin(), chain_.end(), name) != chain_.end())
      return all;
    chain_.emplace_back(name);
    add_others(*service, all);
    add_own(*service, all);
    chain_.pop_back();
    return all;
  }

 private:
  void add_own(const Value& service, Mounts& all) {
    const Value* entries = service.present("volumes");
    if (entries != nullptr && entries->is_list()) {
      std::vector<Mount> mounts;
      for (const Value& entry : entries->items) {
        Mount mount = entry.is_map() ? read_long(context_, entry) : read_short(entry);
        // A later entry for the same target is the one that counts.
        std::erase_if(mounts, [&](const Mount& earlier) {
          return !mount.target.empty() && earlier.target == mount.target;
        });
        mounts.push_back(std::move(mount));
      }
      for (const Mount& mount : mounts) add_mount(context_, mount, all);
    }
    const Value* socket = service.present("use_api_socket");
    if (socket != nullptr && as_bool(*socket).value_or(false))
      all.host_paths.push_back({std::string(kSocket), socket->at});
  }

  /// `service[:ro]` or `container:name[:ro]`
  void add_others(const Value& service, Mounts& all) {
    const Value* entries = service.present("volumes_from");
    if (entries == nullptr || !entries->is_list()) return;
    for (const Value& entry : entries->items) {
      std::string_view text = entry.text;
      const bool is_container = text.starts_with("container:");
      if (is_container) text.remove_prefix(10);
      const std::size_t colon = text.find(':');
      const bool is_read_only = colon != std::string_view::npos && text.substr(colon + 1) == "ro";
      text = text.substr(0, colon);
      if (is_container) {
        context_.gap(entry.at, "volumes of container `" + std::string(text) + "`",
                     GapEffect::Widens,
                     {"container.volumes", "container.shared_volumes", "container.host_paths"},
                     "which these are is not looked up; name the service");
        continue;
      }
      Mounts theirs = of(text);
      append(all.host_paths, theirs.host_paths);
      append(is_read_only ? all.shared_volumes : all.volumes, theirs.volumes);
      append(all.shared_volumes, theirs.shared_volumes);
    }
  }

  const Context& context_;
  std::vector<std::string> chain_;
};

}  // namespace

// A relative path is kept apart from all that is written from the root, except the root itself: the
// folder of a project is taken to be in no other path that is mounted.
std::string engine_path(const Project& project, const Value& written) {
  const std::string& text = written.text;
  if (has_drive(text) || text.starts_with('\\')) return text;
  if (text.starts_with('/')) return plain_path(text);
  if (text.starts_with('~')) return plain_path(std::string(kUnknownFolder) + "/" + text);
  const auto folder = project.folders.find(written.at.source);
  const std::string path =
      joined(folder != project.folders.end() ? folder->second : project.folder, text);
  if (path.starts_with('/')) return path;
  if (path == ".") return std::string(kUnknownFolder);
  return std::string(kUnknownFolder) + "/" + path;
}

Mounts read_mounts(const Context& context, std::string_view service) {
  return MountReader(context).of(service);
}

}  // namespace ringfence::ingest::compose
