// Random steps on small formulas: after each one that the kernel takes, every assignment is tried
// to see that what the kernel promises still holds, and at the end that no conclusion is wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <random>

#include "verify/kernel.h"

namespace ringfence::verify {
namespace {

constexpr std::uint32_t kInputs = 4;     // variables of the formula
constexpr std::uint32_t kVariables = 6;  // and of the proof
constexpr std::uint32_t kWorlds = 1U << kVariables;

bool is_true(Literal literal, std::uint32_t world) {
  return (((world >> literal.variable()) & 1U) == 1U) != literal.is_negated();
}

Integer total(const std::vector<Term>& terms, std::uint32_t world) {
  Integer value;
  for (const Term& term : terms) {
    if (is_true(term.literal, world)) value += term.coefficient;
  }
  return value;
}

bool holds(const Constraint& c, std::uint32_t world) {
  return total(c.terms, world) >= c.degree;
}

Integer value(const std::optional<Objective>& f, std::uint32_t world) {
  return f ? total(f->terms, world) + f->constant : Integer(0);
}

/// The least value of a world in which all constraints hold.
template <class Holds>
std::optional<Integer> optimum(const std::optional<Objective>& f, Holds all_hold) {
  std::optional<Integer> least;
  for (std::uint32_t world = 0; world < kWorlds; ++world) {
    if (!all_hold(world)) continue;
    const Integer found = value(f, world);
    if (!least || found < *least) least = found;
  }
  return least;
}

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(engine_() % end); }
  std::int64_t between(int first, int last) {
    return first + static_cast<int>(below(static_cast<std::uint32_t>(last - first + 1)));
  }
  Literal literal(std::uint32_t variables) { return {below(2 * variables)}; }
  std::vector<Term> terms(std::uint32_t variables) {
    std::vector<Term> result;
    for (std::uint32_t i = below(4); i > 0; --i) {
      result.push_back({between(-2, 3), literal(variables)});
    }
    return result;
  }
  Constraint constraint(std::uint32_t variables) {
    return normalized(terms(variables), between(-1, 3));
  }
  Formula formula() {
    Formula formula;
    for (std::uint32_t i = below(4); i > 0; --i) formula.constraints.push_back(constraint(kInputs));
    if (below(3) > 0) formula.objective = Objective{terms(kInputs), between(-1, 1)};
    return formula;
  }
  Witness witness() {
    Witness result;
    for (std::uint32_t i = below(4); i > 0; --i) {
      const std::uint32_t variable = below(kVariables);
      if (below(2) == 0)
        result[variable] = below(2) == 0;
      else
        result[variable] = literal(kVariables);
    }
    return result;
  }
  Kernel::Literals literals() {
    Kernel::Literals result;
    const std::uint32_t count = below(3) == 0 ? below(kInputs) : kInputs;
    for (std::uint32_t i = 0; i < count; ++i) result.push_back({2 * i + below(2)});
    return result;
  }
  Integer reference(const Kernel& kernel) {
    return between(-2, static_cast<int>(kernel.newest()) + 1);
  }
  std::vector<Step> steps(const Kernel& kernel) {
    std::vector<Step> result = {{Step::Op::Constraint, reference(kernel)}};
    for (std::uint32_t i = below(5); i > 0; --i) {
      const auto op = static_cast<Step::Op>(2 + below(5));
      if (op == Step::Op::Add) {
        if (below(2) == 0)
          result.push_back({Step::Op::Constraint, reference(kernel)});
        else
          result.push_back({Step::Op::Axiom, {}, literal(kVariables)});
      }
      result.push_back({op, between(-1, 3), literal(kVariables)});
    }
    return result;
  }

 private:
  std::mt19937 engine_;
};

void subproof(Random& random, Kernel& kernel) {
  const std::uint32_t goals = random.below(3);
  for (std::uint32_t i = 0; i < goals; ++i) {
    kernel.pol(random.steps(kernel));
    const bool is_own = random.below(2) == 0;
    kernel.begin_goal(is_own ? Integer(random.between(1, 2)) : random.reference(kernel), is_own);
    if (random.below(2) == 0) kernel.pol(random.steps(kernel));
    kernel.end_goal(random.below(2) == 0 ? std::optional<Integer>(-1) : std::nullopt);
  }
}

void step(Random& random, Kernel& kernel) {
  switch (random.below(12)) {
    case 0:
    case 1:
      kernel.pol(random.steps(kernel));
      return;
    case 2:
    case 3:
      kernel.rup(random.constraint(kVariables));
      return;
    case 4:
      kernel.add_implied(random.reference(kernel), random.constraint(kVariables));
      return;
    case 5:
    case 6:
    case 7: {
      const bool has_subproof = random.below(2) == 0;
      kernel.begin_red(random.constraint(kVariables), random.witness(), has_subproof);
      if (has_subproof) subproof(random, kernel);
      kernel.finish();
      return;
    }
    case 8:
      kernel.erase(kernel.resolve(random.reference(kernel)));
      return;
    case 9:
      kernel.solution(random.literals(), static_cast<Kernel::Use>(random.below(4)));
      return;
    case 10:
      kernel.begin_objective({random.terms(kVariables), random.between(-1, 1)});
      if (random.below(2) == 0) subproof(random, kernel);
      kernel.finish();
      return;
    default:
      kernel.move_to_core(kernel.resolve(random.reference(kernel)));
  }
}

struct Truth {
  Formula formula;
  std::optional<Integer> least;   // nothing: unsatisfiable
  std::optional<Integer> logged;  // least value of a logged solution
};

void check_invariant(const Kernel& kernel, const Truth& truth, const std::string& where) {
  // Between the best logged value and the optimum the database must have something to offer.
  if (!truth.least || (truth.logged && *truth.logged <= *truth.least)) return;
  const auto in_database = optimum(kernel.objective(), [&](std::uint32_t world) {
    for (Kernel::Id id = 1; id <= kernel.newest(); ++id) {
      if (kernel.is_live(id) && !holds(kernel.at(id), world)) return false;
    }
    return true;
  });
  ASSERT_TRUE(in_database && *in_database <= *truth.least) << where;
}

/// Counts the conclusions that the kernel draws, by kind, and checks each.
void conclude(Kernel& kernel, const Truth& truth, std::map<std::string, int>& drawn,
              const std::string& where) {
  const auto draws = [&](const std::string& name, auto conclusion) {
    Kernel copy = kernel;
    try {
      conclusion(copy);
    } catch (const Rejected&) {
      return false;
    }
    ++drawn[name];
    return true;
  };
  const bool is_refuted = draws("unsatisfiable", [](Kernel& k) { k.unsatisfiable({}); });
  EXPECT_FALSE(is_refuted && truth.least) << where;
  const bool is_satisfied = draws("satisfiable", [](Kernel& k) { k.satisfiable(); });
  EXPECT_FALSE(is_satisfied && !truth.least) << where;
  for (int bound = -8; bound <= 12; ++bound) {
    const bool is_lower = draws("lower", [&](Kernel& k) { k.bounds(bound, {}, {}); });
    EXPECT_FALSE(is_lower && truth.least && *truth.least < bound) << where << " " << bound;
    const bool is_optimal = draws("optimal", [&](Kernel& k) { k.bounds(bound, {}, bound); });
    EXPECT_FALSE(is_optimal && (!truth.least || *truth.least != bound)) << where << " " << bound;
  }
  for (Kernel::Id id = 1; id <= kernel.newest(); ++id) {
    Verdict verdict;
    const auto conclusion = [&](Kernel& k) {
      verdict = k.contradiction(static_cast<std::int64_t>(id));
    };
    if (!draws("contradiction", conclusion)) continue;
    const bool is_unsatisfiable = verdict.kind == Verdict::Kind::Unsatisfiable;
    EXPECT_EQ(is_unsatisfiable, !truth.least.has_value()) << where;
    if (verdict.kind != Verdict::Kind::Bounds) continue;
    EXPECT_EQ(verdict.lower, *truth.least) << where;
  }
}

std::uint32_t runs() {
  const char* asked = std::getenv("RINGFENCE_VERIFY_RUNS");
  return asked != nullptr ? static_cast<std::uint32_t>(std::stoul(asked)) : 3000;
}

TEST(Soundness, NoConclusionIsWrong) {
  std::map<std::string, int> drawn;
  for (std::uint32_t seed = 0; seed < runs() && !testing::Test::HasFailure(); ++seed) {
    Random random(seed);
    Truth truth;
    truth.formula = random.formula();
    truth.least = optimum(truth.formula.objective, [&](std::uint32_t world) {
      const auto& all = truth.formula.constraints;
      return std::all_of(all.begin(), all.end(), [&](const auto& c) { return holds(c, world); });
    });
    Kernel kernel(truth.formula);
    for (std::size_t i = 0; i < kernel.inputs(); ++i) kernel.load(i);
    for (int i = 0; i < 40; ++i) {
      const std::string where = "seed " + std::to_string(seed) + " step " + std::to_string(i);
      Kernel copy = kernel;
      try {
        step(random, copy);
      } catch (const Rejected&) {
        continue;
      }
      kernel = std::move(copy);
      ++drawn["steps"];
      truth.logged = kernel.best();
      check_invariant(kernel, truth, where);
      if (testing::Test::HasFatalFailure()) return;
    }
    conclude(kernel, truth, drawn, "seed " + std::to_string(seed));
  }
  for (const auto& [name, count] : drawn) std::cout << name << ": " << count << "\n";
  for (const char* name :
       {"steps", "unsatisfiable", "satisfiable", "lower", "optimal", "contradiction"}) {
    EXPECT_GT(drawn[name], 0) << name;
  }
}

}  // namespace
}  // namespace ringfence::verify
