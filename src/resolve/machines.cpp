// Which Kubernetes node is which virtual machine or bare host. By name, by identifier, or by an
// explicit link (DESIGN 4); what is not certain is an error, because a wrong match would prove
// things about the wrong machine.
#include <algorithm>

#include "resolve/work.h"

namespace ringfence::resolve {
namespace {

std::string lower(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

std::string text_of(const Group& group, std::string_view attribute) {
  const syntax::Setting* setting = find_setting(group, attribute);
  return setting != nullptr ? plain_text(*setting).value_or("") : "";
}

std::string first_label(const std::string& name) {
  return name.substr(0, name.find('.'));
}

struct Machines {
  std::map<std::string, std::size_t> vms, hosts, uuids;            // by exact name, by identifier
  std::multimap<std::string, std::size_t> vm_labels, host_labels;  // by first part of the name
};

Machines index_machines(const Work& work) {
  Machines machines;
  for (std::size_t g = 0; g < work.groups.size(); ++g) {
    const Group& group = work.groups[g];
    if (group.kind == model::Kind::Vm) {
      machines.vms.emplace(group.name, g);
      machines.vm_labels.emplace(first_label(group.name), g);
      const std::string uuid = lower(text_of(group, "uuid"));
      if (!uuid.empty()) machines.uuids.emplace(uuid, g);
    } else if (group.kind == model::Kind::Host) {
      machines.hosts.emplace(group.name, g);
      machines.host_labels.emplace(first_label(group.name), g);
    }
  }
  return machines;
}

/// By systemUUID, or by the last part of the provider's identifier.
std::optional<Match> by_identifier(const Machines& machines, const Group& node) {
  const std::string uuid = lower(text_of(node, "uuid"));
  if (const auto found = machines.uuids.find(uuid);
      !uuid.empty() && found != machines.uuids.end()) {
    return Match{found->second, "same UUID", find_setting(node, "uuid")->value_at};
  }
  const std::string provider = text_of(node, "provider_id");
  if (provider.empty()) return std::nullopt;
  const std::string last = provider.substr(provider.rfind('/') + 1);
  const Span at = find_setting(node, "provider_id")->value_at;
  if (const auto found = machines.uuids.find(lower(last)); found != machines.uuids.end()) {
    return Match{found->second, "providerID", at};
  }
  if (const auto found = machines.vms.find(last); found != machines.vms.end()) {
    return Match{found->second, "providerID", at};
  }
  return std::nullopt;
}

std::optional<Match> by_name(const Machines& machines, const Group& node) {
  if (const auto found = machines.vms.find(node.name); found != machines.vms.end()) {
    return Match{found->second, "same name", node.at};
  }
  if (const auto found = machines.hosts.find(node.name); found != machines.hosts.end()) {
    return Match{found->second, "same name", node.at};
  }
  return std::nullopt;
}

/// `worker-1` and `worker-1.example.com` may or may not be one machine: only a person knows.
void refuse_near_names(Work& work, const Machines& machines, const Group& node) {
  const std::string label = first_label(node.name);
  for (const auto* labels : {&machines.vm_labels, &machines.host_labels}) {
    const auto [begin, end] = labels->equal_range(label);
    for (auto at = begin; at != end; ++at) {
      const Group& machine = work.groups[at->second];
      const bool one_is_short = node.name == label || machine.name == label;
      if (!one_is_short || machine.name == node.name) continue;
      const std::string kind(model::name_of(machine.kind));
      work.errors.push_back(
          {"E0313",
           node.at,
           "node `" + node.name + "` may or may not be " + kind + " `" + machine.name + "`",
           {{machine.at, "the " + kind + " with nearly that name"}},
           "write `link node \"" + node.name + "\" = " + kind + " \"" + machine.name +
               "\"`, or set the node's `on` if it is another machine"});
      return;
    }
  }
}

std::optional<std::size_t> group_named(const Work& work, const syntax::Ident& kind,
                                       const syntax::Ident& name) {
  const auto wanted = model::kind_of(kind.text);
  for (std::size_t g = 0; g < work.groups.size(); ++g) {
    if (wanted && work.groups[g].kind == *wanted && work.groups[g].name == name.text) return g;
  }
  return std::nullopt;
}

void add_link(Work& work, std::map<std::size_t, Match>& matches, const syntax::Link& link) {
  auto left = group_named(work, link.left_kind, link.left_name);
  auto right = group_named(work, link.right_kind, link.right_name);
  if (!left || !right) {
    const syntax::Ident& name = left ? link.right_name : link.left_name;
    const syntax::Ident& kind = left ? link.right_kind : link.left_kind;
    work.errors.push_back({"E0303", name.at, "no " + kind.text + " is named `" + name.text + "`"});
    return;
  }
  if (work.groups[*right].kind == model::Kind::Node) std::swap(left, right);
  const model::Kind machine = work.groups[*right].kind;
  if (work.groups[*left].kind != model::Kind::Node ||
      (machine != model::Kind::Vm && machine != model::Kind::Host)) {
    work.errors.push_back({"E0317", link.at, "a link joins a node to a vm or to a host"});
    return;
  }
  const auto [found, is_new] = matches.emplace(*left, Match{*right, "declared", link.at});
  if (!is_new && found->second.machine != *right) {
    work.errors.push_back({"E0309",
                           link.at,
                           "node `" + work.groups[*left].name + "` is linked to two machines",
                           {{found->second.at, "first linked here"}}});
  }
}

void match_node(Work& work, std::map<std::size_t, Match>& matches, const Machines& machines,
                std::size_t g) {
  const Group& node = work.groups[g];
  const bool placed = find_setting(node, "on") != nullptr || find_setting(node, "vm") != nullptr;
  const auto identified = by_identifier(machines, node);
  const auto named = by_name(machines, node);
  if (matches.contains(g)) return;  // a link decides
  if (identified && named && identified->machine != named->machine) {
    work.errors.push_back(
        {"E0313",
         identified->at,
         "node `" + node.name + "` has the name of one machine and the identifier of another",
         {{work.groups[named->machine].at, "the machine of that name"},
          {work.groups[identified->machine].at, "the machine with that identifier"}},
         "write a `link` to say which one it is"});
    return;
  }
  if (identified || named) {
    matches.emplace(g, identified ? *identified : *named);
  } else if (!placed) {
    refuse_near_names(work, machines, node);
  }
}

}  // namespace

std::map<std::size_t, Match> match_machines(Work& work) {
  std::map<std::size_t, Match> matches;
  for (const auto& document : work.documents) {
    for (const syntax::Item& item : document->items) {
      const auto* link = std::get_if<syntax::Link>(&item);
      if (link != nullptr) add_link(work, matches, *link);
    }
  }
  const Machines machines = index_machines(work);
  for (std::size_t g = 0; g < work.groups.size(); ++g) {
    if (work.groups[g].kind == model::Kind::Node) match_node(work, matches, machines, g);
  }
  std::map<std::size_t, std::size_t> taken;  // machine to node
  for (const auto& [node, match] : matches) {
    const auto [found, is_new] = taken.emplace(match.machine, node);
    if (is_new) continue;
    work.errors.push_back({"E0313",
                           work.groups[node].at,
                           "two nodes match " +
                               std::string(model::name_of(work.groups[match.machine].kind)) + " `" +
                               work.groups[match.machine].name + "`",
                           {{work.groups[found->second].at, "the other node"},
                            {work.groups[match.machine].at, "the machine"}}});
  }
  return matches;
}

}  // namespace ringfence::resolve
