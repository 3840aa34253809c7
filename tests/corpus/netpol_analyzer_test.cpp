#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "load/load.h"
#include "reach/rows.h"
#include "resolve/resolve.h"

// Clusters whose allowed connections another analyser worked out: ours are the same, pair by pair
// and address by address (IPv4, which is all that it knows), or the difference has a reason in
// tests/expected/netpol-analyzer.csv. What it refuses is refused.

namespace ringfence {
namespace {

namespace fs = std::filesystem;
const fs::path kCorpus = fs::path(RINGFENCE_CORPUS) / "netpol-analyzer";

using reach::Connections;
using Pair = std::pair<std::string, std::string>;
/// By the ends; addresses are one end, `External`, and are cut into ranges.
struct Relation {
  std::map<Pair, Connections> pairs;
  std::map<Pair, std::vector<std::pair<AddressRange, Connections>>> outside;
};

std::vector<std::map<std::string, std::string>> read_csv(const fs::path& file) {
  std::ifstream in(file);
  std::vector<std::map<std::string, std::string>> rows;
  std::vector<std::string> heading;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::vector<std::string> fields;
    std::istringstream parts(line);
    // No field but the last holds a comma.
    while (fields.size() + 1 < heading.size() || heading.empty()) {
      std::string field;
      if (!std::getline(parts, field, ',')) break;
      fields.push_back(field);
    }
    std::string rest;
    if (!heading.empty() && std::getline(parts, rest)) fields.push_back(rest);
    if (heading.empty()) {
      heading = fields;
      continue;
    }
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < fields.size() && i < heading.size(); ++i) {
      row[heading[i]] = fields[i];
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Of protocols without ports the other analyser says nothing.
Connections only_ports(const Connections& connections) {
  Connections all;
  for (const auto protocol :
       {syntax::Protocol::Tcp, syntax::Protocol::Udp, syntax::Protocol::Sctp}) {
    all |= Connections::of(protocol, connections.ports(protocol));
  }
  return all;
}

/// `All Connections`, or `TCP 80,443,UDP 53`.
Connections parse_connections(const std::string& text) {
  if (text.starts_with("All Connections")) return only_ports(Connections::all());
  Connections all;
  auto protocol = syntax::Protocol::Tcp;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    std::smatch found;
    if (!std::regex_match(part, found,
                          std::regex(R"(\s*(?:(TCP|UDP|SCTP)\s*)?(?:(\d+)(?:-(\d+))?)?\s*)"))) {
      ADD_FAILURE() << "unreadable connections: " << text;
      continue;
    }
    if (found[1] == "TCP") protocol = syntax::Protocol::Tcp;
    if (found[1] == "UDP") protocol = syntax::Protocol::Udp;
    if (found[1] == "SCTP") protocol = syntax::Protocol::Sctp;
    reach::Ports ports = reach::Ports::all();
    if (found[2].matched) {
      const auto first = static_cast<std::uint16_t>(std::stoi(found[2]));
      const auto last = found[3].matched ? static_cast<std::uint16_t>(std::stoi(found[3])) : first;
      ports = reach::Ports(first, last);
    }
    all |= Connections::of(protocol, ports);
  }
  return all;
}

void add(Relation& relation, const std::string& from, const std::string& to,
         const Connections& connections) {
  if (connections.is_none()) return;
  const std::string kMark = "[External]";
  const bool from_outside = from.ends_with(kMark);
  if (!from_outside && !to.ends_with(kMark)) {
    relation.pairs[{from, to}] |= connections;
    return;
  }
  std::string text = from_outside ? from : to;
  text.resize(text.size() - kMark.size());
  const std::size_t dash = text.find('-');
  const auto first = parse_address(text.substr(0, dash));
  const auto last = dash == std::string::npos ? first : parse_address(text.substr(dash + 1));
  ASSERT_TRUE(first && last) << text;
  if (first->is_v6) return;
  const Pair key = from_outside ? Pair("External", to) : Pair(from, "External");
  relation.outside[key].push_back({{*first, *last}, connections});
}

void join(Relation& relation) {
  for (auto& [pair, parts] : relation.outside) {
    std::sort(parts.begin(), parts.end());
    std::vector<std::pair<AddressRange, Connections>> joined;
    for (const auto& part : parts) {
      const bool goes_on = !joined.empty() && joined.back().second == part.second &&
                           joined.back().first.last.bits + 1 == part.first.first.bits;
      if (goes_on) {
        joined.back().first.last = part.first.last;
      } else {
        joined.push_back(part);
      }
    }
    parts = std::move(joined);
  }
}

/// The lines before any heading: an exposure output goes on with what is not a relation of pairs.
Relation read_expected(const fs::path& file) {
  Relation relation;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("Exposure")) break;
    std::smatch found;
    if (std::regex_match(line, found, std::regex(R"((.+?) => (.+?) : (.*\S)\s*)"))) {
      add(relation, found[1], found[2], parse_connections(found[3]));
    }
  }
  join(relation);
  return relation;
}

/// Ours, or nothing if the input is refused.
std::optional<Relation> relation_of(const fs::path& directory) {
  Sources sources;
  load::Options options;
  options.inputs = {directory.string()};
  options.specs = fs::path(RINGFENCE_SOURCE_DIR) / "specs";
  options.packs_without_policies.clear();
  auto loaded = load::load(options, sources);
  if (!loaded) return std::nullopt;
  auto model = resolve::resolve(loaded.value().documents, loaded.value().gaps,
                                loaded.value().remarks, sources);
  if (!model) return std::nullopt;
  const reach::Graph graph = reach::build(model.value());
  if (!graph.ambiguities.empty()) return std::nullopt;
  Relation relation;
  for (const reach::Row& row : reach::rows_of(model.value(), graph, {})) {
    add(relation, to_string(row.from), to_string(row.to), only_ports(row.connections));
  }
  join(relation);
  return relation;
}

struct Share {
  int agreed = 0, asked = 0;
};

class NetpolAnalyzer : public testing::Test {
 protected:
  void SetUp() override {
    if (fs::exists(kCorpus)) return;
    const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
    ASSERT_FALSE(required != nullptr && std::string_view(required) == "1") << "no " << kCorpus;
    GTEST_SKIP() << "no corpus at " << kCorpus;
  }
};

TEST_F(NetpolAnalyzer, ConnectionsAreTheSame) {
  std::map<std::string, std::string> known;  // differences by `case output`
  for (const auto& row :
       read_csv(fs::path(RINGFENCE_SOURCE_DIR) / "tests/expected/netpol-analyzer.csv")) {
    known[row.at("case") + " " + row.at("output")] = row.at("reason");
  }
  std::map<std::string, Share> shares;
  std::set<std::string> differences;
  for (const auto& row : read_csv(kCorpus / "cases.csv")) {
    const std::string name = row.at("case");
    for (const std::string output : {"connlist", "exposure"}) {
      const fs::path expected =
          kCorpus / "test_outputs/connlist" / (name + "_" + output + "_output.txt");
      if (!fs::exists(expected)) continue;
      Share& share = shares[row.at("scope") + " " + output];
      ++share.asked;
      const auto ours = relation_of(kCorpus / "tests" / name);
      const Relation theirs = read_expected(expected);
      const bool same = ours && ours->pairs == theirs.pairs && ours->outside == theirs.outside;
      if (same) {
        ++share.agreed;
      } else {
        differences.insert(name + " " + output);
      }
    }
  }
  for (const auto& [kind, share] : shares) {
    std::cout << "netpol-analyzer, " << kind << ": " << share.agreed << " of " << share.asked
              << " agreed\n";
  }
  std::set<std::string> reviewed;
  for (const auto& [which, reason] : known) {
    EXPECT_FALSE(reason.empty()) << which;
    reviewed.insert(which);
  }
  EXPECT_EQ(differences, reviewed);
  EXPECT_GE(shares["core connlist"].agreed, 20);
  EXPECT_GE(shares["admin connlist"].agreed, 27);
}

TEST_F(NetpolAnalyzer, WhatItRefusesIsRefused) {
  int refused = 0;
  int asked = 0;
  for (const auto& row : read_csv(kCorpus / "rejected.csv")) {
    const std::string name = row.at("input");
    // Networks that users define are custom resources, which are listed and not read.
    if (name.starts_with("udn_")) continue;
    ++asked;
    const bool is_refused = !relation_of(kCorpus / "tests" / name);
    EXPECT_TRUE(is_refused) << name;
    if (is_refused) ++refused;
  }
  std::cout << "netpol-analyzer, refused inputs: " << refused << " of " << asked << " agreed\n";
  EXPECT_GE(asked, 20);
}

}  // namespace
}  // namespace ringfence
