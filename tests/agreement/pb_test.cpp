// Random formulas, small enough to try every assignment: the engine's answer is the right one, and
// ringfence-verify's kernel accepts its proof, in both formats. RINGFENCE_FORMULAS and
// RINGFENCE_SEED choose how many and which.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>
#include <sstream>

#include "agreement/checked.h"
#include "pb/opb.h"
#include "pb/solver.h"

namespace ringfence::pb {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Formula formula() {
    Formula formula;
    const auto variables = static_cast<Var>(number(0, 9));
    for (Var var = 0; var < variables; ++var) formula.add_variable("x" + std::to_string(var + 1));
    const std::int64_t largest =
        pick({1, 3, 10, 1'000, std::int64_t{1} << 40, std::int64_t{1} << 57});
    const auto count = number(0, 3 * static_cast<std::int64_t>(variables) + 1);
    for (std::int64_t i = 0; i < count; ++i) add_constraint(formula, largest);
    if (number(0, 3) == 0) add_objective(formula, largest);
    return formula;
  }

  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }

 private:
  std::int64_t pick(std::initializer_list<std::int64_t> all) {
    return *(all.begin() + number(0, static_cast<std::int64_t>(all.size()) - 1));
  }

  std::vector<Summand> sum(const Formula& formula, std::int64_t largest, std::int64_t most) {
    std::vector<Summand> all;
    const auto variables = static_cast<std::int64_t>(formula.names.size());
    for (Var var = 0; var < variables; ++var) {
      if (number(1, variables) > most) continue;
      const std::int64_t coefficient = number(0, 1) == 0 ? 1 : number(1, largest);
      all.push_back(
          {number(0, 3) == 0 ? -coefficient : coefficient, Literal::of(var, number(0, 1) == 0)});
    }
    return all;
  }

  void add_constraint(Formula& formula, std::int64_t largest) {
    std::vector<Summand> all = sum(formula, largest, number(1, 9));
    Integer least = 0;
    Integer most = 0;
    for (const Summand& one : all) (one.coefficient < 0 ? least : most) += one.coefficient;
    // Mostly where the constraint bites; sometimes just past what is possible.
    const Integer span = most - least;
    const Integer degree = least + span * number(-1, 9) / 8 + number(0, 1);
    formula.constraints.push_back(normalised(all, degree).value());
    if (number(0, 5) != 0) return;
    for (Summand& one : all) one.coefficient = -one.coefficient;
    formula.constraints.push_back(normalised(all, -degree).value());
  }

  void add_objective(Formula& formula, std::int64_t largest) {
    Objective objective;
    for (const Summand& one : sum(formula, largest, 9)) {
      const auto weight = static_cast<std::int64_t>(one.coefficient);
      objective.terms.push_back({weight, Literal::of(one.literal.var())});
    }
    if (!formula.names.empty() && number(0, 2) == 0) objective.constant = number(-5, 5);
    formula.objective = std::move(objective);
  }

  std::mt19937_64 random_;
};

struct Truth {
  bool is_satisfiable = false;
  Integer best = 0;
};

Truth by_trying(const Formula& formula) {
  Truth truth;
  const std::size_t variables = formula.names.size();
  for (std::uint64_t bits = 0; bits < (std::uint64_t{1} << variables); ++bits) {
    Values values(variables);
    for (std::size_t i = 0; i < variables; ++i) values[i] = (bits >> i & 1) != 0;
    bool is_solution = true;
    for (const Constraint& constraint : formula.constraints)
      is_solution = is_solution && is_satisfied(constraint, values);
    if (!is_solution) continue;
    const Integer value = formula.objective ? value_of(*formula.objective, values) : 0;
    if (!truth.is_satisfiable || value < truth.best) truth.best = value;
    truth.is_satisfiable = true;
  }
  return truth;
}

std::string wanted(const Formula& formula, const Truth& truth, ProofVersion version) {
  if (!truth.is_satisfiable) return "unsatisfiable";
  if (formula.objective) return "bounds " + to_string(truth.best) + " " + to_string(truth.best);
  return version == ProofVersion::Two ? "satisfiable" : "nothing";
}

void agree(const Formula& formula) {
  const Truth truth = by_trying(formula);
  const std::string opb = to_opb(formula);
  for (const ProofVersion version : {ProofVersion::Two, ProofVersion::One}) {
    std::string text;
    Proof proof(
        formula, [&](std::string_view more) { text += more; }, version);
    // Either way of propagating what is weighted.
    const std::size_t long_row = version == ProofVersion::Two ? Search::kLongRow : 0;
    const Solution solution = solve(formula, {{}, &proof, long_row});
    ASSERT_NE(solution.kind, Solution::Kind::Unknown) << opb;
    ASSERT_EQ(solution.kind != Solution::Kind::Unsatisfiable, truth.is_satisfiable) << opb;
    if (truth.is_satisfiable) {
      for (const Constraint& constraint : formula.constraints)
        ASSERT_TRUE(is_satisfied(constraint, *solution.values)) << opb;
    }
    if (truth.is_satisfiable && formula.objective) {
      ASSERT_EQ(solution.kind, Solution::Kind::Optimum) << opb;
      ASSERT_EQ(to_string(solution.objective), to_string(truth.best)) << opb;
    }
    const std::string verdict = checked(opb, text);
    const std::string right = wanted(formula, truth, version);
    ASSERT_TRUE(verdict == right || (right == "nothing" && verdict == "satisfiable"))
        << verdict << ", not " << right << "\n"
        << opb << text;
  }
}

TEST(PseudoBoolean, AgreesWithTryingAllAndItsProofsAreAccepted) {
  const std::uint64_t seed = from_environment("RINGFENCE_SEED", 1);
  const std::uint64_t count = from_environment("RINGFENCE_FORMULAS", 10'000);
  std::size_t unsatisfiable = 0;
  std::size_t optimised = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    SCOPED_TRACE("seed " + std::to_string(seed + i));
    const Formula formula = Generator(seed + i).formula();
    agree(formula);
    if (HasFatalFailure()) return;
    const bool is_satisfiable = by_trying(formula).is_satisfiable;
    unsatisfiable += is_satisfiable ? 0U : 1U;
    optimised += is_satisfiable && formula.objective ? 1U : 0U;
  }
  std::cout << "pseudo-Boolean: " << count << " formulas agreed, " << unsatisfiable
            << " unsatisfiable, " << optimised << " optimised, seed " << seed << "\n";
  EXPECT_GT(unsatisfiable, count / 10);
  EXPECT_GT(optimised, count / 20);
}

/// The text with one thing wrong: a number, a sign, a line that is missing, moved or cut.
std::string mutant(const std::string& text, std::mt19937_64& random) {
  const auto pick = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(random);
  };
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  const std::size_t at = pick(lines.size() - 1);
  std::string& line = lines[at];
  switch (pick(5)) {
    case 0: {
      const std::size_t digit = line.find_first_of("0123456789", pick(line.size()));
      if (digit != std::string::npos) line[digit] = static_cast<char>('0' + pick(9));
      break;
    }
    case 1: {
      const std::size_t sign = line.find('~');
      if (sign != std::string::npos) {
        line.erase(sign, 1);
      } else if (const std::size_t name = line.find('x'); name != std::string::npos) {
        line.insert(name, "~");
      }
      break;
    }
    case 2:
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case 3:
      std::swap(line, lines[pick(lines.size() - 1)]);
      break;
    case 4:
      lines.resize(at);
      break;
    default:
      line.resize(pick(line.size()));
  }
  std::string changed;
  for (const std::string& one : lines) changed += one + "\n";
  return changed;
}

/// By trying all assignments of the formula in the text; nullopt if it is none.
std::optional<bool> is_satisfiable(const std::string& opb) {
  Sources sources;
  const auto formula = read_opb(sources, sources.add("mutant.opb", opb));
  if (!formula || formula.value().names.size() > 14) return std::nullopt;
  return by_trying(formula.value()).is_satisfiable;
}

// What is accepted after a change must still be so: the formula has no solution all the same.
TEST(PseudoBoolean, NoMutantProvesWhatIsNotSo) {
  const std::uint64_t seed = from_environment("RINGFENCE_SEED", 1);
  std::mt19937_64 random(seed);
  std::size_t proofs = 0;
  std::size_t accepted = 0;
  std::size_t refused = 0;
  for (std::uint64_t i = 0; proofs < 200; ++i) {
    const Formula formula = Generator(seed + i).formula();
    if (formula.objective) continue;
    std::string text;
    Proof proof(
        formula, [&](std::string_view more) { text += more; }, ProofVersion::Two);
    if (solve(formula, {{}, &proof}).kind != Solution::Kind::Unsatisfiable) continue;
    ++proofs;
    const std::string opb = to_opb(formula);
    for (int m = 0; m < 50; ++m) {
      const bool is_proof = m % 2 == 0;
      const std::string other = mutant(is_proof ? text : opb, random);
      const std::string verdict = is_proof ? checked(opb, other) : checked(other, text);
      if (verdict != "unsatisfiable") {
        ++refused;
        continue;
      }
      ++accepted;
      const auto truth = is_satisfiable(is_proof ? opb : other);
      ASSERT_TRUE(truth.has_value()) << other;
      ASSERT_FALSE(*truth) << "accepted:\n"
                           << (is_proof ? opb : other) << (is_proof ? other : text);
    }
  }
  std::cout << "pseudo-Boolean: " << proofs << " proofs, " << refused << " mutants refused, "
            << accepted << " still right, all run\n";
  EXPECT_GT(refused, 3'000U);
}

TEST(PseudoBoolean, CoresOfAssumptionsAreEnough) {
  const std::uint64_t seed = from_environment("RINGFENCE_SEED", 1);
  std::size_t refuted = 0;
  for (std::uint64_t i = 0; i < 2'000; ++i) {
    SCOPED_TRACE("seed " + std::to_string(seed + i));
    Generator generator(seed + i);
    Formula formula = generator.formula();
    Search search(formula.names.size(), nullptr);
    for (const Constraint& constraint : formula.constraints) search.add(constraint, 0);
    // Several questions to one search: what it learned for one must hold for the next.
    for (int question = 0; question < 4; ++question) {
      std::vector<Literal> assumptions;
      for (Var var = 0; var < formula.names.size(); ++var) {
        if (generator.number(0, 2) == 0)
          assumptions.push_back(Literal::of(var, generator.number(0, 1) == 0));
      }
      const auto with = [&](const std::vector<Literal>& literals) {
        Formula more = formula;
        for (const Literal literal : literals) more.constraints.push_back({{{1, literal}}, 1});
        return by_trying(more).is_satisfiable;
      };
      const Answer answer = search.solve(assumptions, {});
      ASSERT_EQ(answer == Answer::Satisfiable, with(assumptions)) << to_opb(formula);
      if (answer == Answer::Satisfiable) continue;
      ASSERT_FALSE(with(search.core())) << to_opb(formula);
      for (const Literal literal : search.core())
        ASSERT_NE(std::find(assumptions.begin(), assumptions.end(), literal), assumptions.end());
      ++refuted;
    }
  }
  EXPECT_GT(refuted, 500U);
}

}  // namespace
}  // namespace ringfence::pb
