#pragma once
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

#include "verify/constraint.h"
#include "verify/propagator.h"

// The proof kernel: everything that decides whether a step of a proof is right. Readers of proof
// files only translate lines into calls; no call can put a constraint into the database that the
// rules below do not justify. Sources: cutting planes and reverse unit propagation as in Elffers
// and Nordström, "Divide and conquer" (IJCAI 2018); substitution redundancy as in Gocht and
// Nordström, "Certifying parity reasoning efficiently using pseudo-Boolean proofs" (AAAI 2021);
// objectives as in Bogaerts, Gocht, McCreesh and Nordström, "Certified symmetry and dominance
// breaking for combinatorial optimisation" (AAAI 2022), without its orders.
//
// INVARIANT: for every value v below that of the best solution logged, if the formula has a
// solution of value at most v, then so has the database, by the objective as it then is. (Without
// an objective, every value is 0.) Implied constraints keep it, redundant ones do by their
// obligations, and deletion only makes the database easier to satisfy. A logged solution is
// checked against the formula as it was read, whatever has become of the database.
namespace ringfence::verify {

/// One instruction of a cutting planes derivation in reverse Polish notation.
struct Step {
  enum class Op { Constraint, Axiom, Add, Multiply, Divide, Saturate, Weaken };
  Op op;
  Integer number = {};   ///< Constraint: a reference; Multiply, Divide: by what.
  Literal literal = {};  ///< Axiom: is at least 0; Weaken: its variable.
};

/// What has been proved of the formula.
struct Verdict {
  enum class Kind { Nothing, Unsatisfiable, Satisfiable, Bounds };
  Kind kind = Kind::Nothing;
  Integer lower = {};                 ///< Bounds: no solution has a value below.
  std::optional<Integer> upper = {};  ///< Bounds: a solution has at most this; none is claimed.
};

/// A database of constraints that only sound rules change. Each rule throws Rejected when the
/// step is not justified. Constraints are numbered from 1 in the order they come; a reference is
/// such a number, or negative: -1 is the newest.
class Kernel {
 public:
  using Id = std::size_t;
  using Literals = std::vector<Literal>;

  explicit Kernel(Formula formula) : formula_(std::move(formula)), objective_(formula_.objective) {}

  std::size_t inputs() const { return formula_.constraints.size(); }
  Id newest() const { return entries_.size() - 1; }
  bool is_live(Id id) const { return id >= 1 && id <= newest() && entries_[id].is_live; }
  Id resolve(const Integer& reference) const;  ///< Of a live constraint, else rejected.
  const Constraint& at(Id id) const { return propagator_.constraint(entries_[id].row); }
  const std::optional<Objective>& objective() const { return objective_; }
  const std::optional<Integer>& best() const { return best_; }  ///< Least value logged.

  Id load(std::size_t index);  ///< The input constraint at `index`, from 0.
  Id pol(const std::vector<Step>& steps);
  Id rup(const Constraint& c);
  Id add_implied(const Integer& reference, const Constraint& c);
  void check_contradiction(const Integer& reference) const;

  void move_to_core(Id id);
  void erase(Id id);

  /// Opens a strengthening step: `c` may be added if under `witness` every constraint, `c` and
  /// the objective follow from the database and the negation of `c`, which is numbered if asked.
  void begin_red(const Constraint& c, const Witness& witness, bool numbers_negation);
  void begin_objective(const Objective& f);  ///< Its equality with the present one is to be shown.
  /// The obligation about the constraint of that number, or the step's own one of that number:
  /// 1 for `c` itself, 2 for the objective; 1 and 2 for a new objective not above and not below.
  void begin_goal(const Integer& number, bool is_own);
  /// The goal's negation is refuted by that constraint, or else by propagation.
  void end_goal(const std::optional<Integer>& reference);
  /// Shows what is left by propagation or single constraints, or rejects; then does what was begun.
  void finish();
  bool has_obligations() const { return pending_.has_value(); }
  bool is_in_goal() const { return pending_ && pending_->open; }

  /// Check: the literals are all of the solution, and only the formula is asked. Otherwise they may
  /// leave variables to propagation, which must not find a contradiction, and Exclude and Improve
  /// add a core constraint that rules the solution out. In any case every variable has a value.
  enum class Use { Check, Log, Exclude, Improve };
  void solution(const Literals& literals, Use use);

  Verdict unsatisfiable(const std::optional<Integer>& reference) const;
  Verdict satisfiable() const;
  Verdict bounds(const Integer& lower, const std::optional<Integer>& reference,
                 const std::optional<Integer>& upper);
  Verdict contradiction(const Integer& reference) const;  ///< Given the solutions logged.
  Verdict nothing() const;

 private:
  enum class Origin : unsigned char { Input, Solution, Derived };
  struct Entry {
    Propagator::Row row = 0;
    bool is_live = false;
    bool is_core = false;
    Origin origin = Origin::Derived;
  };
  struct Goal {
    Id about = 0;   // 0: the step's own
    Id number = 0;  // of an own goal
    Constraint claim;
    bool is_proved = false;
  };
  struct Pending {
    std::optional<Constraint> constraint;
    std::optional<Objective> objective;
    std::vector<Goal> goals;
    Id first = 0;                     // numbers from here are local
    std::optional<std::size_t> open;  // the goal being proved
    Id first_of_goal = 0;
  };

  Id insert(Constraint c, Origin origin);
  bool is_refuted(const Constraint& c) const;
  bool follows(const Goal& goal) const;
  bool follows_from_rest_of_core(Id id) const;
  void begin(Pending pending);
  void forget_from(Id first);
  std::vector<signed char> values_of(const Literals& literals) const;
  void check_solves_formula(const std::vector<signed char>& values) const;
  Literals propagated(const Literals& literals) const;
  void improve(const std::vector<signed char>& listed);
  void exclude(const Literals& literals);
  void require_kept_core() const;

  Formula formula_;
  std::optional<Objective> objective_;  // equals the formula's on the database's solutions
  mutable Propagator propagator_;       // checks open a scope and close it again
  std::vector<Entry> entries_ = std::vector<Entry>(1);  // by number
  std::unordered_map<Propagator::Row, Id> numbers_;
  std::optional<Pending> pending_;
  bool is_objective_changed_ = false;
  std::optional<Integer> best_;  // least value of a solution logged; 0 without an objective
  Id unchecked_ = 0;             // the first core constraint deleted though the rest may be weaker
};

}  // namespace ringfence::verify
