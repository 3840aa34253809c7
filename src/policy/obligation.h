#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "logic/term.h"
#include "model/model.h"
#include "syntax/document.h"

namespace ringfence::policy {

/// Refuses ill-typed expressions: every policy, assumption and definition of the model, with
/// dimensions, unknown names (with a suggestion), unguarded optionals, recursion. Must have
/// passed before anything below is called. Empty if all is well.
Diagnostics type_check(const model::Model& model);

/// A Bool term that is asserted, and what it says to a person.
struct Labelled {
  logic::Term term;
  enum class Role { Domain, Assumption, Fact } role = Role::Domain;
  std::string name;         ///< The unknown's or the assumption's; of a fact, what it says.
  std::vector<Span> facts;  ///< The lines it was made from, most telling first; no repetition.
};

/// How a logic variable encodes an unknown. Unknowns that are absent cannot matter.
struct BoolCode {
  logic::Term var;
};
struct RangeCode {
  logic::Term var;  ///< low + step * var; var counts from 0.
};
struct ChoiceCode {
  std::vector<logic::Term> picks;  ///< One BoolVar per option, exactly one true.
};
/// A choice of which the terms only ask whether it is `none`, so that they cannot tell its other
/// options apart: `none`, or the option after it in their stead.
struct PresenceCode {
  logic::Term none;
};
struct Encoded {
  model::UnknownId unknown;
  std::variant<BoolCode, RangeCode, ChoiceCode, PresenceCode> code;
};

/// A policy lies on the path of something the lowering cannot express: no verdict is sound.
struct Blocked {
  std::string reason;  ///< "`reach` is not decided by this version".
  Span at;
};

/// One statement of one policy about one model, stated for refutation. Owns its terms, so it can
/// be solved on its own, in any order, by any engine.
struct Obligation {
  std::string id;  ///< `db-spreads`, or `db-spreads/2` for a policy's second statement.
  const syntax::Policy* policy = nullptr;
  const syntax::Statement* statement = nullptr;
  logic::Terms terms;
  std::vector<Labelled> constraints;  ///< Sliced: only what the formulas below can depend on.
  /// True in exactly the worlds where the policy's `applies when` is true.
  logic::Term applies;
  /// True in exactly the worlds where the statement's formula is true.
  logic::Term formula;
  /// True in exactly the worlds where some tuple of the outer quantifiers passes all guards.
  logic::Term reached;
  /// `reached` looked at the first tuples only: it may be false where one of the others passes.
  bool reached_in_part = false;
  /// The facts (lines) that the grounding of the statement read, in source order.
  std::vector<Span> read_facts;
  /// The same for each assumption of the slice, by its name.
  std::map<std::string, std::vector<Span>> assumption_facts;
  /// Assumptions of the slice, by position in the model, and stated ones (`no unlisted load`).
  std::vector<std::size_t> assumptions;
  /// Every `kind.attribute` the formula or a sliced constraint can read, sorted.
  std::vector<std::string> reads;
  std::vector<Encoded> encoded;    ///< Of the unknowns that the terms above mention, in order.
  std::optional<Blocked> blocked;  ///< Then the terms mean nothing.
  /// Contains every world (of the constraints) in which evaluating the statement, or an assumption
  /// of the slice, can get stuck (docs/semantics.md section 3). Outside of it the terms above mean
  /// what the text says, and the constraints are true in exactly the legal worlds.
  logic::Term stuck;
  /// The same for `reached`.
  logic::Term reached_stuck;
  std::optional<Blocked> stuck_reason;  ///< The first cause, when `stuck` is not constant false.
  std::size_t instances = 0;            ///< Ground instances looked at; for benchmarks.
};

struct LoweringOptions {
  bool snapshot = false;    ///< Include what binds only at scheduling time.
  bool all_tuples = false;  ///< `reached` in full.
  /// Of all the choices of one obligation; with more it is blocked. Ten million are about two
  /// gigabytes of variables and what hangs on them.
  std::size_t most_options = 10'000'000;
  /// Terms that the closures of one obligation are made of; with more it is blocked. Two million
  /// are about what an open relation between a hundred things takes.
  std::size_t most_steps = 2'000'000;
};

/// One obligation per statement, in order. The model has passed `type_check`.
/// Errors: exact arithmetic overflow (E0401), with the policy's span.
Result<std::vector<Obligation>> lower(const model::Model& model, const syntax::Policy& policy,
                                      const LoweringOptions& options);

/// What an `assert` that the facts alone settle rests on, stated for refutation: each fact that its
/// evaluation read is a constraint on a variable of its own, and together they deny `question`,
/// which is what it would take for the formula to be false. Without any one of them they do not.
struct Grounds {
  logic::Terms terms;
  std::vector<Labelled> facts;
  logic::Term question;
};

/// Of a statement whose formula is true in every world by evaluation alone. Nullopt when there are
/// more than `most_facts` of them, or when exact arithmetic would overflow.
std::optional<Grounds> grounds(const model::Model& model, const syntax::Statement& statement,
                               std::size_t most_facts);

/// The constraints of the whole model, unsliced, and nothing to prove: is there any world? Certain
/// ones are those outside `stuck`.
Result<Obligation> lower_constraints(const model::Model& model, const LoweringOptions& options);

}  // namespace ringfence::policy
