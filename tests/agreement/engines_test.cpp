// Random formulas too large to try every assignment: the native engine, Z3 and cvc5 give the same
// answer, its solutions satisfy the formula, and ringfence-verify's kernel accepts its proofs. Z3
// and cvc5 see sums of integers, through terms. RINGFENCE_LARGE_FORMULAS and RINGFENCE_SEED choose
// how many and which.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

#include "agreement/checked.h"
#include "engine/engine.h"
#include "pb/opb.h"
#include "pb/solver.h"

namespace ringfence::pb {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Clauses, cardinalities, equalities and weighted sums over 15 to 40 variables, so many and so
/// tight that about half of them have no solution.
class Large {
 public:
  explicit Large(std::uint64_t seed) : random_(seed) {}

  Formula formula() {
    Formula formula;
    const std::size_t variables = number(15, 40);
    for (std::size_t i = 0; i < variables; ++i) formula.add_variable("x" + std::to_string(i + 1));
    const auto largest = static_cast<std::int64_t>(
        std::vector<std::uint64_t>{1, 5, 30, 1'000'000, std::uint64_t{1} << 45}[number(0, 4)]);
    for (std::size_t i = number(0, 3 * variables); i > 0; --i) add_clause(formula);
    for (std::size_t i = number(2, variables / 2); i > 0; --i) add_sum(formula, largest);
    if (number(0, 3) == 0) {
      Objective objective;
      for (Var var = 0; var < variables; ++var) {
        const auto weight = static_cast<std::int64_t>(number(1, 20));
        objective.terms.push_back({number(0, 2) == 0 ? -weight : weight, Literal::of(var)});
      }
      formula.objective = std::move(objective);
    }
    return formula;
  }

 private:
  std::uint64_t number(std::uint64_t low, std::uint64_t high) {
    return low + random_() % (high - low + 1);
  }

  Literal literal(const Formula& formula) {
    return Literal::of(static_cast<Var>(number(0, formula.names.size() - 1)), number(0, 1) == 0);
  }

  void add_clause(Formula& formula) {
    std::vector<Summand> clause;
    for (std::uint64_t i = number(2, 4); i > 0; --i) clause.push_back({1, literal(formula)});
    formula.constraints.push_back(normalised(clause, 1).value());
  }

  void add_sum(Formula& formula, std::int64_t largest) {
    std::vector<Summand> sum;
    Integer most = 0;
    for (std::uint64_t i = number(4, formula.names.size()); i > 0; --i) {
      sum.push_back({Integer{1} + static_cast<std::int64_t>(
                                      number(0, static_cast<std::uint64_t>(largest - 1))),
                     literal(formula)});
      most += sum.back().coefficient;
    }
    const Integer degree = most * static_cast<std::int64_t>(number(30, 75)) / 100;
    formula.constraints.push_back(normalised(sum, degree).value());
    if (number(0, 5) != 0) return;
    for (Summand& one : sum) one.coefficient = -one.coefficient;
    const Integer above = number(0, 1) == 0 ? Integer{0} : most / 20;
    formula.constraints.push_back(normalised(sum, -degree - above).value());
  }

  std::mt19937_64 random_;
};

/// The formula as terms; with `most`, an objective of at most that as well.
struct Encoded {
  Encoded(const Formula& formula, std::optional<Integer> most) {
    for (const std::string& name : formula.names) variables.push_back(terms.bool_var(name));
    for (const Constraint& constraint : formula.constraints)
      add(constraint.terms, -Integer{constraint.degree}, 1);
    if (most) add(formula.objective->terms, *most - formula.objective->constant, -1);
  }

  /// 0 <= sign * sum + constant
  void add(const std::vector<Term>& sum, Integer constant, Integer sign) {
    logic::Linear linear{{}, constant};
    for (const Term& term : sum) {
      const Integer factor = sign * term.coefficient;
      if (!term.literal.is_positive()) linear.constant += factor;
      linear.addends.push_back(
          {term.literal.is_positive() ? factor : -factor, variables[term.literal.var()]});
    }
    assertions.push_back(terms.at_most({{}, 0}, linear));
  }

  logic::Terms terms;
  std::vector<logic::Term> variables, assertions;
};

/// Nullopt when the engine gives up.
std::optional<bool> is_satisfiable(const engine::Engine& engine, const Formula& formula,
                                   std::optional<Integer> most = std::nullopt) {
  const Encoded encoded(formula, most);
  const engine::Answer answer =
      engine::solve(engine, encoded.terms, encoded.assertions,
                    {.steps = 1'000'000, .watchdog = std::chrono::milliseconds(20'000)});
  if (std::holds_alternative<engine::GaveUp>(answer)) return std::nullopt;
  return std::holds_alternative<engine::Sat>(answer);
}

/// How often the others said the same as `solution`; what they say otherwise is a failure.
std::size_t confirmed(const engine::Engine& engine, const Formula& formula,
                      const Solution& solution) {
  std::size_t answers = 0;
  const auto expect = [&](bool wanted, std::optional<Integer> most) {
    const auto said = is_satisfiable(engine, formula, most);
    if (!said) return;
    EXPECT_EQ(*said, wanted) << engine.name() << "\n" << to_opb(formula);
    ++answers;
  };
  if (solution.kind == Solution::Kind::Optimum) {
    expect(true, solution.objective);
    expect(false, solution.objective - 1);
  } else {
    expect(solution.kind == Solution::Kind::Satisfiable, std::nullopt);
  }
  return answers;
}

TEST(PseudoBoolean, AgreesWithZ3AndCvc5BeyondWhatCanBeTried) {
  const std::uint64_t seed = from_environment("RINGFENCE_SEED", 1);
  const std::uint64_t count = from_environment("RINGFENCE_LARGE_FORMULAS", 300);
  const auto z3 = engine::make_z3();
  const auto cvc5 = engine::make_cvc5();
  std::size_t unsatisfiable = 0;
  std::size_t answers = 0;
  std::size_t conflicts = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    SCOPED_TRACE("seed " + std::to_string(seed + i));
    const Formula formula = Large(seed + i).formula();
    std::string proof_text;
    Proof proof(
        formula, [&](std::string_view more) { proof_text += more; }, ProofVersion::Two);
    const Solution solution = solve(formula, {{}, &proof});
    ASSERT_NE(solution.kind, Solution::Kind::Unknown);
    if (solution.values) {
      for (const Constraint& constraint : formula.constraints)
        ASSERT_TRUE(is_satisfied(constraint, *solution.values)) << to_opb(formula);
    }
    const std::string verdict = checked(to_opb(formula), proof_text);
    const std::string optimum = to_string(solution.objective);
    ASSERT_EQ(verdict, solution.kind == Solution::Kind::Unsatisfiable ? "unsatisfiable"
                       : formula.objective ? "bounds " + optimum + " " + optimum
                                           : "satisfiable")
        << to_opb(formula);
    answers += confirmed(*z3, formula, solution) + confirmed(*cvc5, formula, solution);
    if (HasFailure()) return;
    unsatisfiable += solution.values ? 0U : 1U;
    conflicts += solution.stats.conflicts;
  }
  std::cout << "pseudo-Boolean: " << count << " larger formulas, " << unsatisfiable
            << " unsatisfiable, " << conflicts << " conflicts, " << answers
            << " answers of Z3 and cvc5 agreed, seed " << seed << "\n";
  EXPECT_GT(unsatisfiable, count / 5);
  EXPECT_GT(answers, count);
}

}  // namespace
}  // namespace ringfence::pb
