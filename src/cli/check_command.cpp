#include "check/run.h"
#include "cli/commands.h"
#include "cli/key_file.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/prepare.h"
#include "cli/questions.h"
#include "cli/reports.h"
#include "cli/source_date.h"
#include "cli/version.h"
#include "evidence/bundle.h"
#include "load/files.h"
#include "report/json.h"

namespace ringfence::cli {
namespace {

namespace fs = std::filesystem;

/// The nearest folder upwards that git has its own folder (or, in a worktree, file) in.
fs::path repository_of(const fs::path& folder) {
  std::error_code failed;
  for (fs::path at = folder; at.has_relative_path(); at = at.parent_path()) {
    if (fs::exists(at / ".git", failed)) return at;
  }
  return folder;
}

report::RunFacts facts_of(const Options& options, const load::Loaded* loaded) {
  report::RunFacts facts;
  facts.version = version();
  facts.engines = engine_versions();
  facts.show_unmodelled = options.show_unmodelled;
  facts.working_directory = fs::current_path();
  facts.repository = repository_of(facts.working_directory);
  if (loaded == nullptr) return facts;
  facts.packs = loaded->packs;
  for (const load::Text& text : loaded->texts) {
    facts.input_sources.push_back(text.role != load::Text::Role::Specification);
  }
  for (const load::Input& input : loaded->inputs) {
    facts.inputs.push_back({input.path, input.format, input.sha256, input.documents});
  }
  for (const load::Skipped& skipped : loaded->skipped) {
    facts.skipped.push_back({skipped.path, skipped.reason, skipped.at});
  }
  return facts;
}

Exit refuse(const Options& options, const Diagnostics& errors, const Sources& sources) {
  report::RunFacts facts = facts_of(options, nullptr);
  facts.exit_status = static_cast<int>(Exit::CouldNotRun);
  facts.input_sources.assign(sources.size(), true);  // an error may be in any of the texts
  write_refusal(options, errors, facts, sources);
  return Exit::CouldNotRun;
}

/// The options as a bundle records them.
evidence::Settings settings_of(const Options& options, const load::Loaded& loaded) {
  evidence::Settings settings;
  settings.host = options.host;
  settings.packs = loaded.packs;
  settings.policies = options.policies;
  settings.snapshot = options.snapshot;
  settings.engine = options.engine;
  settings.cross_check = options.cross_check;
  settings.budget = options.budget;
  settings.timeout_seconds = options.timeout_seconds;
  settings.certify_seconds = options.certify_seconds;
  settings.allow_empty = options.allow_empty;
  return settings;
}

/// What writing evidence needs, made before anything is decided: a mistake in it costs no hours.
struct Stamp {
  std::optional<evidence::SigningKey> key;
  std::string evaluated_at;
};

Result<Stamp> stamp_of(const Options& options) {
  Stamp stamp;
  if (!options.evidence) return stamp;
  const Result<std::string> time = source_date();
  if (!time) return time.errors();
  stamp.evaluated_at = time.value();
  if (!options.sign) return stamp;
  Result<evidence::SigningKey> key = read_signing_key(*options.sign);
  if (!key) return key.errors();
  stamp.key.emplace(std::move(key).value());
  return stamp;
}

Diagnostics write_evidence(const Options& options, const Prepared& prepared,
                           const check::Report& report, const std::string& report_json,
                           const Stamp& stamp, const Sources& sources) {
  const fs::path catalogues = specs_directory() / "catalogues.json";
  const Result<std::string> text = load::read_file(catalogues, {});
  if (!text) return text.errors();
  const evidence::Run run{prepared.model,
                          report,
                          prepared.loaded,
                          sources,
                          settings_of(options, prepared.loaded),
                          report_json,
                          text.value(),
                          stamp.evaluated_at};
  const auto files = evidence::compose(run, stamp.key ? &*stamp.key : nullptr);
  return files ? evidence::write(*options.evidence, files.value()) : files.errors();
}

}  // namespace

Exit run_check(const Options& options) {
  Sources sources;
  const Result<Stamp> stamp = stamp_of(options);
  if (!stamp) return refuse(options, stamp.errors(), sources);
  const Result<Prepared> prepared = prepare(options, sources);
  if (!prepared) return refuse(options, prepared.errors(), sources);
  const model::Model& model = prepared.value().model;
  const Result<check::Options> asked = questions(options, prepared.value().loaded);
  if (!asked) return refuse(options, asked.errors(), sources);
  const Result<check::Report> report = check::run(model, asked.value(), sources);
  if (!report) return refuse(options, report.errors(), sources);
  const Exit exit = exit_code(report.value(), options.allow_empty);
  report::RunFacts facts = facts_of(options, &prepared.value().loaded);
  facts.exit_status = static_cast<int>(exit);
  if (options.evidence) {
    const Diagnostics errors =
        write_evidence(options, prepared.value(), report.value(),
                       report::json(model, report.value(), facts, sources), stamp.value(), sources);
    if (!errors.empty()) return refuse(options, errors, sources);
  }
  if (!write_reports(options, model, report.value(), facts, sources)) return Exit::CouldNotRun;
  if (exit == Exit::CouldNotRun) {
    write_messages(
        "ringfence: nothing was checked: no selected policy is applicable to these inputs "
        "(--allow-empty accepts that)\n");
  }
  return exit;
}

}  // namespace ringfence::cli
