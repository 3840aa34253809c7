#include <algorithm>

#include "base/require.h"
#include "semantics/evaluator.h"

// Why a formula has the value it has: a walk down the one path that decides it. Of a false `and`
// only the first false side matters, of a false `forall` only the first tuple that fails, and of
// the collection that tuple came from only why its own members are in it. Everything off the path
// is evaluated again for its value, never recorded.

namespace ringfence::semantics {
namespace {

using model::EntityId;
using model::Scalar;
using model::Value;
using syntax::BinaryOp;

class Explainer {
 public:
  Explainer(const model::Model& model, const model::World& world)
      : evaluator_(model, world, nullptr) {}

  Explanation run(const syntax::Expr& formula) {
    try {
      result_.value = evaluator_.boolean(formula);
      result_.deciding = formula.at;
      walk(formula, result_.value, /*decides=*/true);
      if (outermost_ != nullptr && !result_.value) add_others();
    } catch (const StuckAt& caught) {
      evaluator_.trace_into(nullptr);
      result_.stuck = caught.stuck;
    }
    result_.trace.unknowns.assign(reads_.unknowns.begin(), reads_.unknowns.end());
    result_.trace.facts.assign(reads_.facts.begin(), reads_.facts.end());
    result_.trace.policies.assign(reads_.policies.begin(), reads_.policies.end());
    return std::move(result_);
  }

 private:
  /// Records every unknown that was read, and the facts but those about candidates left out: each
  /// of them would be a line that is not the point.
  template <typename Look>
  auto traced(const Look& look) {
    Reads all;
    Reads* const outer = evaluator_.trace_into(&all);
    const bool excluded = evaluator_.trace_excluded(true);
    look();
    evaluator_.trace_excluded(false);
    evaluator_.trace_into(&reads_);
    auto found = look();
    evaluator_.trace_excluded(excluded);
    evaluator_.trace_into(outer);
    reads_.unknowns.merge(all.unknowns);
    return found;
  }

  /// Evaluates and records.
  void record(const syntax::Expr& expr) {
    traced([&] { return evaluator_.value(expr); });
  }

  /// `decides`: this expression alone, with the subjects so far, decides the whole formula.
  void walk(const syntax::Expr& expr, bool value, bool decides) {
    if (decides && !in_definition_) result_.deciding = expr.at;
    if (const auto* unary = std::get_if<syntax::Unary>(&expr.node)) {
      if (unary->op == syntax::UnaryOp::Not) return walk(unary->operand[0], !value, decides);
    }
    if (const auto* binary = std::get_if<syntax::Binary>(&expr.node)) {
      if (is_junction(binary->op)) return walk_junction(*binary, value, decides);
    }
    if (const auto* quantifier = std::get_if<syntax::Quantifier>(&expr.node)) {
      const bool is_exists = quantifier->kind == syntax::QuantifierKind::Exists;
      if (is_exists == value) return walk_instance(*quantifier, value, decides);
    }
    if (const auto* conditional = std::get_if<syntax::Conditional>(&expr.node)) {
      record(conditional->parts[0]);
      const bool condition = evaluator_.boolean(conditional->parts[0]);
      return walk(conditional->parts[condition ? 1 : 2], value, decides);
    }
    if (evaluator_.definition(expr) != nullptr) return walk_definition(expr, value, decides);
    record(expr);
  }

  static bool is_junction(BinaryOp op) {
    return op == BinaryOp::And || op == BinaryOp::Or || op == BinaryOp::Implies;
  }

  void walk_junction(const syntax::Binary& binary, bool value, bool decides) {
    const syntax::Expr& left = binary.sides[0];
    const syntax::Expr& right = binary.sides[1];
    const bool left_value = evaluator_.boolean(left);
    // One side settles it: a false `and`, a true `or`, a `=>` whose left side is false. A false
    // `=>` needs both, and its right side is what failed.
    const bool left_settles = left_value == (binary.op == BinaryOp::Or);
    if (left_settles) return walk(left, left_value, decides);
    const bool right_value = evaluator_.boolean(right);
    const bool right_settles = binary.op == BinaryOp::And ? !value : value;
    if (!right_settles) walk(left, left_value, false);
    const bool is_broken_promise = binary.op == BinaryOp::Implies && !value;
    walk(right, right_value, decides && (right_settles || is_broken_promise));
  }

  void walk_instance(const syntax::Quantifier& quantifier, bool value, bool decides) {
    bool found = false;
    evaluator_.for_each_tuple(quantifier.binders, quantifier.guard, [&] {
      if (evaluator_.boolean(quantifier.body[0]) != value) return true;
      found = true;
      if (decides && !in_definition_ && outermost_ == nullptr) {
        outermost_ = &quantifier;
        decided_by_ = value;
      }
      for (const syntax::Binder& binder : quantifier.binders) {
        for (const syntax::Ident& variable : binder.variables) {
          subject(variable.text, binder.range[0], decides);
        }
      }
      if (!quantifier.guard.empty()) record(quantifier.guard[0]);
      walk(quantifier.body[0], value, decides);
      return false;
    });
    require(found, "a quantifier that was decided by a tuple has that tuple");
  }

  void subject(const std::string& variable, const syntax::Expr& range, bool decides) {
    const Scalar item = std::get<Scalar>(*evaluator_.environment().find(variable));
    if (const EntityId* entity = std::get_if<EntityId>(&item); entity != nullptr && decides) {
      result_.subjects.emplace_back(variable, *entity);
    }
    record_membership(range, item);
  }

  /// Records why `item` is in the set, and nothing about the set's other members.
  void record_membership(const syntax::Expr& set, const Scalar& item) {
    if (const std::string* collection = evaluator_.collection(set)) {
      if (const EntityId* entity = std::get_if<EntityId>(&item)) {
        traced([&] { return evaluator_.is_member(*collection, *entity); });
      }
      return;
    }
    if (const auto* comprehension = std::get_if<syntax::Comprehension>(&set.node)) {
      record_membership(comprehension->range[0], item);
      const Bound bound(evaluator_.environment(), comprehension->variable.text, item);
      if (!comprehension->guard.empty()) record(comprehension->guard[0]);
      return;
    }
    if (const auto* conditional = std::get_if<syntax::Conditional>(&set.node)) {
      record(conditional->parts[0]);
      const bool condition = evaluator_.boolean(conditional->parts[0]);
      return record_membership(conditional->parts[condition ? 1 : 2], item);
    }
    if (std::holds_alternative<syntax::Member>(set.node)) return record_derived(set, item);
    if (const syntax::Def* definition = evaluator_.definition(set)) {
      const std::vector<Value> arguments = recorded_arguments(set);
      Frame frame(evaluator_.environment());
      evaluator_.bind_arguments(frame, *definition, arguments, set.at);
      return record_membership(definition->body, item);
    }
    record(set);
  }

  /// Membership in `object.attribute` where the attribute may be derived.
  void record_derived(const syntax::Expr& set, const Scalar& item) {
    const Path path = path_of(set);
    const Evaluator::Owner owner = traced([&] { return evaluator_.owner(path); });
    const auto* object = std::get_if<Scalar>(&owner.object);
    const EntityId* entity = object == nullptr ? nullptr : std::get_if<EntityId>(object);
    if (entity == nullptr) return record(set);
    const Step step = evaluator_.step(*entity, path, owner.first);
    if (step.what != Step::What::Derived) return record(set);
    Frame frame(evaluator_.environment());
    frame.bind(step.definition->params[0].name.text, Scalar(*entity));
    record_membership(step.definition->body, item);
  }

  std::vector<Value> recorded_arguments(const syntax::Expr& expr) {
    return traced([&] { return evaluator_.arguments_of(expr); });
  }

  /// The subjects inside a definition count; the place that decides stays in the policy's text.
  void walk_definition(const syntax::Expr& expr, bool value, bool decides) {
    const syntax::Def& definition = *evaluator_.definition(expr);
    const std::vector<Value> arguments = recorded_arguments(expr);
    Frame frame(evaluator_.environment());
    evaluator_.bind_arguments(frame, definition, arguments, expr.at);
    const bool outer = std::exchange(in_definition_, true);
    walk(definition.body, value, decides);
    in_definition_ = outer;
  }

  /// Only of a quantifier that is not inside another: its tuples need no variables but their own.
  void add_others() {
    constexpr std::uint64_t kSteps = 200'000;
    constexpr std::size_t kMost = 1'000;
    std::set<std::set<std::uint32_t>> known = {
        entities_of(bound_by(*outermost_, result_.subjects))};
    evaluator_.trace_into(nullptr);
    evaluator_.stop_after(kSteps);
    const auto look = [&] {
      if (evaluator_.boolean(outermost_->body[0]) != decided_by_) return true;
      const Subjects failing = subjects_now();
      if (!known.insert(entities_of(failing)).second) return true;
      result_.others.push_back(failing);
      return result_.others.size() < kMost;
    };
    try {
      result_.others_complete =
          evaluator_.for_each_tuple(outermost_->binders, outermost_->guard, look);
    } catch (const StuckAt&) {
      result_.others_complete = false;
    }
  }

  Subjects subjects_now() {
    Subjects subjects;
    for (const syntax::Binder& binder : outermost_->binders) {
      for (const syntax::Ident& variable : binder.variables) {
        const Scalar item = std::get<Scalar>(*evaluator_.environment().find(variable.text));
        if (const EntityId* entity = std::get_if<EntityId>(&item))
          subjects.emplace_back(variable.text, *entity);
      }
    }
    return subjects;
  }

  /// The subjects a nested quantifier added are not the outermost's.
  static Subjects bound_by(const syntax::Quantifier& quantifier, const Subjects& all) {
    Subjects bound;
    for (const syntax::Binder& binder : quantifier.binders) {
      for (const syntax::Ident& variable : binder.variables) {
        const auto at = std::find_if(all.begin(), all.end(), [&](const auto& subject) {
          return subject.first == variable.text;
        });
        if (at != all.end()) bound.push_back(*at);
      }
    }
    return bound;
  }

  static std::set<std::uint32_t> entities_of(const Subjects& subjects) {
    std::set<std::uint32_t> entities;
    for (const auto& [variable, entity] : subjects) entities.insert(entity.index);
    return entities;
  }

  Evaluator evaluator_;
  const syntax::Quantifier* outermost_ = nullptr;  // of the path that decides
  bool decided_by_ = false;                        // what its body is for a tuple that decides
  Reads reads_;
  Explanation result_;
  bool in_definition_ = false;
};

}  // namespace

Explanation explain(const model::Model& model, const model::World& world,
                    const syntax::Expr& formula) {
  return Explainer(model, world).run(formula);
}

}  // namespace ringfence::semantics
