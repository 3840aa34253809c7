// What the braces and the matches of machines say about where things are, and what follows.
#include <algorithm>

#include "resolve/facts.h"

namespace ringfence::resolve {
namespace {

using model::AttributeId;
using model::EntityId;
using model::Kind;

/// The attribute by which something nested in braces is in what it is nested in.
std::optional<AttributeId> containment(Kind inner, Kind outer) {
  if (inner == Kind::Container && (outer == Kind::Pod || outer == Kind::Vm || outer == Kind::Host))
    return required(inner, "in");
  if (inner == Kind::Vm && outer == Kind::Host) return required(inner, "on");
  if (inner == Kind::Pod && outer == Kind::Node) return required(inner, "node");
  if (inner == Kind::Node && outer == Kind::Vm) return required(inner, "vm");
  if (inner == Kind::Node && outer == Kind::Host) return required(inner, "on");
  if ((inner == Kind::Device || inner == Kind::Volume) && outer == Kind::Host)
    return required(inner, "on");
  return std::nullopt;
}

}  // namespace

void add_containment(Facts& facts) {
  Work& work = facts.work;
  for (std::size_t g = 0; g < work.groups.size(); ++g) {
    const Group& group = work.groups[g];
    if (group.parent == Group::kNone) continue;
    const Kind outer = work.groups[group.parent].kind;
    const auto attribute = containment(group.kind, outer);
    if (!attribute) {
      work.errors.push_back({"E0314", group.at,
                             "a " + std::string(model::name_of(group.kind)) +
                                 " cannot be inside a " + std::string(model::name_of(outer))});
      continue;
    }
    const auto [found, is_new] = facts.set[g].emplace(*attribute, group.at);
    if (!is_new) {
      work.errors.push_back({"E0309",
                             found->second,
                             "`" + group.name + "` is already inside what it is declared in",
                             {{group.at, "declared inside here"}}});
      continue;
    }
    for (const std::size_t i : work.instances_of[g]) {
      add_fact(work, i, *attribute,
               model::Scalar(EntityId{static_cast<std::uint32_t>(work.instances[i].parent)}),
               group.at);
    }
  }
}

void inherit_tenants(Work& work) {
  const AttributeId in = required(Kind::Container, "in");
  const AttributeId own = required(Kind::Container, "tenant");
  for (model::Entity& entity : work.model.entities) {
    if (entity.kind != Kind::Container || model::find_fact(entity, own) != nullptr) continue;
    const model::Fact* place = model::find_fact(entity, in);
    const auto* value = place != nullptr ? std::get_if<model::Value>(&place->value) : nullptr;
    const auto* scalar = value != nullptr ? std::get_if<model::Scalar>(value) : nullptr;
    const auto* id = scalar != nullptr ? std::get_if<EntityId>(scalar) : nullptr;
    if (id == nullptr) continue;
    const model::Entity& outer = work.model.entity(*id);
    const auto theirs = model::find_attribute(outer.kind, "tenant");
    const model::Fact* tenant = theirs ? model::find_fact(outer, *theirs) : nullptr;
    if (tenant == nullptr) continue;
    entity.facts.push_back({own, tenant->value, tenant->at, false});
    sort_facts(entity);
  }
}

void add_matches(Facts& facts) {
  Work& work = facts.work;
  const AttributeId on = required(Kind::Node, "on");
  const AttributeId vm = required(Kind::Node, "vm");
  const AttributeId bare = required(Kind::Node, "bare_metal");
  for (const auto& [g, match] : facts.matches) {
    if (work.instances_of[g].empty() || work.instances_of[match.machine].empty()) continue;
    const std::size_t node = work.instances_of[g].front();
    const EntityId machine{static_cast<std::uint32_t>(work.instances_of[match.machine].front())};
    const bool is_vm = work.groups[match.machine].kind == Kind::Vm;
    for (const AttributeId attribute : {on, vm, bare}) {
      const auto found = facts.set[g].find(attribute);
      if (found == facts.set[g].end()) continue;
      work.errors.push_back(
          {"E0309",
           found->second,
           "node `" + work.groups[g].name + "` is matched to a machine and placed by hand as well",
           {{match.at, "matched: " + match.reason}}});
    }
    for (const AttributeId attribute : {on, vm, bare}) facts.set[g].emplace(attribute, match.at);
    if (is_vm) add_fact(work, node, vm, model::Scalar(machine), match.at);
    add_fact(work, node, on, is_vm ? model::Scalar(model::None{}) : model::Scalar(machine),
             match.at);
    add_fact(work, node, bare, model::Scalar(!is_vm), match.at);
    work.model.links.push_back(
        {EntityId{static_cast<std::uint32_t>(node)}, machine, match.reason, match.at});
  }
}

void refuse_two_places(Facts& facts) {
  const AttributeId on = required(Kind::Node, "on");
  const AttributeId vm = required(Kind::Node, "vm");
  const AttributeId bare = required(Kind::Node, "bare_metal");
  for (std::size_t g = 0; g < facts.work.groups.size(); ++g) {
    const Group& node = facts.work.groups[g];
    const bool is_matched = facts.matches.contains(g);  // `add_matches` has looked at it
    if (node.kind != Kind::Node || is_matched || facts.work.instances_of[g].empty()) continue;
    const model::Entity& first = facts.work.model.entities[facts.work.instances_of[g].front()];
    if (model::find_fact(first, vm) == nullptr) continue;
    const Span& in_vm = facts.set[g].at(vm);
    if (const auto placed = facts.set[g].find(on); placed != facts.set[g].end()) {
      facts.work.errors.push_back({"E0309",
                                   placed->second,
                                   "node `" + node.name + "` is a vm and is placed as well",
                                   {{in_vm, "the vm it is"}},
                                   "a node that is a vm is where its vm is: leave out `on`"});
    }
    const model::Fact* metal = model::find_fact(first, bare);
    if (metal == nullptr ||
        metal->value == decltype(metal->value)(model::Value(model::Scalar(false))))
      continue;
    facts.work.errors.push_back({"E0309",
                                 metal->at,
                                 "node `" + node.name + "` is a vm and bare metal as well",
                                 {{in_vm, "the vm it is"}}});
  }
}

}  // namespace ringfence::resolve
