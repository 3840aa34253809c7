// The YAML test suite: every case is read as the suite says, or it stands in the reviewed table
// `tests/expected/yaml-test-suite.csv` (case, our answer, reason). A row that no longer
// disagrees is a failure too, so the table cannot rot.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "ingest/yaml/tree.h"

namespace ringfence::ingest::yaml {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

/// The suite writes what cannot be seen as letters (README of the corpus).
std::string decoded(std::string text) {
  replace_all(text, "\u2423", " ");
  for (const char* dashes :
       {"\u2014\u2014\u2014\u2014", "\u2014\u2014\u2014", "\u2014\u2014", "\u2014", ""}) {
    replace_all(text, std::string(dashes) + "\u00bb", "\t");
  }
  replace_all(text, "\u21b5", "");
  replace_all(text, "\u2190", "\r");
  replace_all(text, "\u21d4", "\ufeff");
  if (const std::size_t end = text.find("\u220e"); end != std::string::npos) text.resize(end);
  return text;
}

struct Case {
  std::string id;  ///< `229Q`, or `DK95/01` in a file with several.
  std::string yaml, tree, json;
  bool has_json = false;
  bool fails = false;
};

/// A later case of one file inherits what it does not say.
std::vector<Case> read_cases(const fs::path& file) {
  Sources sources;
  const SourceId source = sources.add(file.filename(), read_text(file));
  const Result<Tree> read_file = read(sources, source);
  EXPECT_TRUE(read_file) << file;
  if (!read_file) return {};
  const Tree& tree = read_file.value();
  const NodeId list = tree.documents().at(0);
  std::vector<Case> cases;
  Case current;
  for (const NodeId item : tree[list].items) {
    current.id = file.stem().string();
    if (tree[list].items.size() > 1) {
      const std::string number = std::to_string(cases.size());
      current.id += "/" + std::string(number.size() < 2 ? "0" : "") + number;
    }
    if (const NodeId id = tree.find(item, "yaml")) {
      current.yaml = decoded(std::string(tree[id].scalar));
    }
    if (const NodeId id = tree.find(item, "tree")) {
      current.tree = decoded(std::string(tree[id].scalar));
    }
    if (const NodeId id = tree.find(item, "json")) {
      current.json = decoded(std::string(tree[id].scalar));
      current.has_json = !is_null(tree[id]);
    }
    const NodeId fail = tree.find(item, "fail");
    current.fails = fail && as_bool(tree[fail]).value_or(false);
    cases.push_back(current);
  }
  return cases;
}

/// A scalar by YAML's core schema, as the suite's `json` has it.
Json resolved(const Tree::Node& node) {
  const std::string text(node.scalar);
  const std::string tag(node.tag);
  const auto has_tag = [&](const char* name) {
    return tag == std::string("tag:yaml.org,2002:") + name;
  };
  if (is_null(node)) return nullptr;
  if (const auto boolean = as_bool(node); boolean && text.size() >= 4) return *boolean;
  const bool number = (node.plain && tag.empty()) || has_tag("int") || has_tag("float");
  if (number && Json::accept(text)) {
    Json value = Json::parse(text);
    if (value.is_number()) return value;
  }
  if (const auto integer = as_integer(node)) return static_cast<long>(*integer);
  return text;
}

Json to_json(const Tree& tree, NodeId id) {
  const Tree::Node& node = tree[id];
  if (node.type == NodeType::Sequence) {
    Json list = Json::array();
    for (const NodeId item : node.items) list.push_back(to_json(tree, item));
    return list;
  }
  if (node.type == NodeType::Mapping) {
    Json mapping = Json::object();
    for (std::size_t i = 0; i < node.items.size(); i += 2) {
      mapping[std::string(tree[node.items[i]].scalar)] = to_json(tree, node.items[i + 1]);
    }
    return mapping;
  }
  return resolved(node);
}

Json json_of(const Tree& tree) {
  Json all = Json::array();
  for (const NodeId document : tree.documents()) all.push_back(to_json(tree, document));
  return all;
}

Json expected_json(const std::string& text) {
  std::istringstream in(text);
  Json all = Json::array();
  for (Json value; in >> std::ws, !in.eof();) {
    in >> value;
    all.push_back(value);
  }
  return all;
}

void append_escaped(std::string& out, std::string_view text) {
  const std::map<char, std::string> escapes = {{'\n', "\\n"}, {'\t', "\\t"}, {'\\', "\\\\"},
                                               {'\r', "\\r"}, {'\b', "\\b"}, {'\0', "\\0"}};
  for (const char c : text) {
    const auto escape = escapes.find(c);
    out += escape == escapes.end() ? std::string(1, c) : escape->second;
  }
}

/// The shape of a tree as the suite's events with styles, tags and anchors left out.
void append_events(std::string& out, const Tree& tree, NodeId id) {
  const Tree::Node& node = tree[id];
  if (node.type == NodeType::Scalar || node.type == NodeType::Null) {
    out += node.plain || node.type == NodeType::Null ? "=VAL :" : "=VAL \"";
    if (node.type == NodeType::Scalar) append_escaped(out, node.scalar);
    out += "\n";
    return;
  }
  const bool mapping = node.type == NodeType::Mapping;
  out += mapping ? "+MAP\n" : "+SEQ\n";
  for (const NodeId item : node.items) append_events(out, tree, item);
  out += mapping ? "-MAP\n" : "-SEQ\n";
}

std::string events_of(const Tree& tree) {
  std::string text;
  for (const NodeId document : tree.documents()) append_events(text, tree, document);
  return text;
}

/// One line of the suite's events without anchor, tag and style; its anchor separately.
struct Event {
  std::string text;
  std::string anchor;
};

Event plain_event(std::string line) {
  line.erase(0, line.find_first_not_of(' '));
  Event event;
  std::string rest = line.substr(std::min<std::size_t>(4, line.size()));
  while (!rest.empty()) {
    rest.erase(0, rest.front() == ' ' ? 1 : 0);
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (rest.starts_with('&')) {
      event.anchor = rest.substr(1, end - 1);
    } else if (!rest.starts_with('<') && !rest.starts_with("[]") && !rest.starts_with("{}")) {
      break;
    }
    rest.erase(0, end);
  }
  event.text = line.substr(0, 4);
  if (event.text == "=VAL") {
    const bool null = rest == ":~" || rest == ":null";
    const bool tagged_string =
        line.find(" <!> ") != std::string::npos || line.find(":str> ") != std::string::npos;
    const bool plain = rest.starts_with(':') && !tagged_string;
    event.text += (plain ? " :" : " \"") + (null ? "" : rest.substr(1));
  } else if (event.text == "=ALI") {
    event.anchor = rest.substr(1);
  }
  return event;
}

/// The suite's events in the form of `events_of`, with aliases expanded.
std::string expected_events(const std::string& tree) {
  std::istringstream in(tree);
  std::string all;
  std::map<std::string, std::string> anchored;
  std::vector<std::pair<std::string, std::size_t>> open;  // anchor, where its events begin
  for (std::string line; std::getline(in, line);) {
    Event event = plain_event(line);
    const std::string what = event.text.substr(1, 3);
    if (what == "STR" || what == "DOC") continue;
    if (what == "ALI") {
      all += anchored[event.anchor];
      continue;
    }
    if (event.text.starts_with('+')) open.emplace_back(event.anchor, all.size());
    all += event.text + "\n";
    if (event.text.starts_with('=') && !event.anchor.empty()) {
      anchored[event.anchor] = event.text + "\n";
    }
    if (event.text.starts_with('-')) {
      if (!open.back().first.empty()) anchored[open.back().first] = all.substr(open.back().second);
      open.pop_back();
    }
  }
  return all;
}

/// Empty if we agree with the suite, else our answer: `error E0201`, `accepted`, `other value`.
std::string disagreement(const Case& test, std::string& detail) {
  Sources sources;
  const SourceId source = sources.add("case.yaml", test.yaml);
  const Result<Tree> result = read(sources, source);
  if (!result) {
    const Diagnostic& error = result.errors().front();
    EXPECT_TRUE(error.code.starts_with("E02")) << test.id;
    EXPECT_LE(error.at.end, test.yaml.size()) << test.id;
    detail = sources.place(error.at) + " " + error.message;
    return test.fails ? "" : "error " + std::string(error.code);
  }
  const Tree& tree = result.value();
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    EXPECT_LE(tree[NodeId{i}].at.begin, tree[NodeId{i}].at.end) << test.id;
    EXPECT_LE(tree[NodeId{i}].at.end, test.yaml.size()) << test.id;
  }
  detail = events_of(tree);
  if (test.fails) return "accepted";
  if (detail != expected_events(test.tree)) {
    detail += "instead of\n" + expected_events(test.tree);
    return "other value";
  }
  if (test.has_json && json_of(tree) != expected_json(test.json)) {
    detail = json_of(tree).dump() + "instead of\n" + expected_json(test.json).dump();
    return "other value";
  }
  return "";
}

/// case -> our answer.
std::map<std::string, std::string> read_table() {
  std::map<std::string, std::string> table;
  std::ifstream in(fs::path(RINGFENCE_SOURCE_DIR) / "tests/expected/yaml-test-suite.csv");
  std::string line;
  std::getline(in, line);  // the heading
  while (std::getline(in, line)) {
    const std::size_t first = line.find(',');
    const std::size_t second = line.find(',', first + 1);
    EXPECT_LT(second + 1, line.size()) << "a row needs a reason: " << line;
    table[line.substr(0, first)] = line.substr(first + 1, second - first - 1);
  }
  return table;
}

TEST(YamlTestSuite, EveryCaseAgreesOrIsInTheReviewedTable) {
  const fs::path folder = fs::path(RINGFENCE_CORPUS) / "yaml-test-suite";
  if (!fs::is_directory(folder)) {
    const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
    if (required != nullptr && std::string(required) == "1") FAIL() << "no corpus at " << folder;
    GTEST_SKIP() << "cases run 0, skipped all: no corpus";
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::map<std::string, std::string> table = read_table();
  std::size_t run = 0;
  std::size_t agreed = 0;
  for (const fs::path& file : files) {
    for (const Case& test : read_cases(file)) {
      ++run;
      std::string detail;
      const std::string answer = disagreement(test, detail);
      const auto row = table.find(test.id);
      EXPECT_EQ(answer, row == table.end() ? "" : row->second) << test.id << "\n" << detail;
      if (row != table.end()) table.erase(row);
      if (answer.empty()) ++agreed;
    }
  }
  for (const auto& [id, answer] : table) ADD_FAILURE() << id << " is no case of the suite";
  std::cout << "yaml-test-suite: cases run " << run << ", skipped 0, agreed " << agreed
            << ", reviewed disagreements " << run - agreed << "\n";
  EXPECT_GT(run, 300U);
}

}  // namespace
}  // namespace ringfence::ingest::yaml
