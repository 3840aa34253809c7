// Model and policies to obligations. The order: the statement's own formulas first; if facts alone
// settle them, nothing else is looked at; else every assumption, cut into its instances, and the
// domains of all unknowns met, sliced to what the statement can depend on.

#include <algorithm>
#include <limits>

#include "policy/grounder.h"
#include "policy/obligation.h"
#include "policy/reads.h"
#include "policy/reasons.h"
#include "policy/slice.h"

namespace ringfence::policy {
namespace {

using logic::Term;

/// Enough to show that a statement is about something, in all but contrived specs.
constexpr std::size_t kFirstTuples = 64;

/// The lines an instance of an assumption is about: the assumption, then its unknowns.
std::vector<Span> lines_of(const model::Model& model, const logic::Terms& terms,
                           const Encoding& encoding, Term term, const Span& first) {
  std::vector<Span> lines;
  const auto add = [&](const Span& at) {
    if (at.is_somewhere() && std::find(lines.begin(), lines.end(), at) == lines.end())
      lines.push_back(at);
  };
  add(first);
  for (const model::UnknownId unknown : unknowns_of(terms, encoding, {term}))
    add(model.unknown(unknown).at);
  return lines;
}

/// Instances of every assumption that counts. `reason`: why the first that can gets stuck.
void add_assumptions(std::vector<Candidate>& candidates, const model::Model& model,
                     logic::Terms& terms, Encoding& encoding, Grounder& grounder, bool snapshot,
                     std::optional<Blocked>& reason) {
  for (std::size_t i = 0; i < model.assumptions.size(); ++i) {
    const model::Assumption& assumption = model.assumptions[i];
    if (assumption.origin == syntax::AssumeOrigin::Snapshot && !snapshot) continue;
    grounder.forget_stuck();
    const std::vector<Term> instances = grounder.conjuncts(*assumption.formula);
    // Where an assumption may get stuck nothing may be concluded from it: worlds are kept rather
    // than lost, and the doubt about them is kept too.
    const Term stuck = grounder.stuck();
    const std::optional<Term> doubt = terms.is_false(stuck) ? std::nullopt : std::optional(stuck);
    if (doubt) {
      if (!reason) reason = grounder.stuck_reason();
      candidates.push_back(
          {{terms.truth(true), Labelled::Role::Assumption, assumption.name, {}}, i, doubt});
    }
    for (const Term instance : instances) {
      const Term kept = terms.disjunction({instance, stuck});
      if (terms.is_true(kept)) continue;
      candidates.push_back({{kept, Labelled::Role::Assumption, assumption.name,
                             lines_of(model, terms, encoding, kept, assumption.at)},
                            i,
                            doubt});
    }
  }
  grounder.forget_stuck();
}

/// Replicas exist from the first upwards; an inner entity only with what it is inside.
void add_existence(std::vector<Candidate>& candidates, const model::Model& model,
                   logic::Terms& terms, Encoding& encoding) {
  for (const model::Entity& entity : model.entities) {
    if (!entity.exists || !entity.exists_after) continue;
    const auto term = [&](model::UnknownId id) {
      return std::get<Term>(encoding.value(id).alternatives.front().first);
    };
    const Term order = terms.implication(term(*entity.exists), term(*entity.exists_after));
    if (terms.is_true(order)) continue;
    candidates.push_back(
        {{order, Labelled::Role::Domain, model.unknown(*entity.exists).name, {entity.at}},
         std::nullopt,
         std::nullopt});
  }
}

void add_domains(std::vector<Candidate>& candidates, const model::Model& model,
                 const logic::Terms& terms, const Encoding& encoding) {
  for (const auto& [id, entry] : encoding.entries()) {
    if (terms.is_true(entry.domain)) continue;
    const model::Unknown& unknown = model.unknown(id);
    std::vector<Span> lines;
    if (unknown.at.is_somewhere()) lines.push_back(unknown.at);
    candidates.push_back({{entry.domain, Labelled::Role::Domain, unknown.name, std::move(lines)},
                          std::nullopt,
                          std::nullopt});
  }
}

void finish(Obligation& obligation, const model::Model& model, const Encoding& encoding,
            const Grounder& grounder, std::vector<Candidate> kept) {
  std::vector<std::string> reads = obligation.reads;
  std::vector<Term> stuck = {obligation.stuck};
  for (Candidate& candidate : kept) {
    if (candidate.assumption) obligation.assumptions.push_back(*candidate.assumption);
    if (candidate.doubt) stuck.push_back(*candidate.doubt);
    if (obligation.terms.is_true(candidate.constraint.term)) continue;
    obligation.constraints.push_back(std::move(candidate.constraint));
  }
  obligation.stuck = obligation.terms.disjunction(std::move(stuck));
  auto& assumptions = obligation.assumptions;
  std::sort(assumptions.begin(), assumptions.end());
  assumptions.erase(std::unique(assumptions.begin(), assumptions.end()), assumptions.end());
  for (const std::size_t index : assumptions) {
    const model::Assumption& assumption = model.assumptions[index];
    const std::vector<std::string> more = reads_of(model, *assumption.formula);
    reads.insert(reads.end(), more.begin(), more.end());
    obligation.assumption_facts[assumption.name] = grounder.read_facts(more);
  }
  std::sort(reads.begin(), reads.end());
  reads.erase(std::unique(reads.begin(), reads.end()), reads.end());
  obligation.reads = std::move(reads);
  // What the slice leaves out has no say here, not even by its least value.
  std::vector<Term> said = {obligation.applies, obligation.formula, obligation.reached,
                            obligation.stuck};
  for (const Labelled& constraint : obligation.constraints) said.push_back(constraint.term);
  for (const model::UnknownId id : unknowns_of(obligation.terms, encoding, std::move(said))) {
    obligation.encoded.push_back(encoding.entries().at(id).code);
  }
  obligation.instances = grounder.instances();
}

/// All that could be asserted about the unknowns that anything mentions.
std::vector<Candidate> constraints_of(const model::Model& model, logic::Terms& terms,
                                      Encoding& encoding, Grounder& grounder, bool snapshot,
                                      std::optional<Blocked>& reason) {
  std::vector<Candidate> candidates;
  add_assumptions(candidates, model, terms, encoding, grounder, snapshot, reason);
  add_existence(candidates, model, terms, encoding);
  add_domains(candidates, model, terms, encoding);
  return candidates;
}

std::optional<Blocked> blocked_by(const syntax::Statement& statement) {
  if (statement.kind == syntax::StatementKind::Survives) {
    return Blocked{"`survives` is not decided by this version", statement.at};
  }
  return std::nullopt;
}

void conjuncts_of(const syntax::Expr& expr, std::vector<const syntax::Expr*>& conjuncts) {
  const auto* binary = std::get_if<syntax::Binary>(&expr.node);
  if (binary == nullptr || binary->op != syntax::BinaryOp::And) return conjuncts.push_back(&expr);
  for (const syntax::Expr& side : binary->sides) conjuncts_of(side, conjuncts);
}

/// What a clause that is false was read for: nothing behind the conjunct that settles it.
std::vector<std::string> reads_that_deny(const model::Model& model, const logic::Terms& terms,
                                         Grounder& grounder, const syntax::Expr& clause) {
  std::vector<const syntax::Expr*> conjuncts;
  conjuncts_of(clause, conjuncts);
  std::vector<std::string> reads;
  for (const syntax::Expr* conjunct : conjuncts) {
    const std::vector<std::string> more = reads_of(model, *conjunct);
    reads.insert(reads.end(), more.begin(), more.end());
    if (terms.is_false(grounder.truth(*conjunct))) break;
  }
  return reads;
}

Obligation unlowered(const syntax::Policy& policy, std::size_t number) {
  Obligation obligation;
  obligation.policy = &policy;
  obligation.statement = &policy.statements[number];
  obligation.id = policy.name.text + (number == 0 ? "" : "/" + std::to_string(number + 1));
  obligation.applies = obligation.formula = obligation.reached = obligation.terms.truth(true);
  obligation.stuck = obligation.reached_stuck = obligation.terms.truth(false);
  return obligation;
}

Obligation lower_statement(const model::Model& model, const syntax::Policy& policy,
                           std::size_t number, const LoweringOptions& options) {
  const syntax::Statement& statement = policy.statements[number];
  Obligation obligation = unlowered(policy, number);
  logic::Terms& terms = obligation.terms;
  obligation.blocked = blocked_by(statement);
  if (obligation.blocked) return obligation;
  Encoding encoding(model, terms, options.most_options);
  Grounder grounder(model, terms, encoding, options.most_steps);
  if (policy.applies_when) {
    obligation.applies = grounder.truth(*policy.applies_when);
    obligation.stuck = grounder.stuck();
    obligation.stuck_reason = grounder.stuck_reason();
    const bool is_denied = terms.is_false(obligation.applies) && terms.is_false(obligation.stuck);
    obligation.reads = is_denied ? reads_that_deny(model, terms, grounder, *policy.applies_when)
                                 : reads_of(model, *policy.applies_when);
    grounder.forget_stuck();
  }
  // A policy that does not apply is not evaluated: what it would get stuck on is not there.
  if (!terms.is_false(obligation.applies)) {
    const std::vector<std::string> more = reads_of(model, statement.formula);
    obligation.reads.insert(obligation.reads.end(), more.begin(), more.end());
    obligation.formula = grounder.truth(statement.formula);
    const Term stuck = terms.conjunction({obligation.applies, grounder.stuck()});
    obligation.stuck = terms.disjunction({obligation.stuck, stuck});
    if (!obligation.stuck_reason) obligation.stuck_reason = grounder.stuck_reason();
    grounder.forget_stuck();
    obligation.reached = grounder.reached(
        statement.formula,
        options.all_tuples ? std::numeric_limits<std::size_t>::max() : kFirstTuples);
    obligation.reached_in_part = grounder.reached_in_part();
    obligation.reached_stuck = grounder.stuck();
    if (!obligation.stuck_reason) obligation.stuck_reason = grounder.stuck_reason();
    grounder.forget_stuck();
  }
  const std::vector<Term> roots = {obligation.applies, obligation.formula, obligation.reached,
                                   obligation.stuck, obligation.reached_stuck};
  const bool settled = std::all_of(roots.begin(), roots.end(), [&](Term root) {
    return terms.is_true(root) || terms.is_false(root);
  });
  obligation.read_facts = grounder.read_facts();
  std::vector<Candidate> kept;
  if (!settled) {
    kept = slice(terms, encoding, roots,
                 constraints_of(model, terms, encoding, grounder, options.snapshot,
                                obligation.stuck_reason));
  }
  finish(obligation, model, encoding, grounder, std::move(kept));
  return obligation;
}

constexpr const char* kTooOpen =
    "there are too many places where too many pods and machines can be; describe the nodes, or "
    "check fewer files at once";

constexpr const char* kTooLinked =
    "the relation of a `closure` is open between too many entities; fix where more of them are, or "
    "check fewer at once";

Obligation too_open(const syntax::Policy& policy, std::size_t number, const char* why) {
  Obligation obligation = unlowered(policy, number);
  obligation.blocked = Blocked{why, policy.statements[number].at};
  return obligation;
}

Diagnostic too_large(const Span& at) {
  return {"E0401",
          at,
          "the exact numbers of this formula need more than 128 bits",
          {},
          "use smaller quantities, or coarser units"};
}

}  // namespace

Result<std::vector<Obligation>> lower(const model::Model& model, const syntax::Policy& policy,
                                      const LoweringOptions& options) {
  std::vector<Obligation> obligations;
  try {
    for (std::size_t i = 0; i < policy.statements.size(); ++i) {
      try {
        obligations.push_back(lower_statement(model, policy, i, options));
      } catch (const TooManyPlaces&) {
        obligations.push_back(too_open(policy, i, kTooOpen));
      } catch (const TooManySteps&) {
        obligations.push_back(too_open(policy, i, kTooLinked));
      }
    }
  } catch (const logic::Overflow&) {
    return too_large(policy.name.at);
  } catch (const TooLarge&) {
    return too_large(policy.name.at);
  }
  return obligations;
}

std::optional<Grounds> grounds(const model::Model& model, const syntax::Statement& statement,
                               std::size_t most_facts) {
  Grounds result;
  try {
    Encoding encoding(model, result.terms, LoweringOptions{}.most_options);
    Grounder grounder(model, result.terms, encoding, LoweringOptions{}.most_steps);
    result.question = grounder.denial(statement.formula, true, most_facts);
    result.facts = grounder.facts();
  } catch (const TooManyFacts&) {
    return std::nullopt;
  } catch (const TooManyPlaces&) {
    return std::nullopt;
  } catch (const TooManySteps&) {
    return std::nullopt;
  } catch (const TooLarge&) {
    return std::nullopt;
  } catch (const logic::Overflow&) {
    return std::nullopt;
  }
  return result;
}

Result<Obligation> lower_constraints(const model::Model& model, const LoweringOptions& options) {
  Obligation obligation;
  obligation.id = "constraints";
  logic::Terms& terms = obligation.terms;
  obligation.applies = obligation.formula = obligation.reached = terms.truth(true);
  obligation.stuck = obligation.reached_stuck = terms.truth(false);
  try {
    Encoding encoding(model, terms, options.most_options);
    Grounder grounder(model, terms, encoding, options.most_steps);
    finish(obligation, model, encoding, grounder,
           constraints_of(model, terms, encoding, grounder, options.snapshot,
                          obligation.stuck_reason));
  } catch (const TooManyPlaces&) {
    obligation.blocked = Blocked{kTooOpen, {}};
  } catch (const TooManySteps&) {
    obligation.blocked = Blocked{kTooLinked, {}};
  } catch (const logic::Overflow&) {
    return too_large({});
  } catch (const TooLarge&) {
    return too_large({});
  }
  return obligation;
}

}  // namespace ringfence::policy
