#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "load/load.h"
#include "reach/graph.h"
#include "reach/rows.h"

/// What the schemes of `network-config-analyzer` ask: named sets of policies over a cluster, and
/// questions about them with the number that answers each.
namespace ringfence::tests {

/// One question. Of several that differ only in the form of their output, one is kept.
struct SchemeQuery {
  std::string name;
  std::string kind;  ///< `equivalence`, `semanticDiff`, …
  std::vector<std::string>
      sets;                      ///< Names of sets, or `set/namespace/policy` for one policy of it.
  std::optional<int> expected;   ///< Nothing is said where it may not be run or has no number.
  std::filesystem::path output;  ///< The text with the relation; empty if there is none.
};

/// Files of one set.
struct SchemeSet {
  std::string name;
  std::vector<std::filesystem::path> cluster, policies;
  bool is_elsewhere = false;  ///< It names a place that is not on this disk.
};

struct Scheme {
  std::string name;  ///< Its path below the corpus.
  std::vector<SchemeSet> sets;
  std::vector<SchemeQuery> queries;
};
Scheme read_scheme(const std::filesystem::path& file, const std::filesystem::path& corpus);

/// The policies of one set over its cluster, or a part of them.
struct PolicySet {
  Sources sources;
  std::vector<std::shared_ptr<const syntax::Document>> documents;
  model::Model model;  ///< With the set's policies only.
  reach::Graph graph;
  std::vector<reach::Workload> workloads;
  std::string error;  ///< Of refused inputs; nothing else is there then.
};
/// `only`: `namespace/name` of the one policy that counts; empty: all.
std::shared_ptr<const PolicySet> read_set(const SchemeSet& set, const std::string& only);

}  // namespace ringfence::tests
