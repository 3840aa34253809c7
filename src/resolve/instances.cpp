// Groups of declarations to entities: replicas, what is inside of each, and the machines that no
// file describes.
#include <algorithm>

#include "resolve/work.h"

namespace ringfence::resolve {
namespace {

constexpr std::size_t kMostEntities = 1'000'000;
constexpr std::size_t kDaemonNodes = 2;
constexpr std::size_t kMostUndescribed = 65'536;

std::string brief(const Group& group) {
  const std::size_t slash = group.name.rfind('/');
  return slash == std::string::npos ? group.name : group.name.substr(slash + 1);
}

/// The nodes that get a DaemonSet's pod each: all that are described. If none is, all that pods
/// name and two more: one where any other pod can be renamed to be, and another one.
std::vector<std::size_t> daemon_nodes(const Work& work) {
  std::vector<std::size_t> described;
  std::vector<std::size_t> others;
  std::size_t numbered = 0;
  for (std::size_t i = 0; i < work.instances.size(); ++i) {
    const Instance& node = work.instances[i];
    if (work.groups[node.group].kind != model::Kind::Node) continue;
    if (node.described) described.push_back(i);
    if (!node.described && (!node.name.starts_with(kSomeNode) || ++numbered <= kDaemonNodes)) {
      others.push_back(i);
    }
  }
  return described.empty() ? others : described;
}

/// Instances of one group below one instance (or at the top).
void instantiate(Work& work, std::size_t index, std::size_t parent) {
  const Group& group = work.groups[index];
  const std::string prefix = parent == Group::kNone ? "" : work.instances[parent].name + "/";
  std::size_t previous = Group::kNone;
  const auto add = [&](const std::string& suffix, bool may_be_missing) {
    Instance instance;
    instance.group = index;
    instance.parent = parent;
    instance.name = prefix + group.name + suffix;
    instance.short_name = brief(group) + suffix;
    instance.may_be_missing = may_be_missing;
    instance.previous = may_be_missing ? previous : Group::kNone;
    previous = work.instances.size();
    work.instances_of[index].push_back(previous);
    work.instances.push_back(std::move(instance));
  };
  if (group.per_node) {
    const std::vector<std::size_t> nodes = daemon_nodes(work);
    for (const std::size_t node : nodes) {
      add("[" + work.instances[node].name + "]", false);
      work.instances.back().pinned_node = node;
    }
    return;
  }
  if (!group.replicated) return add("", false);
  for (std::uint32_t i = 1; i <= group.high; ++i) {
    add("[" + std::to_string(i) + "]", i > group.low);
    if (work.instances.size() > kMostEntities) return;
  }
}

/// How many instances a top-level group has at most, before any is made.
std::size_t at_most(const Group& group) {
  return group.replicated ? group.high : 1;
}

/// Machines whose host no file gives, in the order in which they may take undescribed hosts.
std::size_t placeless_machines(const Work& work, const std::map<std::size_t, Match>& matches) {
  std::size_t count = 0;
  for (std::size_t g = 0; g < work.groups.size(); ++g) {
    const Group& group = work.groups[g];
    const bool vm = group.kind == model::Kind::Vm && group.parent == Group::kNone;
    const bool node = group.kind == model::Kind::Node && !matches.contains(g);
    if ((vm || node) && find_setting(group, "on") == nullptr) count += at_most(group);
  }
  return count;
}

/// Projects whose containers no file places: each may have a machine that no file describes.
std::size_t placeless_projects(const Work& work) {
  std::map<std::string, bool> is_placed;
  for (const Group& group : work.groups) {
    if (group.kind != model::Kind::Container) continue;
    const syntax::Setting* project = find_setting(group, "project");
    const auto name = project != nullptr ? plain_text(*project) : std::nullopt;
    if (!name) continue;
    const bool placed = group.parent != Group::kNone || find_setting(group, "in") != nullptr;
    is_placed[*name] = is_placed[*name] || placed;
  }
  return static_cast<std::size_t>(std::count_if(is_placed.begin(), is_placed.end(),
                                                [](const auto& entry) { return !entry.second; }));
}

/// Nodes that pods name although no file describes any, in order of mention.
std::vector<std::string> named_nodes(const Work& work) {
  std::vector<std::string> names;
  for (const Group& group : work.groups) {
    if (group.kind != model::Kind::Pod) continue;
    const syntax::Setting* setting = find_setting(group, "node");
    const auto name = setting != nullptr ? plain_text(*setting) : std::nullopt;
    if (!name || name->starts_with(kSomeNode)) continue;
    if (std::find(names.begin(), names.end(), *name) == names.end()) names.push_back(*name);
  }
  return names;
}

void add_undescribed(Work& work, model::Kind kind, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    Group group;
    group.kind = kind;
    group.name = name;
    work.groups.push_back(std::move(group));
    work.instances_of.emplace_back();
    Instance instance;
    instance.group = work.groups.size() - 1;
    instance.name = instance.short_name = name;
    instance.described = false;
    instance.invented =
        name.starts_with(kSomeHost) || name.starts_with(kSomeVm) || name.starts_with(kSomeNode);
    work.instances_of.back().push_back(work.instances.size());
    work.instances.push_back(std::move(instance));
  }
}

std::vector<std::string> numbered(const std::string& prefix, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i <= count; ++i) names.push_back(prefix + std::to_string(i));
  return names;
}

/// What a cap leaves out is said: more places than this only matter to policies that need more
/// than that many different ones at once.
std::size_t capped(Work& work, std::size_t wanted, const char* what,
                   std::vector<std::string> touches) {
  if (wanted <= kMostUndescribed) return wanted;
  work.model.gaps.push_back(
      {{},
       "more than " + std::to_string(kMostUndescribed) + " " + what + " that no file describes",
       syntax::GapEffect::Widens,
       std::move(touches),
       "describe the machines, and every placement is considered"});
  return kMostUndescribed;
}

/// Undescribed nodes for an open inventory: one for each pod, so that any two may be apart.
std::vector<std::string> open_nodes(Work& work) {
  const auto is_node = [](const Group& group) { return group.kind == model::Kind::Node; };
  if (std::any_of(work.groups.begin(), work.groups.end(), is_node)) return {};
  std::size_t pods = 0;
  for (const Group& group : work.groups) {
    if (group.kind != model::Kind::Pod) continue;
    pods += group.per_node ? kDaemonNodes : at_most(group);
    if (!group.per_node) continue;
    work.model.gaps.push_back({group.at,
                               "a pod on every node, and no Node is described",
                               syntax::GapEffect::Widens,
                               {"pod.number"},
                               "pods on two nodes are considered; describe the nodes for more"});
  }
  std::vector<std::string> names = named_nodes(work);
  for (std::string& name :
       numbered(std::string(kSomeNode), capped(work, pods, "nodes", {"pod.node"}))) {
    names.push_back(std::move(name));
  }
  return names;
}

void expand_group(Work& work, std::size_t g) {
  const std::size_t parent = work.groups[g].parent;
  if (parent == Group::kNone) return instantiate(work, g, Group::kNone);
  // What is inside comes once for each instance of what it is inside of.
  const std::vector<std::size_t> outer = work.instances_of[parent];
  for (const std::size_t instance : outer) instantiate(work, g, instance);
}

/// A place is any machine of its kind, also one that a world lacks: more worlds than there are.
void say_missing_places(Work& work) {
  std::vector<bool> said(model::kKindCount);
  std::vector<bool> may_be_missing(work.instances.size());
  for (std::size_t i = 0; i < work.instances.size(); ++i) {
    const Instance& instance = work.instances[i];
    const bool outer = instance.parent != Group::kNone && may_be_missing[instance.parent];
    may_be_missing[i] = instance.may_be_missing || outer;
    const Group& group = work.groups[instance.group];
    const auto kind = static_cast<std::size_t>(group.kind);
    if (!may_be_missing[i] || said[kind]) continue;
    std::vector<std::string> touches;
    if (group.kind == model::Kind::Host) touches = {"vm.on", "node.on"};
    if (group.kind == model::Kind::Vm) touches = {"node.vm"};
    if (group.kind == model::Kind::Node) touches = {"pod.node"};
    if (touches.empty()) continue;
    said[kind] = true;
    work.model.gaps.push_back({group.at,
                               "a " + std::string(model::name_of(group.kind)) +
                                   " that may not exist is a place all the same",
                               syntax::GapEffect::Narrows, std::move(touches),
                               "give a fixed number of replicas, and only what exists is a place"});
  }
}

}  // namespace

void expand_instances(Work& work, const std::map<std::size_t, Match>& matches) {
  work.instances_of.resize(work.groups.size());
  const std::vector<std::string> nodes = open_nodes(work);
  const std::size_t projects =
      capped(work, placeless_projects(work), "engines", {"container.in", "container.machine"});
  // A project's machine is a host, or a virtual machine on one.
  const std::size_t hosts =
      capped(work, placeless_machines(work, matches) + nodes.size() + 2 * projects, "hosts",
             {"vm.on", "node.on", "vm.host", "node.host", "pod.host", "container.host"});
  const std::size_t declared = work.groups.size();
  // Kind by kind, so that positions are ids, and nodes are there before the pods for them.
  for (std::size_t k = 0; k < model::kKindCount; ++k) {
    const auto kind = static_cast<model::Kind>(k);
    for (std::size_t g = 0; g < declared; ++g) {
      if (work.groups[g].kind == kind) expand_group(work, g);
      if (work.instances.size() <= kMostEntities) continue;
      work.errors.push_back({"E0312", {}, "the files describe more than a million entities"});
      return;
    }
    if (kind == model::Kind::Host)
      add_undescribed(work, kind, numbered(std::string(kSomeHost), hosts));
    if (kind == model::Kind::Vm)
      add_undescribed(work, kind, numbered(std::string(kSomeVm), projects));
    if (kind == model::Kind::Node) add_undescribed(work, kind, nodes);
  }
  say_missing_places(work);
}

}  // namespace ringfence::resolve
