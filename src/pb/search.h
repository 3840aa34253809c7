#pragma once
#include <atomic>
#include <map>
#include <span>

#include "pb/activity.h"
#include "pb/conflict.h"
#include "pb/proof.h"
#include "pb/relaxation.h"

// Conflict-driven search with cutting planes: Elffers and Nordström, "Divide and conquer: towards
// faster pseudo-Boolean solving" (IJCAI 2018).
namespace ringfence::pb {

struct Stats {
  std::uint64_t conflicts = 0, decisions = 0, propagations = 0, restarts = 0;
  std::uint64_t relaxations = 0;  ///< How often the linear relaxation was asked.
  std::uint64_t refutations = 0;  ///< How often it said no: these are conflicts, too.
};

/// How far a search may go. Conflicts are reproducible.
struct Bounds {
  std::uint64_t conflicts = 0;              ///< 0: no bound.
  const std::atomic<bool>* stop = nullptr;  ///< May be null.
};

enum class Answer { Unsatisfiable, Satisfiable, Unknown };

class Search {
 public:
  /// Weighted rows of more terms than this are propagated by watching, where an eighth of the terms
  /// is enough to watch: measured, below it counting is faster.
  static constexpr std::size_t kLongRow = 400;

  /// `proof` may be null. `long_row` of 0: whatever number of terms has to be watched.
  Search(std::size_t variables, Proof* proof, std::size_t long_row = kLongRow);

  /// Adds a constraint of the formula, which the proof knows by `id`. The search is at its root.
  void add(Constraint constraint, Proof::Id id);

  /// Is there a solution in which all assumptions are true?
  Answer solve(std::span<const Literal> assumptions, const Bounds& bounds);

  const Values& model() const { return model_; }              ///< After Satisfiable.
  const std::vector<Literal>& core() const { return core_; }  ///< Assumptions that suffice.
  /// After Unsatisfiable without assumptions: the constraint that says 0 >= 1.
  Proof::Id contradiction() const { return contradiction_; }
  bool is_contradictory() const { return contradiction_ != 0 || is_root_conflict_; }
  const Stats& stats() const { return stats_; }

 private:
  using RowId = std::uint32_t;
  static constexpr RowId kNone = 0xffffffff;

  struct Row {
    std::vector<Term> terms;  ///< By falling coefficient, unless `counts`.
    std::int64_t degree = 0;
    /// Not used when `counts`: coefficients of what is not false, less the degree.
    std::int64_t slack = 0;
    Proof::Id id = 0;
    std::int64_t divisor = 1;   ///< By what, after saturation, the proof divides what it knows.
    bool is_saturated = false;  ///< The proof has to saturate first.
    std::uint32_t glue = 0;     ///< Levels it spans when learned: the fewer, the better.
    bool counts = false;        ///< All coefficients are 1: the first degree + 1 are watched.
    bool is_long = false;       ///< Weighted, and few of its terms need watching: `watched`.
    std::vector<std::uint32_t> watched;  ///< Positions of terms, in no order.
    bool is_learned = false;
    bool is_deleted = false;
  };
  struct Occurrence {
    RowId row;
    std::int64_t coefficient;
  };

  // Assignment (search.cpp)
  signed char value(Literal literal) const { return values_[literal.code]; }
  std::size_t level() const { return level_starts_.size(); }
  void assign(Literal literal, RowId reason);
  void decide(Literal literal);
  void backtrack(std::size_t to);
  std::optional<Literal> next_decision();

  // Propagation (propagation.cpp)
  RowId attach(Row row);
  static constexpr std::int64_t kMostCount = 0xffffffff;
  RowId propagate();  ///< A row in conflict, or kNone.
  RowId propagate_weighted(Literal now_false);
  RowId propagate_counting(Literal now_false);
  RowId propagate_long(Literal now_false);
  bool watch_long(RowId id, Row& row);
  bool keep_long_watch(RowId id, Row& row, Literal now_false);
  std::int64_t slack_of(const Row& row) const;
  bool keep_watch(RowId id, Row& row, Literal now_false);
  RowId force(RowId id);  ///< After attaching.
  void detach_deleted();
  void clean_up();

  // Linear relaxation (bounding.cpp)
  bool is_time_to_relax() const;
  std::uint64_t first_allowance() const;
  void load_relaxation();
  bool is_refuted_by_relaxation();  ///< If so, `conflict_` says why.

  // Analysis (analysis.cpp)
  bool is_false_before(Literal literal, std::size_t position) const {
    return value(literal) < 0 && positions_[literal.var()] < position;
  }
  /// Learns from a conflict and goes back to where that propagates; false at the root.
  bool learn_from(RowId conflict);
  bool learn();  ///< From `conflict_`.
  void cite(const Row& row);
  void add_to_conflict(const Multiplier& one);
  std::size_t analyse();
  void resolve(Literal literal, std::size_t position);
  void keep_small(std::size_t position);
  enum class Below { Conflicting, Propagating, Silent };
  Below state_below(std::size_t level) const;
  std::size_t backjump_level() const;
  std::uint32_t glue_of(const Constraint& constraint);
  void explain(Literal failed, std::span<const Literal> assumptions);

  Proof* proof_;
  std::size_t long_row_;
  std::vector<Row> rows_;
  std::vector<std::vector<Occurrence>> occurrences_;  // by literal
  std::vector<std::vector<RowId>> watches_;           // by literal
  std::vector<std::vector<RowId>> long_watches_;      // by literal, of long rows
  std::vector<bool> scratch_;                         // by term of the row that is looked at
  std::vector<signed char> values_;                   // by literal: 1 true, -1 false
  std::vector<Literal> trail_;
  std::size_t processed_ = 0;              // of the trail
  std::vector<std::size_t> level_starts_;  // of level i + 1 on the trail
  std::vector<std::uint32_t> levels_;      // by variable
  std::vector<std::size_t> positions_;     // by variable, on the trail
  std::vector<RowId> reasons_;             // by variable
  std::vector<bool> phases_;               // by variable: what it was last
  Activity activity_;
  Conflict conflict_;
  Derivation derivation_;
  WideConstraint reason_;  // while resolving
  Relaxation relaxation_;
  std::size_t relaxed_rows_ = 0;             // so many of the first rows it knows of, or need not
  std::map<RowId, Constraint> unsaturated_;  // what rows of the formula were before, if not that
  bool has_news_ = false;                    // rows were added since it was asked
  std::uint64_t work_ = 0;                   // of the search itself: terms and watches looked at
  std::vector<std::uint64_t> stamps_;        // by level, for glue
  std::uint64_t stamp_ = 0;
  std::size_t learned_ = 0, allowed_ = 4'000;
  bool is_root_conflict_ = false;
  Proof::Id contradiction_ = 0;
  Values model_;
  std::vector<Literal> core_;
  Stats stats_;
};

}  // namespace ringfence::pb
