#pragma once
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "policy/grounder.h"
#include "policy/least_solution.h"
#include "policy/reasons.h"

// What is known of a relation whose closure is asked for (ground_closures.cpp, ground_chains.cpp).
// All of it is true whatever the way to the expression at hand.
namespace ringfence::policy {

/// What chains lead to from one source.
struct Grounder::Reach {
  std::vector<Arc> targets;  ///< Members, ascending, where there can be a chain at all.
  Doubt doubt;
  Reasons::Reads reads{};
};

struct Grounder::Relation {
  const syntax::Def* def = nullptr;
  bool with_pending = false;  ///< Pods and containers that run nowhere can stand between, too.
  std::string collection_of(model::Kind kind) const {
    const bool may_be_pending = kind == model::Kind::Pod || kind == model::Kind::Container;
    return (with_pending && may_be_pending ? "declared_" : "") +
           std::string(model::plural_of(kind));
  }
  /// The collections whose members can stand between, as expressions to range over.
  std::vector<syntax::Expr> ranges;
  std::vector<model::Kind> kinds;  ///< Of their members.

  /// A source, or a member that one leads to.
  struct Node {
    std::vector<Arc> arcs;  ///< To members, ascending; the condition says that they are members.
    Doubt doubt;            ///< About the arcs.
    std::size_t group = 0;
    std::size_t position = 0;  ///< In its group.
    Reasons::Reads reads{};
    std::optional<logic::Term> no_more{};  ///< `denial_of_more_arcs`, once asked for.
  };
  std::map<Source, Node> nodes;

  /// Nodes that lead to each other. A group leads only to groups before it.
  struct Group {
    std::vector<Source> members;
    std::optional<LeastSolution> inside;  ///< Of more than one member.
    std::vector<std::pair<std::size_t, Arc>> leaving;
  };
  std::vector<Group> groups;

  std::map<Source, Reach> reaches;
  std::map<std::vector<Source>, std::optional<logic::Term>> cuts;  ///< By all that is reached.
  std::map<std::pair<Source, Source>, std::pair<logic::Term, Doubt>> steps;
};

}  // namespace ringfence::policy
