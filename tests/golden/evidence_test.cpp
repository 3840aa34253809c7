// Evidence bundles as a user makes and checks them: what is whole is accepted, and whatever was
// done to it afterwards is not.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "golden/bundle_files.h"
#include "support/run_program.h"

namespace ringfence::tests {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using verify::Status;

Finished run(const std::string& command) {
  return run_shell(command, RINGFENCE_SOURCE_DIR);
}

class Evidence : public testing::Test {
 protected:
  void SetUp() override {
    bundle = folder.path() / "bundle";
    const Finished made = check_into(bundle);
    ASSERT_EQ(made.exit_status, 0) << made.err;
  }

  static Finished check_into(const fs::path& where, const std::string& before = "") {
    return run(before + " " + RINGFENCE_BINARY + " check examples/three-layers-fixed --evidence " +
               where.string());
  }

  Folder folder;
  fs::path bundle;
};

TEST_F(Evidence, IsAcceptedWhole) {
  const Finished checked = run(std::string(RINGFENCE_VERIFY_BINARY) + " " + bundle.string());
  EXPECT_EQ(checked.exit_status, 0) << checked.out;
  EXPECT_TRUE(checked.out.starts_with("s VERIFIED BUNDLE\n")) << checked.out;
  EXPECT_EQ(checked.out.find("proof checked here: 0"), std::string::npos) << checked.out;
  EXPECT_NE(checked.out.find("on a solver's word: 0"), std::string::npos) << checked.out;
}

TEST_F(Evidence, IsTheSameBytesEveryTime) {
  const fs::path again = folder.path() / "again";
  ASSERT_EQ(check_into(again).exit_status, 0);
  EXPECT_EQ(files_of(bundle).size(), files_of(again).size());
  for (const fs::path& file : files_of(bundle))
    EXPECT_EQ(read_bytes(file), read_bytes(again / fs::relative(file, bundle))) << file;
}

TEST_F(Evidence, HasATimeOnlyIfOneIsGiven) {
  EXPECT_FALSE(fs::exists(bundle / "statements/svr.json"));
  const fs::path timed = folder.path() / "timed";
  ASSERT_EQ(check_into(timed, "SOURCE_DATE_EPOCH=1700000000").exit_status, 0);
  EXPECT_TRUE(check_bundle(timed).accepted()) << check_bundle(timed).said;
  const Json svr = Json::parse(read_bytes(timed / "statements/svr.json"));
  EXPECT_EQ(svr.at("predicate").at("timeCreated"), "2023-11-14T22:13:20Z");
  fs::remove(timed / "statements/svr.json");
  write_seal(timed);
  EXPECT_EQ(check_bundle(timed).status, Status::Rejected);
  for (const char* wrong : {"now", "-1", "1.5", "253402300800"}) {
    const Finished refused =
        check_into(folder.path() / "none", "SOURCE_DATE_EPOCH=" + std::string(wrong));
    EXPECT_EQ(refused.exit_status, 2) << wrong;
    EXPECT_NE(refused.err.find("E0016"), std::string::npos) << refused.err;
  }
}

TEST_F(Evidence, SaysInTotoWhatTheReportSays) {
  const Json report = Json::parse(read_bytes(bundle / "report.json"));
  const Json ours = Json::parse(read_bytes(bundle / "statements/verdicts.json"));
  const Json tests = Json::parse(read_bytes(bundle / "statements/test-result.json"));
  for (const Json& statement : {ours, tests}) {
    EXPECT_EQ(statement.at("_type"), "https://in-toto.io/Statement/v1");
    ASSERT_EQ(statement.at("subject").size(), report.at("inputs").size());
    for (std::size_t i = 0; i < report.at("inputs").size(); ++i) {
      const Json& subject = statement.at("subject")[i];
      EXPECT_EQ(subject.at("name"), report.at("inputs")[i].at("file"));
      EXPECT_EQ(subject.at("digest").at("sha256"), report.at("inputs")[i].at("sha256"));
    }
  }
  EXPECT_EQ(tests.at("predicateType"), "https://in-toto.io/attestation/test-result/v0.1");
  EXPECT_EQ(tests.at("predicate").at("result"), "PASSED");
  EXPECT_EQ(tests.at("predicate").at("failedTests").size(), 0U);
  EXPECT_EQ(tests.at("predicate").at("passedTests").size(), report.at("summary").at("holds"));
  EXPECT_EQ(ours.at("predicate").at("verdicts").size(), report.at("verdicts").size());
}

// For people: what the policies are, what they range over, and which controls they support.
TEST_F(Evidence, SaysWhatEachVerdictIsAbout) {
  const Json manifest = Json::parse(read_bytes(bundle / "manifest.json"));
  const Json report = Json::parse(read_bytes(bundle / "report.json"));
  for (const Json& policy : manifest.at("policies")) {
    const std::string name = policy.at("name");
    const std::string text = read_bytes(bundle / policy.at("file").get<std::string>());
    EXPECT_TRUE(text.starts_with("policy " + name + " ")) << text;
    const std::string parsed = (folder.path() / "policy.rf").string();
    write_bytes(parsed, text);
    EXPECT_EQ(run(std::string(RINGFENCE_BINARY) + " fmt --check " + parsed).err, "");
  }

  const Json coverage = Json::parse(read_bytes(bundle / "coverage.json"));
  ASSERT_EQ(coverage.at("statements").size(), report.at("verdicts").size());
  for (const Json& statement : coverage.at("statements")) {
    EXPECT_FALSE(statement.at("kinds").empty()) << statement;
    for (const Json& kind : statement.at("kinds"))
      EXPECT_TRUE(coverage.at("entities").contains(kind.get<std::string>())) << kind;
    if (statement.at("id") != "spreading-is-real") continue;
    EXPECT_EQ(statement.at("ranges"), Json::parse(R"([
        {"variables": ["w"], "in": "workloads"}, {"variables": ["a", "b"], "in": "w.pods"}])"));
    for (const char* kind : {"pod", "workload"}) {
      const Json& kinds = statement.at("kinds");
      EXPECT_NE(std::find(kinds.begin(), kinds.end(), kind), kinds.end()) << kind;
    }
  }
  EXPECT_EQ(coverage.at("entities").at("vm"),
            Json::parse(R"(["worker-1", "worker-2", "worker-3"])"));

  const Json controls = Json::parse(read_bytes(bundle / "controls.json"));
  for (const Json& catalogue : controls.at("catalogues"))
    EXPECT_TRUE(catalogue.at("source").is_string()) << "specs/catalogues.json lacks " << catalogue;
  std::size_t supported = 0;
  for (const Json& control : controls.at("controls")) {
    for (const Json& by : control.at("supportedBy")) {
      for (const Json& verdict : report.at("verdicts")) {
        if (verdict.at("id") != by.at("id")) continue;
        const Json& named = verdict.at("controls");
        EXPECT_NE(std::find(named.begin(), named.end(), control.at("control")), named.end());
        EXPECT_EQ(verdict.at("verdict"), by.at("verdict"));
        ++supported;
      }
    }
  }
  std::size_t expected = 0;
  for (const Json& verdict : report.at("verdicts")) expected += verdict.at("controls").size();
  EXPECT_EQ(supported, expected);
}

TEST_F(Evidence, IsRefusedWithAnyByteChanged) {
  std::size_t tried = 0;
  for (const fs::path& file : files_of(bundle)) {
    const std::string whole = read_bytes(file);
    ASSERT_FALSE(whole.empty()) << file;
    const std::size_t step = std::max<std::size_t>(1, whole.size() / 12);
    for (std::size_t at = 0; at < whole.size(); at += step) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ (1 << (tried % 8)));
      write_bytes(file, changed);
      EXPECT_FALSE(check_bundle(bundle).accepted()) << file << " at " << at;
      ++tried;
    }
    for (const std::string& other :
         {whole.substr(0, whole.size() - 1), whole + "\n", std::string()}) {
      write_bytes(file, other);
      EXPECT_FALSE(check_bundle(bundle).accepted()) << file << " of " << other.size() << " bytes";
    }
    fs::remove(file);
    EXPECT_FALSE(check_bundle(bundle).accepted()) << file << " removed";
    write_bytes(file, whole);
  }
  EXPECT_GT(tried, 500U);
  for (const char* more : {"more", "statements/more.json", "attestations.intoto.jsonl",
                           "statements/svr.json", "inputs/9999"}) {
    write_bytes(bundle / more, "{}");
    EXPECT_FALSE(check_bundle(bundle).accepted()) << more;
    fs::remove(bundle / more);
  }
  fs::create_symlink("manifest.json", bundle / "link");
  EXPECT_FALSE(check_bundle(bundle).accepted());
  fs::remove(bundle / "link");
  EXPECT_TRUE(check_bundle(bundle).accepted());
}

// A forger can make all the hashes right, but no proof of what is not so.
TEST_F(Evidence, IsRefusedWithAFormulaThatTheProofDoesNotRefute) {
  fs::path formula;
  for (const fs::path& file : files_of(bundle)) {
    if (file.extension() == ".opb") formula = file;
  }
  ASSERT_FALSE(formula.empty());
  // Without its last constraint, the denial of the policy, the formula has solutions.
  std::string text = read_bytes(formula);
  text.resize(text.rfind('\n', text.size() - 2) + 1);
  forge(bundle, fs::relative(formula, bundle).string(), text + "+1 true_and_useless >= 0 ;\n");
  const Checked checked = check_bundle(bundle);
  EXPECT_EQ(checked.status, Status::Rejected) << checked.said;
  EXPECT_NE(checked.said.find(".pbp:"), std::string::npos) << checked.said;
}

TEST_F(Evidence, IsRefusedWhereItsPartsDisagree) {
  const auto refused = [&](const std::string& from, const std::string& to, const char* why) {
    const fs::path copy = folder.path() / "copy";
    fs::remove_all(copy);
    fs::copy(bundle, copy, fs::copy_options::recursive);
    replace_and_seal(copy, from, to);
    const Checked checked = check_bundle(copy);
    EXPECT_EQ(checked.status, Status::Rejected) << checked.said;
    EXPECT_NE(checked.said.find(why), std::string::npos) << checked.said;
  };
  refused("\"exitStatus\": 0", "\"exitStatus\": 1", "exitStatus");
  refused("\"verdict\": \"holds\"", "\"verdict\": \"violated\"", "verdict");
  refused("\"basis\": \"proof\"", "\"basis\": \"evaluated\"", "rest on");
  refused("\"spreading-is-real\"", "\"spreading\"", "");
  refused("three-layers-fixed/hosts.rf", "three-layers/hosts.rf", "inputs");
  refused("\"policies/0001.rf\",\n   \"input\": \"inputs/0009\"",
          "\"policies/0001.rf\",\n   \"input\": \"inputs/0001\"", "input does not say so");
  // What is only said in a statement must be what the manifest says.
  for (const char* path : {"statements/verdicts.json", "statements/test-result.json"}) {
    const fs::path file = bundle / path;
    const std::string whole = read_bytes(file);
    for (const char* name : {"subject", "predicateType", "predicate", "_type"}) {
      Json changed = Json::parse(whole);
      changed.erase(name);
      write_bytes(file, changed.dump());
      write_seal(bundle);
      EXPECT_EQ(check_bundle(bundle).status, Status::Rejected) << path << " " << name;
    }
    Json more = Json::parse(whole);
    more["predicate"]["passedTests"].push_back("another");
    write_bytes(file, more.dump());
    write_seal(bundle);
    EXPECT_EQ(check_bundle(bundle).status, Status::Rejected) << path;
    write_bytes(file, whole);
  }
  write_seal(bundle);
  EXPECT_TRUE(check_bundle(bundle).accepted()) << check_bundle(bundle).said;
}

/// What was waived is no failure, and the bundle says by what it was waived.
TEST_F(Evidence, SaysWhatWasWaived) {
  const fs::path waived = folder.path() / "waived";
  const Finished made =
      run(std::string("SOURCE_DATE_EPOCH=1790000000 ") + RINGFENCE_BINARY +
          " check --pack isolation --policy 'own-*' --waivers examples/waivers/waivers.yaml "
          "examples/waivers/agent.yaml --evidence " +
          waived.string());
  ASSERT_EQ(made.exit_status, 0) << made.out << made.err;
  EXPECT_TRUE(check_bundle(waived).accepted()) << check_bundle(waived).said;
  const Json result = Json::parse(read_bytes(waived / "statements/test-result.json"));
  EXPECT_EQ(result.at("predicate").at("result"), "PASSED");
  EXPECT_EQ(result.at("predicate").at("warnedTests").size(), 3U);
  const Finished again = run(std::string(RINGFENCE_BINARY) + " rederive " + waived.string());
  EXPECT_EQ(again.exit_status, 0) << again.out << again.err;
  const auto refused = [&](const std::string& from, const std::string& to, const char* why) {
    const fs::path copy = folder.path() / "copy";
    fs::remove_all(copy);
    fs::copy(waived, copy, fs::copy_options::recursive);
    replace_and_seal(copy, from, to);
    const Checked checked = check_bundle(copy);
    EXPECT_EQ(checked.status, Status::Rejected) << checked.said;
    EXPECT_NE(checked.said.find(why), std::string::npos) << checked.said;
  };
  refused("\"isAccepted\": true", "\"isAccepted\": false", "isAccepted");
  refused("\"isAccepted\": false", "\"isAccepted\": true", "isAccepted");
}

TEST_F(Evidence, IsNotWrittenOverAnything) {
  const Finished again = check_into(bundle);
  EXPECT_EQ(again.exit_status, 2);
  EXPECT_NE(again.err.find("E0013"), std::string::npos) << again.err;
  EXPECT_TRUE(check_bundle(bundle).accepted());
}

TEST_F(Evidence, WithoutItsSealIsNone) {
  fs::remove(bundle / "manifest.sha256");
  EXPECT_EQ(check_bundle(bundle).status, Status::Unreadable);
}

TEST_F(Evidence, IsNoneThatReadsOutsideOfItself) {
  for (const char* path : {"../bundle/report.json", "/etc/hostname", "inputs/../report.json"}) {
    const fs::path copy = folder.path() / "copy";
    fs::remove_all(copy);
    fs::copy(bundle, copy, fs::copy_options::recursive);
    replace_and_seal(copy, "\"path\": \"report.json\"", "\"path\": \"" + std::string(path) + "\"");
    const Checked checked = check_bundle(copy);
    EXPECT_EQ(checked.status, Status::Rejected) << checked.said;
    EXPECT_NE(checked.said.find("no path inside"), std::string::npos) << checked.said;
  }
  for (const char* part :
       {"\"file\": \"policies/0001.rf\"", "\"input\": \"inputs/0009\"",
        "\"formula\": \"obligations/0001.opb\"", "\"values\": \"worlds/0033.json\""}) {
    const fs::path copy = folder.path() / "copy";
    fs::remove_all(copy);
    fs::copy(bundle, copy, fs::copy_options::recursive);
    ASSERT_NE(read_bytes(copy / "manifest.json").find(part), std::string::npos) << part;
    const std::string field = std::string(part).substr(0, std::string(part).find(':'));
    replace_and_seal(copy, part, field + ": \"../bundle/report.json\"");
    const Checked checked = check_bundle(copy);
    EXPECT_EQ(checked.status, Status::Rejected) << checked.said;
    EXPECT_NE(checked.said.find("does not list"), std::string::npos) << checked.said;
  }
}

}  // namespace
}  // namespace ringfence::tests
