#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <set>
#include <sstream>

#include "corpus/relation.h"
#include "corpus/scheme.h"
#include "reach/findings.h"

// Sets of policies that another analyser compared: our answers are the same numbers, and the
// connections that it prints are ours, or the difference has a reason in
// tests/expected/network-config-analyzer.csv.

namespace ringfence {
namespace {

namespace fs = std::filesystem;
using reach::Connections;
using tests::PolicySet;
using tests::Relation;
using tests::Scheme;
using tests::SchemeQuery;
const fs::path kCorpus = fs::path(RINGFENCE_CORPUS) / "network-config-analyzer";

/// The sets that a scheme names, read once each.
class Sets {
 public:
  explicit Sets(const Scheme& scheme) : scheme_(scheme) {}

  /// Null where the set is not on this disk. `name` may end in `/namespace/policy`.
  std::shared_ptr<const PolicySet> find(const std::string& name) {
    const auto known = read_.find(name);
    if (known != read_.end()) return known->second;
    const std::size_t slash = name.find('/');
    const std::string set = name.substr(0, slash);
    const std::string only = slash == std::string::npos ? "" : name.substr(slash + 1);
    for (const tests::SchemeSet& each : scheme_.sets) {
      if (each.name == set && !each.is_elsewhere) return read_[name] = tests::read_set(each, only);
    }
    return nullptr;
  }

  /// The pods of the set without any policy.
  std::shared_ptr<const PolicySet> without_policies(const std::string& name) {
    return find(name.substr(0, name.find('/')) + "/none/none");
  }

 private:
  const Scheme& scheme_;
  std::map<std::string, std::shared_ptr<const PolicySet>> read_;
};

/// For each two of the sets, the first before the second.
int for_pairs(std::size_t count, const std::function<int(std::size_t, std::size_t)>& ask) {
  int sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i + 1; j < count; ++j) sum += ask(i, j);
  }
  return sum;
}

std::set<std::string> captured(const PolicySet& set) {
  std::set<std::string> all;
  const std::vector<std::string> names = tests::pod_names(set);
  for (std::size_t pod = 0; pod < names.size(); ++pod) {
    const reach::ClassId id = set.graph.class_of[pod];
    if (set.graph.ingress[id].is_governed || set.graph.egress[id].is_governed) {
      all.insert(names[pod]);
    }
  }
  return all;
}

/// The part that has one of these pods at either end.
Relation about(Relation relation, const std::set<std::string>& pods) {
  std::erase_if(relation.pods, [&](const auto& each) {
    return !pods.contains(each.first.first) && !pods.contains(each.first.second);
  });
  std::erase_if(relation.outside,
                [&](const auto& each) { return !pods.contains(each.first.first); });
  return relation;
}

class Answer {
 public:
  Answer(Sets& sets, const SchemeQuery& query) : sets_(sets), query_(query) {
    for (const std::string& name : query.sets) {
      read_.push_back(sets.find(name));
      is_readable_ = is_readable_ && read_.back() != nullptr;
      if (is_readable_ && !read_.back()->error.empty()) error_ = read_.back()->error;
      if (is_readable_ && error_.empty()) relations_.push_back(relation_of(*read_.back()));
    }
  }

  bool is_readable() const { return is_readable_; }
  const std::string& error() const { return error_; }

  /// Nothing for a kind that has no number here.
  std::optional<int> number() {
    const std::string& kind = query_.kind;
    const std::size_t count = relations_.size();
    if (kind == "equivalence") {
      return for_pairs(count, [&](auto i, auto j) { return relations_[i] != relations_[j]; });
    }
    if (kind == "strongEquivalence") {
      return for_pairs(count, [&](auto i, auto j) { return !equal_one_by_one(i, j); });
    }
    if (kind == "containment") {
      return static_cast<int>(std::count_if(relations_.begin() + 1, relations_.end(),
                                            [&](auto& r) { return is_within(r, relations_[0]); }));
    }
    if (kind == "twoWayContainment") {
      return for_pairs(count, [&](auto i, auto j) {
        return (is_within(relations_[i], relations_[j]) ? 2 : 0) +
               (is_within(relations_[j], relations_[i]) ? 1 : 0);
      });
    }
    if (kind == "vacuity") return for_sets([&](auto i) { return is_vacuous(i); });
    if (kind == "interferes") {
      int sum = 0;
      for (std::size_t i = 1; i < count; ++i) sum += interferes(i, 0);
      return sum;
    }
    if (kind == "pairwiseInterferes") {
      return for_pairs(count, [&](auto i, auto j) { return interferes(i, j) + interferes(j, i); });
    }
    if (kind == "allCaptured") return not_captured();
    if (kind == "semanticDiff") return static_cast<int>(changes().size());
    if (kind == "emptiness") return for_sets([&](auto i) { return matching_nothing(i); });
    if (kind == "redundancy") return for_sets([&](auto i) { return without_effect(i); });
    // Of a set that changes nothing at all it says no more.
    if (kind == "sanity") {
      return for_sets([&](auto i) { return is_vacuous(i) ? 1 : without_effect(i); });
    }
    return std::nullopt;
  }

  /// What differs from what is printed; empty if nothing does.
  std::string compare_printed(const fs::path& file) {
    std::vector<std::string> unread;
    std::map<std::string, std::pair<std::string, Relation>> ours;
    if (query_.kind == "semanticDiff") ours = changes();
    for (std::size_t i = 0; i < query_.sets.size() && query_.kind == "connectivityMap"; ++i) {
      ours[query_.sets[i]] = {query_.sets[i], relations_[i]};
    }
    std::string difference;
    std::set<std::string> seen;
    for (const tests::Printed& printed : tests::read_printed(file)) {
      const std::string name = printed.set.empty() ? query_.sets[0] : printed.set;
      const std::string key = printed.heading.empty() ? name : printed.heading;
      const auto set = sets_.find(name);
      const Relation theirs = between_workloads(relation_of(printed, *set, unread), *set);
      seen.insert(key);
      if (!ours.contains(key)) {
        difference += "not ours: " + key + "; ";
      } else if (between_workloads(ours[key].second, *set) != theirs) {
        difference += "other connections: " + key + "; ";
      }
    }
    for (const auto& [key, ignored] : ours) {
      if (!seen.contains(key)) difference += "only ours: " + key + "; ";
    }
    for (const std::string& line : unread) difference += "unread: " + line + "; ";
    return difference;
  }

 private:
  bool equal_one_by_one(std::size_t i, std::size_t j) {
    const auto names = [](const PolicySet& set) {
      std::set<std::string> all;
      for (const auto* policy : set.model.network.policies) {
        all.insert(policy->space + "/" + policy->name);
      }
      return all;
    };
    const std::set<std::string> of_both = names(*read_[i]);
    if (of_both != names(*read_[j])) return false;
    return std::all_of(of_both.begin(), of_both.end(), [&](const std::string& name) {
      return relation_of(*sets_.find(query_.sets[i] + "/" + name)) ==
             relation_of(*sets_.find(query_.sets[j] + "/" + name));
    });
  }

  int for_sets(const std::function<int(std::size_t)>& ask) {
    int sum = 0;
    for (std::size_t i = 0; i < read_.size(); ++i) sum += ask(i);
    return sum;
  }

  int findings_of(std::size_t i, const std::set<reach::Finding::Kind>& kinds) {
    const reach::Findings findings = reach::findings(read_[i]->model, read_[i]->graph);
    EXPECT_TRUE(findings.is_complete);
    return static_cast<int>(
        std::count_if(findings.all.begin(), findings.all.end(),
                      [&](const reach::Finding& each) { return kinds.contains(each.kind); }));
  }

  int matching_nothing(std::size_t i) {
    using Kind = reach::Finding::Kind;
    return findings_of(i,
                       {Kind::PolicySelectsNothing, Kind::RuleNeverApplies, Kind::PeerNeverMatches,
                        Kind::RuleMatchesNothing, Kind::PeerMatchesNothing});
  }

  int without_effect(std::size_t i) {
    using Kind = reach::Finding::Kind;
    return findings_of(
        i, {Kind::PolicySelectsNothing, Kind::PolicyWithoutEffect, Kind::RuleWithoutEffect,
            Kind::RuleShadowed, Kind::RuleMatchesNothing, Kind::RuleNeverApplies});
  }

  bool is_vacuous(std::size_t i) {
    return relations_[i] == relation_of(*sets_.without_policies(query_.sets[i]));
  }

  /// Whether the one set lets more to and from the pods that policies of both select.
  int interferes(std::size_t with, std::size_t of) {
    std::set<std::string> both;
    const std::set<std::string> a = captured(*read_[with]);
    const std::set<std::string> b = captured(*read_[of]);
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
    return !is_within(about(relations_[with], both), about(relations_[of], both));
  }

  /// Workloads of which no pod is selected.
  int not_captured() {
    int sum = 0;
    for (const auto& set : read_) {
      const std::vector<std::string> names = tests::pod_names(*set);
      const std::set<std::string> some = captured(*set);
      for (const reach::Workload& workload : set->workloads) {
        sum += std::none_of(workload.pods.begin(), workload.pods.end(),
                            [&](reach::PodIndex pod) { return some.contains(names[pod]); });
      }
    }
    return sum;
  }

  /// By heading: the set that the pods are of, and what has changed. Never nothing.
  std::map<std::string, std::pair<std::string, Relation>> changes() {
    const auto kind_of = [&](const std::string& pod) {
      const bool was = relations_[0].outside.contains({pod, true});
      const bool is = relations_[1].outside.contains({pod, true});
      return was && is ? 'p' : was ? 'r' : 'a';
    };
    std::map<std::string, std::pair<std::string, Relation>> all;
    for (const bool gained : {true, false}) {
      const Relation& more = relations_[gained ? 1 : 0];
      const Relation& less = relations_[gained ? 0 : 1];
      const std::string& topology = query_.sets[gained ? 1 : 0];
      const auto part = [&](const std::string& heading) -> Relation& {
        auto& place = all[heading];
        if (place.first.empty()) {
          place.first = topology;
          for (const auto& [end, ignored] : more.outside) {
            place.second.outside[end] = {{all_addresses(false), Connections::none()}};
          }
        }
        return place.second;
      };
      const std::string kept = gained ? "Added" : "Removed";
      for (const auto& [pair, connections] : more.pods) {
        const auto found = less.pods.find(pair);
        const Connections some =
            found == less.pods.end() ? connections : connections - found->second;
        if (some.is_none()) continue;
        const bool first = kind_of(pair.first) == 'p';
        const bool second = kind_of(pair.second) == 'p';
        std::string heading = kept + " connections between persistent peers";
        if (!first && !second) {
          heading = gained ? "New connections between added peers"
                           : "Lost connections between removed peers";
        } else if (!first || !second) {
          heading = gained ? "New connections between persistent peers and added peers"
                           : "Lost connections between removed peers and persistent peers";
        }
        part(heading).pods[pair] = some;
      }
      for (const auto& [end, outside] : more.outside) {
        const bool persists = kind_of(end.first) == 'p';
        const reach::Outside nothing{{all_addresses(false), Connections::none()}};
        const reach::Outside some = tests::less(outside, persists ? less.outside.at(end) : nothing);
        if (some == nothing) continue;
        std::string heading = kept + " connections between persistent peers and ipBlocks";
        if (!persists) {
          heading = gained ? "New connections between added peers and ipBlocks"
                           : "Lost connections between removed peers and ipBlocks";
        }
        part(heading).outside[end] = some;
      }
    }
    return all;
  }

  Sets& sets_;
  const SchemeQuery& query_;
  std::vector<std::shared_ptr<const PolicySet>> read_;
  std::vector<Relation> relations_;
  bool is_readable_ = true;
  std::string error_;
};

struct Share {
  int agreed = 0, asked = 0, elsewhere = 0;
};

std::map<std::string, std::string> reviewed_differences() {
  std::ifstream in(fs::path(RINGFENCE_SOURCE_DIR) / "tests/expected/network-config-analyzer.csv");
  std::map<std::string, std::string> all;
  std::string line;
  std::getline(in, line);  // the heading
  while (std::getline(in, line)) {
    const std::size_t first = line.find(',');
    const std::size_t second = line.find(',', first + 1);
    all[line.substr(0, first) + " " + line.substr(first + 1, second - first - 1)] =
        line.substr(second + 1);
  }
  return all;
}

class NetworkConfigAnalyzer : public testing::Test {
 protected:
  void SetUp() override {
    if (fs::exists(kCorpus)) return;
    const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
    ASSERT_FALSE(required != nullptr && std::string_view(required) == "1") << "no " << kCorpus;
    GTEST_SKIP() << "no corpus at " << kCorpus;
  }
};

std::vector<fs::path> schemes() {
  std::vector<fs::path> all;
  for (const auto& entry : fs::recursive_directory_iterator(kCorpus)) {
    const std::string name = entry.path().filename().string();
    const bool is_output = entry.path().parent_path().filename() == "expected_output";
    if (!is_output && name.find("scheme") != std::string::npos &&
        entry.path().extension() == ".yaml") {
      all.push_back(entry.path());
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

TEST_F(NetworkConfigAnalyzer, AnswersAreTheSame) {
  std::map<std::string, Share> shares;
  std::map<std::string, std::string> differences;
  for (const fs::path& file : schemes()) {
    const Scheme scheme = tests::read_scheme(file, kCorpus);
    Sets sets(scheme);
    for (const SchemeQuery& query : scheme.queries) {
      Answer answer(sets, query);
      const std::string key = scheme.name + " " + query.name;
      if (!answer.is_readable()) {
        ++shares[query.kind].elsewhere;
        continue;
      }
      std::string difference = answer.error();
      const auto number = difference.empty() ? answer.number() : std::nullopt;
      if (number && query.expected && *number != *query.expected) {
        difference += std::to_string(*number) + " instead of " + std::to_string(*query.expected);
      }
      if (difference.empty() && !query.output.empty()) {
        difference += answer.compare_printed(query.output);
      }
      const bool is_refused = !answer.error().empty();
      const bool is_asked = is_refused || (number && query.expected) || !query.output.empty();
      if (!is_asked) continue;
      Share& share = shares[query.kind];
      ++share.asked;
      if (difference.empty()) {
        ++share.agreed;
      } else {
        differences[key] = difference;
      }
    }
  }
  for (const auto& [kind, share] : shares) {
    std::cout << "network-config-analyzer, " << kind << ": " << share.agreed << " of "
              << share.asked << " agreed (" << share.elsewhere
              << " name sets that are elsewhere)\n";
  }
  const auto reviewed = reviewed_differences();
  for (const auto& [key, difference] : differences) {
    EXPECT_TRUE(reviewed.contains(key)) << key << ": " << difference;
  }
  for (const auto& [key, reason] : reviewed) {
    EXPECT_TRUE(differences.contains(key)) << key << " agrees, or is not there";
    EXPECT_FALSE(reason.empty()) << key;
  }
  EXPECT_GE(shares["equivalence"].asked, 8);
  EXPECT_GE(shares["containment"].asked, 10);
  EXPECT_GE(shares["vacuity"].asked, 9);
  EXPECT_GE(shares["redundancy"].asked, 9);
  EXPECT_GE(shares["sanity"].asked, 18);
}

}  // namespace
}  // namespace ringfence
