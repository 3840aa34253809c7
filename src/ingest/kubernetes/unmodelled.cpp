#include "ingest/kubernetes/unmodelled.h"

#include <array>

#include "base/nearest_name.h"
#include "ingest/kubernetes/object.h"

namespace ringfence::ingest::kubernetes {
namespace {

using syntax::GapEffect;

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const auto blank = std::min(text.find(' '), text.size());
    all.emplace_back(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return all;
}

GapEffect effect_of(Treatment treatment) {
  switch (treatment) {
    case Treatment::Modelled:
    case Treatment::Inert:
      return GapEffect::Inert;
    case Treatment::Narrows:
      return GapEffect::Narrows;
    case Treatment::Widens:
      return GapEffect::Widens;
    case Treatment::Unknown:
      break;
  }
  return GapEffect::Unknown;
}

/// The walk keeps its path as names, and joins them only where there is a gap to report.
class FieldWalk {
 public:
  explicit FieldWalk(Context& context) : context_(context) {}

  void value(NodeId node, const FieldType& type) {
    const yaml::Tree::Node at = context_.tree[node];
    if (at.type == NodeType::Sequence) {
      for (const NodeId item : at.items) value(item, type);
    }
    if (at.type != NodeType::Mapping) return;
    for (std::size_t i = 0; i + 1 < at.items.size(); i += 2) {
      entry(at.items[i], at.items[i + 1], type);
    }
  }

 private:
  void entry(NodeId key, NodeId node, const FieldType& type) {
    if (yaml::is_null(context_.tree[node])) return;
    const std::string_view name = context_.tree[key].scalar;
    const Field* field = find_field(type, name);
    path_.push_back(name);
    if (field == nullptr) {
      unknown(key, type);
    } else if (field->treatment != Treatment::Modelled) {
      add(key, effect_of(field->treatment), field->touches, std::string(field->reason));
    } else if (field->type != nullptr) {
      value(node, *field->type);
    }
    path_.pop_back();
  }

  void unknown(NodeId key, const FieldType& type) {
    std::vector<std::string> known;
    for (const Field& field : type.fields) known.emplace_back(field.name);
    const std::string near = nearest_name(context_.tree[key].scalar, known);
    std::string reason = "no field of " + std::string(type.name);
    if (!near.empty()) reason += "; did you mean `" + near + "`?";
    add(key, GapEffect::Unknown, type.touches, std::move(reason));
  }

  void add(NodeId key, GapEffect effect, std::string_view touches, std::string reason) {
    std::string path;
    for (const std::string_view name : path_) {
      if (!path.empty()) path += '.';
      path += name;
    }
    context_.out.gaps.push_back(
        {context_.at(key), std::move(path), effect, words(touches), std::move(reason)});
  }

  Context& context_;
  std::vector<std::string_view> path_;
};

/// A label or annotation by which an injector knows its pods.
struct Injector {
  std::string_view key, value;
};
constexpr std::array<Injector, 4> kInjectors{{
    {"sidecar.istio.io/inject", "true"},
    {"linkerd.io/inject", "enabled"},
    {"vault.hashicorp.com/agent-inject", "true"},
    {"dapr.io/enabled", "true"},
}};

void add_injection(Context& context, Span at, std::string_view key) {
  context.out.gaps.push_back({at,
                              "`" + std::string(key) + "`",
                              GapEffect::Unknown,
                              {"container.exists", "pod.request.cpu", "pod.request.memory"},
                              "containers that no file shows are put into the pod"});
}

}  // namespace

void list_fields(Context& context, const Object& object, const FieldType& type) {
  FieldWalk(context).value(object.node, type);
}

void list_kind(Context& context, const Object& object) {
  const KindRow& row = find_kind(group_of(object.api_version), object.kind);
  const bool fits = row.only_with.empty() || present(context, object.node, row.only_with) ||
                    present(context, object.spec, row.only_with);
  const NodeId kind = context.tree.find(object.node, "kind");
  context.out.gaps.push_back(
      {kind ? context.at(kind) : object.at, "kind " + std::string(object.kind),
       fits ? row.effect : GapEffect::Inert, fits ? words(row.touches) : std::vector<std::string>{},
       std::string(row.reason)});
}

void list_injection(Context& context, const Object& object, NodeId template_metadata) {
  for (const std::string_view field : {"annotations", "labels"}) {
    for (const Entry& entry : entries(context, present(context, template_metadata, field))) {
      for (const Injector& each : kInjectors) {
        const bool is_on = entry.key == each.key && context.tree[entry.value].scalar == each.value;
        if (is_on) add_injection(context, context.at(entry.key_node), each.key);
      }
    }
  }
  const auto space = context.around.namespaces.find(std::string(object.space));
  if (space == context.around.namespaces.end()) return;
  for (const auto& [key, value] : space->second) {
    if ((key == "istio-injection" && value == "enabled") || key == "istio.io/rev") {
      add_injection(context, object.at, key);
    }
  }
}

}  // namespace ringfence::ingest::kubernetes
