#include "logic/term.h"

#include <algorithm>

#include "base/match.h"
#include "base/require.h"
#include "logic/linear.h"

// The Boolean builders and the store. What is equal is stored once, so equality of terms is
// equality of indexes, and every simplification below is a look at the operands' nodes, never a
// descent. Sums and their comparisons are in `atoms.cpp`.

namespace ringfence::logic {
namespace {

std::size_t mix(std::size_t seed, std::size_t value) {
  // The finaliser of splitmix64: neighbouring indexes must not collide.
  std::size_t bits = seed * 0x9e3779b97f4a7c15ULL + value;
  bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebULL;
  return bits ^ (bits >> 31U);
}
std::size_t mix(std::size_t seed, Integer value) {
  const auto bits = static_cast<unsigned __int128>(value);
  return mix(mix(seed, static_cast<std::size_t>(bits)), static_cast<std::size_t>(bits >> 64U));
}
std::size_t mix(std::size_t seed, Term term) {
  return mix(seed, std::size_t{term.index});
}
std::size_t mix(std::size_t seed, const std::vector<Term>& terms) {
  for (const Term term : terms) seed = mix(seed, term);
  return seed;
}
std::size_t mix(std::size_t seed, const std::vector<Addend>& addends) {
  for (const Addend& addend : addends) seed = mix(mix(seed, addend.coefficient), addend.term);
  return seed;
}

/// Of either sort, so that a name alone finds it.
std::size_t hash_of_variable(const std::string& name) {
  return std::hash<std::string>()(name);
}

std::size_t hash_of(const Node& node) {
  const std::size_t seed = node.index();
  return match(
      node,  //
      [&](const BoolConst& n) { return mix(seed, std::size_t{n.value}); },
      [](const BoolVar& n) { return hash_of_variable(n.name); },
      [](const IntVar& n) { return hash_of_variable(n.name); },
      [&](const Not& n) { return mix(seed, n.operand); },
      [&](const And& n) { return mix(seed, n.operands); },
      [&](const Or& n) { return mix(seed, n.operands); },
      [&](const Iff& n) { return mix(mix(seed, n.left), n.right); },
      [&](const IntIte& n) { return mix(mix(mix(seed, n.condition), n.then), n.otherwise); },
      [&](const Linear& n) { return mix(mix(seed, n.addends), n.constant); },
      [&](const AtMost& n) { return mix(mix(seed, n.addends), n.bound); },
      [&](const Equals& n) { return mix(mix(seed, n.addends), n.bound); });
}

constexpr Terms::Bounds kBoolBounds{0, 1};

}  // namespace

Terms::Terms() {
  add(BoolConst{false}, kBoolBounds);
  add(BoolConst{true}, kBoolBounds);
}

Term Terms::add(Node node, Bounds bounds) {
  if (slots_.size() < 2 * (nodes_.size() + 1)) grow_slots();
  const auto hash = static_cast<std::uint32_t>(hash_of(node));
  std::size_t slot = hash & (slots_.size() - 1);
  for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    const std::uint32_t known = slots_[slot] - 1;
    if (hashes_[known] == hash && nodes_[known] == node) return Term{known};
  }
  const Term term{size()};
  require(term.index < 0xfffffffe, "term indexes fit 32 bits");
  nodes_.push_back(std::move(node));
  bounds_.push_back(bounds);
  hashes_.push_back(hash);
  slots_[slot] = term.index + 1;
  return term;
}

void Terms::grow_slots() {
  slots_.assign(std::max<std::size_t>(16, 2 * slots_.size()), 0);
  for (std::uint32_t index = 0; index < size(); ++index) {
    std::size_t slot = hashes_[index] & (slots_.size() - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = index + 1;
  }
}

Term Terms::truth(bool value) const {
  return Term{value ? 1U : 0U};
}

Term Terms::bool_var(std::string name) {
  if (const auto known = find_var(name)) {
    require(std::holds_alternative<BoolVar>((*this)[*known]), "one variable per name");
    return *known;
  }
  return add(BoolVar{std::move(name)}, kBoolBounds);
}

Term Terms::int_var(std::string name, Integer low, Integer high) {
  require(low <= high, "the domain of a variable is not empty");
  const auto known = find_var(name);
  Node node = IntVar{std::move(name), low, high};
  require(!known || (*this)[*known] == node, "one variable per name");
  return known ? *known : add(std::move(node), {low, high});
}

std::optional<Term> Terms::find_var(const std::string& name) const {
  const auto hash = static_cast<std::uint32_t>(hash_of_variable(name));
  std::size_t slot = hash & (slots_.size() - 1);
  for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    const std::uint32_t index = slots_[slot] - 1;
    if (hashes_[index] != hash) continue;
    const auto* boolean = std::get_if<BoolVar>(&nodes_[index]);
    const auto* integer = std::get_if<IntVar>(&nodes_[index]);
    if ((boolean && boolean->name == name) || (integer && integer->name == name)) {
      return Term{index};
    }
  }
  return std::nullopt;
}

Sort Terms::sort(Term term) const {
  const Node& node = (*this)[term];
  const bool is_int = std::holds_alternative<IntVar>(node) ||
                      std::holds_alternative<IntIte>(node) || std::holds_alternative<Linear>(node);
  return is_int ? Sort::Int : Sort::Bool;
}

Terms::Bounds Terms::bounds(Term int_term) const {
  return bounds_[int_term.index];
}

Term Terms::negation(Term operand) {
  require(sort(operand) == Sort::Bool, "`not` is of a Bool");
  if (const auto* constant = std::get_if<BoolConst>(&(*this)[operand])) {
    return truth(!constant->value);
  }
  if (const auto* inner = std::get_if<Not>(&(*this)[operand])) return inner->operand;
  return add(Not{operand}, kBoolBounds);
}

/// Flattens one level, which is all there is: an operand that is an And was flat when made.
Term Terms::junction(std::vector<Term> operands, bool is_and) {
  const auto parts_of = [&](Term term) -> const std::vector<Term>* {
    const Node& node = (*this)[term];
    if (const auto* both = std::get_if<And>(&node)) return is_and ? &both->operands : nullptr;
    if (const auto* either = std::get_if<Or>(&node)) return is_and ? nullptr : &either->operands;
    return nullptr;
  };
  std::vector<Term> flat;
  for (const Term operand : operands) {
    require(sort(operand) == Sort::Bool, "`and` and `or` are of Bools");
    if (const auto* parts = parts_of(operand)) {
      flat.insert(flat.end(), parts->begin(), parts->end());
    } else if (operand == truth(!is_and)) {
      return operand;
    } else if (operand != truth(is_and)) {
      flat.push_back(operand);
    }
  }
  std::sort(flat.begin(), flat.end());
  flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
  for (const Term operand : flat) {
    const auto* negated = std::get_if<Not>(&(*this)[operand]);
    if (negated && std::binary_search(flat.begin(), flat.end(), negated->operand)) {
      return truth(!is_and);
    }
  }
  if (flat.empty()) return truth(is_and);
  if (flat.size() == 1) return flat.front();
  return is_and ? add(And{std::move(flat)}, kBoolBounds) : add(Or{std::move(flat)}, kBoolBounds);
}

Term Terms::conjunction(std::vector<Term> operands) {
  return junction(std::move(operands), true);
}
Term Terms::disjunction(std::vector<Term> operands) {
  return junction(std::move(operands), false);
}
Term Terms::implication(Term from, Term to) {
  return disjunction({negation(from), to});
}

Term Terms::iff(Term left, Term right) {
  require(sort(left) == Sort::Bool && sort(right) == Sort::Bool, "`iff` is of Bools");
  bool is_negated = false;
  for (Term* side : {&left, &right}) {
    if (const auto* inner = std::get_if<Not>(&(*this)[*side])) {
      *side = inner->operand;
      is_negated = !is_negated;
    }
  }
  if (right < left) std::swap(left, right);  // constants come first
  Term result;
  if (left == right) {
    result = truth(true);
  } else if (is_true(left) || is_false(left)) {
    result = is_true(left) ? right : negation(right);
  } else {
    result = add(Iff{left, right}, kBoolBounds);
  }
  return is_negated ? negation(result) : result;
}

Term Terms::bool_ite(Term condition, Term then, Term otherwise) {
  if (is_true(condition) || then == otherwise) return then;
  if (is_false(condition)) return otherwise;
  return conjunction({implication(condition, then), disjunction({condition, otherwise})});
}

Term Terms::exactly_one(const std::vector<Term>& bools) {
  Linear sum;
  for (const Term term : bools) {
    require(sort(term) == Sort::Bool, "`exactly one` is of Bools");
    sum.addends.push_back({1, term});
  }
  return equals(std::move(sum), Linear{{}, 1});
}

void for_each_part(const Node& node, const std::function<void(Term)>& visit) {
  const auto all = [&](const std::vector<Term>& terms) {
    for (const Term term : terms) visit(term);
  };
  const auto addends = [&](const std::vector<Addend>& sum) {
    for (const Addend& addend : sum) visit(addend.term);
  };
  match(
      node,  //
      [](const BoolConst&) {}, [](const BoolVar&) {}, [](const IntVar&) {},
      [&](const Not& n) { visit(n.operand); },  //
      [&](const And& n) { all(n.operands); },   //
      [&](const Or& n) { all(n.operands); },
      [&](const Iff& n) {
        all({n.left, n.right});
      },
      [&](const IntIte& n) {
        all({n.condition, n.then, n.otherwise});
      },
      [&](const Linear& n) { addends(n.addends); }, [&](const AtMost& n) { addends(n.addends); },
      [&](const Equals& n) { addends(n.addends); });
}

std::vector<bool> reachable(const Terms& terms, std::span<const Term> roots) {
  std::vector<bool> found(terms.size());
  for (const Term root : roots) found[root.index] = true;
  for (std::uint32_t index = terms.size(); index-- > 0;) {
    if (!found[index]) continue;
    for_each_part(terms[Term{index}], [&](Term part) { found[part.index] = true; });
  }
  return found;
}

}  // namespace ringfence::logic
