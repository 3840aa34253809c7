#pragma once
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "semantics/environment.h"
#include "semantics/evaluate.h"

namespace ringfence::semantics {

// The recursive evaluator behind `evaluate`, `is_world` and `explain`. One function per section of
// docs/semantics.md; nothing is remembered between two evaluations of the same expression.
//
// Inside this folder a stuck evaluation is an exception, `StuckAt`: it propagates by itself
// through everything that has been entered, which is exactly the rule. The public functions
// catch it.

/// Thrown where evaluation is stuck.
struct StuckAt {
  Stuck stuck;
};
[[noreturn]] void get_stuck(std::string reason, const Span& at);

/// What was looked at, without repetition. Order is that of ids.
struct Reads {
  std::set<model::UnknownId> unknowns;
  std::set<std::pair<model::EntityId, model::AttributeId>> facts;
};

/// `base.first.second…` taken apart.
struct Path {
  const syntax::Expr* base = nullptr;
  std::vector<const syntax::Ident*> steps;  ///< At least one.
};
Path path_of(const syntax::Expr& member);

/// What the next step of a path means on an entity.
struct Step {
  enum class What { Fact, Derived, BuiltIn } what = What::Fact;
  model::AttributeId attribute;             ///< Of a Fact.
  const syntax::Def* definition = nullptr;  ///< Of a Derived.
  std::size_t length = 1;                   ///< Names of the path it takes.
};

class Evaluator {
 public:
  /// `reads` may be null. It can be exchanged later by `trace_into`.
  Evaluator(const model::Model& model, const model::World& world, Reads* reads)
      : model_(model), world_(world), reads_(reads) {}

  /// From here on, evaluation gets stuck after that many expressions.
  void stop_after(std::uint64_t expressions) { steps_left_ = expressions; }

  model::Value value(const syntax::Expr& expr);
  bool boolean(const syntax::Expr& expr);
  model::Scalar scalar(const syntax::Expr& expr);
  /// The members in visiting order; none is the empty set.
  std::vector<model::Scalar> members(const syntax::Expr& expr);

  /// Calls `visit` once per tuple that passes the guard, with the variables bound, in order,
  /// until it returns false. False if it did.
  bool for_each_tuple(const std::vector<syntax::Binder>& binders,
                      const std::vector<syntax::Expr>& guard, const std::function<bool()>& visit);

  /// Whether the entity is in the collection of that name (section 4), reading what that needs.
  bool is_member(std::string_view collection, model::EntityId entity);
  bool exists(model::EntityId entity);
  /// Null unless `name` means a collection here, and not a variable.
  const std::string* collection(const syntax::Expr& expr) const;
  /// The definition a name or call means here, or null.
  const syntax::Def* definition(const syntax::Expr& expr) const;
  /// Binds the parameters of `definition` to the values of a call's arguments.
  void bind_arguments(Frame& frame, const syntax::Def& definition,
                      const std::vector<model::Value>& arguments, const Span& at);
  std::vector<model::Value> arguments_of(const syntax::Expr& expr);

  /// The longest attribute that `steps` from `first` on starts with; stuck if there is none.
  Step step(model::EntityId entity, const Path& path, std::size_t first) const;
  model::Value take(model::EntityId entity, const Step& step, const syntax::Ident& name);
  /// The value of the object that the path's last attribute belongs to, and where that starts.
  struct Owner {
    model::Value object;
    std::size_t first = 0;
  };
  Owner owner(const Path& path);

  Environment& environment() { return environment_; }
  Reads* trace_into(Reads* reads) { return std::exchange(reads_, reads); }
  /// Whether to trace, too, what keeps a candidate out of a sum, count, comprehension or `forall`.
  bool traces_excluded() const { return trace_excluded_; }
  bool trace_excluded(bool on) { return std::exchange(trace_excluded_, on); }

  /// The members of a range that variables run over. `admitted` traces why each is one.
  std::vector<model::Scalar> candidates(const syntax::Expr& range);
  /// Whether the guard admits what the binders' variables are bound to.
  bool admitted(const std::vector<syntax::Binder>& binders, const std::vector<syntax::Expr>& guard);
  bool same(const model::Value& a, const model::Value& b) const;

 private:
  model::Value number(const syntax::NumberLit& literal, const Span& at) const;
  model::Value name(const syntax::Expr& expr, const std::string& text);
  model::Value member(const syntax::Expr& expr);
  model::Value index(const syntax::Index& index, const Span& at);
  bool has(const syntax::Expr& target);
  model::Value call(const syntax::Expr& expr, const syntax::Call& call);
  model::Value built_in(const syntax::Call& call, const Span& at);
  model::Value unary(const syntax::Unary& unary);
  model::Value binary(const syntax::Binary& binary, const Span& at);
  model::Value arithmetic(const syntax::Binary& binary, const Span& at);
  bool compare(const syntax::Binary& binary);
  bool contains(const syntax::Expr& element, const syntax::Expr& set);
  bool quantifier(const syntax::Quantifier& quantifier);
  model::Value aggregate(const syntax::Aggregate& aggregate, const Span& at);
  model::Value comprehension(const syntax::Comprehension& comprehension);
  model::Value set_literal(const syntax::SetLit& literal);
  Quantity quantity(const syntax::Expr& expr);

  bool admitted(const std::vector<syntax::Expr>& guard, const std::function<void()>& membership);
  void trace_membership(const syntax::Expr& range, std::string_view variable);

  std::optional<std::string> label(const model::Value& entity, const std::string& key,
                                   const Span& at);
  std::string argument_text(const syntax::Expr& expr);
  model::EntityId entity_named(const std::string& text, const Span& at) const;

  bool same(const model::Scalar& a, const model::Scalar& b) const;
  bool goes_by(model::EntityId entity, Symbol name) const;
  Symbol intern(std::string_view text);
  const std::string& text(Symbol symbol) const;

  const model::Model& model_;
  const model::World& world_;
  Reads* reads_;
  bool trace_excluded_ = true;
  Environment environment_;
  std::uint64_t steps_left_ = ~std::uint64_t{0};
  int depth_ = 0;
  // Texts that the model never mentions: literals of policies and values cut out of labels. They
  // are numbered behind the model's own, so that comparing two symbols stays comparing numbers.
  Symbols more_symbols_;
};

}  // namespace ringfence::semantics
