#include "pb/solver.h"

namespace ringfence::pb {
namespace {

/// objective <= bound
std::optional<Constraint> at_most(const Objective& objective, Integer bound) {
  std::vector<Summand> sum;
  for (const Term& term : objective.terms)
    sum.push_back({-Integer{term.coefficient}, term.literal});
  return normalised(sum, objective.constant - bound);
}

void conclude(Proof& proof, const Search& search, const Solution& solution) {
  switch (solution.kind) {
    case Solution::Kind::Unsatisfiable:
      return proof.conclude_unsatisfiable(search.contradiction());
    case Solution::Kind::Satisfiable:
      proof.solution(*solution.values);
      return proof.conclude_satisfiable();
    case Solution::Kind::Optimum:
      return proof.conclude_optimum(solution.objective, search.contradiction());
    case Solution::Kind::Unknown:
      return proof.conclude_nothing();
  }
}

}  // namespace

Solution solve(const Formula& formula, const Options& options,
               const std::function<void(Integer)>& improved) {
  Search search(formula.names.size(), options.proof, options.long_row);
  for (std::size_t i = 0; i < formula.constraints.size(); ++i)
    search.add(formula.constraints[i], options.proof != nullptr ? options.proof->input(i) : 0);
  Solution solution;
  for (;;) {
    Bounds left = options.bounds;
    if (left.conflicts != 0) {
      if (search.stats().conflicts >= left.conflicts) break;
      left.conflicts -= search.stats().conflicts;
    }
    const Answer answer = search.solve({}, left);
    if (answer == Answer::Unknown) break;
    if (answer == Answer::Unsatisfiable) {
      solution.kind = solution.values ? Solution::Kind::Optimum : Solution::Kind::Unsatisfiable;
      break;
    }
    solution.values = search.model();
    if (!formula.objective) {
      solution.kind = Solution::Kind::Satisfiable;
      break;
    }
    solution.objective = value_of(*formula.objective, *solution.values);
    if (improved) improved(solution.objective);
    const auto id =
        options.proof != nullptr ? options.proof->solution(*solution.values) : std::nullopt;
    const auto better = at_most(*formula.objective, solution.objective - 1);
    if (!better) break;  // too large to say: the solution stands, and that it is best is not known
    search.add(*better, id.value_or(0));
  }
  solution.stats = search.stats();
  if (options.proof != nullptr) conclude(*options.proof, search, solution);
  return solution;
}

}  // namespace ringfence::pb
