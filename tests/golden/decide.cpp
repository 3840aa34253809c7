#include "golden/decide.h"

#include <fstream>
#include <iterator>
#include <memory>

#include "base/match.h"
#include "check/run.h"
#include "grammar/parse.h"
#include "policy/obligation.h"
#include "resolve/resolve.h"

namespace ringfence::tests {
namespace {

std::string word(const check::Outcome& outcome) {
  return match(
      outcome,  //
      [](const check::Holds&) -> std::string { return "holds"; },
      [](const check::Violated& violated) -> std::string {
        return violated.possible_only ? "violated (possible)" : "violated";
      },
      [](const check::Vacuous&) -> std::string { return "vacuous"; },
      [](const check::Undecided&) -> std::string { return "undecided"; },
      [](const check::NotApplicable&) -> std::string { return "not applicable"; });
}

std::string first(const Diagnostics& errors) {
  return std::string(errors.front().code) + " " + errors.front().message;
}

std::string prelude() {
  std::ifstream in(std::string(RINGFENCE_SOURCE_DIR) + "/specs/prelude.rf");
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string decide(const std::string& text, const Setup& setup) {
  Sources sources;
  std::vector<std::shared_ptr<const syntax::Document>> documents;
  for (const SourceId source : {sources.add("prelude.rf", prelude()), sources.add("a.rf", text)}) {
    auto parsed = grammar::parse_document(sources, source);
    if (!parsed) return first(parsed.errors());
    documents.push_back(std::make_shared<const syntax::Document>(std::move(parsed).value()));
  }
  const auto model = resolve::resolve(std::move(documents), setup.gaps, {}, sources);
  if (!model) return first(model.errors());
  const Diagnostics mistakes = policy::type_check(model.value());
  if (!mistakes.empty()) return first(mistakes);
  check::Options options;
  options.cross_check = true;
  options.snapshot = setup.snapshot;
  const auto run = check::run(model.value(), options, sources);
  if (!run) return first(run.errors());
  if (run.value().contradiction) return "contradiction";
  std::string words;
  for (const check::Verdict& verdict : run.value().verdicts) {
    words += (words.empty() ? "" : ", ") + word(verdict.outcome);
  }
  return words;
}

}  // namespace ringfence::tests
