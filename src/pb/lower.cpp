#include "pb/lower.h"

#include <set>

#include "base/match.h"
#include "base/require.h"

namespace ringfence::pb {
namespace {

using logic::Term;

/// Numbers left what the engine takes.
struct TooLarge {};

Integer plus(Integer a, Integer b) {
  const auto sum = checked_add(a, b);
  if (!sum) throw TooLarge{};
  return *sum;
}

Integer times(Integer a, Integer b) {
  const auto product = checked_multiply(a, b);
  if (!product) throw TooLarge{};
  return *product;
}

/// constant + sum of coefficients of true literals
struct Sum {
  std::vector<Summand> summands;
  Integer constant = 0;
};

/// Letters, digits and `_ - [ ] { } ^`, at least two of them and a letter first, is what checkers
/// of proofs take as a name.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_other = (c >= '0' && c <= '9') || c == '[' || c == ']' || c == '-';
    if (plain.empty() && !is_letter) plain = "v_";
    plain += is_letter || is_other ? c : '_';
  }
  return plain.size() < 2 ? "v_" + plain : plain;
}

class Lowering {
 public:
  explicit Lowering(const logic::Terms& terms) : terms_(terms) {}

  Lowered run(std::span<const Asserted> assertions, std::span<const Term> assumptions) {
    std::vector<Term> roots(assumptions.begin(), assumptions.end());
    for (const Asserted& asserted : assertions) roots.push_back(asserted.term);
    const std::vector<bool> used = logic::reachable(terms_, roots);
    // Variables first, so that they have the names and the order of the terms.
    for (std::uint32_t i = 0; i < terms_.size(); ++i) {
      if (used[i]) declare({i});
    }
    for (const Asserted& asserted : assertions) {
      label_ = asserted.label;
      assert_term(asserted.term);
    }
    for (const Term assumption : assumptions) result_.assumed.push_back(literal(assumption));
    return std::move(result_);
  }

 private:
  // ---- Variables ------------------------------------------------------------------------------

  Var fresh(std::string_view wanted) {
    const std::string plain = plain_name(wanted);
    std::string name = plain;
    for (std::size_t i = 2; !names_.insert(name).second; ++i)
      name = plain + "_" + std::to_string(i);
    return result_.formula.add_variable(std::move(name));
  }

  void declare(Term term) {
    if (const auto* var = std::get_if<logic::BoolVar>(&terms_[term])) {
      result_.bools.emplace(term.index, Literal::of(fresh(var->name)));
    } else if (const auto* number = std::get_if<logic::IntVar>(&terms_[term])) {
      result_.ints.emplace(term.index, binary(number->name, number->low, number->high));
    }
  }

  Lowered::Number binary(const std::string& name, Integer low, Integer high) {
    Lowered::Number number{low, {}};
    const Integer span = plus(high, -low);
    Sum sum;
    Integer power = 1;
    for (; power <= span; power = times(power, 2)) {
      const Var bit = fresh(name + "_bit" + std::to_string(number.bits.size()));
      number.bits.push_back(bit);
      sum.summands.push_back({power, Literal::of(bit)});
    }
    label_ = "the upper bound of " + name;
    if (power - 1 > span) post_at_most(sum, span);
    label_.clear();
    return number;
  }

  // ---- Constraints ----------------------------------------------------------------------------

  void post(const std::vector<Summand>& sum, Integer degree) {
    auto constraint = normalised(sum, degree);
    if (!constraint) throw TooLarge{};
    if (constraint->degree == 0) return label_.clear();  // true of everything
    result_.formula.constraints.push_back(*std::move(constraint));
    result_.formula.comments.push_back(std::exchange(label_, {}));
  }

  void post_at_most(const Sum& sum, Integer bound) {
    std::vector<Summand> negated;
    for (const Summand& one : sum.summands) negated.push_back({-one.coefficient, one.literal});
    post(negated, plus(sum.constant, -bound));
  }

  void post_at_least(const Sum& sum, Integer bound) {
    post(sum.summands, plus(bound, -sum.constant));
  }

  void post_clause(const std::vector<Literal>& literals) {
    std::vector<Summand> sum;
    std::set<Literal> seen;
    for (const Literal literal : literals) {
      if (seen.insert(literal).second) sum.push_back({1, literal});
    }
    post(sum, 1);
  }

  struct Range {
    Integer low = 0, high = 0;
  };
  static Range range_of(const Sum& sum) {
    Range range{sum.constant, sum.constant};
    for (const Summand& one : sum.summands) {
      Integer& end = one.coefficient < 0 ? range.low : range.high;
      end = plus(end, one.coefficient);
    }
    return range;
  }

  /// when => sum <= bound
  void post_at_most_when(Literal when, const Sum& sum, Integer bound) {
    const Integer excess = plus(range_of(sum).high, -bound);
    if (excess <= 0) return;
    Sum relaxed = sum;
    relaxed.summands.push_back({excess, when});
    post_at_most(relaxed, plus(bound, excess));
  }
  /// when => sum >= bound
  void post_at_least_when(Literal when, const Sum& sum, Integer bound) {
    const Integer lack = plus(bound, -range_of(sum).low);
    if (lack <= 0) return;
    Sum relaxed = sum;
    relaxed.summands.push_back({-lack, when});
    post_at_least(relaxed, plus(bound, -lack));
  }

  // ---- Terms ----------------------------------------------------------------------------------

  /// Encodes what the term is made of, innermost first: terms are numbered after their parts.
  template <class Wanted>
  void prepare(Term root, const Wanted& is_done, const std::function<void(Term)>& encode) {
    std::vector<Term> stack = {root};
    while (!stack.empty()) {
      const Term top = stack.back();
      bool is_ready = true;
      if (!is_done(top)) {
        logic::for_each_part(terms_[top], [&](Term part) {
          if (is_done(part)) return;
          is_ready = false;
          stack.push_back(part);
        });
        if (is_ready) encode(top);
      }
      if (is_ready) stack.pop_back();
    }
  }

  bool is_done(Term term) const {
    return literals_.contains(term.index) || sums_.contains(term.index) ||
           result_.bools.contains(term.index) || result_.ints.contains(term.index);
  }

  void encode(Term term) {
    if (terms_.sort(term) == logic::Sort::Int) {
      sums_.emplace(term.index, number_of(term));
    } else {
      literals_.emplace(term.index, gate(term));
    }
  }

  Literal literal(Term term) {
    prepare(
        term, [&](Term t) { return is_done(t); }, [&](Term t) { encode(t); });
    const auto var = result_.bools.find(term.index);
    return var != result_.bools.end() ? var->second : literals_.at(term.index);
  }

  Literal constant(bool value) {
    if (!truth_) {
      truth_ = Literal::of(fresh("true"));
      post_clause({*truth_});
    }
    return value ? *truth_ : ~*truth_;
  }

  Literal gate(Term term) {
    return match(
        terms_[term],  //
        [&](const logic::BoolConst& node) { return constant(node.value); },
        [&](const logic::Not& node) { return ~literal(node.operand); },
        [&](const logic::And& node) {
          std::vector<Literal> parts;
          for (const Term part : node.operands) parts.push_back(~literal(part));
          return ~or_gate(term, parts);
        },
        [&](const logic::Or& node) {
          std::vector<Literal> parts;
          for (const Term part : node.operands) parts.push_back(literal(part));
          return or_gate(term, parts);
        },
        [&](const logic::Iff& node) {
          const Literal a = literal(node.left);
          const Literal b = literal(node.right);
          const Literal both = Literal::of(fresh("t" + std::to_string(term.index)));
          post_clause({~both, ~a, b});
          post_clause({~both, a, ~b});
          post_clause({both, a, b});
          post_clause({both, ~a, ~b});
          return both;
        },
        [&](const logic::AtMost& node) {
          return at_most_gate(term, sum_of(node.addends), node.bound);
        },
        [&](const logic::Equals& node) {
          const Sum sum = sum_of(node.addends);
          const Literal above = ~at_most_gate(term, sum, node.bound);
          const Literal below = at_most_gate(term, sum, plus(node.bound, -1));
          return ~or_gate(term, {above, below});
        },
        [&](const auto&) -> Literal {
          throw InternalError("a Bool term that is no variable has a gate");
        });
  }

  /// The gate is true iff one of the literals is.
  Literal or_gate(Term term, const std::vector<Literal>& literals) {
    const Literal gate = Literal::of(fresh("t" + std::to_string(term.index)));
    std::vector<Literal> clause = literals;
    clause.push_back(~gate);
    post_clause(clause);
    // All n clauses `not literal or gate` in one constraint.
    std::vector<Summand> sum;
    std::map<Literal, Integer> seen;
    for (const Literal one : literals) {
      if (seen.emplace(~one, 1).second) sum.push_back({1, ~one});
    }
    const auto count = static_cast<Integer>(sum.size());
    sum.push_back({count, gate});
    post(sum, count);
    return gate;
  }

  Literal at_most_gate(Term term, const Sum& sum, Integer bound) {
    const Literal gate = Literal::of(fresh("t" + std::to_string(term.index)));
    post_at_most_when(gate, sum, bound);
    post_at_least_when(~gate, sum, plus(bound, 1));
    return gate;
  }

  Sum sum_of(const std::vector<logic::Addend>& addends, Integer start = 0) {
    Sum sum{{}, start};
    for (const logic::Addend& addend : addends) add_to(sum, addend.coefficient, addend.term);
    return sum;
  }

  void add_to(Sum& sum, Integer factor, Term term) {
    if (terms_.sort(term) == logic::Sort::Bool) {
      sum.summands.push_back({factor, literal(term)});
      return;
    }
    const Sum number = int_term(term);
    sum.constant = plus(sum.constant, times(factor, number.constant));
    for (const Summand& one : number.summands)
      sum.summands.push_back({times(factor, one.coefficient), one.literal});
  }

  Sum int_term(Term term) {
    if (const auto number = result_.ints.find(term.index); number != result_.ints.end())
      return of_bits(number->second);
    prepare(
        term, [&](Term t) { return is_done(t); }, [&](Term t) { encode(t); });
    return sums_.at(term.index);
  }

  static Sum of_bits(const Lowered::Number& number) {
    Sum sum{{}, number.low};
    Integer power = 1;
    for (const Var bit : number.bits) {
      sum.summands.push_back({power, Literal::of(bit)});
      power = times(power, 2);
    }
    return sum;
  }

  Sum number_of(Term term) {
    if (const auto* sum = std::get_if<logic::Linear>(&terms_[term]))
      return sum_of(sum->addends, sum->constant);
    const auto& ite = std::get<logic::IntIte>(terms_[term]);
    const Literal condition = literal(ite.condition);
    const Sum then = int_term(ite.then);
    const Sum otherwise = int_term(ite.otherwise);
    if (then.summands.empty() && otherwise.summands.empty()) {
      return {{{plus(then.constant, -otherwise.constant), condition}}, otherwise.constant};
    }
    // A number of its own that equals the one or the other.
    const logic::Terms::Bounds bounds = terms_.bounds(term);
    const Sum chosen = of_bits(binary("t" + std::to_string(term.index), bounds.low, bounds.high));
    equal_when(condition, chosen, then);
    equal_when(~condition, chosen, otherwise);
    return chosen;
  }

  void equal_when(Literal when, const Sum& a, const Sum& b) {
    Sum difference = a;
    difference.constant = plus(difference.constant, -b.constant);
    for (const Summand& one : b.summands)
      difference.summands.push_back({-one.coefficient, one.literal});
    post_at_most_when(when, difference, 0);
    post_at_least_when(when, difference, 0);
  }

  /// What is asserted itself needs no gate around it.
  void assert_term(Term term) {
    const logic::Node& node = terms_[term];
    if (const auto* both = std::get_if<logic::And>(&node)) {
      const std::string label = label_;
      for (const Term part : both->operands) {
        label_ = label;
        assert_term(part);
      }
    } else if (const auto* either = std::get_if<logic::Or>(&node)) {
      const std::string label = std::exchange(label_, {});
      std::vector<Literal> clause;
      for (const Term part : either->operands) clause.push_back(literal(part));
      label_ = label;
      post_clause(clause);
    } else if (const auto* at_most = std::get_if<logic::AtMost>(&node)) {
      assert_sum(at_most->addends, [&](const Sum& sum) { post_at_most(sum, at_most->bound); });
    } else if (const auto* equals = std::get_if<logic::Equals>(&node)) {
      assert_sum(equals->addends, [&](const Sum& sum) {
        post_at_most(sum, equals->bound);
        post_at_least(sum, equals->bound);
      });
    } else if (const auto* negation = std::get_if<logic::Not>(&node);
               negation && std::holds_alternative<logic::AtMost>(terms_[negation->operand])) {
      const auto& limit = std::get<logic::AtMost>(terms_[negation->operand]);
      assert_sum(limit.addends, [&](const Sum& sum) { post_at_least(sum, plus(limit.bound, 1)); });
    } else {
      const std::string label = std::exchange(label_, {});
      const Literal whole = literal(term);
      label_ = label;
      post_clause({whole});
    }
  }

  /// The helpers of a sum come before the constraint, and the label at the constraint.
  template <class Post>
  void assert_sum(const std::vector<logic::Addend>& addends, const Post& post_it) {
    const std::string label = std::exchange(label_, {});
    const Sum sum = sum_of(addends);
    label_ = label;
    post_it(sum);
  }

  const logic::Terms& terms_;
  Lowered result_;
  std::set<std::string> names_;
  std::unordered_map<std::uint32_t, Literal> literals_;  // of Bool terms that are no variables
  std::unordered_map<std::uint32_t, Sum> sums_;          // of Int terms that are no variables
  std::optional<Literal> truth_;
  std::string label_;  // of the next constraint
};

}  // namespace

std::optional<Lowered> lower(const logic::Terms& terms, std::span<const Asserted> assertions,
                             std::span<const logic::Term> assumptions) try {
  return Lowering(terms).run(assertions, assumptions);
} catch (const TooLarge&) {
  return std::nullopt;
}

std::unordered_map<std::uint32_t, Integer> read_back(const Lowered& lowered, const Values& values) {
  std::unordered_map<std::uint32_t, Integer> result;
  for (const auto& [term, literal] : lowered.bools)
    result[term] = values[literal.var()] == literal.is_positive() ? 1 : 0;
  for (const auto& [term, number] : lowered.ints) {
    Integer value = number.low;
    Integer power = 1;
    for (const Var bit : number.bits) {
      if (values[bit]) value += power;
      power *= 2;
    }
    result[term] = value;
  }
  return result;
}

}  // namespace ringfence::pb
