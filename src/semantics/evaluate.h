#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/source.h"
#include "model/model.h"
#include "syntax/expression.h"

/// The judge: what expressions and policies mean, computed directly on one concrete world,
/// slowly and plainly. `docs/semantics.md` is its text. It shares no code with the lowering in
/// `policy`; the two agree or a test fails.
namespace ringfence::semantics {

/// Variables of the enclosing quantifiers and the parameters of a definition.
using Bindings = std::map<std::string, model::Value>;

/// Evaluation met an absent value where a value is needed, or left the exact range. Well-typed
/// policies meet it only as docs/semantics.md says; `check` turns it into `undecided`.
struct Stuck {
  std::string reason;
  Span at;
};
using Evaluated = std::variant<model::Value, Stuck>;

/// What an evaluation looked at, for counterexamples and for coverage.
struct Trace {
  std::vector<model::UnknownId> unknowns;                             ///< Sorted, unique.
  std::vector<std::pair<model::EntityId, model::AttributeId>> facts;  ///< Sorted, unique.
  std::vector<Span> policies;  ///< Network policies that were asked; sorted, unique.
};

/// The value of `expr` in `world`. `trace` (may be null) collects what was read. A set's items
/// are in visiting order. A symbol whose text the model does not know (a policy's literal, a value
/// cut out of a label) has an index past the model's table: it equals no symbol of the model.
Evaluated evaluate(const model::Model& model, const model::World& world, const syntax::Expr& expr,
                   const Bindings& bindings = {}, Trace* trace = nullptr);

/// Whether every unknown lies in its domain and every assumption is true. `snapshot` includes
/// the constraints that bind only at scheduling time. If not, `broken` says which.
struct Legality {
  bool legal = false;
  std::string broken;  ///< Name of the assumption or unknown; empty if legal.
  std::optional<Stuck> stuck;
};
Legality is_world(const model::Model& model, const model::World& world, bool snapshot);

using Subjects = std::vector<std::pair<std::string, model::EntityId>>;  ///< Variable and entity.

/// Why a closed formula is true or false: the first instance, in collection order, of its outer
/// quantifiers that decides it, and what that instance read.
struct Explanation {
  bool value = false;
  std::optional<Stuck> stuck;
  Subjects subjects;
  /// Of a false formula whose outermost quantifier fails for more than its first tuple: the other
  /// ones in collection order, without those that only swap entities. `others_complete` is false
  /// if there may be more: they are looked for with a bounded number of evaluations.
  std::vector<Subjects> others;
  bool others_complete = true;
  Trace trace;
  Span deciding;  ///< The innermost conjunct that decided it.
};
Explanation explain(const model::Model& model, const model::World& world,
                    const syntax::Expr& formula);

}  // namespace ringfence::semantics
