#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/number.h"

/// Solver-neutral hash-consed terms over Bool and bounded Int. Knows nothing of infrastructure.
namespace ringfence::logic {

/// Index into one `Terms`. A term uses only terms added before it, so a pass over terms is a
/// loop in index order: no recursion, no visited set.
struct Term {
  std::uint32_t index = 0xffffffff;
  friend auto operator<=>(Term, Term) = default;
};
enum class Sort : std::uint8_t { Bool, Int };

struct BoolConst {
  bool value = false;
  friend bool operator==(const BoolConst&, const BoolConst&) = default;
};
/// Names are unique over both sorts of variable.
struct BoolVar {
  std::string name;
  friend bool operator==(const BoolVar&, const BoolVar&) = default;
};
/// low <= value <= high, part of the variable: engines assert it themselves.
struct IntVar {
  std::string name;
  Integer low = 0, high = 0;
  friend bool operator==(const IntVar&, const IntVar&) = default;
};
struct Not {
  Term operand;
  friend bool operator==(const Not&, const Not&) = default;
};
/// Sorted by index, without repetition, at least two.
struct And {
  std::vector<Term> operands;
  friend bool operator==(const And&, const And&) = default;
};
struct Or {
  std::vector<Term> operands;
  friend bool operator==(const Or&, const Or&) = default;
};
/// Both Bool.
struct Iff {
  Term left, right;
  friend bool operator==(const Iff&, const Iff&) = default;
};
/// `otherwise` and `then` are Int; a Bool condition.
struct IntIte {
  Term condition, then, otherwise;
  friend bool operator==(const IntIte&, const IntIte&) = default;
};
/// A Bool term counts 1 when true. No repetition, no zero coefficient, sorted by term.
struct Addend {
  Integer coefficient = 1;
  Term term;  ///< Bool or Int (an IntVar or IntIte).
  friend bool operator==(const Addend&, const Addend&) = default;
};
/// constant + sum of the addends; the only Int term with more than one part.
struct Linear {
  std::vector<Addend> addends;
  Integer constant = 0;
  friend bool operator==(const Linear&, const Linear&) = default;
};
/// sum of addends <= bound. The common divisor of all coefficients is divided out and the bound
/// rounded down, which is exact over the integers.
struct AtMost {
  std::vector<Addend> addends;
  Integer bound = 0;
  friend bool operator==(const AtMost&, const AtMost&) = default;
};
/// sum of addends == bound.
struct Equals {
  std::vector<Addend> addends;
  Integer bound = 0;
  friend bool operator==(const Equals&, const Equals&) = default;
};
using Node =
    std::variant<BoolConst, BoolVar, IntVar, Not, And, Or, Iff, IntIte, Linear, AtMost, Equals>;

/// Thrown by the builders below when exact arithmetic leaves 128 bits, and nothing else;
/// `policy` turns it into a diagnostic.
struct Overflow {};

/// The terms of one obligation. Each builder takes time near-linear in what it is given, where a
/// nested And, Or or Linear counts with its parts: build long ones from one vector, not by
/// adding to the last. The builders simplify by exact, local rules only (constants,
/// flattening, duplicates, complements, trivially true or false atoms from the bounds of their
/// variables), so that what is decided by facts never reaches an engine.
class Terms {
 public:
  Terms();
  Term truth(bool value) const;  ///< Always present.
  Term bool_var(std::string name);
  Term int_var(std::string name, Integer low, Integer high);  ///< low <= high.
  Term negation(Term operand);
  Term conjunction(std::vector<Term> operands);  ///< Empty: true.
  Term disjunction(std::vector<Term> operands);  ///< Empty: false.
  Term implication(Term from, Term to);
  Term iff(Term left, Term right);
  Term bool_ite(Term condition, Term then, Term otherwise);
  Term int_ite(Term condition, Term then, Term otherwise);
  Term integer(Integer value);              ///< A Linear without addends.
  Term linear(Linear sum);                  ///< Nested Linears are flattened.
  Term at_most(Linear left, Linear right);  ///< left <= right.
  Term equals(Linear left, Linear right);
  Term exactly_one(const std::vector<Term>& bools);

  const Node& operator[](Term term) const { return nodes_[term.index]; }
  Sort sort(Term term) const;
  /// The variable of that name, if there is one.
  std::optional<Term> find_var(const std::string& name) const;
  /// Smallest and largest value the term can have, from the bounds of its variables alone.
  struct Bounds {
    Integer low, high;
  };
  Bounds bounds(Term int_term) const;
  bool is_true(Term term) const { return term == truth(true); }
  bool is_false(Term term) const { return term == truth(false); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }

 private:
  Term add(Node node, Bounds bounds);
  void grow_slots();
  Term junction(std::vector<Term> operands, bool is_and);
  std::vector<Node> nodes_;
  std::vector<Bounds> bounds_;         ///< Of a Bool term: 0 and 1.
  std::vector<std::uint32_t> hashes_;  ///< Of each node.
  /// Open addressing, variables of both sorts by their names alone: 1 + the index of a node, or 0.
  /// A power of two, at most half full.
  std::vector<std::uint32_t> slots_;
};

/// Calls `visit` with each direct part of a node, in order.
void for_each_part(const Node& node, const std::function<void(Term)>& visit);
/// By term index: whether any of the roots is or contains the term.
std::vector<bool> reachable(const Terms& terms, std::span<const Term> roots);

}  // namespace ringfence::logic
