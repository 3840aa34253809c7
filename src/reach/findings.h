#pragma once
#include <string>
#include <vector>

#include "reach/strangers.h"

/// Policies and rules that do nothing, and why: almost always not what their author meant.
namespace ringfence::reach {

struct Finding {
  enum class Kind {
    PolicySelectsNothing,  ///< No pod that the files describe.
    PolicyWithoutEffect,   ///< Every connection is the same without it.
    RuleNeverApplies,      ///< It matches nothing in any cluster.
    PeerNeverMatches,      ///< The same of one peer of several.
    RuleMatchesNothing,    ///< No pod that the files describe, and no address; or no port of one.
    PeerMatchesNothing,    ///< The same of one peer of several.
    PortMatchesNothing,    ///< One port of several, whose name no pod has that the rule is about.
    RuleWithoutEffect,     ///< Every connection is the same without it.
    RuleShadowed,          ///< Without effect, as rules that are asked earlier decide all of it.
    PriorityUndefined,     ///< Another policy of its priority disagrees with it on a connection.
  };
  /// What the claim is about.
  enum class Scope {
    AnyCluster,  ///< It holds whatever further pods and namespaces there are.
    Described,   ///< Pods that no file describes could make a difference.
  };
  Kind kind = Kind::PolicySelectsNothing;
  Part part;
  Span at;  ///< The policy, the rule, the peer or the port.
  Scope scope = Scope::Described;
  std::string sentence;            ///< Without its scope.
  std::optional<Example> example;  ///< Of Described: ends to which it would matter.
  std::vector<Part> others;        ///< The rules and policies that are the reason.
  bool others_complete = true;     ///< False where there are too many to look at all.
};
/// `policy-selects-nothing`, `rule-without-effect`.
std::string_view name_of(Finding::Kind kind);

struct Findings {
  std::vector<Finding> all;  ///< In the order in which the policies are written.
  /// False when the budget was spent, or priorities leave open what is allowed: more may be found.
  bool is_complete = true;
};

/// What a search for findings may cost: seconds for a thousand policies.
inline constexpr std::uint64_t kFindingSteps = 100'000'000;

/// Everything that can be said of the model's policies. Rules of a policy that is reported as a
/// whole are not reported once more, unless they never apply. Rules with peers that are neither
/// pods nor addresses are taken to matter. Where the graph has ambiguities, they are the findings.
Findings findings(const model::Model& model, const Graph& graph,
                  std::uint64_t steps = kFindingSteps);

}  // namespace ringfence::reach
