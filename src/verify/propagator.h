#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "verify/constraint.h"

namespace ringfence::verify {

/// Unit propagation over a changing set of constraints, by counting: each keeps its slack under
/// the literals assigned so far, and a literal whose coefficient exceeds it must be true.
class Propagator {
 public:
  using Row = std::uint32_t;

  Row add(Constraint c);         ///< Until removed, or until the scope it is added in ends.
  void remove(Row row);          ///< Outside all scopes only.
  void push();                   ///< Opens a scope.
  void pop();                    ///< Forgets what was added and assumed in the innermost scope.
  void assume(Literal literal);  ///< Inside a scope only.
  bool is_conflicting();         ///< Propagates; true if some constraint cannot be satisfied.
  bool is_true(Literal literal) const;
  bool is_false(Literal literal) const { return is_true(~literal); }
  /// The slack of a constraint, added or not, under what has been propagated.
  Integer slack_now(const Constraint& c) const;
  const std::vector<Literal>& trail() const { return trail_; }  ///< All that is assigned.
  const Constraint& constraint(Row row) const { return rows_[row].constraint; }
  std::vector<Row> mentioning(std::uint32_t variable) const;  ///< Live rows; maybe some twice.

 private:
  struct Tracked {
    Constraint constraint;
    Integer slack, largest;  // largest: of the coefficients
    bool is_live = true;
  };
  struct Occurrence {
    Row row;
    Integer coefficient;
  };
  struct Assigned {
    signed char value = 0;  // 1 true, -1 false, 0 open
    std::size_t position = 0;
    Row reason = 0;
  };
  struct Scope {
    std::size_t trail, row;
    bool is_conflicting;
  };
  static constexpr Row kAssumed = static_cast<Row>(-1);

  void know(std::uint32_t variable);
  void examine(Row row);
  void assign(Literal literal, Row reason);
  void propagate();
  void undo(std::size_t size);

  std::vector<Tracked> rows_;  // never reused: occurrences of dead rows are dropped when met
  std::vector<std::vector<Occurrence>> occurrences_;  // by literal
  std::vector<Assigned> variables_;
  std::vector<Literal> trail_;
  std::size_t head_ = 0;  // INVARIANT: slacks count exactly the literals before it on the trail
  std::vector<Scope> scopes_;
  bool conflict_ = false;
  bool is_stale_ = false;  // a removed row justified something on the trail
};

}  // namespace ringfence::verify
