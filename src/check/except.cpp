#include "check/except.h"

#include <algorithm>
#include <set>

#include "base/match.h"

namespace ringfence::check {
namespace {

using syntax::Expr;

bool binds(const std::vector<syntax::Binder>& binders, const std::string& name) {
  return std::any_of(binders.begin(), binders.end(), [&](const syntax::Binder& binder) {
    return std::any_of(binder.variables.begin(), binder.variables.end(),
                       [&](const syntax::Ident& variable) { return variable.text == name; });
  });
}

/// How many quantifiers, sums, counts and set comprehensions bind the name.
std::size_t times_bound(const Expr& expr, const std::string& name) {
  const auto in = [&](const std::vector<Expr>& list) {
    std::size_t times = 0;
    for (const Expr& each : list) times += times_bound(each, name);
    return times;
  };
  const auto in_binders = [&](const std::vector<syntax::Binder>& binders) {
    std::size_t times = binds(binders, name) ? 1 : 0;
    for (const syntax::Binder& binder : binders) times += in(binder.range);
    return times;
  };
  return match(
      expr.node,  //
      [](const syntax::BoolLit&) { return std::size_t{0}; },
      [](const syntax::NumberLit&) { return std::size_t{0}; },
      [](const syntax::StringLit&) { return std::size_t{0}; },
      [](const syntax::NoneLit&) { return std::size_t{0}; },
      [](const syntax::PortLit&) { return std::size_t{0}; },
      [](const syntax::Name&) { return std::size_t{0}; },
      [&](const syntax::Member& member) { return in(member.object); },
      [&](const syntax::Index& index) { return in(index.object_and_key); },
      [&](const syntax::Call& call) { return in(call.arguments); },
      [&](const syntax::Unary& unary) { return in(unary.operand); },
      [&](const syntax::Binary& binary) { return in(binary.sides); },
      [&](const syntax::Quantifier& quantifier) {
        return in_binders(quantifier.binders) + in(quantifier.guard) + in(quantifier.body);
      },
      [&](const syntax::Aggregate& aggregate) {
        return in_binders(aggregate.binders) + in(aggregate.guard) + in(aggregate.term);
      },
      [&](const syntax::Comprehension& set) {
        return (set.variable.text == name ? 1 : 0) + in(set.range) + in(set.guard);
      },
      [&](const syntax::Conditional& conditional) { return in(conditional.parts); },
      [&](const syntax::Has& has) { return in(has.member); },
      [&](const syntax::SetLit& set) { return in(set.items); });
}

Expr entity(const model::Model& model, model::EntityId id) {
  const model::Entity& named = model.entity(id);
  syntax::Call call;
  call.function.text = std::string(model::name_of(named.kind));
  call.arguments.push_back({syntax::StringLit{named.name}, {}});
  return {std::move(call), {}};
}

Expr conjunction(Expr left, Expr right, const Span& at) {
  syntax::Binary both{syntax::BinaryOp::And, {}};
  both.sides.push_back(std::move(left));
  both.sides.push_back(std::move(right));
  return {std::move(both), at};
}

class Rewriter {
 public:
  Rewriter(const model::Model& model, const Exception& exception)
      : model_(model), exception_(exception) {}

  bool is_placed() const { return is_placed_; }

  /// `is_wanted`: the formula is false if this is.
  void rewrite(Expr& expr, bool is_wanted) {
    if (is_placed_) return;
    if (auto* unary = std::get_if<syntax::Unary>(&expr.node)) {
      if (unary->op == syntax::UnaryOp::Not) rewrite(unary->operand[0], !is_wanted);
    } else if (auto* binary = std::get_if<syntax::Binary>(&expr.node)) {
      rewrite_junction(*binary, is_wanted);
    } else if (auto* conditional = std::get_if<syntax::Conditional>(&expr.node)) {
      rewrite(conditional->parts[1], is_wanted);
      rewrite(conditional->parts[2], is_wanted);
    } else if (auto* quantifier = std::get_if<syntax::Quantifier>(&expr.node)) {
      rewrite_quantifier(*quantifier, is_wanted);
    }
  }

 private:
  void rewrite_junction(syntax::Binary& binary, bool is_wanted) {
    const bool is_implication = binary.op == syntax::BinaryOp::Implies;
    if (!is_implication && binary.op != syntax::BinaryOp::And && binary.op != syntax::BinaryOp::Or)
      return;
    rewrite(binary.sides[0], is_implication ? !is_wanted : is_wanted);
    rewrite(binary.sides[1], is_wanted);
  }

  void rewrite_quantifier(syntax::Quantifier& quantifier, bool is_wanted) {
    const bool is_forall = quantifier.kind == syntax::QuantifierKind::ForAll;
    if (is_forall != is_wanted) return;  // another tuple may stand in for the one that is left out
    const std::set<std::string> outer = scope_;
    for (const auto& [name, entities] : exception_.members) {
      if (binds(quantifier.binders, name)) scope_.insert(name);
    }
    if (scope_.size() == exception_.members.size()) {
      Expr guard = others();
      const Span at = quantifier.guard.empty() ? Span() : quantifier.guard[0].at;
      if (!quantifier.guard.empty())
        guard = conjunction(std::move(quantifier.guard[0]), std::move(guard), at);
      quantifier.guard.clear();
      quantifier.guard.push_back(std::move(guard));
      is_placed_ = true;
    } else {
      rewrite(quantifier.body[0], is_wanted);
    }
    scope_ = outer;
  }

  /// `not (a in {…} and b in {…})`
  Expr others() const {
    std::optional<Expr> all;
    for (const auto& [name, entities] : exception_.members) {
      syntax::SetLit set;
      for (const model::EntityId id : entities) set.items.push_back(entity(model_, id));
      syntax::Binary in{syntax::BinaryOp::In, {}};
      in.sides.push_back({syntax::Name{name}, {}});
      in.sides.push_back({std::move(set), {}});
      Expr member{std::move(in), {}};
      all = all ? conjunction(std::move(*all), std::move(member), {}) : std::move(member);
    }
    syntax::Unary negation{syntax::UnaryOp::Not, {}};
    negation.operand.push_back(std::move(*all));
    return {std::move(negation), {}};
  }

  const model::Model& model_;
  const Exception& exception_;
  std::set<std::string> scope_;  ///< Of the exception's variables, those bound here.
  bool is_placed_ = false;
};

}  // namespace

std::optional<Expr> except(const model::Model& model, const Expr& formula,
                           const Exception& exception) {
  if (exception.members.empty()) return std::nullopt;
  for (const auto& [name, entities] : exception.members) {
    if (entities.empty() || times_bound(formula, name) != 1) return std::nullopt;
  }
  Expr weaker = formula;
  Rewriter rewriter(model, exception);
  rewriter.rewrite(weaker, true);
  if (!rewriter.is_placed()) return std::nullopt;
  return weaker;
}

}  // namespace ringfence::check
