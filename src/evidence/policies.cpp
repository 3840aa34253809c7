#include <algorithm>

#include "base/match.h"
#include "evidence/contents.h"

namespace ringfence::evidence {
namespace {

using Json = nlohmann::ordered_json;

/// `.rf`, or what the file it stands in has.
std::string extension_of(const Run& run, SourceId source) {
  const std::string& extension = run.loaded.texts.at(source.index).extension;
  return extension.empty() ? ".rf" : extension;
}

}  // namespace

std::string numbered(std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(4 - std::min<std::size_t>(digits.size(), 4), '0') + digits;
}

std::string word_of(const check::Outcome& outcome) {
  return match(
      outcome, [](const check::Holds&) { return "holds"; },
      [](const check::Violated&) { return "violated"; },
      [](const check::Vacuous&) { return "vacuous"; },
      [](const check::Undecided&) { return "undecided"; },
      [](const check::NotApplicable&) { return "not applicable"; });
}

PolicyTexts policy_texts(const Run& run) {
  PolicyTexts texts;
  const syntax::Policy* before = nullptr;
  for (const check::Verdict& verdict : run.report.verdicts) {
    const syntax::Policy& policy = *verdict.policy;
    if (&policy == before) continue;  // the statements of one policy follow each other
    before = &policy;
    const SourceId source = policy.at.source;
    texts.files.push_back(
        {"policies/" + numbered(texts.files.size() + 1) + extension_of(run, source),
         std::string(run.sources.text(policy.at)) + "\n"});
    texts.rows.push_back({{"name", policy.name.text},
                          {"file", texts.files.back().path},
                          {"input", "inputs/" + numbered(source.index + 1)},
                          {"line", run.sources.position(source, policy.at.begin).line},
                          {"endLine", run.sources.position(source, policy.at.end).line},
                          {"controls", policy.controls}});
  }
  return texts;
}

}  // namespace ringfence::evidence
