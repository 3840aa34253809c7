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

/// `h1/a` for a vm `a` that is declared inside a host `h1`.
std::string full_name(const Work& work, std::size_t g) {
  const Group& group = work.groups[g];
  if (group.parent == Group::kNone) return group.name;
  return full_name(work, group.parent) + "/" + group.name;
}

using ByText = std::multimap<std::string, std::size_t>;  // several machines may share a text

struct Machines {
  ByText vms, hosts, uuids;       // by exact name, by identifier
  ByText vm_labels, host_labels;  // by first part of the name
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

/// The machine with that text, the first one if several have it, which is an error.
std::optional<Match> only(Work& work, const ByText& machines, const std::string& text,
                          const Group& node, const char* reason, const Span& at) {
  const auto [begin, end] = machines.equal_range(text);
  if (begin == end) return std::nullopt;
  if (std::next(begin) != end) {
    work.errors.push_back({"E0313",
                           at,
                           "node `" + node.name + "` matches several machines",
                           {{work.groups[begin->second].at, "one of them"},
                            {work.groups[std::next(begin)->second].at, "another one"}},
                           "write a `link` to say which one it is"});
  }
  return Match{begin->second, reason, at};
}

/// By systemUUID, or by the last part of the provider's identifier.
std::optional<Match> by_identifier(Work& work, const Machines& machines, const Group& node) {
  const std::string uuid = lower(text_of(node, "uuid"));
  if (!uuid.empty()) {
    const Span at = find_setting(node, "uuid")->value_at;
    if (auto found = only(work, machines.uuids, uuid, node, "same UUID", at)) return found;
  }
  const std::string provider = text_of(node, "provider_id");
  if (provider.empty()) return std::nullopt;
  const std::string last = provider.substr(provider.rfind('/') + 1);
  const Span at = find_setting(node, "provider_id")->value_at;
  if (auto found = only(work, machines.uuids, lower(last), node, "providerID", at)) return found;
  return only(work, machines.vms, last, node, "providerID", at);
}

std::optional<Match> by_name(Work& work, const Machines& machines, const Group& node) {
  if (auto found = only(work, machines.vms, node.name, node, "same name", node.at)) return found;
  return only(work, machines.hosts, node.name, node, "same name", node.at);
}

/// Whether several entities come of the group, so that none of them is the one a name means.
bool is_repeated(const Work& work, std::size_t g) {
  for (; g != Group::kNone; g = work.groups[g].parent) {
    if (work.groups[g].replicated) return true;
  }
  return false;
}

/// A match is between two entities, not between two families of replicas.
bool refuse_repeated(Work& work, std::size_t node, const Match& match) {
  if (!is_repeated(work, node) && !is_repeated(work, match.machine)) return false;
  work.errors.push_back(
      {"E0313",
       match.at,
       "replicas are not matched to machines: node `" + work.groups[node].name + "`",
       {{work.groups[match.machine].at, "the machine it would be matched to"}},
       "declare the node inside the braces of its machine, or give it another name"});
  return true;
}

/// A node whose UUID is not that of the virtual machine with its name, or around it, is another
/// machine, or a mistake.
bool refuse_other_uuid(Work& work, const Group& node, std::size_t vm) {
  const Group& machine = work.groups[vm];
  const std::string ours = lower(text_of(node, "uuid"));
  const std::string theirs = lower(text_of(machine, "uuid"));
  if (ours.empty() || theirs.empty() || ours == theirs) return false;
  work.errors.push_back({"E0313",
                         find_setting(node, "uuid")->value_at,
                         "node `" + node.name + "` has another UUID than vm `" + machine.name + "`",
                         {{find_setting(machine, "uuid")->value_at, "the UUID of the vm"}},
                         "write a `link` if they are one machine all the same"});
  return true;
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

/// By full name, else by a name that only one of the kind has; an error if there is none.
std::optional<std::size_t> group_named(Work& work, const syntax::Ident& kind,
                                       const syntax::Ident& name) {
  const auto wanted = model::kind_of(kind.text);
  std::vector<std::size_t> found;
  for (std::size_t g = 0; g < work.groups.size(); ++g) {
    if (!wanted || work.groups[g].kind != *wanted) continue;
    if (full_name(work, g) == name.text) return g;
    if (work.groups[g].name == name.text) found.push_back(g);
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    work.errors.push_back({"E0303", name.at, "no " + kind.text + " is named `" + name.text + "`"});
    return std::nullopt;
  }
  work.errors.push_back(
      {"E0304",
       name.at,
       "`" + name.text + "` names more than one " + kind.text,
       {{work.groups[found[0]].at, "one of them"}, {work.groups[found[1]].at, "another one"}},
       "write the full name: `" + full_name(work, found[0]) + "`"});
  return std::nullopt;
}

void add_link(Work& work, std::map<std::size_t, Match>& matches, const syntax::Link& link) {
  auto left = group_named(work, link.left_kind, link.left_name);
  auto right = group_named(work, link.right_kind, link.right_name);
  if (!left || !right) return;
  if (work.groups[*right].kind == model::Kind::Node) std::swap(left, right);
  const model::Kind machine = work.groups[*right].kind;
  if (work.groups[*left].kind != model::Kind::Node ||
      (machine != model::Kind::Vm && machine != model::Kind::Host)) {
    work.errors.push_back({"E0317", link.at, "a link joins a node to a vm or to a host"});
    return;
  }
  const Match match{*right, "declared", link.at};
  if (refuse_repeated(work, *left, match)) return;
  const auto [found, is_new] = matches.emplace(*left, match);
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
  if (matches.contains(g)) return;  // a link decides
  if (node.parent != Group::kNone && refuse_other_uuid(work, node, node.parent)) return;
  // What a node is declared inside of is one machine: another one with its name or identifier is
  // a contradiction, and its own is no news.
  const bool placed = node.parent != Group::kNone || find_setting(node, "on") != nullptr ||
                      find_setting(node, "vm") != nullptr;
  const std::size_t errors = work.errors.size();
  const auto identified = by_identifier(work, machines, node);
  const auto named = by_name(work, machines, node);
  if (work.errors.size() != errors) return;  // ambiguous
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
  if (!identified && !named) {
    if (!placed) refuse_near_names(work, machines, node);
    return;
  }
  const Match match = identified ? *identified : *named;
  if (match.machine == node.parent) return;
  if (refuse_other_uuid(work, node, match.machine) || refuse_repeated(work, g, match)) return;
  const Group& machine = work.groups[match.machine];
  const std::string vm = text_of(node, "vm");
  const bool says_so = machine.kind == model::Kind::Vm &&
                       (vm == machine.name || vm == full_name(work, match.machine));
  if (!says_so) matches.emplace(g, match);
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
