// Gaussian elimination, where adding is `or` and multiplying is `and`.
//
// The equation x[k] = … or (x[k] and loop) says the same without the loop when the least solution
// is meant: a cycle gives no reason of its own. So each unknown is solved for in turn by dropping
// its loop and putting what is left in its place in the others; afterwards the values are filled in
// backwards. What comes out is no fixed point that a solver may choose, but the one least one as
// plain terms, for both polarities alike. It costs n^3/3 terms where everything may be linked with
// everything and, by taking what has few neighbours first, about n where the links are a chain or a
// tree; unrolling n rounds would cost n^3 for each start. Things that certain links make one are
// one class throughout.
// R. Backhouse, B. Carre, Regular algebra applied to path-finding problems, J. Inst. Maths Applics
// 15 (1975).

#include "policy/least_solution.h"

#include <algorithm>
#include <map>
#include <set>

#include "policy/strong_components.h"

namespace ringfence::policy {

using logic::Term;

LeastSolution::LeastSolution(logic::Terms& terms, std::size_t size, const std::vector<Link>& links,
                             StepBudget& budget)
    : terms_(terms), class_of_(size) {
  std::vector<std::vector<std::size_t>> certain(size);
  for (const Link& link : links) {
    if (terms.is_true(link.when)) certain[link.from].push_back(link.to);
  }
  for (const std::vector<std::size_t>& members : strong_components(certain)) {
    for (const std::size_t member : members) class_of_[member] = classes_;
    ++classes_;
  }
  eliminate(links, budget);
}

Term LeastSolution::both(Term a, Term b, StepBudget& budget) {
  budget.spend();
  return terms_.conjunction({a, b});
}

void LeastSolution::eliminate(const std::vector<Link>& links, StepBudget& budget) {
  // Each way from one class to another, until one of the two is taken out.
  std::vector<std::map<std::size_t, std::vector<Term>>> out(classes_);
  std::vector<std::set<std::size_t>> in(classes_);
  const auto add = [&](std::size_t from, std::size_t to, Term when) {
    if (from == to || terms_.is_false(when)) return;
    out[from][to].push_back(when);
    in[to].insert(from);
  };
  for (const Link& link : links) add(class_of_[link.from], class_of_[link.to], link.when);
  std::vector<bool> is_taken(classes_);
  const auto weights = [&](std::size_t from, std::size_t to) {
    return terms_.disjunction(out[from].at(to));
  };
  for (std::size_t i = 0; i < classes_; ++i) {
    std::size_t best = classes_;
    for (std::size_t k = 0; k < classes_; ++k) {
      if (is_taken[k]) continue;
      const auto ways = [&](std::size_t one) { return in[one].size() * out[one].size(); };
      if (best == classes_ || ways(k) < ways(best)) best = k;
    }
    is_taken[best] = true;
    Step step;
    step.taken = best;
    for (const std::size_t from : in[best]) step.in.emplace_back(from, weights(from, best));
    for (const auto& [to, when] : out[best]) step.out.emplace_back(to, weights(best, to));
    for (const auto& [from, when] : step.in) out[from].erase(best);
    for (const auto& [to, when] : step.out) in[to].erase(best);
    for (const auto& [from, before] : step.in) {
      for (const auto& [to, after] : step.out) {
        if (from != to) add(from, to, both(before, after, budget));
      }
    }
    steps_.push_back(std::move(step));
  }
}

std::vector<Term> LeastSolution::from(const std::vector<Term>& start, StepBudget& budget) {
  std::vector<std::vector<Term>> parts(classes_);
  for (std::size_t i = 0; i < start.size(); ++i) parts[class_of_[i]].push_back(start[i]);
  std::vector<Term> found(classes_, terms_.truth(false));
  for (const Step& step : steps_) {
    const Term begin = terms_.disjunction(std::move(parts[step.taken]));
    found[step.taken] = begin;
    if (terms_.is_false(begin)) continue;
    for (const auto& [to, when] : step.out) parts[to].push_back(both(begin, when, budget));
  }
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    std::vector<Term> ways = {found[step->taken]};
    for (const auto& [from, when] : step->in) {
      if (!terms_.is_false(found[from])) ways.push_back(both(found[from], when, budget));
    }
    found[step->taken] = terms_.disjunction(std::move(ways));
  }
  std::vector<Term> all(start.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = found[class_of_[i]];
  return all;
}

}  // namespace ringfence::policy
