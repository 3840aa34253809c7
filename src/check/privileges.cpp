#include "check/privileges.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/quantity.h"
#include "base/require.h"
#include "reach/rows.h"

namespace ringfence::check {
namespace {

using model::Entity;
using model::Kind;

/// When a change of an attribute is a new privilege.
enum class How {
  True,       ///< It was not true and is.
  NotTrue,    ///< It was true and is not.
  Grows,      ///< The set has more.
  Shrinks,    ///< The set has less.
  Root,       ///< The user is root, or is no longer said not to be.
  Confined,   ///< There was a profile and is none, or it is `unconfined`.
  Different,  ///< It is something else than it was, or is where nothing was.
};

struct Rule {
  Kind kind;
  std::string_view attribute;
  How how;
  std::string_view text;  ///< Before the item, for sets.
};

constexpr Rule kRules[] = {
    {Kind::Pod, "host_network", How::True, "host network namespace"},
    {Kind::Pod, "host_pid", How::True, "host PID namespace"},
    {Kind::Pod, "host_ipc", How::True, "host IPC namespace"},
    {Kind::Pod, "host_users", How::True, "host user namespace"},
    {Kind::Pod, "sandboxed", How::NotTrue, "no kernel of its own any more"},
    {Kind::Pod, "host_ports", How::Grows, "host port"},
    {Kind::Pod, "host_paths", How::Grows, "host path"},
    {Kind::Pod, "devices", How::Grows, "device"},
    {Kind::Container, "privileged", How::True, "privileged"},
    {Kind::Container, "allow_privilege_escalation", How::True, "privilege escalation allowed"},
    {Kind::Container, "unconfined_proc", How::True, "unmasked /proc"},
    {Kind::Container, "sandboxed", How::NotTrue, "no kernel of its own any more"},
    {Kind::Container, "run_as_non_root", How::NotTrue, "may run as root: run_as_non_root is gone"},
    {Kind::Container, "run_as_user", How::Root, ""},
    {Kind::Container, "capabilities_added", How::Grows, "added capability"},
    {Kind::Container, "capabilities_dropped", How::Shrinks, "no longer dropped capability"},
    {Kind::Container, "capabilities.bounding", How::Grows, "bounding capability"},
    {Kind::Container, "capabilities.effective", How::Grows, "effective capability"},
    {Kind::Container, "capabilities.inheritable", How::Grows, "inheritable capability"},
    {Kind::Container, "capabilities.permitted", How::Grows, "permitted capability"},
    {Kind::Container, "capabilities.ambient", How::Grows, "ambient capability"},
    {Kind::Container, "seccomp", How::Confined, "seccomp profile"},
    {Kind::Container, "apparmor", How::Confined, "AppArmor profile"},
    {Kind::Container, "selinux", How::Confined, "SELinux label"},
    {Kind::Container, "masked_paths", How::Shrinks, "no longer masked path"},
    {Kind::Container, "read_only_paths", How::Shrinks, "no longer read-only path"},
    {Kind::Container, "host_network", How::True, "host network namespace"},
    {Kind::Container, "host_pid", How::True, "host PID namespace"},
    {Kind::Container, "host_ipc", How::True, "host IPC namespace"},
    {Kind::Container, "host_uts", How::True, "host UTS namespace"},
    {Kind::Container, "host_mount", How::True, "host mount namespace"},
    {Kind::Container, "host_users", How::True, "host user namespace"},
    {Kind::Container, "host_cgroup", How::True, "host cgroup namespace"},
    {Kind::Container, "joins.pid", How::Different, "PID namespace of"},
    {Kind::Container, "joins.ipc", How::Different, "IPC namespace of"},
    {Kind::Container, "joins.network", How::Different, "network namespace of"},
    {Kind::Container, "joins.mount", How::Different, "mount namespace of"},
    {Kind::Container, "joins.user", How::Different, "user namespace of"},
    {Kind::Container, "joins_path.pid", How::Different, "PID namespace at"},
    {Kind::Container, "joins_path.ipc", How::Different, "IPC namespace at"},
    {Kind::Container, "joins_path.network", How::Different, "network namespace at"},
    {Kind::Container, "joins_path.mount", How::Different, "mount namespace at"},
    {Kind::Container, "joins_path.user", How::Different, "user namespace at"},
    {Kind::Container, "host_ports", How::Grows, "host port"},
    {Kind::Container, "host_paths", How::Grows, "host path"},
    {Kind::Container, "mounts_seen_by_machine", How::Grows, "mounts that its machine sees below"},
    {Kind::Container, "devices", How::Grows, "device"},
    {Kind::Container, "device_rules", How::Grows, "device rule"},
    {Kind::Container, "device_rules", How::Shrinks, "no longer device rule"},
    {Kind::Vm, "devices", How::Grows, "device"},
};

/// What one attribute of one entity says.
struct Reading {
  bool is_open = false;
  std::vector<std::string> items;  ///< Of a set all, else one; none for an absent optional.
  Span at;
};

std::string text_of(const model::Model& model, const model::Scalar& scalar) {
  if (const auto* truth = std::get_if<bool>(&scalar)) return *truth ? "true" : "false";
  if (const auto* symbol = std::get_if<Symbol>(&scalar)) return model.symbols.text(*symbol);
  if (const auto* number = std::get_if<Quantity>(&scalar)) return to_string(*number);
  if (const auto* other = std::get_if<model::EntityId>(&scalar)) return model.entity(*other).name;
  return "";
}

Reading read(const model::Model& model, const Entity& entity, std::string_view name) {
  Reading reading;
  const auto attribute = model::find_attribute(entity.kind, name);
  require(attribute.has_value(), "privileges read attributes of the schema");
  const model::Fact* fact = model::find_fact(entity, *attribute);
  if (fact == nullptr) return reading;
  reading.at = fact->at;
  const auto* value = std::get_if<model::Value>(&fact->value);
  reading.is_open = value == nullptr;
  if (value == nullptr) return reading;
  if (fact->is_default) {  // its symbols are of no model; those of interest are true and false
    const auto* scalar = std::get_if<model::Scalar>(value);
    const bool* truth = scalar == nullptr ? nullptr : std::get_if<bool>(scalar);
    if (truth != nullptr) reading.items.emplace_back(*truth ? "true" : "false");
    return reading;
  }
  if (const auto* scalar = std::get_if<model::Scalar>(value)) {
    if (!std::holds_alternative<model::None>(*scalar)) {
      reading.items.push_back(text_of(model, *scalar));
    }
  } else if (const auto* set = std::get_if<model::SetValue>(value)) {
    for (const model::Scalar& item : set->items) reading.items.push_back(text_of(model, item));
  }
  return reading;
}

bool has(const Reading& reading, std::string_view item) {
  return std::find(reading.items.begin(), reading.items.end(), item) != reading.items.end();
}

/// Whether `path` is `folder` or below it.
bool is_below(std::string_view path, std::string_view folder) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  if (!path.starts_with(folder)) return false;
  return path.size() == folder.size() || path[folder.size()] == '/' || folder.empty();
}

/// Whether a set with these items has what the item gives.
bool gives(const Rule& rule, const Reading& reading, const std::string& item) {
  if (has(reading, item)) return true;
  if (rule.attribute.starts_with("capabilities")) return has(reading, "ALL");
  if (rule.attribute == "devices") return has(reading, "*");
  if (rule.attribute != "host_paths" && rule.attribute != "mounts_seen_by_machine") return false;
  return std::any_of(reading.items.begin(), reading.items.end(),
                     [&](const std::string& folder) { return is_below(item, folder); });
}

bool is_unconfined(const std::string& profile) {
  return profile == "Unconfined" || profile == "unconfined";
}

/// Who something belongs to.
struct Owned {
  std::string holder, part;
  const Entity* entity = nullptr;
};

std::string last_part(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

/// Pods, containers and virtual machines with the workload they are of; pods before containers.
std::vector<Owned> owned_by(const Side& side) {
  std::vector<Owned> all;
  std::map<model::EntityId, std::string> pods;
  for (const reach::Workload& workload : reach::workloads_of(side.model, side.graph)) {
    for (const reach::PodIndex index : workload.pods) {
      const model::EntityId id = side.graph.pods[index].entity;
      pods[id] = reach::to_string(workload.endpoint);
      all.push_back({pods[id], "", &side.model.entity(id)});
    }
  }
  const auto containers = model::entities_of(side.model, Kind::Container);
  for (std::uint32_t i = containers.begin; i < containers.end; ++i) {
    const Entity& entity = side.model.entities[i];
    const model::Fact* in = model::find_fact(entity, *model::find_attribute(Kind::Container, "in"));
    const auto* value = in == nullptr ? nullptr : std::get_if<model::Value>(&in->value);
    const auto* scalar = value == nullptr ? nullptr : std::get_if<model::Scalar>(value);
    const auto* place = scalar == nullptr ? nullptr : std::get_if<model::EntityId>(scalar);
    const auto pod = place == nullptr ? pods.end() : pods.find(*place);
    if (pod == pods.end()) {
      all.push_back({entity.name + "[Container]", "", &entity});
    } else {
      all.push_back({pod->second, last_part(entity.name), &entity});
    }
  }
  const auto vms = model::entities_of(side.model, Kind::Vm);
  for (std::uint32_t i = vms.begin; i < vms.end; ++i) {
    const Entity& entity = side.model.entities[i];
    if (!entity.invented) all.push_back({entity.name + "[VM]", "", &entity});
  }
  return all;
}

// ---- Privileges ---------------------------------------------------------------------------------

class PrivilegeFinder {
 public:
  PrivilegeFinder(const Side& before, const Side& after) : before_(before), after_(after) {}

  std::vector<Privilege> run() {
    for (const Owned& each : owned_by(before_)) {
      by_name_.try_emplace({each.entity->kind, each.entity->name}, each.entity);
      by_part_.try_emplace({each.entity->kind, each.holder, each.part}, each.entity);
    }
    const std::vector<Owned> all = owned_by(after_);
    for (const Owned& each : all) compare(each);
    std::vector<Privilege> result;
    for (auto& [key, privilege] : found_) {
      const bool of_pod = privilege.part.empty();
      if (of_pod && in_parts_.contains({privilege.holder, privilege.what})) continue;
      result.push_back(std::move(privilege));
    }
    return result;
  }

 private:
  void compare(const Owned& now) {
    const Kind kind = now.entity->kind;
    Entity nothing;  // asks for nothing: every attribute is its default
    nothing.kind = kind;
    const Entity* old = &nothing;
    if (const auto same = by_name_.find({kind, now.entity->name}); same != by_name_.end()) {
      old = same->second;
    } else if (const auto like = by_part_.find({kind, now.holder, now.part});
               like != by_part_.end()) {
      old = like->second;
    }
    for (const Rule& rule : kRules) {
      if (rule.kind == kind) apply(rule, *old, now);
    }
  }

  void apply(const Rule& rule, const Entity& old, const Owned& now) {
    const Reading was = read(before_.model, old, rule.attribute);
    const Reading is = read(after_.model, *now.entity, rule.attribute);
    const std::string text(rule.text);
    switch (rule.how) {
      case How::True:
        if ((is.is_open || has(is, "true")) && !has(was, "true")) add(now, text, is.at);
        break;
      case How::NotTrue:
        if (has(was, "true") && !has(is, "true")) add(now, text, is.at);
        break;
      case How::Grows:
        for (const std::string& item : is.items) {
          if (!gives(rule, was, item)) add(now, text + " " + item, is.at);
        }
        break;
      case How::Shrinks:
        for (const std::string& item : was.items) {
          if (!gives(rule, is, item)) add(now, text + " " + item, is.at);
        }
        break;
      case How::Root:
        root(was, is, now);
        break;
      case How::Confined:
        confined(text, was, is, now);
        break;
      case How::Different:
        if (!is.items.empty() && is.items != was.items) add(now, text + " " + is.items[0], is.at);
        break;
    }
  }

  void root(const Reading& was, const Reading& is, const Owned& now) {
    const bool is_root = is.is_open || has(is, "0");
    const bool had_user = !was.items.empty() && !has(was, "0");
    const bool non_root = has(read(after_.model, *now.entity, "run_as_non_root"), "true");
    if (is_root && !has(was, "0")) {
      add(now, "runs as root", is.at);
    } else if (!is_root && is.items.empty() && had_user && !non_root) {
      add(now, "may run as root: run_as_user is gone", is.at);
    }
  }

  void confined(const std::string& text, const Reading& was, const Reading& is, const Owned& now) {
    const bool was_unconfined = !was.items.empty() && is_unconfined(was.items[0]);
    const bool had_profile = !was.items.empty() && !was_unconfined;
    if (!is.items.empty() && is_unconfined(is.items[0]) && !was_unconfined) {
      add(now, "unconfined " + text, is.at);
    } else if (is.items.empty() && had_profile) {
      add(now, text + " " + was.items[0] + " is gone", is.at);
    }
  }

  void add(const Owned& now, const std::string& what, const Span& at) {
    found_.try_emplace(
        {now.holder, now.part, what},
        Privilege{now.holder, now.part, what, at.is_somewhere() ? at : now.entity->at});
    if (!now.part.empty()) in_parts_.insert({now.holder, what});
  }

  const Side& before_;
  const Side& after_;
  std::map<std::pair<Kind, std::string>, const Entity*> by_name_;
  std::map<std::tuple<Kind, std::string, std::string>, const Entity*> by_part_;
  std::map<std::tuple<std::string, std::string, std::string>, Privilege> found_;
  std::set<std::pair<std::string, std::string>> in_parts_;  // what a container has, its pod has
};

// ---- Sharing ------------------------------------------------------------------------------------

struct Holding {
  Span at;
  bool writes = false;
};
/// By what is held, who holds it.
using Held = std::map<std::string, std::map<std::string, Holding>>;

struct Things {
  Held named;  ///< Volumes, devices and namespaces, with their kind: `volume claim/a/b`.
  Held paths;  ///< Paths of machines.
};

void hold(Held& held, const std::string& what, const std::string& holder, const Span& at,
          bool writes) {
  Holding& holding = held[what].try_emplace(holder, Holding{at, writes}).first->second;
  holding.writes = holding.writes || writes;
}

Things things_of(const Side& side) {
  Things things;
  for (const Owned& each : owned_by(side)) {
    const auto each_of = [&](std::string_view attribute, const auto& visit) {
      const Reading reading = read(side.model, *each.entity, attribute);
      for (const std::string& item : reading.items) visit(item, reading.at);
    };
    const auto named = [&](std::string_view attribute, const std::string& text, bool writes) {
      each_of(attribute, [&](const std::string& item, const Span& at) {
        hold(things.named, text + " " + item, each.holder, at, writes);
      });
    };
    named("volumes", "volume", true);
    named("shared_volumes", "volume", false);
    named("devices", "device", true);
    if (each.entity->kind == Kind::Vm) continue;
    each_of("host_paths", [&](const std::string& item, const Span& at) {
      hold(things.paths, item, each.holder, at, true);
    });
    for (const auto& [attribute, text] : {std::pair("host_network", "host network namespace"),
                                          std::pair("host_pid", "host PID namespace"),
                                          std::pair("host_ipc", "host IPC namespace")}) {
      const Reading reading = read(side.model, *each.entity, attribute);
      if (reading.is_open || has(reading, "true")) {
        hold(things.named, text, each.holder, reading.at, true);
      }
    }
  }
  return things;
}

bool are_sharing(const std::map<std::string, Holding>& holders, const std::string& a,
                 const std::string& b) {
  const auto first = holders.find(a);
  const auto second = holders.find(b);
  return first != holders.end() && second != holders.end() &&
         (first->second.writes || second->second.writes);
}

/// Whether the two had that path in common, as itself or as part of a folder.
bool shared_path(const Held& paths, const std::string& path, const std::string& a,
                 const std::string& b) {
  const auto reaches = [&](const std::string& holder) {
    return std::any_of(paths.begin(), paths.end(), [&](const auto& each) {
      return each.second.contains(holder) && is_below(path, each.first);
    });
  };
  return reaches(a) && reaches(b);
}

}  // namespace

std::vector<Privilege> new_privileges(const Side& before, const Side& after) {
  return PrivilegeFinder(before, after).run();
}

std::vector<Sharing> new_sharing(const Side& before, const Side& after) {
  const Things was = things_of(before);
  const Things is = things_of(after);
  std::map<std::tuple<std::string, std::string, std::string>, Sharing> found;
  const auto add = [&](const std::string& what, const auto& a, const auto& b) {
    const auto& [first, second] =
        std::minmax(a, b, [](const auto& x, const auto& y) { return x.first < y.first; });
    found.try_emplace({first.first, second.first, what},
                      Sharing{first.first, second.first, what, first.second.at, second.second.at});
  };
  for (const auto& [what, holders] : is.named) {
    const auto old = was.named.find(what);
    for (auto a = holders.begin(); a != holders.end(); ++a) {
      for (auto b = std::next(a); b != holders.end(); ++b) {
        if (!a->second.writes && !b->second.writes) continue;
        if (old != was.named.end() && are_sharing(old->second, a->first, b->first)) continue;
        add(what, *a, *b);
      }
    }
  }
  for (const auto& [deep, inner] : is.paths) {
    for (const auto& [folder, outer] : is.paths) {
      if (!is_below(deep, folder)) continue;
      for (const auto& a : inner) {
        for (const auto& b : outer) {
          if (a.first == b.first || shared_path(was.paths, deep, a.first, b.first)) continue;
          add("host path " + deep, a, b);
        }
      }
    }
  }
  std::vector<Sharing> result;
  for (auto& [key, sharing] : found) result.push_back(std::move(sharing));
  return result;
}

std::vector<std::string> privilege_reads() {
  std::set<std::string> all;
  for (const Rule& rule : kRules) {
    all.insert(std::string(model::name_of(rule.kind)) + "." + std::string(rule.attribute));
  }
  for (const Kind kind : {Kind::Pod, Kind::Container, Kind::Vm}) {
    const std::string name(model::name_of(kind));
    for (const char* attribute : {"volumes", "shared_volumes", "devices", "exists"}) {
      all.insert(name + "." + attribute);
    }
  }
  all.insert({"pod.host_paths", "container.host_paths", "container.in", "pod.workload"});
  return {all.begin(), all.end()};
}

}  // namespace ringfence::check
