#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "logic/evaluate.h"
#include "logic/term.h"

// Random terms are built twice: by the builders, and as a naive value per assignment. Over all
// assignments of a few small variables the two must agree, and every Int must keep its bounds.

namespace ringfence::logic {
namespace {

constexpr std::size_t kBools = 3;
constexpr Integer kLow[] = {-2, 0, 1};
constexpr Integer kHigh[] = {1, 2, 1};

using Values = std::vector<Integer>;  // one per assignment

class Pair {
 public:
  explicit Pair(unsigned seed) : random_(seed) {
    std::vector<Term> vars;
    for (std::size_t i = 0; i < kBools; ++i)
      vars.push_back(terms.bool_var("b" + std::to_string(i)));
    for (std::size_t i = 0; i < 3; ++i) {
      vars.push_back(terms.int_var("x" + std::to_string(i), kLow[i], kHigh[i]));
    }
    enumerate(vars, 0, {});
    for (const Term var : vars) {
      Values values;
      for (const auto& world : worlds) values.push_back(world.at(var.index));
      (terms.sort(var) == Sort::Bool ? bools : ints).emplace_back(var, values);
    }
    bools.emplace_back(terms.truth(true), Values(worlds.size(), 1));
    bools.emplace_back(terms.truth(false), Values(worlds.size(), 0));
  }

  void grow() {
    switch (pick(9)) {
      case 0:
        return add_junction(true);
      case 1:
        return add_junction(false);
      case 2:
        return add_bool(&Terms::iff, [](Integer a, Integer b) { return a == b; });
      case 3:
        return add_bool(&Terms::implication, [](Integer a, Integer b) { return a <= b; });
      case 4:
        return add_ites();
      case 5:
        return add_sum();
      case 6:
        return add_comparison(true);
      case 7:
        return add_comparison(false);
      default:
        return add_exactly_one();
    }
  }

  Terms terms;
  std::vector<std::unordered_map<std::uint32_t, Integer>> worlds;
  std::vector<std::pair<Term, Values>> bools, ints;

 private:
  std::size_t pick(std::size_t n) { return random_() % n; }
  const auto& any_bool() { return bools[pick(bools.size())]; }
  const auto& any() { return pick(2) == 0 ? any_bool() : ints[pick(ints.size())]; }

  void enumerate(const std::vector<Term>& vars, std::size_t next,
                 const std::unordered_map<std::uint32_t, Integer>& so_far) {
    if (next == vars.size()) {
      worlds.push_back(so_far);
      return;
    }
    const Terms::Bounds bounds = terms.bounds(vars[next]);
    for (Integer value = bounds.low; value <= bounds.high; ++value) {
      auto more = so_far;
      more[vars[next].index] = value;
      enumerate(vars, next + 1, more);
    }
  }

  void add_junction(bool is_and) {
    std::vector<Term> operands;
    Values result(worlds.size(), is_and ? 1 : 0);
    for (std::size_t n = pick(5); n > 0; --n) {
      auto [term, values] = any_bool();
      const bool negate = pick(3) == 0;
      operands.push_back(negate ? terms.negation(term) : term);
      for (std::size_t i = 0; i < values.size(); ++i) {
        const Integer value = negate ? 1 - values[i] : values[i];
        result[i] = is_and ? result[i] * value : std::max(result[i], value);
      }
    }
    bools.emplace_back(is_and ? terms.conjunction(operands) : terms.disjunction(operands), result);
  }

  template <class Build, class Meaning>
  void add_bool(Build build, Meaning meaning) {
    const auto left = any_bool();
    const auto right = any_bool();
    Values result;
    for (std::size_t i = 0; i < worlds.size(); ++i) {
      result.push_back(meaning(left.second[i], right.second[i]) ? 1 : 0);
    }
    bools.emplace_back((terms.*build)(left.first, right.first), result);
  }

  void add_ites() {
    const auto condition = any_bool();
    for (auto* pool : {&bools, &ints}) {
      const auto then = (*pool)[pick(pool->size())];
      const auto otherwise = (*pool)[pick(pool->size())];
      Values result;
      for (std::size_t i = 0; i < worlds.size(); ++i) {
        result.push_back(condition.second[i] != 0 ? then.second[i] : otherwise.second[i]);
      }
      const Term term = pool == &bools
                            ? terms.bool_ite(condition.first, then.first, otherwise.first)
                            : terms.int_ite(condition.first, then.first, otherwise.first);
      pool->emplace_back(term, result);
    }
  }

  std::pair<Linear, Values> sum() {
    Linear written{{}, static_cast<Integer>(pick(7)) - 3};
    Values result(worlds.size(), written.constant);
    for (std::size_t n = pick(5); n > 0; --n) {
      const Integer factor = static_cast<Integer>(pick(9)) - 4;
      const auto& [term, values] = any();
      written.addends.push_back({factor, term});
      for (std::size_t i = 0; i < values.size(); ++i) result[i] += factor * values[i];
    }
    return {written, result};
  }

  void add_sum() {
    const auto [written, values] = sum();
    if (*std::max_element(values.begin(), values.end()) > 1'000'000) return;
    ints.emplace_back(terms.linear(written), values);
  }

  void add_comparison(bool is_at_most) {
    const auto [left, left_values] = sum();
    const auto [right, right_values] = sum();
    Values result;
    for (std::size_t i = 0; i < worlds.size(); ++i) {
      result.push_back(is_at_most ? left_values[i] <= right_values[i]
                                  : left_values[i] == right_values[i]);
    }
    bools.emplace_back(is_at_most ? terms.at_most(left, right) : terms.equals(left, right), result);
  }

  void add_exactly_one() {
    std::vector<Term> operands;
    Values count(worlds.size(), 0);
    for (std::size_t n = pick(4); n > 0; --n) {
      const auto& [term, values] = any_bool();
      operands.push_back(term);
      for (std::size_t i = 0; i < values.size(); ++i) count[i] += values[i];
    }
    for (Integer& value : count) value = value == 1 ? 1 : 0;
    bools.emplace_back(terms.exactly_one(operands), count);
  }

  std::mt19937 random_;
};

TEST(RandomTerms, BuildersKeepTheMeaning) {
  const char* const given = std::getenv("RINGFENCE_SEED");
  const unsigned first = given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : 1;
  std::size_t checked = 0;
  for (unsigned seed = first; seed < first + 300; ++seed) {
    SCOPED_TRACE("RINGFENCE_SEED=" + std::to_string(seed));
    Pair pair(seed);
    for (int step = 0; step < 40; ++step) pair.grow();
    for (const auto* pool : {&pair.bools, &pair.ints}) {
      std::vector<Term> roots;
      for (const auto& [term, values] : *pool) roots.push_back(term);
      for (std::size_t world = 0; world < pair.worlds.size(); ++world) {
        const std::vector<Integer> got = evaluate(pair.terms, pair.worlds[world], roots);
        for (std::size_t i = 0; i < roots.size(); ++i) {
          const Terms::Bounds bounds = pair.terms.bounds(roots[i]);
          ASSERT_EQ(to_string(got[i]), to_string((*pool)[i].second[world])) << "term " << i;
          ASSERT_LE(bounds.low, got[i]);
          ASSERT_GE(bounds.high, got[i]);
          ++checked;
        }
      }
    }
  }
  EXPECT_GT(checked, 100'000U);
}

// An atom over Bools that no assignment falsifies must not survive as an atom.
TEST(RandomTerms, AtomsThatBoundsSettleAreConstants) {
  Terms terms;
  const Term a = terms.bool_var("a");
  const Term b = terms.bool_var("b");
  for (Integer p = -3; p <= 3; ++p) {
    for (Integer q = -3; q <= 3; ++q) {
      for (Integer bound = -7; bound <= 7; ++bound) {
        const Term atom = terms.at_most({{{p, a}, {q, b}}, 0}, {{}, bound});
        const Integer low = std::min<Integer>(p, 0) + std::min<Integer>(q, 0);
        const Integer high = std::max<Integer>(p, 0) + std::max<Integer>(q, 0);
        EXPECT_EQ(terms.is_true(atom), high <= bound);
        EXPECT_EQ(terms.is_false(atom), low > bound);
      }
    }
  }
}

}  // namespace
}  // namespace ringfence::logic
