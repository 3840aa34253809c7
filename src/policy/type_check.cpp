#include <algorithm>

#include "policy/obligation.h"
#include "policy/typing.h"

namespace ringfence::policy {
Diagnostics type_check(const model::Model& model) {
  TypeChecker checker(model);
  std::vector<std::pair<Span, const syntax::Def*>> definitions;
  for (const auto& [name, def] : model.functions) definitions.emplace_back(def->at, def);
  for (const auto& [name, def] : model.derived) definitions.emplace_back(def->at, def);
  std::sort(definitions.begin(), definitions.end());
  definitions.erase(std::unique(definitions.begin(), definitions.end()), definitions.end());
  for (const auto& [at, def] : definitions) checker.definition(*def);
  for (const model::Assumption& assumption : model.assumptions)
    checker.formula(*assumption.formula);
  for (const syntax::Policy* policy : model.policies) {
    if (policy->applies_when) checker.formula(*policy->applies_when);
    for (const syntax::Statement& statement : policy->statements) {
      if (statement.kind != syntax::StatementKind::Survives) checker.formula(statement.formula);
    }
  }
  Diagnostics errors = checker.take();
  std::stable_sort(errors.begin(), errors.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.at < b.at; });
  return errors;
}

}  // namespace ringfence::policy
