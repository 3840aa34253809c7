#include "policy_verdicts.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "base/match.h"
#include "check/run.h"
#include "load/load.h"
#include "policy/obligation.h"
#include "resolve/resolve.h"

namespace ringfence::tests {
namespace {

std::string word(const check::Verdict& verdict) {
  return match(
      verdict.outcome,  //
      [](const check::Holds&) { return "holds"; },
      [](const check::Violated& violated) {
        return violated.possible_only ? "undecided" : "violated";
      },
      [](const check::Vacuous&) { return "vacuous"; },
      [](const check::Undecided&) { return "undecided"; },
      [](const check::NotApplicable&) { return "not applicable"; });
}

std::string subjects(const model::Model& model, const check::Verdict& verdict) {
  std::string names;
  const auto* violated = std::get_if<check::Violated>(&verdict.outcome);
  if (violated == nullptr || !violated->counterexample) return names;
  for (const auto& [name, entity] : violated->counterexample->subjects) {
    names += (names.empty() ? "" : " ") + model.entity(entity).name;
  }
  return names;
}

std::string first_of(const Diagnostics& errors) {
  return errors.empty() ? "unknown" : std::string(errors[0].code) + " " + errors[0].message;
}

PolicyVerdicts verdicts(load::Options wanted, const std::vector<std::string>& packs) {
  Sources sources;
  wanted.specs = std::filesystem::path(RINGFENCE_SOURCE_DIR) / "specs";
  wanted.packs = packs;
  const auto loaded = load::load(wanted, sources);
  if (!loaded) return {{}, first_of(loaded.errors())};
  const auto model = resolve::resolve(loaded.value().documents, loaded.value().gaps,
                                      loaded.value().remarks, sources);
  if (!model) return {{}, first_of(model.errors())};
  const auto faults = policy::type_check(model.value());
  if (!faults.empty()) return {{}, first_of(faults)};
  const auto report = check::run(model.value(), {}, sources);
  if (!report) return {{}, first_of(report.errors())};
  PolicyVerdicts result;
  for (const check::Verdict& verdict : report.value().verdicts) {
    result.all.push_back({verdict.id.substr(0, verdict.id.find('#')), word(verdict),
                          subjects(model.value(), verdict)});
  }
  return result;
}

}  // namespace

PolicyVerdicts verdicts_of(const std::vector<std::filesystem::path>& files,
                           const std::vector<std::string>& packs) {
  load::Options wanted;
  for (const auto& file : files) wanted.inputs.push_back(file.string());
  return verdicts(std::move(wanted), packs);
}

PolicyVerdicts verdicts_of(const std::string& manifest, const std::vector<std::string>& packs) {
  load::Options wanted;
  wanted.inputs = {"-"};
  wanted.standard_input = manifest;
  return verdicts(std::move(wanted), packs);
}

PolicyVerdicts verdicts_of(const std::string& manifest, const std::vector<std::string>& packs,
                           const std::string& policy) {
  if (policy.empty()) return verdicts_of(manifest, packs);
  // A name of this process's own: tests run side by side.
  const auto file = std::filesystem::temp_directory_path() /
                    ("ringfence-policy-" + std::to_string(::getpid()) + ".rf");
  std::ofstream(file) << policy;
  load::Options wanted;
  wanted.inputs = {"-", file.string()};
  wanted.standard_input = manifest;
  PolicyVerdicts result = verdicts(std::move(wanted), packs);
  std::filesystem::remove(file);
  return result;
}

std::string admission(const PolicyVerdicts& verdicts, const std::vector<std::string>& policies) {
  if (!verdicts.error.empty()) return "error: " + verdicts.error;
  bool is_open = false;
  bool any = policies.empty();
  for (const PolicyVerdict& each : verdicts.all) {
    const bool counts = policies.empty() ||
                        std::find(policies.begin(), policies.end(), each.policy) != policies.end();
    if (!counts) continue;
    any = true;
    if (each.verdict == "violated") return "deny";
    is_open = is_open || each.verdict == "undecided";
  }
  if (!any) return "error: no such policy";
  return is_open ? "undecided" : "accept";
}

}  // namespace ringfence::tests
