#include "check/run.h"

#include "check/accept.h"
#include "check/ask.h"
#include "check/decide.h"
#include "check/select.h"
#include "check/worlds.h"

namespace ringfence::check {
namespace {

void all_vacuous(const syntax::Policy& policy, Report& report) {
  for (std::size_t i = 0; i < policy.statements.size(); ++i) {
    Verdict verdict;
    verdict.id = statement_id(policy, i);
    verdict.policy = &policy;
    verdict.statement = &policy.statements[i];
    verdict.outcome = Vacuous{"the declarations contradict each other: there is no world"};
    verdict.engine = "evaluation";
    report.verdicts.push_back(std::move(verdict));
  }
}

}  // namespace

Result<Report> run(const model::Model& model, const Options& options, const Sources& sources) {
  const auto selected = select_policies(model, options.policies);
  if (!selected) return selected.errors();
  const Asker asker(options);
  const Sentences sentences(model);
  const policy::LoweringOptions lowering{.snapshot = options.snapshot};
  Result<Worlds> worlds = Worlds::of(model, options.snapshot, asker, sentences,
                                     [&] { return policy::lower_constraints(model, lowering); });
  if (!worlds) return worlds.errors();

  Report report;
  if (const auto* none = std::get_if<Contradiction>(&worlds.value().answer())) {
    report.contradiction = *none;
    for (const syntax::Policy* policy : selected.value()) all_vacuous(*policy, report);
    report.waivers = Accepter(model, options.acceptance).uses({});
    return report;
  }
  const Court court{model,
                    asker,
                    sentences,
                    sources,
                    worlds.value(),
                    options.snapshot,
                    {options.limits, options.certify_longer}};
  Accepter accepter(model, options.acceptance);
  Diagnostics errors;
  for (const syntax::Policy* policy : selected.value()) {
    auto obligations = policy::lower(model, *policy, lowering);
    if (!obligations) {
      errors.insert(errors.end(), obligations.errors().begin(), obligations.errors().end());
      continue;
    }
    for (std::size_t number = 0; number < obligations.value().size(); ++number) {
      if (!errors.empty()) continue;  // nothing is reported beside an error
      Verdict verdict = accepter.decide(court, *policy, number, obligations.value()[number]);
      report.interrupted = asker.is_cancelled();
      const bool is_open = std::holds_alternative<Undecided>(verdict.outcome);
      if (report.interrupted && is_open) return report;
      report.verdicts.push_back(std::move(verdict));
      if (report.interrupted) return report;
    }
  }
  if (!errors.empty()) return errors;
  report.waivers = accepter.uses(selected.value());
  report.gone = accepter.gone();
  return report;
}

}  // namespace ringfence::check
