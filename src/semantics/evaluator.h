#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "semantics/ends.h"
#include "semantics/environment.h"
#include "semantics/evaluate.h"
#include "semantics/packet.h"

namespace ringfence::semantics {

// The recursive evaluator behind `evaluate`, `is_world` and `explain`. One function per section of
// docs/semantics.md; nothing is remembered between two evaluations of the same expression, but for
// which entities a relation leads to from one (closures.cpp).
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
  std::set<Span> policies;
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

/// From the first argument of a closure over the members between to the second: two at least.
using Chain = std::vector<model::Scalar>;

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

  /// The shortest chain by which `closure(R)(a, b)` is true, of those of the same length the first
  /// in collection order; nullopt where it is false.
  std::optional<Chain> closure(const syntax::Call& call, const Span& at);

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

  /// What one relation leads to. One world is all there is to an evaluator, so it stays true.
  struct Links {
    const syntax::Def* relation = nullptr;
    std::string prefix;                       ///< Of the collections: `declared_` or nothing.
    std::vector<model::EntityId> candidates;  ///< Of the kinds that can stand between.
    std::vector<model::EntityId> members;     ///< Those of them that are in their collections.
    /// Members, ascending; of nothing, those that `none` leads to.
    std::map<std::optional<model::EntityId>, std::vector<model::EntityId>> next;
  };
  Links& links_of(const syntax::Call& call, const Span& at);
  Links& links_of(const syntax::Def& relation, bool with_pending);
  bool related(const Links& links, const model::Scalar& from, const model::Scalar& to);
  const std::vector<model::EntityId>& next_of(Links& links, const model::Scalar& from);
  std::optional<Chain> chain(Links& links, const model::Scalar& from, const model::Scalar& to,
                             Chain& reached);
  void trace_chain(const Links& links, const Chain& chain);
  void trace_lack(const Links& links, const Chain& reached, const model::Scalar& to);

  std::optional<std::string> label(const model::Value& entity, const std::string& key,
                                   const Span& at);
  std::string argument_text(const syntax::Expr& expr);
  /// One thing that an end of `reach` may be: a pod, or an address.
  struct End {
    std::optional<model::EntityId> pod;
    Party party;
  };
  bool reach(const syntax::Call& call, const Span& at);
  std::vector<model::EntityId> pods_of(model::EntityId workload, const Span& at);
  Ends ends(const syntax::Expr& expr);
  bool reaches(const Ends& from, const Ends& to, const std::string& port, const Span& at);
  bool pods_reach(const Ends& from, const Ends& to, const std::optional<Packet>& only,
                  const Span& at);
  bool containers_reach(const Ends& from, const Ends& to, const std::string& port, const Span& at);
  bool vms_reach(const Ends& from, const Ends& to, const Span& at);
  bool predicate(const std::string& name, const std::vector<model::Scalar>& arguments);
  bool flows(const syntax::Call& call, const Span& at);
  bool flows_outside(Links& links, const Ends& inside, const Ends& outside, bool outwards,
                     const Span& at);
  bool flows_between(Links& links, model::EntityId from, model::EntityId to);
  Party party(model::EntityId pod, const Span& at);
  bool passes(const Party& from, const Party& to, const Packet& packet, const Span& at);
  std::vector<std::string> texts_of(model::EntityId entity, std::string_view attribute,
                                    const Span& at);
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
  std::map<std::pair<const syntax::Def*, bool>, Links> links_;
};

}  // namespace ringfence::semantics
