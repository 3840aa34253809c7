#pragma once
#include <string>
#include <vector>

#include "ingest/kubernetes/selectors.h"

namespace ringfence::ingest::kubernetes {

/// One of the terms of node affinity, of which one must fit.
struct NodeTerm {
  std::vector<Requirement> labels, fields;
};

/// What a template and its RuntimeClass demand of a node.
struct NodeDemand {
  std::vector<Label> selector;
  std::vector<NodeTerm> terms;
  bool has_terms = false;
  Span selector_at, terms_at;
};

/// Reads `nodeSelector` and required node affinity. Errors: E0507. `at` is the place of what comes
/// from the RuntimeClass, which may be null.
NodeDemand read_node_demand(Context& context, NodeId spec, const RuntimeClass* runtime_class,
                            Span at);
/// A NodeSelector by itself, as volumes have it. Errors: E0507.
NodeDemand read_required_terms(Context& context, NodeId required);
/// True for the nodes that the selector accepts; `node` is an expression for a described one.
std::string selector_formula(const NodeDemand& demand, const std::string& node);
/// The same for required node affinity.
std::string terms_formula(const NodeDemand& demand, const std::string& node);

}  // namespace ringfence::ingest::kubernetes
