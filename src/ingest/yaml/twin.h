#pragma once
#include <span>

#include "ingest/yaml/tree.h"
#include "syntax/document.h"

namespace ringfence::ingest::yaml {

// The YAML twin of `.rf`: one mapping per declaration, in several documents or in one list.
//
//   kind: vm                             kind: policy
//   name: node-1                         name: db-spreads
//   on: any host where zone == "b"       severity: high
//   memory: 32GiB..64GiB                 assert: forall a, b in pods where a != b: a.host != b.host
//   request: {cpu: 500m}
//   labels: {tier: gold}                 kind: container
//                                        name: cache
//   kind: link                           replicas: 2..4
//   node: worker-1                       in: any vm
//   vm: prod-worker-1                    tenant: "shop"
//
// A plain scalar is what `.rf` would read behind the colon; a quoted one is text; a list is a set;
// a mapping gives dotted attributes, or keyed ones where the key is no name (`nvidia.com/gpu`).
// `inner:` lists entities declared inside. `def` and `derive` have `params:` (a mapping from name
// to type) and `body:`, `assume` has `formula:`, `import` has `path:` (one or a list).

/// Whether a document is the twin's: a mapping without `apiVersion` whose `kind` is one of the
/// twin's words, or close to one and written in lower case; or a list of such.
bool recognises_twin(const Tree& tree, NodeId document);

/// The declarations of the documents, in order, in one AST. Errors: E0210 unknown key, E0211
/// missing key, E0212 a value of the wrong shape, and those of the language itself (E01xx).
Result<syntax::Document> read_twin(const Sources& sources, const Tree& tree,
                                   std::span<const NodeId> documents);

}  // namespace ringfence::ingest::yaml
