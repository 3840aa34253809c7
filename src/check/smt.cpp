#include "check/smt.h"

#include "check/decide.h"
#include "check/select.h"
#include "logic/smtlib.h"

namespace ringfence::check {
namespace {

std::string comment(const policy::Labelled& constraint, const Sources& sources) {
  const bool is_domain = constraint.role == policy::Labelled::Role::Domain;
  std::string text = (is_domain ? "the values of " : "assumption ") + constraint.name;
  for (const Span& at : constraint.facts) {
    if (at.is_somewhere()) text += "\n  " + sources.place(at);
  }
  return text;
}

std::string script(policy::Obligation& obligation, const Sources& sources) {
  const bool is_possible = obligation.statement->kind == syntax::StatementKind::Possible;
  std::vector<logic::Commented> assertions;
  for (const policy::Labelled& constraint : obligation.constraints) {
    assertions.push_back({constraint.term, comment(constraint, sources)});
  }
  assertions.push_back({question_of(obligation),
                        std::string(is_possible ? "the policy applies and its formula is true"
                                                : "the policy applies and its formula is false") +
                            "\n  " + sources.place(obligation.statement->at)});
  if (!obligation.terms.is_false(obligation.stuck)) {
    assertions.back().term =
        obligation.terms.disjunction({assertions.back().term, obligation.stuck});
    assertions.back().comment +=
        "\n  or its evaluation may get stuck: " + obligation.stuck_reason->reason + "\n  " +
        sources.place(obligation.stuck_reason->at);
  }
  const std::string header =
      "ringfence: " + obligation.id + "\n" +
      (is_possible ? "unsat: no world makes the formula true, the policy is violated\n"
                     "sat: some world does, the policy holds"
                   : "unsat: no world breaks the policy, it holds\n"
                     "sat: some world does, the policy is violated");
  return logic::smtlib(obligation.terms, assertions, header);
}

}  // namespace

Result<std::string> smt(const model::Model& model, const std::string& id, bool snapshot,
                        const Sources& sources) {
  auto found = obligation_of(model, id, snapshot);
  if (!found) return found.errors();
  policy::Obligation& obligation = found.value();
  if (obligation.blocked) {
    return Diagnostic{"E0413", obligation.blocked->at,
                      "`" + id + "` has no obligation: " + obligation.blocked->reason};
  }
  return script(obligation, sources);
}

}  // namespace ringfence::check
