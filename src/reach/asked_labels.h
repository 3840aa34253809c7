#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reach/subjects.h"

namespace ringfence::reach {

/// The labels that rules ask for, and those of the namespaces that files name.
struct AskedLabels {
  using Values = std::map<std::string, std::set<std::string>, std::less<>>;  ///< By key.
  /// By key: a value, or absence.
  using Labels = std::map<std::string, std::optional<std::string>, std::less<>>;

  std::vector<const syntax::NetworkPolicy*> policies;  ///< In the order they are asked.
  Values of_pods, of_spaces;                           ///< The values that selectors list.
  std::map<std::string, Labels, std::less<>> spaces;   ///< By name.
  /// Some rule that is asked before or after NetworkPolicies is about ports by name, or about pods
  /// by address.
  bool decides_by_name_or_address = false;
};
AskedLabels asked_labels(const model::Model& model, const Subjects& subjects);

/// Whether the policy says anything of the direction.
bool applies(const syntax::NetworkPolicy& policy, bool is_ingress);
/// Its rules of the direction.
const std::vector<syntax::NetworkRule>& rules_of(const syntax::NetworkPolicy& policy,
                                                 bool is_ingress);

}  // namespace ringfence::reach
