// What the three packs say about real applications, without any further configuration:
// tests/expected/<application>.csv lists every finding and why a reviewer would agree with it.
// Columns: input (files below the application's folder), policy, verdict, subjects, reason.
//  * violated, undecided, vacuous: one row per statement; the subjects are the entities shown.
//  * holds: one row per input with all of them. Whatever is not listed must be not applicable.
//  * remark: what is said beside the policies; the subject is its place.
//  * refused: the input is answered with errors of that code, about those subjects.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "base/match.h"
#include "check/run.h"
#include "load/load.h"
#include "policy/obligation.h"
#include "resolve/resolve.h"

namespace ringfence {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = RINGFENCE_SOURCE_DIR;
const fs::path kApps = (fs::path(RINGFENCE_CORPUS) / "apps").lexically_normal();

bool is_required() {
  const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
  return required != nullptr && std::string_view(required) == "1";
}

/// `policy verdict: subjects`, one per finding.
using Findings = std::set<std::string>;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

/// By input. The reason is the last column and may contain commas.
std::map<std::string, Findings> expected_of(const std::string& application) {
  std::map<std::string, Findings> all;
  std::ifstream in(kRoot / "tests/expected" / (application + ".csv"));
  std::string line;
  std::getline(in, line);
  EXPECT_EQ(line, "input,policy,verdict,subjects,reason");
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = split(line, ',');
    EXPECT_GE(cells.size(), 5U) << line;
    if (cells.size() < 5) continue;
    EXPECT_GE(cells[4].size(), 10U) << "a reason: " << line;
    Findings& findings = all[cells[0]];
    if (cells[2] == "nothing") continue;
    for (const std::string& policy :
         cells[1].empty() ? std::vector<std::string>{""} : split(cells[1], ' ')) {
      EXPECT_TRUE(findings.insert(policy + " " + cells[2] + ": " + cells[3]).second) << line;
    }
  }
  return all;
}

std::string below(const fs::path& folder, const Sources& sources, const Span& at) {
  if (!at.is_somewhere()) return "nowhere";
  const std::string path = fs::relative(sources.name(at.source), folder).string();
  return path + ":" + std::to_string(sources.position(at.source, at.begin).line);
}

struct Outcome {
  Findings findings;
  std::vector<std::string> strays;  ///< Places of findings that are in no file of the input.
};

void add_errors(Outcome& outcome, const Diagnostics& errors) {
  const std::regex quoted("`([^`]*)`");
  std::map<std::string, std::set<std::string>> subjects;
  for (const Diagnostic& error : errors) {
    std::smatch found;
    std::string name;
    if (std::regex_search(error.message, found, quoted)) name = found[1];
    subjects[std::string(error.code)].insert(name.substr(name.rfind('/') + 1));
  }
  for (const auto& [code, names] : subjects) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : " ") + name;
    outcome.findings.insert(code + " refused: " + all);
  }
}

void add_verdict(Outcome& outcome, const model::Model& model, const check::Verdict& verdict,
                 const Sources& sources, const fs::path& folder) {
  const auto add = [&](const std::string& word, const std::string& subjects) {
    outcome.findings.insert(verdict.id + " " + word + ": " + subjects);
  };
  const auto is_ours = [&](const Span& at) {
    return sources.name(at.source).starts_with(folder.string());
  };
  match(
      verdict.outcome,  //
      [&](const check::Holds& holds) {
        add("holds", "");
        for (const Span& at : holds.core) {
          if (at.is_somewhere() && !is_ours(at)) {
            outcome.strays.push_back(verdict.id + " " + sources.place(at));
          }
        }
      },
      [&](const check::Violated& violated) {
        std::string subjects;
        bool has_place = false;
        if (violated.counterexample) {
          for (const auto& [name, entity] : violated.counterexample->subjects) {
            subjects += (subjects.empty() ? "" : " ") + model.entity(entity).name;
          }
          for (const Span& at : violated.counterexample->facts) has_place |= is_ours(at);
        }
        if (!has_place) outcome.strays.push_back(verdict.id + " has no line of the input");
        add(violated.possible_only ? "possibly violated" : "violated", subjects);
      },
      [&](const check::Vacuous&) { add("vacuous", ""); },
      [&](const check::Undecided& open) {
        std::set<std::string> constructs;
        for (const std::size_t gap : open.gaps) constructs.insert(model.gaps[gap].construct);
        std::string all;
        for (const std::string& name : constructs) all += (all.empty() ? "" : " ") + name;
        add("undecided", all);
      },
      [](const check::NotApplicable&) {});
}

Outcome findings_of(const fs::path& folder, const std::string& inputs) {
  Outcome outcome;
  Sources sources;
  load::Options wanted;
  wanted.specs = kRoot / "specs";
  for (const std::string& input : split(inputs, ' ')) {
    wanted.inputs.push_back((input == "." ? folder : folder / input).string());
  }
  const auto loaded = load::load(wanted, sources);
  if (!loaded) {
    add_errors(outcome, loaded.errors());
    return outcome;
  }
  for (const auto& document : loaded.value().documents) {
    const bool is_input = sources.name(document->source).starts_with(folder.string());
    EXPECT_EQ(document->origin == syntax::Origin::Import, is_input)
        << sources.name(document->source);
  }
  for (const Note& remark : loaded.value().remarks) {
    if (remark.text.find("empty document") != std::string::npos) continue;
    outcome.findings.insert(" remark: " + below(folder, sources, remark.at));
  }
  const auto model = resolve::resolve(loaded.value().documents, loaded.value().gaps,
                                      loaded.value().remarks, sources);
  if (!model) {
    add_errors(outcome, model.errors());
    return outcome;
  }
  EXPECT_TRUE(policy::type_check(model.value()).empty());
  const auto report = check::run(model.value(), {}, sources);
  EXPECT_TRUE(report);
  if (!report) return outcome;
  EXPECT_FALSE(report.value().contradiction);
  for (const check::Verdict& verdict : report.value().verdicts) {
    add_verdict(outcome, model.value(), verdict, sources, folder);
  }
  return outcome;
}

class AppsFindings : public testing::TestWithParam<const char*> {};

TEST_P(AppsFindings, AreExactlyThoseListed) {
  const fs::path folder = kApps / GetParam();
  if (!fs::exists(folder)) {
    ASSERT_FALSE(is_required()) << "no corpus at " << folder;
    GTEST_SKIP() << "no corpus at " << folder;
  }
  const auto expected = expected_of(GetParam());
  EXPECT_FALSE(expected.empty());
  std::size_t findings = 0;
  for (const auto& [input, wanted] : expected) {
    const Outcome outcome = findings_of(folder, input);
    EXPECT_EQ(outcome.findings, wanted) << GetParam() << "/" << input;
    EXPECT_EQ(outcome.strays, std::vector<std::string>{}) << GetParam() << "/" << input;
    findings += outcome.findings.size();
  }
  std::cout << GetParam() << ": " << expected.size() << " inputs run, " << findings
            << " verdicts agreed\n";
}

/// Every manifest of the corpus belongs to an input that is listed.
TEST_P(AppsFindings, LeaveNoManifestOut) {
  const fs::path folder = kApps / GetParam();
  if (!fs::exists(folder)) {
    ASSERT_FALSE(is_required()) << "no corpus at " << folder;
    GTEST_SKIP() << "no corpus at " << folder;
  }
  Sources sources;
  std::set<std::string> read;
  for (const auto& [inputs, wanted] : expected_of(GetParam())) {
    if (wanted.size() == 1 && wanted.begin()->find(" refused: ") != std::string::npos) continue;
    load::Options options;
    options.specs = kRoot / "specs";
    for (const std::string& input : split(inputs, ' ')) {
      options.inputs.push_back((input == "." ? folder : folder / input).string());
    }
    const auto loaded = load::load(options, sources);
    if (!loaded) continue;
    for (const load::Input& input : loaded.value().inputs) read.insert(input.path);
    for (const load::Skipped& skipped : loaded.value().skipped) read.insert(skipped.path);
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string extension = entry.path().extension();
    if (extension != ".yaml" && extension != ".yml" && extension != ".json") continue;
    EXPECT_TRUE(read.contains(entry.path().string())) << entry.path();
  }
}

INSTANTIATE_TEST_SUITE_P(Corpus, AppsFindings,
                         testing::Values("online-boutique", "sock-shop", "bookinfo",
                                         "kubernetes-examples"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace ringfence
