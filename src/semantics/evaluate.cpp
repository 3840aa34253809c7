#include "semantics/evaluate.h"

#include "semantics/evaluator.h"

namespace ringfence::semantics {

Evaluated evaluate(const model::Model& model, const model::World& world, const syntax::Expr& expr,
                   const Bindings& bindings, Trace* trace) {
  Reads reads;
  Evaluator evaluator(model, world, trace == nullptr ? nullptr : &reads);
  Frame frame(evaluator.environment());
  for (const auto& [name, value] : bindings) frame.bind(name, value);
  Evaluated result = model::Value();
  try {
    result = evaluator.value(expr);
  } catch (const StuckAt& caught) {
    result = caught.stuck;
  }
  if (trace != nullptr) {
    trace->unknowns.assign(reads.unknowns.begin(), reads.unknowns.end());
    trace->facts.assign(reads.facts.begin(), reads.facts.end());
    trace->policies.assign(reads.policies.begin(), reads.policies.end());
  }
  return result;
}

}  // namespace ringfence::semantics
