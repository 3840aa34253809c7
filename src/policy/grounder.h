#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "model/model.h"
#include "policy/encoding.h"
#include "policy/least_solution.h"
#include "policy/values.h"
#include "reach/connections.h"
#include "syntax/document.h"

namespace ringfence::policy {

// Expressions to terms, by evaluating them on the model with everything open left symbolic. The
// meaning is docs/semantics.md, implemented independently of `semantics`.
//
// Stuck evaluations (section 3 there) are not followed in the judge's order. Instead every world
// in which some part *may* get stuck is collected in `stuck()`: outside of it the terms mean what
// the text says; inside, nothing is claimed.

/// A variable or parameter. Tuples rebind the cells of their variables; a definition that is
/// looked into shares the cells of the variables it was called with.
struct Cell {
  bool bound = false;
  Value value;
};
using CellPtr = std::shared_ptr<Cell>;

/// The names in sight, innermost last. A definition's body starts a new one.
using Names = std::vector<std::pair<std::string_view, CellPtr>>;

/// An expression with the names it was written under.
struct Closure {
  const syntax::Expr* expr = nullptr;
  Names names;
  bool negated = false;
};

struct ReachEnd;
enum class ReachLayer : std::uint8_t;

/// One variable to enumerate, and where it ranges.
struct Variable {
  CellPtr cell;
  Closure range;
};

class Grounder {
  class Path;   // what is known to be true on the way to the expression at hand
  class Apart;  // an evaluation that is good for every way

 public:
  /// Closures are made of at most `most_steps` terms; one more throws TooManySteps.
  Grounder(const model::Model& model, logic::Terms& terms, Encoding& encoding,
           std::size_t most_steps)
      : model_(model), terms_(terms), encoding_(encoding), steps_left_{most_steps} {}

  /// The term that is true in exactly the worlds (outside `stuck`) where the formula is.
  logic::Term truth(const syntax::Expr& formula) { return boolean({&formula, {}}); }
  /// docs/semantics.md section 7, "Vacuous".
  /// Of each quantifier only the first `most` tuples are looked at; `reached_in_part` says
  /// whether there were more.
  logic::Term reached(const syntax::Expr& formula, std::size_t most) {
    most_reached_ = most;
    return reached({&formula, {}});
  }
  bool reached_in_part() const { return reached_in_part_; }
  /// A formula as a conjunction, one term per conjunct and per instance of outer `forall`s.
  std::vector<logic::Term> conjuncts(const syntax::Expr& formula);

  /// Worlds in which evaluation may get stuck, and the first reason why.
  logic::Term stuck() { return terms_.disjunction(stuck_); }
  /// Starts anew: what was collected so far belongs to what was evaluated so far.
  void forget_stuck() {
    stuck_.clear();
    stuck_reason_.reset();
  }
  const std::optional<Blocked>& stuck_reason() const { return stuck_reason_; }

  /// Lines of the facts that were read so far, in source order, at most 10 000.
  std::vector<Span> read_facts() const;
  /// Only those of the attributes, which are sorted `kind.attribute`s.
  std::vector<Span> read_facts(const std::vector<std::string>& attributes) const;
  std::size_t instances() const { return instances_; }

  /// What keeps a formula as it is, for a certificate. Each fact that the evaluation read becomes a
  /// Bool variable with the value it has; the result is a disjunction of what it would take for the
  /// formula to be other than `value`: false when all facts are as they are, and no longer so when
  /// any one of them is left open. The formula is `value` in every world. A grounder that was asked
  /// this is good for nothing else. Throws TooManyFacts beyond `most`.
  logic::Term denial(const syntax::Expr& formula, bool value, std::size_t most);
  /// The facts that `denial` met, as constraints.
  const std::vector<Labelled>& facts() const;

 private:
  // expressions (ground_expression.cpp)
  Value value(const Closure& closure);
  Value compute(const syntax::Expr& expr, const Names& names);
  logic::Term boolean(const Closure& closure);
  Scalar scalar(const Closure& closure);
  Number number(const Closure& closure);
  Set set(const Closure& closure);
  logic::Term as_boolean(const Value& value, const Span& at);
  Number as_number(const Value& value, const Span& at);
  Value named(const syntax::Expr& expr, const std::string& text, const Names& names);
  Value call(const syntax::Expr& expr, const syntax::Call& call, const Names& names);
  Value binary(const syntax::Binary& binary, const Names& names);
  Value arithmetic(const syntax::Binary& binary, const Names& names, const Span& at);
  Value conditional(const syntax::Conditional& conditional, const Names& names);
  Value literal(const syntax::SetLit& literal, const Names& names);
  logic::Term equality(const Value& a, const Value& b);
  logic::Term equality(const Scalar& a, const Scalar& b);
  logic::Term equality(const Leaf& a, const Leaf& b);
  logic::Term set_equality(const Set& a, const Set& b);
  logic::Term membership(const Scalar& item, const Set& set);
  Value either(logic::Term condition, const Value& then, const Value& otherwise);

  // attributes and functions (ground_attributes.cpp)
  Value member(const syntax::Expr& expr, const Names& names);
  Value attribute_of(model::EntityId entity, const std::vector<const syntax::Ident*>& steps,
                     std::size_t first);
  struct Step {
    std::size_t length = 0;  ///< Steps of the path; 0: the kind has nothing of that name.
    std::optional<model::AttributeId> attribute;
    const syntax::Def* def = nullptr;  ///< Counts only where there is no attribute.
    bool is_name = false;              ///< Else, without both of the above, its kind.
  };
  static const syntax::Expr& path_of(const syntax::Expr& expr,
                                     std::vector<const syntax::Ident*>& steps);
  Value rest_of(const Scalar& object, const std::vector<const syntax::Ident*>& steps,
                std::size_t first);
  const Step& step_of(model::Kind kind, const std::vector<const syntax::Ident*>& steps,
                      std::size_t first);
  Value fact(model::EntityId entity, model::AttributeId attribute, const Span& at);
  Value derived(model::EntityId entity, const syntax::Def& def);
  /// What is under an absent key is zero, or none where presence is asked.
  Value index(const syntax::Index& index, const Names& names, bool or_none);
  logic::Term has(const syntax::Expr& target, const Names& names);
  Value built_in(const syntax::Call& call, const Names& names, const Span& at);
  Value label_function(const syntax::Call& call, const Names& names, const Span& at);
  Value constant_value(const model::Value& value);
  std::optional<model::EntityId> entity_named(model::Kind kind, const std::string& name);

  // the network (ground_reach.cpp)
  struct Network;
  const Network& network();
  Value reach(const syntax::Call& call, const Names& names, const Span& at);
  Value flows(const syntax::Call& call, const Names& names, const Span& at);
  Value between_ends(
      const syntax::Call& call, const Names& names,
      const std::function<logic::Term(const ReachEnd&, const ReachEnd&, logic::Term)>& related);
  std::vector<ReachEnd> reach_ends(const Leaf& leaf, logic::Term when, const Span& at);
  std::vector<ReachEnd> ends_of_workload(model::EntityId workload, logic::Term when);
  std::vector<ReachEnd> ends_of_container(model::EntityId container, logic::Term when,
                                          const Span& at);
  bool can_meet(const ReachEnd& from, const ReachEnd& to, logic::Term when, const Span& at);
  logic::Term reaches(const ReachEnd& from, const ReachEnd& to, const std::string& port,
                      logic::Term when, const Span& at);
  bool pods_reach(const ReachEnd& from, const ReachEnd& to,
                  const std::optional<reach::Connections>& over, logic::Term when, const Span& at);
  logic::Term containers_reach(const ReachEnd& from, const ReachEnd& to, const std::string& port,
                               logic::Term when, const Span& at);
  logic::Term vms_reach(const ReachEnd& from, const ReachEnd& to, logic::Term when, const Span& at);
  logic::Term flows_outside(const ReachEnd& inside, const ReachEnd& outside, bool outwards,
                            logic::Term when, const Span& at);
  logic::Term predicate(const std::string& name, const std::vector<Leaf>& arguments);
  void note_pod(model::EntityId pod);

  // what can be at all (ground_possible.cpp)
  struct Possible;
  struct Possibilities;
  bool never_equal(const Closure& a, const Closure& b);
  std::optional<Possible> possible(const Closure& closure);
  std::optional<Possible> possible(const Value& value);
  std::optional<Possible> possible_after(const Possible& object,
                                         const std::vector<const syntax::Ident*>& steps,
                                         std::size_t first);
  std::optional<Possible> possible_fact(model::EntityId entity, model::AttributeId attribute);
  std::optional<Possible> possible_derived(model::EntityId entity, const syntax::Def& def);
  Possible listed(std::vector<model::EntityId> entities, bool can_be_none);
  Possibilities& possibilities();

  // quantifiers (ground_tuples.cpp)
  using Visit = std::function<bool(logic::Term)>;  ///< Gets the tuple's condition; false: stop.
  struct Search;
  struct Trace;
  void for_each_tuple(std::vector<Variable> variables, std::vector<Closure> conditions,
                      bool look_into_quantifiers, const Visit& visit, Trace* trace = nullptr);
  bool search(Search& search, std::size_t next, std::vector<std::size_t> waiting);
  bool try_candidates(Search& search, std::size_t next, std::vector<std::size_t> waiting);
  bool settle(Search& search, std::vector<std::size_t>& waiting, bool everything,
              std::vector<std::unique_ptr<Path>>& paths);
  void split(const Closure& closure, bool look_into_quantifiers, std::vector<Closure>& conditions,
             std::vector<Variable>& variables);
  bool split_definition(const Closure& closure, bool look_into_quantifiers,
                        std::vector<Closure>& conditions, std::vector<Variable>& variables);
  Names bind(const std::vector<syntax::Binder>& binders, const Names& names,
             std::vector<Variable>& variables);
  struct Candidates;
  Candidates candidates(Search& search, const Variable& variable,
                        std::vector<std::size_t>& waiting);
  std::optional<Closure> derived_body(const Closure& member);
  struct Index;
  struct Equality;
  struct Joined;
  std::optional<Joined> join(const Search& search, const std::string& collection,
                             const CellPtr& cell, const std::vector<std::size_t>& waiting);
  std::optional<std::vector<std::uint32_t>> look_up(const Index& index, const Closure& known);
  const Index& index_of(const std::string& collection, const Closure& key, const CellPtr& cell);
  void add_key(Index& index, std::uint32_t entity, const Closure& key);
  logic::Term exists_some(const Closure& quantifier);
  Value aggregate(const syntax::Aggregate& aggregate, const Names& names);
  Value comprehension(const syntax::Comprehension& comprehension, const Names& names);
  logic::Term reached(const Closure& closure);
  logic::Term in_collection(std::string_view collection, model::EntityId entity);
  logic::Term is_somewhere(model::EntityId entity);
  logic::Term exists(model::EntityId entity);
  logic::Term is_placed(model::EntityId pod);
  model::Scalar known_scalar(const Leaf& leaf) const;
  Set collection(std::string_view name);

  // closures of relations (ground_closures.cpp, ground_chains.cpp)
  struct Relation;
  using Source = std::optional<model::EntityId>;  ///< Nothing stands for `none`.
  struct Doubt {
    logic::Term when;
    std::optional<Blocked> reason;
  };
  struct Arc {
    model::EntityId to;
    logic::Term when;
  };
  struct Reach;
  Value closure(const syntax::Call& call, const Names& names, const Span& at);
  Relation& relation_of(const syntax::Call& call);
  Relation& relation_of(const syntax::Def& def, const Span& at, bool with_pending);
  Relation& exchange_in(ReachLayer layer, const Span& at);
  logic::Term member_between(const Relation& relation, model::EntityId entity);
  logic::Term chained(Relation& relation, Source from, Source to);
  const Reach& reach_of(Relation& relation, Source from);
  void explore(Relation& relation, Source from);
  void add_arcs(Relation& relation, Source from);
  void group(Relation& relation, const std::vector<Source>& found);
  void add_reached(Relation& relation, Source from, Reach& reach);
  std::pair<logic::Term, Doubt> step(Relation& relation, Source from, Source to);
  Names ends(const Relation& relation, Source from, Source to) const;
  Doubt apart_from_path(const std::function<void()>& evaluate);
  void doubt(const Doubt& doubt);
  bool is_certain_member(const Relation& relation, model::EntityId entity);
  std::optional<std::vector<std::uint32_t>> chain_join(const Search& search,
                                                       const std::string& collection,
                                                       const CellPtr& cell,
                                                       const std::vector<std::size_t>& waiting);
  logic::Term denial_of_closure(const Closure& closure, bool value);
  std::optional<logic::Term> denial_of_chain(Relation& relation, Source from, Source to);
  logic::Term denial_of_more_arcs(Relation& relation, Source from);
  std::optional<logic::Term> denial_of_cut(Relation& relation, Source from);

  // what a constant rests on (ground_reasons.cpp, ground_bounds.cpp)
  struct Reasons;
  logic::Term denial(const Closure& closure, bool value);
  logic::Term denial_of_either(const Closure& whole, const std::pair<Closure, bool>& first,
                               const std::pair<Closure, bool>& second);
  logic::Term denial_of_none(const Closure& quantifier);
  logic::Term denial_of_some(const Closure& quantifier, bool value);
  logic::Term denial_of_order(const Closure& closure, bool value);
  logic::Term denial_of_fact(const Closure& closure, bool value);
  logic::Term denial_of_equality(const Closure& closure, bool value);
  bool reads_nothing(const Closure& closure) const;
  bool note_arguments(const Closure& closure, std::vector<logic::Term>& otherwise);
  Closure behind(Closure closure, std::vector<logic::Term>& otherwise);
  logic::Term denial_of_value(const Closure& closure);
  /// Those that evaluating expressions reads, or known ones.
  using Lines = std::variant<std::vector<Closure>, std::vector<Span>>;
  logic::Term fact_as_said(const std::string& text, std::string name, bool value,
                           const Lines& lines);
  struct Bound;
  Bound bound(const Closure& closure, bool upper);
  Bound bound_of_arithmetic(const syntax::Binary& operation, const Names& names, bool upper);
  Bound bound_of_aggregate(const Closure& closure, bool upper);
  Bound bound_of_fact(const Closure& closure, bool upper);
  logic::Term amount_of(const std::string& text, const std::string& name);
  Rational most(const Number& number) const;
  logic::Term exceeds(Bound upper, Bound lower, bool or_equals);
  std::vector<Span> lines_behind(std::span<const Closure> closures);
  void note_read(model::EntityId entity, model::AttributeId attribute);
  void note_dead_end(Trace& trace, const Closure& condition, logic::Term truth);
  void note_absence(Trace& trace, const Closure& range, const model::Scalar& item);
  void note_owner(Trace& trace, const Closure& range);
  void note_candidates(Trace& trace, const Candidates& candidates);
  void note_support(Trace& trace);
  enum class Wording { Sentence, Name };
  std::string written(const Closure& closure, Wording wording) const;
  void write_out(syntax::Expr& expr, const Names& names, Wording wording) const;
  std::optional<syntax::Expr> written_value(const Value& value, Wording wording) const;

  // names
  const CellPtr* find(const Names& names, std::string_view name) const;
  bool is_collection(const syntax::Expr& expr, const Names& names) const;
  const syntax::Def* definition(const syntax::Expr& expr, const Names& names) const;
  std::optional<Names> parameters(const syntax::Expr& expr, const syntax::Def& def,
                                  const Names& names);
  bool ready(const Closure& closure) const;
  bool depends_only_on(const Closure& closure, const CellPtr& cell) const;
  void free_cells(const syntax::Expr& expr, const Names& names,
                  std::vector<const Cell*>& cells) const;

  // symbols: texts that the model never mentions are numbered behind its own
  Symbol intern(std::string_view text);
  const std::string& text(Symbol symbol) const;

  std::vector<Span> lines_read(const std::function<bool(model::AttributeId)>& wanted) const;

  bool excluded(logic::Term guard);
  void get_stuck(logic::Term guard, const std::string& reason, const Span& at);

  const model::Model& model_;
  logic::Terms& terms_;
  Encoding& encoding_;
  Symbols more_symbols_;
  std::vector<logic::Term> path_;
  std::unordered_multiset<std::uint32_t> known_true_;
  std::size_t most_reached_ = 0;
  bool reached_in_part_ = false;
  std::vector<logic::Term> stuck_;
  std::optional<Blocked> stuck_reason_;
  std::map<std::pair<const syntax::Def*, model::EntityId>, Value> derived_;
  std::map<std::pair<const syntax::Expr*, std::string>, std::shared_ptr<Index>> indexes_;
  /// By the path's last name, the position in it, and the kind.
  std::map<std::tuple<const syntax::Ident*, std::size_t, model::Kind>, Step> steps_;
  std::set<std::pair<model::EntityId, model::AttributeId>> facts_read_;
  std::map<std::pair<model::Kind, std::string>, std::optional<model::EntityId>> entities_named_;
  std::map<std::pair<bool, model::EntityId>, logic::Term> members_;  ///< By `declared_` or not.
  std::size_t instances_ = 0;
  std::map<std::pair<const syntax::Def*, bool>, std::shared_ptr<Relation>> relations_;
  StepBudget steps_left_;
  std::shared_ptr<const Network> network_;  ///< Null until something asks about it.
  std::set<Span> policies_read_;            ///< Network policies that an answer rested on.
  std::shared_ptr<Possibilities> possibilities_;
  std::shared_ptr<Reasons> reasons_;  ///< Null unless reasons are asked for.
  Trace* premises_ = nullptr;         ///< Of the enumeration that is being set up.
};

/// Adds to what is known to be true until the end of a block.
class Grounder::Path {
 public:
  Path(Grounder& grounder, logic::Term term);
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;
  ~Path();

 private:
  Grounder& grounder_;
  std::vector<std::uint32_t> added_;
};

/// Until the end of a block, or an exception, nothing is known of the way: what is found is good
/// for every other.
class Grounder::Apart {
 public:
  explicit Apart(Grounder& grounder)
      : grounder_(grounder),
        path_(std::exchange(grounder.path_, {})),
        known_true_(std::exchange(grounder.known_true_, {})) {}
  Apart(const Apart&) = delete;
  Apart& operator=(const Apart&) = delete;
  ~Apart() {
    grounder_.path_ = std::move(path_);
    grounder_.known_true_ = std::move(known_true_);
  }

 private:
  Grounder& grounder_;
  std::vector<logic::Term> path_;
  std::unordered_multiset<std::uint32_t> known_true_;
};

}  // namespace ringfence::policy
