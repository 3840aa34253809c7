#include "ingest/kubernetes/node_demand.h"

namespace ringfence::ingest::kubernetes {
namespace {

constexpr std::string_view kRequired = "requiredDuringSchedulingIgnoredDuringExecution";
constexpr std::string_view kHostname = "kubernetes.io/hostname";

/// The value of a node's label. Every node has its name as host name unless labelled otherwise.
std::string node_label(const std::string& node, std::string_view key) {
  const std::string arguments = "(" + node + ", " + quoted(key) + ")";
  if (key != kHostname) return "label" + arguments;
  return "(if has_label" + arguments + " then label" + arguments + " else " + node + ".name)";
}

/// The kubelet labels every node with these: a described node without one is described in part.
bool is_on_every_node(std::string_view key) {
  return key == "kubernetes.io/os" || key == "kubernetes.io/arch";
}

std::string node_formula(const Requirement& requirement, const std::string& node) {
  const std::string arguments = "(" + node + ", " + quoted(requirement.key) + ")";
  const std::string present =
      requirement.key == kHostname ? std::string("true") : "has_label" + arguments;
  const std::string rule =
      formula(requirement, node_label(node, requirement.key), present, "label_number" + arguments);
  if (!is_on_every_node(requirement.key)) return rule;
  return "(has_label" + arguments + " => " + rule + ")";
}

/// `matchFields`: the API knows one field of nodes, the name.
std::string field_formula(const Requirement& requirement, const std::string& node) {
  return formula(requirement, node + ".name", "true", "none");
}

/// A term without requirements matches no node.
std::string term_formula(const NodeTerm& term, const std::string& node) {
  std::string all;
  const auto add = [&](const std::string& rule) { all += (all.empty() ? "" : " and ") + rule; };
  for (const Requirement& each : term.labels) add(node_formula(each, node));
  for (const Requirement& each : term.fields) add(field_formula(each, node));
  return all.empty() ? "false" : "(" + all + ")";
}

std::vector<NodeTerm> read_node_terms(Context& context, NodeId required) {
  std::vector<NodeTerm> terms;
  for (const NodeId item : sequence(context, required, "nodeSelectorTerms")) {
    NodeTerm term;
    term.labels = read_expressions(context, item, "matchExpressions", true);
    term.fields = read_expressions(context, item, "matchFields", true);
    for (const Requirement& field : term.fields) {
      if (field.key == "metadata.name" && (field.op == "In" || field.op == "NotIn")) continue;
      context.error("E0507", field.at,
                    "nodes are matched by `In` or `NotIn` of the field `metadata.name` only");
    }
    terms.push_back(std::move(term));
  }
  if (required && terms.empty()) {
    context.error("E0507", context.at(required), "required node affinity needs a term");
  }
  return terms;
}

}  // namespace

NodeDemand read_node_demand(Context& context, NodeId spec, const RuntimeClass* runtime_class,
                            Span at) {
  NodeDemand demand;
  demand.selector = labels(context, spec, "nodeSelector");
  demand.selector_at = context.at(context.tree.find_key(spec, "nodeSelector"));
  const NodeId affinity = mapping(context, spec, "affinity");
  const NodeId node_affinity = mapping(context, affinity, "nodeAffinity");
  const NodeId required = mapping(context, node_affinity, kRequired);
  demand.has_terms = static_cast<bool>(required);
  if (required) demand.terms_at = context.at(context.tree.find_key(node_affinity, kRequired));
  demand.terms = read_node_terms(context, required);
  if (runtime_class != nullptr) {
    for (const auto& [key, value] : runtime_class->node_selector) {
      demand.selector.push_back({key, value, at});
    }
  }
  return demand;
}

NodeDemand read_required_terms(Context& context, NodeId required) {
  NodeDemand demand;
  demand.has_terms = static_cast<bool>(required);
  demand.terms_at = context.at(required);
  demand.terms = read_node_terms(context, required);
  return demand;
}

std::string selector_formula(const NodeDemand& demand, const std::string& node) {
  std::string all;
  for (const Label& label : demand.selector) {
    const Requirement each{label.key, "In", {label.value}, label.at};
    all += (all.empty() ? "" : " and ") + node_formula(each, node);
  }
  return all.empty() ? "true" : all;
}

std::string terms_formula(const NodeDemand& demand, const std::string& node) {
  if (!demand.has_terms) return "true";
  std::string any;
  for (const NodeTerm& term : demand.terms) {
    any += (any.empty() ? "" : " or ") + term_formula(term, node);
  }
  return any.empty() ? "false" : "(" + any + ")";
}

}  // namespace ringfence::ingest::kubernetes
