#include "ingest/kubernetes/node.h"

#include "ingest/kubernetes/facts.h"
#include "ingest/kubernetes/resources.h"

namespace ringfence::ingest::kubernetes {
namespace {

constexpr std::string_view kHostname = "kubernetes.io/hostname";

void copy_symbol(Context& context, syntax::EntityDecl& decl, NodeId map, std::string_view key,
                 std::string_view attribute) {
  const auto value = text(context, map, key);
  if (!value || value->empty()) return;
  set_symbol(decl, attribute, *value, context.at(context.tree.find(map, key)));
}

void add_labels(Context& context, const Object& object, syntax::EntityDecl& decl) {
  const std::vector<Label> all = labels(context, object.metadata, "labels");
  std::vector<Member> members;
  for (const Label& label : all) {
    members.push_back({std::string(label.key) + "=" + std::string(label.value), label.at});
  }
  if (!find_label(all, kHostname)) {  // the kubelet sets it
    members.push_back({std::string(kHostname) + "=" + std::string(object.name), object.at});
  }
  const Span at = context.at(context.tree.find_key(object.metadata, "labels"));
  set_symbols(decl, "labels", members, at.is_somewhere() ? at : object.at);
  for (const Label& label : all) {
    if (label.key != "topology.kubernetes.io/zone") continue;
    set_symbol(decl, "zone", label.value, label.at);
    return;
  }
  for (const Label& label : all) {
    if (label.key == "failure-domain.beta.kubernetes.io/zone") {
      set_symbol(decl, "zone", label.value, label.at);
    }
  }
}

void add_taints(Context& context, const Object& object, syntax::EntityDecl& decl) {
  std::vector<Member> members;
  for (const NodeId item : sequence(context, object.spec, "taints")) {
    const auto key = text(context, item, "key");
    const auto effect = text(context, item, "effect");
    if (!key || !effect) {
      context.error("E0502", context.at(item), "the taint needs `key` and `effect`");
      continue;
    }
    const std::string_view value = text(context, item, "value").value_or("");
    const std::string taint =
        std::string(*key) + "=" + std::string(value) + ":" + std::string(*effect);
    if (key->starts_with("node.kubernetes.io/")) {
      context.out.gaps.push_back({context.at(item),
                                  "taint `" + taint + "`",
                                  syntax::GapEffect::Inert,
                                  {},
                                  "a condition of the moment, which pods outlive"});
      continue;
    }
    members.push_back({taint, context.at(item)});
  }
  set_symbols(decl, "taints", members, context.at(context.tree.find_key(object.spec, "taints")));
}

void add_sizes(Context& context, const Object& object, syntax::EntityDecl& decl) {
  const NodeId status = mapping(context, object.node, "status");
  const Amounts capacity = read_amounts(context, status, "capacity");
  Amounts allocatable = read_amounts(context, status, "allocatable");
  for (const std::string_view name : {"cpu", "memory", "ephemeral-storage"}) {
    const auto amount = capacity.find(name);
    if (amount != capacity.end()) set_amounts(decl, "capacity", {*amount}, false);
  }
  if (allocatable.empty() && !capacity.empty()) {
    allocatable = capacity;
    context.out.remarks.push_back(
        {object.at, "node `" + std::string(object.name) +
                        "` states no allocatable amounts; its capacity is taken for them"});
  }
  if (const auto pods = allocatable.find("pods"); pods != allocatable.end()) {
    set_number(decl, "allocatable.pods", {pods->second.value, Dimension::Count}, pods->second.at);
    allocatable.erase(pods);
  }
  set_amounts(decl, "allocatable", allocatable, true);
}

}  // namespace

void add_node(Context& context, const Object& object) {
  syntax::EntityDecl decl;
  decl.kind = {"node", object.at};
  decl.name = {std::string(object.name), object.at};
  decl.at = object.at;
  add_labels(context, object, decl);
  add_taints(context, object, decl);
  if (boolean(context, object.spec, "unschedulable").value_or(false)) {
    set_bool(decl, "unschedulable", true,
             context.at(context.tree.find(object.spec, "unschedulable")));
  }
  copy_symbol(context, decl, object.spec, "providerID", "provider_id");
  const NodeId status = mapping(context, object.node, "status");
  copy_symbol(context, decl, mapping(context, status, "nodeInfo"), "systemUUID", "uuid");
  add_sizes(context, object, decl);
  context.document.items.emplace_back(std::move(decl));
}

}  // namespace ringfence::ingest::kubernetes
