#include <algorithm>
#include <set>
#include <sstream>

#include "check/certify.h"
#include "check/select.h"
#include "check/smt.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/prepare.h"
#include "cli/version.h"
#include "evidence/recorded.h"
#include "evidence/world.h"
#include "pb/opb.h"
#include "report/diagnostics.h"
#include "semantics/evaluate.h"

// Whether a bundle's formulas are those of its inputs, and its worlds are worlds that show what
// they are to show: what proofs leave open. Only the front end and the judge run, on the recorded
// texts (also of the prelude and the packs), with the recorded options.

namespace ringfence::cli {
namespace {

/// What is compared, and what came of it so far.
struct Comparison {
  std::string text;
  std::size_t same = 0;
  std::size_t differ = 0;
  std::size_t without = 0;  ///< Statements that have no formula and no world.

  void is_same(const std::string& what) {
    ++same;
    text += "same     " + what + "\n";
  }

  void differs(const std::string& what) {
    ++differ;
    text += "differs  " + what + "\n";
  }

  void compare(const std::string& id, const evidence::Recorded::File& recorded,
               const std::string& derived) {
    if (recorded.bytes == derived) return is_same(id + ": " + recorded.path);
    std::istringstream there(recorded.bytes);
    std::istringstream here(derived);
    std::string was;
    std::string is;
    std::size_t number = 0;
    do {
      ++number;
      if (!std::getline(there, was)) was = "(the end)";
      if (!std::getline(here, is)) is = "(the end)";
    } while (was == is && (there || here));
    differs(id + ": " + recorded.path + ":" + std::to_string(number) + "\n  recorded: " + was +
            "\n  derived:  " + is);
  }
};

std::string claim_text(const model::Model& model, policy::Obligation& obligation,
                       const evidence::Recorded::Statement& statement, const Sources& sources) {
  // A selection of another obligation may be longer than this one has constraints.
  const auto is_missing = [&](std::size_t at) { return at >= obligation.constraints.size(); };
  if (statement.selection &&
      std::any_of(statement.selection->begin(), statement.selection->end(), is_missing)) {
    return "(the recorded constraints are not all there)\n";
  }
  const auto claim = check::claim(model, obligation, statement.selection, sources);
  return claim ? pb::to_opb(claim->formula) : "(there is no formula)\n";
}

/// What the judge has against the world; empty if it shows what it is to show.
std::string objection(const model::Model& model, const policy::Obligation& obligation,
                      const model::World& world, bool expected, bool snapshot) {
  const semantics::Legality legality = semantics::is_world(model, world, snapshot);
  if (!legality.legal) return "the world breaks `" + legality.broken + "`";
  const auto is = [&](const syntax::Expr& formula, bool truth) {
    const auto value = semantics::evaluate(model, world, formula);
    const auto* known = std::get_if<model::Value>(&value);
    return known != nullptr && *known == model::Value(model::Scalar(truth));
  };
  const auto& applies = obligation.policy->applies_when;
  if (applies && !is(*applies, true)) return "the policy does not apply in the world";
  if (is(obligation.statement->formula, expected)) return {};
  return std::string("the statement is not ") + (expected ? "true" : "false") + " in the world";
}

void judge_world(const model::Model& model, const policy::Obligation& obligation,
                 const evidence::Recorded& recorded, const evidence::Recorded::Statement& statement,
                 Comparison& comparison) {
  const std::string what = statement.id + ": " + statement.values->path;
  const auto world = evidence::read_world(model, statement.values->bytes);
  if (!world) return comparison.differs(what + "\n  it is not about the unknowns of the inputs");
  const std::string why = objection(model, obligation, *world, statement.holds, recorded.snapshot);
  if (!why.empty()) return comparison.differs(what + "\n  " + why);
  comparison.is_same(what);
  if (!statement.world) return;
  comparison.compare(statement.id, *statement.world,
                     evidence::world_text(model, statement.id, statement.holds, *world));
}

void compare_statement(const model::Model& model, const evidence::Recorded& recorded,
                       const evidence::Recorded::Statement& statement, const Sources& sources,
                       Comparison& comparison) {
  if (!statement.formula && !statement.smt && !statement.values) {
    ++comparison.without;
    return;
  }
  auto obligation = check::obligation_of(model, statement.id, recorded.snapshot);
  if (!obligation) return comparison.differs(statement.id + ": the inputs have no such obligation");
  if (statement.values) judge_world(model, obligation.value(), recorded, statement, comparison);
  if (obligation.value().blocked) {
    if (statement.formula || statement.smt)
      comparison.differs(statement.id + ": the inputs have no such obligation");
    return;
  }
  if (statement.formula) {
    comparison.compare(statement.id, *statement.formula,
                       claim_text(model, obligation.value(), statement, sources));
  }
  if (!statement.smt) return;
  const auto smt = check::smt(model, statement.id, recorded.snapshot, sources);
  comparison.compare(statement.id, *statement.smt, smt ? smt.value() : "(there is none)\n");
}

/// A bundle that leaves out a statement hides what became of it.
void compare_statements(const model::Model& model, const evidence::Recorded& recorded,
                        Comparison& comparison) {
  std::set<std::string> ids;
  for (const auto& statement : recorded.statements) ids.insert(statement.id);
  const auto selected = check::select_policies(model, recorded.policies);
  if (!selected) return comparison.differs("the selection of policies matches none");
  std::set<std::string> derived;
  for (const syntax::Policy* policy : selected.value()) {
    for (std::size_t i = 0; i < policy->statements.size(); ++i) {
      const std::string id = check::statement_id(*policy, i);
      derived.insert(id);
      if (!ids.contains(id)) comparison.differs(id + ": the bundle has no verdict on it");
    }
  }
  for (const std::string& id : ids) {
    if (!derived.contains(id)) comparison.differs(id + ": the inputs have no such statement");
  }
}

}  // namespace

Exit run_rederive(const Options& options) {
  Sources sources;
  const auto refuse = [&](const Diagnostics& errors) {
    write_messages(report::text(sources, errors, style_for_messages(options.colour)));
    return Exit::CouldNotRun;
  };
  const Result<evidence::Recorded> read = evidence::read_bundle(options.bundle, sources);
  if (!read) return refuse(read.errors());
  const evidence::Recorded& recorded = read.value();
  const Result<Prepared> prepared =
      compose(load::reload(recorded.texts, recorded.host, sources), sources);
  if (!prepared) return refuse(prepared.errors());
  const model::Model& model = prepared.value().model;
  Comparison comparison;
  if (recorded.version != version()) {
    comparison.text += "written by ringfence " + recorded.version + ", read by " + version() + "\n";
  }
  for (const auto& statement : recorded.statements)
    compare_statement(model, recorded, statement, sources, comparison);
  compare_statements(model, recorded, comparison);
  comparison.text += std::to_string(comparison.same) + " same, " +
                     std::to_string(comparison.differ) + " differ, " +
                     std::to_string(comparison.without) + " statements without formula or world\n";
  if (!write_results(comparison.text)) return Exit::CouldNotRun;
  return comparison.differ == 0 ? Exit::Holds : Exit::Violated;
}

}  // namespace ringfence::cli
