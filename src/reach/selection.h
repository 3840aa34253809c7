#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reach/graph.h"

namespace ringfence::reach {

/// Whether labels (`key=value`, sorted) meet a selector, as the Kubernetes API server decides it:
/// `NotIn` and `DoesNotExist` are met by what lacks the key.
bool selects(const syntax::LabelSelector& selector, std::span<const std::string_view> labels);

/// Finds the pods that a selector means without looking at all of them.
class Selection {
 public:
  /// `pods` must outlive it.
  Selection(const model::Model& model, const std::vector<Pod>& pods);

  /// Ascending.
  std::vector<PodIndex> pods_of(const syntax::PodSelector& selector) const;

 private:
  struct Space {
    std::vector<std::string> labels;
    std::vector<PodIndex> pods;
  };
  using Postings = std::map<std::string_view, std::vector<PodIndex>>;

  const std::vector<PodIndex>* shortest(const syntax::LabelSelector& selector,
                                        std::vector<PodIndex>& scratch) const;

  const std::vector<Pod>& pods_;
  std::map<std::string_view, Space> spaces_;
  Postings by_label_, by_key_;
};

}  // namespace ringfence::reach
