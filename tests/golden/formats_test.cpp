// Each format that `check` writes, against the structure its readers ask for: SARIF 2.1.0 and what
// GitHub's code scanning wants beyond it, JUnit as dashboards read it, GitLab's Code Quality, and
// GitHub's workflow commands. On every example and on names that try to be markup.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "support/run_program.h"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string written(const fs::path& folder, const std::string& inputs, const std::string& format) {
  const ringfence::tests::Finished run = ringfence::tests::run_shell(
      std::string(RINGFENCE_BINARY) + " check --format " + format + " " + inputs, folder);
  return run.out;
}

bool is_one_of(const std::string& word, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(), [&](const char* each) { return word == each; });
}

void expect_message(const json& message) {
  ASSERT_TRUE(message.contains("text")) << message;
  EXPECT_FALSE(message["text"].get<std::string>().empty());
}

void expect_region(const json& region) {
  for (const char* key : {"startLine", "startColumn", "endLine", "endColumn"}) {
    ASSERT_TRUE(region.contains(key)) << region;
    EXPECT_GE(region[key].get<int>(), 1) << region;
  }
  const bool is_in_order =
      std::pair(region["startLine"].get<int>(), region["startColumn"].get<int>()) <=
      std::pair(region["endLine"].get<int>(), region["endColumn"].get<int>());
  EXPECT_TRUE(is_in_order) << region;
}

/// A location in a file: below a base the run declares, or an absolute URI outside GitHub.
void expect_location(const json& location, const json& run, bool is_for_github) {
  const json& physical = location.at("physicalLocation");
  const json& artifact = physical.at("artifactLocation");
  const std::string uri = artifact.at("uri");
  EXPECT_TRUE(std::regex_match(uri, std::regex("[A-Za-z0-9/._~%:-]+"))) << uri;
  EXPECT_EQ(uri.find("../"), std::string::npos) << uri;
  if (artifact.contains("uriBaseId")) {
    const std::string base = artifact["uriBaseId"];
    EXPECT_TRUE(run.at("originalUriBaseIds").contains(base)) << base;
    EXPECT_NE(uri.front(), '/') << uri;
    if (is_for_github) {
      EXPECT_EQ(base, "%SRCROOT%");
    }
  } else {
    EXPECT_FALSE(is_for_github) << uri;
  }
  expect_region(physical.at("region"));
}

void expect_rule(const json& rule) {
  EXPECT_FALSE(rule.at("id").get<std::string>().empty());
  EXPECT_LE(rule.at("name").get<std::string>().size(), 255U);
  for (const char* key : {"shortDescription", "fullDescription", "help"}) {
    expect_message(rule.at(key));
    EXPECT_LE(rule.at(key).at("text").get<std::string>().size(), 4 * 1024U);
  }
  EXPECT_TRUE(is_one_of(rule.at("defaultConfiguration").at("level"), {"note", "warning", "error"}));
  const json& properties = rule.at("properties");
  EXPECT_LE(properties.at("tags").size(), 10U);
  EXPECT_TRUE(std::regex_match(properties.at("security-severity").get<std::string>(),
                               std::regex("[0-9]\\.[0-9]|10\\.0")));
}

void expect_result(const json& result, const json& run, bool is_for_github) {
  const json& rules = run.at("tool").at("driver").at("rules");
  const auto index = result.at("ruleIndex").get<std::size_t>();
  ASSERT_LT(index, rules.size());
  EXPECT_EQ(rules[index].at("id"), result.at("ruleId"));
  expect_message(result.at("message"));
  const std::string kind = result.at("kind"), level = result.at("level");
  if (is_for_github) {
    EXPECT_EQ(kind, "fail");
  }
  EXPECT_TRUE(is_one_of(kind, {"pass", "fail", "open", "notApplicable"})) << kind;
  EXPECT_EQ(kind == "fail", is_one_of(level, {"note", "warning", "error"})) << kind << level;
  EXPECT_EQ(kind != "fail", level == "none");
  ASSERT_FALSE(result.at("locations").empty());
  for (const json& location : result["locations"]) expect_location(location, run, is_for_github);
  EXPECT_FALSE(result.at("partialFingerprints").empty());
  EXPECT_FALSE(result["partialFingerprints"].contains("primaryLocationLineHash"));
  for (const json& related : result.value("relatedLocations", json::array())) {
    expect_location(related, run, is_for_github);
    EXPECT_GE(related.at("id").get<int>(), 1);
  }
  for (const json& flow : result.value("codeFlows", json::array())) {
    for (const json& thread : flow.at("threadFlows")) {
      ASSERT_FALSE(thread.at("locations").empty());
      for (const json& step : thread["locations"]) {
        expect_location(step.at("location"), run, is_for_github);
        expect_message(step["location"].at("message"));
      }
    }
  }
}

void expect_sarif(const std::string& text, bool is_for_github) {
  const json log = json::parse(text);
  EXPECT_TRUE(log.contains("$schema"));
  EXPECT_EQ(log.at("version"), "2.1.0");
  ASSERT_EQ(log.at("runs").size(), 1U);
  const json& run = log["runs"][0];
  const json& driver = run.at("tool").at("driver");
  EXPECT_EQ(driver.at("name"), "ringfence");
  EXPECT_FALSE(driver.at("semanticVersion").get<std::string>().empty());
  EXPECT_EQ(run.at("columnKind"), "unicodeCodePoints");
  std::set<std::string> ids;
  for (const json& rule : driver.at("rules")) {
    expect_rule(rule);
    EXPECT_TRUE(ids.insert(rule.at("id").get<std::string>()).second) << rule.at("id");
  }
  for (const json& invocation : run.at("invocations")) {
    EXPECT_TRUE(invocation.at("executionSuccessful").is_boolean());
  }
  for (const json& result : run.at("results")) expect_result(result, run, is_for_github);
}

void expect_junit(const std::string& text) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_string(text.c_str());
  ASSERT_TRUE(parsed) << parsed.description();
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  ASSERT_TRUE(suite);
  int tests = 0, failures = 0, errors = 0, skipped = 0;
  std::set<std::pair<std::string, std::string>> names;
  for (const pugi::xml_node test : suite.children("testcase")) {
    ++tests;
    failures += test.child("failure") ? 1 : 0;
    errors += test.child("error") ? 1 : 0;
    skipped += test.child("skipped") ? 1 : 0;
    EXPECT_TRUE(
        names.emplace(test.attribute("classname").value(), test.attribute("name").value()).second)
        << "two cases are " << test.attribute("name").value();
    for (const char* child : {"failure", "error"}) {
      if (test.child(child)) {
        EXPECT_STRNE(test.child(child).attribute("message").value(), "");
        EXPECT_STRNE(test.child(child).attribute("type").value(), "");
      }
    }
  }
  EXPECT_EQ(suite.attribute("tests").as_int(), tests);
  EXPECT_EQ(suite.attribute("failures").as_int(), failures);
  EXPECT_EQ(suite.attribute("errors").as_int(), errors);
  EXPECT_EQ(suite.attribute("skipped").as_int(), skipped);
}

void expect_gitlab(const std::string& text) {
  const json issues = json::parse(text);
  ASSERT_TRUE(issues.is_array());
  std::set<std::string> fingerprints;
  for (const json& issue : issues) {
    const std::string check = issue.at("check_name");
    EXPECT_EQ(issue.at("description").get<std::string>().find(check), 0U);
    EXPECT_TRUE(fingerprints.insert(issue.at("fingerprint").get<std::string>()).second) << issue;
    EXPECT_TRUE(is_one_of(issue.at("severity"), {"info", "minor", "major", "critical", "blocker"}));
    const json& location = issue.at("location");
    EXPECT_FALSE(location.at("path").get<std::string>().empty());
    for (const char* end : {"begin", "end"}) {
      EXPECT_GE(location.at("positions").at(end).at("line").get<int>(), 1);
      EXPECT_GE(location["positions"][end].at("column").get<int>(), 1);
    }
  }
}

/// Every line is a command with known properties, or the summary; nothing else starts a command.
void expect_github(const std::string& text) {
  const std::regex command(
      "::(error|warning|notice) title=[^:,]*(,file=[^:,]+,line=[0-9]+,col=[0-9]+,endLine=[0-9]+,"
      "endColumn=[0-9]+)?::.+");
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("ringfence: ")) continue;
    EXPECT_TRUE(std::regex_match(line, command)) << line;
  }
}

/// A line of Markdown without its code spans: a run of backticks up to the next run as long.
std::string without_code(const std::string& line) {
  std::string outside;
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t end = std::min(line.find_first_not_of('`', at), line.size());
    if (end == at) {
      outside += line[at++];
      continue;
    }
    const std::string fence(end - at, '`');
    std::size_t close = line.find(fence, end);
    while (close != std::string::npos && close + fence.size() < line.size() &&
           line[close + fence.size()] == '`') {
      close = line.find(fence, line.find_first_not_of('`', close));
    }
    if (close == std::string::npos) return outside + line.substr(at);
    at = close + fence.size();
  }
  return outside;
}

/// Outside code there is nothing but what we write ourselves.
void expect_markdown(const std::string& text) {
  std::istringstream lines(text);
  std::string fence;
  const std::regex own(
      "|### ringfence.*|- warning: `.*|\\| (verdict|---|violated|vacuous|undecided) .*\\||"
      "<details><summary>.*</summary>|</details>|- `.*|Checked .*");
  for (std::string line; std::getline(lines, line);) {
    if (fence.empty() && line.starts_with("```")) {
      fence = line.substr(0, line.find_first_not_of('`'));
    } else if (!fence.empty()) {
      if (line == fence) fence.clear();
    } else {
      EXPECT_TRUE(std::regex_match(line, own)) << line;
      const std::string outside = without_code(line);
      EXPECT_EQ(outside.find_first_of("@]"), std::string::npos) << line;
      EXPECT_EQ(outside.find("<b>"), std::string::npos) << line;
    }
  }
  EXPECT_TRUE(fence.empty()) << "a block is not closed";
}

struct Case {
  std::string name, folder, inputs;
};

class Formats : public testing::TestWithParam<Case> {};

TEST_P(Formats, AreWhatTheirReadersAskFor) {
  const fs::path folder = fs::path(RINGFENCE_SOURCE_DIR) / GetParam().folder;
  const std::string& inputs = GetParam().inputs;
  expect_sarif(written(folder, inputs, "sarif"), false);
  expect_sarif(written(folder, inputs, "sarif-github"), true);
  expect_junit(written(folder, inputs, "junit"));
  expect_gitlab(written(folder, inputs, "gitlab"));
  expect_github(written(folder, inputs, "github"));
  expect_markdown(written(folder, inputs, "markdown"));
}

TEST_P(Formats, SayTheSame) {
  const fs::path folder = fs::path(RINGFENCE_SOURCE_DIR) / GetParam().folder;
  const std::string& inputs = GetParam().inputs;
  const json report = json::parse(written(folder, inputs, "json"));
  std::multiset<std::string> verdicts, results;
  if (!report.value("contradiction", json()).is_null()) verdicts.insert("contradiction violated");
  std::size_t accepted = 0;
  for (const json& verdict : report.at("verdicts")) {
    accepted += verdict.at("accepted").size();
    if (verdict.at("isAccepted") == true) continue;
    verdicts.insert(verdict.at("id").get<std::string>() + " " +
                    verdict.at("verdict").get<std::string>());
  }
  const json log = json::parse(written(folder, inputs, "sarif"));
  for (const json& result : log.at("runs")[0].at("results")) {
    if (result.contains("suppressions")) {
      ASSERT_EQ(result["suppressions"].size(), 1U);
      EXPECT_TRUE(is_one_of(result["suppressions"][0].at("kind"), {"inSource", "external"}));
      EXPECT_FALSE(result["suppressions"][0].at("justification").get<std::string>().empty());
      --accepted;
      continue;
    }
    const json& properties = result.at("properties");
    results.insert(properties.at("statement").get<std::string>() + " " +
                   properties.at("verdict").get<std::string>());
  }
  EXPECT_EQ(verdicts, results);
  EXPECT_EQ(accepted, 0U) << "each accepted finding is a suppressed result";
}

INSTANTIATE_TEST_SUITE_P(
    Golden, Formats,
    testing::Values(Case{"three_layers", "", "examples/three-layers"},
                    Case{"quickstart", "", "examples/quickstart"},
                    Case{"compose", "", "examples/compose"},
                    Case{"bundles", "", "examples/bundles"},
                    Case{"every_verdict_and_odd_names", "tests/golden/cli/formats-text",
                         "hosts.yaml policies.rf"},
                    Case{"waivers", "",
                         "--waivers examples/waivers/waivers.yaml examples/waivers/agent.yaml"},
                    Case{"waivers_of_every_state", "tests/golden/cli/waivers-formats",
                         "--waivers list.yaml machines.rf"},
                    Case{"contradiction", "tests/golden/cli/contradiction", "."},
                    Case{"could_not_run", "tests/golden/cli/formats-could-not-run", "broken.rf"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
