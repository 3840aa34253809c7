#pragma once
#include <cstddef>
#include <utility>
#include <vector>

#include "logic/term.h"

namespace ringfence::policy {

/// Thrown when the links of a closure are too many and too open.
struct TooManySteps {};

/// How many more terms closures may be made of.
struct StepBudget {
  std::size_t left = 0;
  /// Throws TooManySteps when there is none left.
  void spend() {
    if (left == 0) throw TooManySteps{};
    --left;
  }
};

/// Which of `size` things are reached, in terms of those where one starts.
class LeastSolution {
 public:
  struct Link {
    std::size_t from = 0, to = 0;
    logic::Term when;
  };
  LeastSolution(logic::Terms& terms, std::size_t size, const std::vector<Link>& links,
                StepBudget& budget);

  /// The least x with x[i] = start[i] or, for some j, x[j] and the link from j to i, as terms that
  /// are so in each world: true for i exactly where some chain of links leads to it from a start.
  std::vector<logic::Term> from(const std::vector<logic::Term>& start, StepBudget& budget);

 private:
  using Weights = std::vector<std::pair<std::size_t, logic::Term>>;
  /// One class is taken out: what then leads to it and from it, among the classes still there.
  struct Step {
    std::size_t taken = 0;
    Weights in, out;
  };
  void eliminate(const std::vector<Link>& links, StepBudget& budget);
  logic::Term both(logic::Term a, logic::Term b, StepBudget& budget);

  logic::Terms& terms_;
  std::vector<std::size_t> class_of_;
  std::size_t classes_ = 0;
  std::vector<Step> steps_;
};

}  // namespace ringfence::policy
