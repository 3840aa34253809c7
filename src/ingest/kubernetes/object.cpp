#include "ingest/kubernetes/object.h"

namespace ringfence::ingest::kubernetes {
namespace {

/// What the items of a typed list leave out, because the list says it.
struct Inherited {
  std::string_view kind, api_version;
};

bool is_list(const Context& context, NodeId node, std::string_view kind) {
  const NodeId items = context.tree.find(node, "items");
  return kind.ends_with("List") && items && context.tree[items].type != NodeType::Mapping;
}

void read_one(Context& context, NodeId node, Inherited inherited, std::vector<Object>& objects);

void read_list(Context& context, NodeId node, std::string_view kind, std::string_view api,
               std::vector<Object>& objects) {
  const std::string_view item_kind = kind.substr(0, kind.size() - 4);
  const Inherited inherited{item_kind, item_kind.empty() ? "" : api};
  for (const NodeId item : sequence(context, node, "items")) {
    read_one(context, item, inherited, objects);
  }
}

void read_one(Context& context, NodeId node, Inherited inherited, std::vector<Object>& objects) {
  if (yaml::is_null(context.tree[node])) return;
  const Span whole = context.at(node);
  if (context.tree[node].type != NodeType::Mapping) {
    context.error("E0501", whole, "expected a Kubernetes object with `apiVersion` and `kind`");
    return;
  }
  Object object;
  object.node = node;
  object.kind = text(context, node, "kind").value_or(inherited.kind);
  object.api_version = text(context, node, "apiVersion").value_or(inherited.api_version);
  if (object.kind.empty() || object.api_version.empty()) {
    const std::string_view missing = object.kind.empty() ? "kind" : "apiVersion";
    context.error("E0501", whole, "the object has no `" + std::string(missing) + "`");
    return;
  }
  if (is_list(context, node, object.kind)) {
    read_list(context, node, object.kind, object.api_version, objects);
    return;
  }
  object.metadata = mapping(context, node, "metadata");
  // Kinds that are not read may have any shape of spec.
  const NodeId spec = present(context, node, "spec");
  if (spec && context.tree[spec].type == NodeType::Mapping) object.spec = spec;
  const Span kind_at = context.at(context.tree.find(node, "kind"));
  object.at = kind_at.is_somewhere() ? kind_at : whole;
  std::string_view key = "name";
  if (!present(context, object.metadata, key)) key = "generateName";
  object.name = text(context, object.metadata, key).value_or("");
  if (!object.name.empty()) object.at = context.at(context.tree.find(object.metadata, key));
  const auto space = text(context, object.metadata, "namespace");
  object.has_space = space && !space->empty();
  object.space = object.has_space ? *space : "default";
  objects.push_back(object);
}

}  // namespace

std::vector<Object> read_objects(Context& context, std::span<const NodeId> documents) {
  std::vector<Object> objects;
  for (const NodeId document : documents) read_one(context, document, {}, objects);
  return objects;
}

std::string_view group_of(std::string_view api_version) {
  const auto slash = api_version.find('/');
  return slash == std::string_view::npos ? "" : api_version.substr(0, slash);
}

}  // namespace ringfence::ingest::kubernetes
