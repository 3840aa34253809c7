#include <algorithm>

#include "base/match.h"
#include "semantics/evaluator.h"

// Section 6 of docs/semantics.md. Tuples are enumerated plainly, in lexicographic order.
//
// One shortcut: when the guard is `p and q and …` and the first conjuncts mention only variables
// that are bound already, they are looked at before the loops over the other variables are
// entered. If one is false there, it is false for every tuple below, and `and` would have
// stopped at it before looking at any later conjunct: all those tuples are skipped either way.
// The shortcut is taken only if the ranges of the loops below cannot get stuck, and not when the
// conjunct itself is stuck (there may be no tuple below that would notice).

namespace ringfence::semantics {
namespace {

using model::Scalar;
using model::SetValue;
using model::Value;

void split_conjuncts(const syntax::Expr& expr, std::vector<const syntax::Expr*>& conjuncts) {
  const auto* both = std::get_if<syntax::Binary>(&expr.node);
  if (both == nullptr || both->op != syntax::BinaryOp::And) {
    conjuncts.push_back(&expr);
    return;
  }
  split_conjuncts(both->sides[0], conjuncts);
  split_conjuncts(both->sides[1], conjuncts);
}

bool mentions(const syntax::Expr& expr, std::string_view name);
bool mentions(const std::vector<syntax::Expr>& exprs, std::string_view name) {
  return std::any_of(exprs.begin(), exprs.end(),
                     [&](const syntax::Expr& expr) { return mentions(expr, name); });
}
bool mentions(const std::vector<syntax::Binder>& binders, std::string_view name) {
  return std::any_of(binders.begin(), binders.end(),
                     [&](const syntax::Binder& binder) { return mentions(binder.range, name); });
}
/// Whether the name occurs at all, be it hidden by an inner variable.
bool mentions(const syntax::Expr& expr, std::string_view name) {
  return match(
      expr.node,  //
      [](const syntax::BoolLit&) { return false; }, [](const syntax::NumberLit&) { return false; },
      [](const syntax::StringLit&) { return false; }, [](const syntax::NoneLit&) { return false; },
      [](const syntax::PortLit&) { return false; },
      [&](const syntax::Name& written) { return written.text == name; },
      [&](const syntax::Member& member) { return mentions(member.object, name); },
      [&](const syntax::Index& index) { return mentions(index.object_and_key, name); },
      [&](const syntax::Call& call) { return mentions(call.arguments, name); },
      [&](const syntax::Unary& unary) { return mentions(unary.operand, name); },
      [&](const syntax::Binary& binary) { return mentions(binary.sides, name); },
      [&](const syntax::Quantifier& quantifier) {
        return mentions(quantifier.binders, name) || mentions(quantifier.guard, name) ||
               mentions(quantifier.body, name);
      },
      [&](const syntax::Aggregate& aggregate) {
        return mentions(aggregate.binders, name) || mentions(aggregate.guard, name) ||
               mentions(aggregate.term, name);
      },
      [&](const syntax::Comprehension& set) {
        return mentions(set.range, name) || mentions(set.guard, name);
      },
      [&](const syntax::Conditional& conditional) { return mentions(conditional.parts, name); },
      [&](const syntax::Has& has) { return mentions(has.member, name); },
      [&](const syntax::SetLit& set) { return mentions(set.items, name); });
}

/// The loops of one quantifier.
class Tuples {
 public:
  Tuples(Evaluator& evaluator, const std::vector<syntax::Binder>& binders,
         const std::vector<syntax::Expr>& guard, const std::function<bool()>& visit)
      : evaluator_(evaluator), binders_(binders), guard_(guard), visit_(visit) {
    std::size_t variables = 0;
    for (const syntax::Binder& binder : binders) variables += binder.variables.size();
    if (!guard.empty() && variables > 1) split_conjuncts(guard[0], conjuncts_);
  }

  bool binder(std::size_t at) {
    if (at == binders_.size()) return leaf();
    // The range is evaluated once, before any of its variables is bound: they are independent.
    return variable(at, 0, evaluator_.candidates(binders_[at].range[0]));
  }

 private:
  bool variable(std::size_t at, std::size_t which, const std::vector<Scalar>& range) {
    if (which == binders_[at].variables.size()) return binder(at + 1);
    const std::vector<const syntax::Expr*> early = early_conjuncts(at, which);
    for (const Scalar& item : range) {
      const Bound bound(evaluator_.environment(), binders_[at].variables[which].text, item);
      if (is_false(early)) continue;
      if (!variable(at, which + 1, range)) return false;
    }
    return true;
  }

  bool leaf() { return !evaluator_.admitted(binders_, guard_) || visit_(); }

  /// The first conjuncts that only need what is bound once variable `which` of binder `at` is;
  /// none where there is no loop below or a range below could get stuck.
  std::vector<const syntax::Expr*> early_conjuncts(std::size_t at, std::size_t which) const {
    std::vector<std::string_view> below;
    for (std::size_t i = which + 1; i < binders_[at].variables.size(); ++i) {
      below.push_back(binders_[at].variables[i].text);
    }
    for (std::size_t i = at + 1; i < binders_.size(); ++i) {
      if (evaluator_.collection(binders_[i].range[0]) == nullptr) return {};
      for (const syntax::Ident& name : binders_[i].variables) below.push_back(name.text);
    }
    if (below.empty()) return {};
    std::vector<const syntax::Expr*> early;
    for (const syntax::Expr* conjunct : conjuncts_) {
      for (const std::string_view name : below) {
        if (mentions(*conjunct, name)) return early;
      }
      early.push_back(conjunct);
    }
    return early;
  }

  bool is_false(const std::vector<const syntax::Expr*>& early) {
    // The whole guard of what is admitted is traced at the leaf.
    Reads* const outer = evaluator_.trace_into(nullptr);
    if (evaluator_.traces_excluded()) evaluator_.trace_into(outer);
    bool found = false;
    try {
      found = !std::all_of(early.begin(), early.end(),
                           [&](const syntax::Expr* one) { return evaluator_.boolean(*one); });
    } catch (const StuckAt&) {
      found = false;
    }
    evaluator_.trace_into(outer);
    return found;
  }

  Evaluator& evaluator_;
  const std::vector<syntax::Binder>& binders_;
  const std::vector<syntax::Expr>& guard_;
  const std::function<bool()>& visit_;
  std::vector<const syntax::Expr*> conjuncts_;
};

}  // namespace

std::vector<Scalar> Evaluator::candidates(const syntax::Expr& range) {
  if (trace_excluded_ || collection(range) == nullptr) return members(range);
  Reads* const outer = trace_into(nullptr);
  std::vector<Scalar> found = members(range);
  trace_into(outer);
  return found;
}

void Evaluator::trace_membership(const syntax::Expr& range, std::string_view variable) {
  const std::string* name = collection(range);
  const Value* item = environment_.find(variable);
  if (name == nullptr || item == nullptr) return;
  const auto* scalar = std::get_if<Scalar>(item);
  const auto* entity = scalar == nullptr ? nullptr : std::get_if<model::EntityId>(scalar);
  if (entity != nullptr) is_member(*name, *entity);
}

bool Evaluator::admitted(const std::vector<syntax::Expr>& guard,
                         const std::function<void()>& membership) {
  if (trace_excluded_ || reads_ == nullptr) return guard.empty() || boolean(guard[0]);
  Reads seen;
  Reads* const outer = trace_into(&seen);
  const bool passes = guard.empty() || boolean(guard[0]);
  if (passes) membership();
  trace_into(outer);
  if (!passes) return false;
  outer->unknowns.merge(seen.unknowns);
  outer->facts.merge(seen.facts);
  return true;
}

bool Evaluator::admitted(const std::vector<syntax::Binder>& binders,
                         const std::vector<syntax::Expr>& guard) {
  return admitted(guard, [&] {
    for (const syntax::Binder& binder : binders) {
      for (const syntax::Ident& variable : binder.variables) {
        trace_membership(binder.range[0], variable.text);
      }
    }
  });
}

bool Evaluator::for_each_tuple(const std::vector<syntax::Binder>& binders,
                               const std::vector<syntax::Expr>& guard,
                               const std::function<bool()>& visit) {
  return Tuples(*this, binders, guard, visit).binder(0);
}

bool Evaluator::quantifier(const syntax::Quantifier& quantifier) {
  const bool is_forall = quantifier.kind == syntax::QuantifierKind::ForAll;
  // Why an `exists` is false is why every candidate is none.
  const bool outer = trace_excluded(trace_excluded_ || !is_forall);
  const bool ran_through = for_each_tuple(quantifier.binders, quantifier.guard,
                                          [&] { return boolean(quantifier.body[0]) == is_forall; });
  trace_excluded(outer);
  return is_forall ? ran_through : !ran_through;
}

Value Evaluator::aggregate(const syntax::Aggregate& aggregate, const Span& at) {
  Quantity total;
  for_each_tuple(aggregate.binders, aggregate.guard, [&] {
    const bool is_sum = aggregate.kind == syntax::AggregateKind::Sum;
    const Quantity term = is_sum ? quantity(aggregate.term[0]) : Quantity{Rational(1)};
    const auto next = checked_add(total.value, term.value);
    if (!next) get_stuck("the sum is too large to be exact", at);
    total = {*next, term.dimension};
    return true;
  });
  return Scalar(total);
}

Value Evaluator::comprehension(const syntax::Comprehension& comprehension) {
  SetValue passing;
  const std::string& variable = comprehension.variable.text;
  for (const Scalar& item : candidates(comprehension.range[0])) {
    const Bound bound(environment_, variable, item);
    const auto membership = [&] { trace_membership(comprehension.range[0], variable); };
    if (admitted(comprehension.guard, membership)) passing.items.push_back(item);
  }
  return passing;
}

}  // namespace ringfence::semantics
