#pragma once
#include <map>
#include <vector>

#include "reach/graph.h"
#include "reach/selection.h"

namespace ringfence::reach {

/// A selector of everything in every namespace.
bool is_all_pods(const syntax::PodSelector& selector);

/// The pods in classes that no selector of any policy, no port's name, and no address that a
/// policy checks tells apart; and the classes that each selector means.
struct Classes {
  std::vector<ClassId> class_of;
  std::vector<std::vector<PodIndex>> members;
  /// By selector, ascending; without those that mean all pods.
  std::map<syntax::PodSelector, std::vector<ClassId>> selected;
};
Classes classify(const model::Model& model, const std::vector<Pod>& pods);

}  // namespace ringfence::reach
