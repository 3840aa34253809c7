#include "evidence/bundle.h"

#include <algorithm>

#include "base/match.h"
#include "check/smt.h"
#include "evidence/contents.h"
#include "evidence/envelope.h"
#include "evidence/json_text.h"
#include "evidence/statements.h"
#include "evidence/world.h"
#include "load/sha256.h"

namespace ringfence::evidence {
namespace {

using Json = nlohmann::ordered_json;

/// What a verdict rests on, in the words of docs/evidence.md.
std::string basis_of(const check::Outcome& outcome) {
  return match(
      outcome,
      [](const check::Holds& holds) -> std::string {
        if (holds.evaluated) return "evaluated";
        if (holds.witness) return "world";
        return holds.certificate ? "proof" : "solver";
      },
      [](const check::Violated& violated) -> std::string {
        return violated.counterexample ? "world" : "solver";
      },
      [](const auto&) -> std::string { return "none"; });
}

const check::Scene* scene_of(const check::Outcome& outcome) {
  const auto* holds = std::get_if<check::Holds>(&outcome);
  if (holds != nullptr && holds->witness) return &*holds->witness;
  const auto* violated = std::get_if<check::Violated>(&outcome);
  return violated != nullptr && violated->counterexample ? &*violated->counterexample : nullptr;
}

Json settings_json(const Settings& settings) {
  return {{"host", settings.host ? Json(*settings.host) : Json()},
          {"packs", settings.packs},
          {"policies", settings.policies},
          {"snapshot", settings.snapshot},
          {"engine", settings.engine},
          {"crossCheck", settings.cross_check},
          {"budget", settings.budget},
          {"timeoutSeconds", settings.timeout_seconds},
          {"certifyTimeoutSeconds", settings.certify_seconds},
          {"allowEmpty", settings.allow_empty}};
}

class Composer {
 public:
  explicit Composer(const Run& run) : run_(run) {}

  Diagnostics add_verdicts() {
    for (std::size_t i = 0; i < run_.report.verdicts.size(); ++i) {
      const check::Verdict& verdict = run_.report.verdicts[i];
      Json row = {{"id", verdict.id},
                  {"policy", verdict.policy->name.text},
                  {"verdict", word_of(verdict.outcome)},
                  {"isAccepted", verdict.is_accepted},
                  {"basis", basis_of(verdict.outcome)},
                  {"formula", nullptr},
                  {"proof", nullptr},
                  {"smt", nullptr},
                  {"selection", nullptr},
                  {"world", nullptr},
                  {"values", nullptr},
                  {"assumptions", Json::array()}};
      for (const std::size_t assumption : verdict.assumptions)
        row["assumptions"].push_back(run_.model.assumptions[assumption].name);
      const auto* holds = std::get_if<check::Holds>(&verdict.outcome);
      if (holds != nullptr && holds->certificate) {
        const auto script =
            check::smt(run_.model, verdict.id, run_.settings.snapshot, run_.sources);
        if (!script) return script.errors();
        const std::string stem = "obligations/" + numbered(i + 1);
        row["formula"] = add(stem + ".opb", holds->certificate->opb);
        row["proof"] = add(stem + ".pbp", holds->certificate->proof);
        if (holds->certificate->selection) row["selection"] = *holds->certificate->selection;
        row["smt"] = add(stem + ".smt2", script.value());
      }
      if (const check::Scene* scene = scene_of(verdict.outcome)) {
        const std::string stem = "worlds/" + numbered(i + 1);
        const bool truth = std::holds_alternative<check::Holds>(verdict.outcome);
        row["world"] = add(stem + ".rf", world_text(run_.model, verdict.id, truth, scene->world));
        row["values"] = add(stem + ".json", world_values(run_.model, scene->world));
      }
      verdicts_.push_back(std::move(row));
    }
    return {};
  }

  std::vector<File> finish(const SigningKey* key) {
    const Json report = Json::parse(run_.report_json);
    const Json manifest = list(report);
    const std::size_t listed = files_.size();
    add("manifest.json", text_of(manifest));
    const std::string sha256 = load::sha256(files_.back().bytes);
    std::string envelopes;
    for (File& statement : statements(manifest, sha256, report)) {
      if (key != nullptr) envelopes += envelope(statement.bytes, *key);
      files_.push_back(std::move(statement));
    }
    if (key != nullptr) add("attestations.intoto.jsonl", envelopes);
    std::string seal;
    for (std::size_t i = listed; i < files_.size(); ++i)
      seal += load::sha256(files_[i].bytes) + "  " + files_[i].path + "\n";
    add("manifest.sha256", seal);
    return std::move(files_);
  }

 private:
  /// The path, for the row that names the file.
  std::string add(const std::string& path, std::string bytes) {
    files_.push_back({path, std::move(bytes)});
    return path;
  }

  /// Completes the files that the manifest lists, sorted, and gives the manifest.
  Json list(const Json& report) {
    add_inputs();
    PolicyTexts policies = policy_texts(run_);
    std::move(policies.files.begin(), policies.files.end(), std::back_inserter(files_));
    add("report.json", run_.report_json);
    add("coverage.json", text_of(coverage(run_)));
    add("controls.json", text_of(controls(run_)));
    std::sort(files_.begin(), files_.end(),
              [](const File& a, const File& b) { return a.path < b.path; });
    Json hashes = Json::array();
    for (const File& file : files_)
      hashes.push_back({{"path", file.path}, {"sha256", load::sha256(file.bytes)}});
    Json manifest = {{"schema", "ringfence/evidence/v1"},
                     {"tool", report.at("tool")},
                     {"options", settings_json(run_.settings)},
                     {"exitStatus", report.at("exitStatus")},
                     {"inputs", std::move(inputs_)},
                     {"policies", std::move(policies.rows)},
                     {"verdicts", std::move(verdicts_)},
                     {"files", std::move(hashes)}};
    if (!run_.evaluated_at.empty()) manifest["evaluatedAt"] = run_.evaluated_at;
    return manifest;
  }

  void add_inputs() {
    constexpr const char* kRoles[] = {"specification", "input", "skipped", "waivers"};
    for (const load::Text& text : run_.loaded.texts) {
      inputs_.push_back({{"name", run_.sources.name(text.source)},
                         {"file", add("inputs/" + numbered(text.source.index + 1),
                                      std::string(run_.sources.text(text.source)))},
                         {"role", kRoles[static_cast<std::size_t>(text.role)]},
                         {"format", text.format},
                         {"extension", text.extension}});
    }
  }

  const Run& run_;
  std::vector<File> files_;
  Json inputs_ = Json::array();
  Json verdicts_ = Json::array();
};

}  // namespace

Result<std::vector<File>> compose(const Run& run, const SigningKey* key) {
  Composer composer(run);
  const Diagnostics errors = composer.add_verdicts();
  if (!errors.empty()) return errors;
  return composer.finish(key);
}

}  // namespace ringfence::evidence
