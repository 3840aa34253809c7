#include "evidence/bundle.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/match.h"
#include "check/smt.h"
#include "load/sha256.h"

namespace ringfence::evidence {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string numbered(std::size_t number) {
  std::string digits = std::to_string(number);
  return std::string(4 - std::min<std::size_t>(digits.size(), 4), '0') + digits;
}

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

std::string word_of(const check::Outcome& outcome) {
  return match(
      outcome, [](const check::Holds&) { return "holds"; },
      [](const check::Violated&) { return "violated"; },
      [](const check::Vacuous&) { return "vacuous"; },
      [](const check::Undecided&) { return "undecided"; },
      [](const check::NotApplicable&) { return "not applicable"; });
}

Diagnostic cannot(const fs::path& path, const std::string& what) {
  return {"E0013", {}, "cannot write the evidence to `" + path.string() + "`: " + what};
}

bool write_file(const fs::path& path, const std::string& bytes) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return static_cast<bool>(out.flush());
}

}  // namespace

Result<std::vector<File>> compose(const model::Model& model, const check::Report& report,
                                  const std::string& report_json, bool snapshot,
                                  const Sources& sources) {
  std::vector<File> files;
  Json inputs = Json::array();
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    const SourceId source{i};
    files.push_back({"inputs/" + numbered(i + 1), std::string(sources.text(source))});
    inputs.push_back({{"name", sources.name(source)}, {"file", files.back().path}});
  }
  Json verdicts = Json::array();
  for (std::size_t i = 0; i < report.verdicts.size(); ++i) {
    const check::Verdict& verdict = report.verdicts[i];
    Json row = {{"id", verdict.id},
                {"verdict", word_of(verdict.outcome)},
                {"basis", basis_of(verdict.outcome)},
                {"formula", nullptr},
                {"proof", nullptr},
                {"smt", nullptr}};
    const auto* holds = std::get_if<check::Holds>(&verdict.outcome);
    if (holds != nullptr && holds->certificate) {
      const std::string stem = "obligations/" + numbered(i + 1);
      const auto script = check::smt(model, verdict.id, snapshot, sources);
      if (!script) return script.errors();
      files.push_back({stem + ".opb", holds->certificate->opb});
      files.push_back({stem + ".pbp", holds->certificate->proof});
      files.push_back({stem + ".smt2", script.value()});
      row["formula"] = stem + ".opb";
      row["proof"] = stem + ".pbp";
      row["smt"] = stem + ".smt2";
    }
    verdicts.push_back(std::move(row));
  }
  files.push_back({"report.json", report_json});
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  Json hashes = Json::array();
  for (const File& file : files)
    hashes.push_back({{"path", file.path}, {"sha256", load::sha256(file.bytes)}});
  const Json manifest = {{"schema", "ringfence/evidence/v1"},
                         {"files", hashes},
                         {"inputs", inputs},
                         {"verdicts", verdicts}};
  const std::string text = manifest.dump(1) + "\n";
  files.push_back({"manifest.json", text});
  files.push_back({"manifest.sha256", load::sha256(text) + "  manifest.json\n"});
  return files;
}

Diagnostics write(const fs::path& directory, const std::vector<File>& files) {
  fs::path target = directory;
  if (target.filename().empty()) target = target.parent_path();  // `DIR/`
  fs::path partial = target;
  partial += ".partial";
  std::error_code error;
  if (fs::exists(target, error)) return {cannot(target, "there is something of that name already")};
  fs::remove_all(partial, error);
  // The last file is the seal, without which nothing verifies: it comes when all else is in place,
  // and in one step, so that a run that is ended at any moment leaves no bundle that verifies.
  for (std::size_t i = 0; i + 1 < files.size(); ++i) {
    if (!write_file(partial / files[i].path, files[i].bytes))
      return {cannot(target, "a file of it could not be written")};
  }
  fs::rename(partial, target, error);
  if (error) return {cannot(target, error.message())};
  const fs::path seal = target / files.back().path;
  fs::path unsealed = seal;
  unsealed += ".partial";
  if (!write_file(unsealed, files.back().bytes))
    return {cannot(target, "a file of it could not be written")};
  fs::rename(unsealed, seal, error);
  if (error) return {cannot(target, error.message())};
  return {};
}

}  // namespace ringfence::evidence
