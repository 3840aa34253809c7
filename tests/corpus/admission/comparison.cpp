#include "corpus/admission/comparison.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "corpus/policy_verdicts.h"

namespace ringfence::tests {
namespace {

namespace fs = std::filesystem;

/// The rows of a table of `columns` columns that are about the corpus. The last column is the rest
/// of the line, commas and all.
std::vector<std::vector<std::string>> rows(const char* file, const std::string& corpus,
                                           std::size_t columns) {
  std::ifstream in(fs::path(RINGFENCE_SOURCE_DIR) / "tests/expected" / file);
  std::vector<std::vector<std::string>> all;
  std::string line;
  std::getline(in, line);  // the heading
  while (std::getline(in, line)) {
    std::vector<std::string> row;
    std::istringstream rest(line);
    for (std::string field; row.size() + 1 < columns && std::getline(rest, field, ',');) {
      row.push_back(field);
    }
    row.emplace_back();
    std::getline(rest, row.back());
    EXPECT_EQ(row.size(), columns) << file << ": " << line;
    if (row.size() == columns && row[0] == corpus) all.push_back(std::move(row));
  }
  return all;
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> all;
  for (std::string word; in >> word;) all.push_back(word);
  return all;
}

/// Whether a policy is about anything in the case: what was not read would be accepted, too.
bool some_holds(const PolicyVerdicts& verdicts, const std::vector<std::string>& policies) {
  return std::any_of(verdicts.all.begin(), verdicts.all.end(), [&](const PolicyVerdict& each) {
    return each.verdict == "holds" &&
           std::find(policies.begin(), policies.end(), each.policy) != policies.end();
  });
}

constexpr const char* kWritten = "written";  ///< What every policy text of a case is called.

}  // namespace

AdmissionComparison::AdmissionComparison(std::string corpus) : corpus_(std::move(corpus)) {
  for (const auto& row : rows("admission-scope.csv", corpus_, 4)) {
    const bool is_new = scope_.emplace(row[1], Row{words(row[2]), row[3]}).second;
    EXPECT_TRUE(is_new) << corpus_ << " " << row[1] << " has two rows";
    EXPECT_TRUE(!row[2].empty() || !row[3].empty()) << corpus_ << " " << row[1];
  }
  for (const auto& row : rows("admission-differences.csv", corpus_, 5)) {
    const bool is_new = differences_.emplace(row[1], Difference{row[2]}).second;
    EXPECT_TRUE(is_new) << corpus_ << " " << row[1] << " has two rows";
    EXPECT_TRUE(!row[3].empty() && !row[4].empty()) << corpus_ << " " << row[1];
  }
}

fs::path AdmissionComparison::folder() const {
  return fs::path(RINGFENCE_CORPUS) / corpus_;
}

bool AdmissionComparison::is_missing() const {
  if (fs::exists(folder())) return false;
  const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
  EXPECT_FALSE(required != nullptr && std::string_view(required) == "1") << folder();
  return true;
}

bool AdmissionComparison::is_in_scope(const std::string& check) {
  const auto row = scope_.find(check);
  if (row == scope_.end()) {
    ADD_FAILURE() << corpus_ << ": the check `" << check << "` has no row";
    return false;
  }
  row->second.is_used = true;
  return !row->second.policies.empty();
}

void AdmissionComparison::compare(AdmissionCase one) {
  if (!is_in_scope(one.check)) return;
  EXPECT_TRUE(names_.insert(one.name).second) << corpus_ << " " << one.name << " is there twice";
  std::vector<std::string> packs;
  std::vector<std::string> policies;
  for (const std::string& each : scope_.at(one.check).policies) {
    const std::size_t slash = each.rfind('/');
    policies.push_back(slash == std::string::npos ? each : each.substr(slash + 1));
    if (slash == std::string::npos) continue;
    const std::string pack = each.substr(0, slash);
    if (std::find(packs.begin(), packs.end(), pack) == packs.end()) packs.push_back(pack);
  }
  const bool wants_text = std::find(policies.begin(), policies.end(), kWritten) != policies.end();
  EXPECT_EQ(wants_text, !one.written.empty()) << corpus_ << " " << one.name;
  for (Object& object : one.objects) complete(object);
  const auto verdicts = verdicts_of(manifest(one.objects), packs, one.written);
  std::string ours = admission(verdicts, policies);
  // Of an error the code: `error: E0511 the pod has no containers`.
  if (ours.starts_with("error: E")) ours = "refused " + ours.substr(7, 5);
  if (ours == "accept") {
    EXPECT_TRUE(packs == std::vector<std::string>{"availability"} || some_holds(verdicts, policies))
        << corpus_ << " " << one.name << " has nothing that a policy is about";
  }
  count(one, ours, verdicts.error);
}

void AdmissionComparison::count(const AdmissionCase& one, const std::string& ours,
                                const std::string& error) {
  const auto known = differences_.find(one.name);
  if (known == differences_.end() || !ours.starts_with("refused")) {
    ++cases_;
    by_packs_ += one.written.empty() ? 1 : 0;
  }
  if (known == differences_.end()) {
    EXPECT_EQ(ours, one.expected) << corpus_ << " " << one.name << " " << error;
    agreed_ += ours == one.expected ? 1 : 0;
    return;
  }
  known->second.is_used = true;
  EXPECT_NE(ours, one.expected) << corpus_ << " " << one.name << " no longer differs";
  EXPECT_EQ(ours, known->second.ours) << corpus_ << " " << one.name;
  if (ours.starts_with("refused")) return skip("an object that the API server refuses");
  ++reviewed_;
}

void AdmissionComparison::skip(const std::string& reason) {
  ++skipped_[reason];
}

void AdmissionComparison::finish(std::size_t at_least) {
  std::cout << corpus_ << ": " << cases_ << " cases in scope (" << by_packs_ << " by packs alone), "
            << agreed_ << " agreed, " << reviewed_ << " reviewed differences";
  for (const auto& [reason, count] : skipped_) std::cout << ", " << count << " skipped: " << reason;
  std::cout << "\n";
  EXPECT_GE(cases_, at_least);
  for (const auto& [check, row] : scope_) {
    EXPECT_TRUE(row.is_used) << corpus_ << " has no check `" << check << "`";
  }
  for (const auto& [name, row] : differences_) {
    EXPECT_TRUE(row.is_used) << corpus_ << " has no case `" << name << "`";
  }
}

}  // namespace ringfence::tests
