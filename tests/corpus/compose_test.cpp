#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "ingest/compose/field_table.h"
#include "support/run_program.h"

// Compose files of others: each is read, or refused for the reason in tests/expected/compose.csv;
// every field of the specification's schema has a row in the table of fields; and the pack finds
// what another checker finds, but for the differences that the same file explains.

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const fs::path kCorpus = RINGFENCE_CORPUS;

bool is_required() {
  const char* required = std::getenv("RINGFENCE_REQUIRE_CORPUS");
  return required != nullptr && std::string_view(required) == "1";
}

std::vector<fs::path> files(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(kCorpus / folder)) {
    if (entry.path().extension() == ".yaml") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// File to what is expected of it: `E0708`, or `difference`.
std::map<std::string, std::string> expected() {
  std::map<std::string, std::string> all;
  std::ifstream in(fs::path(RINGFENCE_SOURCE_DIR) / "tests/expected/compose.csv");
  std::string line;
  std::getline(in, line);  // the heading
  while (std::getline(in, line)) {
    const std::size_t first = line.find(',');
    const std::size_t second = line.find(',', first + 1);
    all.emplace(line.substr(0, first), line.substr(first + 1, second - first - 1));
  }
  return all;
}

ringfence::tests::Finished run(const std::string& arguments, const fs::path& file) {
  return ringfence::tests::run_shell(
      std::string(RINGFENCE_BINARY) + " " + arguments + " " + file.filename().string(),
      file.parent_path());
}

/// The codes of the errors that a run printed, with a check that each has a place.
std::string codes(const std::string& printed) {
  std::set<std::string> all;
  for (std::size_t at = printed.find("error[E"); at != std::string::npos;
       at = printed.find("error[E", at + 1)) {
    all.insert(printed.substr(at + 6, 5));
  }
  std::string text;
  for (const std::string& code : all) text += (text.empty() ? "" : " ") + code;
  return text;
}

void import_all(const fs::path& folder) {
  if (!fs::exists(kCorpus / folder)) {
    ASSERT_FALSE(is_required()) << folder;
    GTEST_SKIP() << folder << " is not here";
  }
  const auto wanted = expected();
  std::size_t read = 0, refused = 0;
  const auto all = files(folder);
  for (const fs::path& file : all) {
    const std::string name = fs::relative(file, kCorpus).string();
    const auto row = wanted.find(name);
    const std::string code = row == wanted.end() ? "" : row->second;
    const auto finished = run("model", file);
    EXPECT_EQ(codes(finished.err), code) << name << "\n" << finished.err;
    if (finished.exit_status == 0) ++read;
    if (finished.exit_status != 0 && !code.empty()) {
      ++refused;
      const bool has_place = finished.err.find("-->") != std::string::npos;
      EXPECT_TRUE(has_place || code == "E0001") << name;
    }
  }
  std::cout << folder.string() << ": " << read << " of " << all.size() << " files read, " << refused
            << " refused as listed\n";
  EXPECT_EQ(read + refused, all.size());
  EXPECT_GT(all.size(), 30U);
}

TEST(Compose, ReadsApplications) {
  import_all("apps/awesome-compose");
}
TEST(Compose, ReadsWhatTheSpecificationsLoaderReads) {
  import_all("compose-spec/compose-go");
}

/// All paths of a schema, as the table of fields writes them, with `$ref` followed.
void walk(const Json& root, const Json& schema, const std::string& path,
          std::set<std::string>& paths) {
  if (schema.contains("$ref")) {
    const std::string name = schema.at("$ref").get<std::string>();
    const std::string type = name.substr(name.rfind('/') + 1);
    paths.insert(path);
    // Complete shapes of the table, without rows for what is inside.
    static const std::set<std::string> kComplete = {"list_or_dict", "string_or_list",
                                                    "list_of_strings", "command", "label_file"};
    if (!kComplete.contains(type)) walk(root, root.at("definitions").at(type), path, paths);
    return;
  }
  if (!path.empty()) paths.insert(path);
  if (schema.contains("oneOf")) {
    for (const Json& one : schema.at("oneOf")) walk(root, one, path, paths);
  }
  const std::string prefix = path.empty() ? "" : path + ".";
  if (schema.contains("properties")) {
    for (const auto& [key, value] : schema.at("properties").items())
      walk(root, value, prefix + key, paths);
  }
  if (schema.contains("patternProperties")) {
    for (const auto& [key, value] : schema.at("patternProperties").items()) {
      if (key != "^x-") walk(root, value, prefix + "*", paths);
    }
  }
  if (schema.contains("items")) walk(root, schema.at("items"), path + "[]", paths);
}

TEST(Compose, EveryFieldOfTheSchemaHasARow) {
  const fs::path file = kCorpus / "compose-spec/compose-spec.json";
  if (!fs::exists(file)) {
    ASSERT_FALSE(is_required());
    GTEST_SKIP();
  }
  std::ifstream in(file);
  const Json schema = Json::parse(in);
  std::set<std::string> paths;
  walk(schema, schema, "", paths);
  std::size_t found = 0;
  for (const std::string& path : paths) {
    const bool has_row = ringfence::ingest::compose::find_field(path) != nullptr;
    EXPECT_TRUE(has_row) << path;
    found += has_row ? 1 : 0;
  }
  std::cout << "Compose schema: " << found << " of " << paths.size() << " fields have a row\n";
  EXPECT_GT(paths.size(), 350U);
}

TEST(Compose, PackFindsWhatAnotherCheckerFinds) {
  const fs::path folder = "compose-checks";
  if (!fs::exists(kCorpus / folder)) {
    ASSERT_FALSE(is_required());
    GTEST_SKIP();
  }
  const std::map<std::string, std::string> policies = {
      {"container_capabilities_unrestricted",
       "--policy compose-capabilities-are-dropped --policy compose-no-dangerous-capabilities"},
      {"cpus_not_limited", "--policy compose-cpu-is-limited"},
      {"docker_socket_mounted_in_container", "--policy compose-engine-socket-is-not-mounted"},
      {"memory_not_limited", "--policy compose-memory-is-limited"},
      {"pids_limit_not_set", "--policy compose-processes-are-limited"},
      {"privileged_ports_mapped_in_container", "--policy compose-no-privileged-ports"},
      {"shared_host_ipc_namespace", "--policy compose-own-ipc-namespace"},
      {"shared_host_user_namespace", "--policy compose-user-namespace-is-not-refused"},
      {"volume_has_sensitive_host_directory", "--policy compose-no-sensitive-paths"}};
  const auto explained = expected();
  std::size_t agree = 0, in_scope = 0;
  for (const fs::path& file : files(folder)) {
    const std::string name = fs::relative(file, kCorpus).string();
    const auto row = explained.find(name);
    const std::string how = row == explained.end() ? "" : row->second;
    const std::string check = file.parent_path().filename().string();
    const auto finished = run("check --allow-empty --pack compose " + policies.at(check), file);
    if (how.starts_with("E")) {  // no project that an engine would run
      EXPECT_EQ(codes(finished.err), how) << name;
      continue;
    }
    ++in_scope;
    const bool is_positive = file.filename().string().starts_with("positive");
    const bool same = finished.exit_status == (is_positive ? 1 : 0);
    EXPECT_EQ(same, how.empty()) << name << "\n" << finished.out << finished.err;
    agree += same ? 1 : 0;
  }
  std::cout << "compose-checks: " << agree << " of " << in_scope << " agree\n";
  EXPECT_GE(agree * 100, in_scope * 95);
}

}  // namespace
