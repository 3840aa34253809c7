// What a bundle says beside its proofs: its formulas are made again from its own inputs, its
// SMT-LIB files are given to other programs, and its worlds are read by ringfence as inputs.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "golden/bundle_files.h"
#include "support/run_program.h"

namespace ringfence::tests {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using verify::Status;

Finished ringfence(const std::string& arguments) {
  return run_shell(std::string(RINGFENCE_BINARY) + " " + arguments, RINGFENCE_SOURCE_DIR);
}

const fs::path kSource = RINGFENCE_SOURCE_DIR;

/// A bundle about a copy of an example.
class Rederived : public testing::TestWithParam<const char*> {
 protected:
  void make(const std::string& example) {
    fs::copy(kSource / "examples" / example, inputs, fs::copy_options::recursive);
    const Finished made = ringfence("check " + inputs.string() + " --evidence " + bundle.string());
    ASSERT_NE(made.exit_status, 2) << made.err;
  }
  Finished rederive() const { return ringfence("rederive " + bundle.string()); }

  Folder folder;
  fs::path inputs = folder.path() / "inputs";
  fs::path bundle = folder.path() / "bundle";
};

TEST_P(Rederived, IsTheSameFromTheRecordedInputsAlone) {
  make(GetParam());
  fs::remove_all(inputs);
  const Finished again = rederive();
  EXPECT_EQ(again.exit_status, 0) << again.out << again.err;
  std::size_t formulas = 0;  // and worlds
  for (const fs::path& file : files_of(bundle)) {
    const bool is_world = file.parent_path().filename() == "worlds";
    if (is_world || file.extension() == ".opb" || file.extension() == ".smt2") ++formulas;
  }
  EXPECT_GT(formulas, 0U);
  EXPECT_NE(again.out.find("\n" + std::to_string(formulas) + " same, 0 differ, "),
            std::string::npos)
      << again.out;
}

TEST_P(Rederived, GivesOtherSolversFormulasThatTheyRefute) {
  make(GetParam());
  std::size_t asked = 0;
  for (const char* program : {"z3", "cvc5"}) {
    if (run_shell(std::string("command -v ") + program, kSource).exit_status != 0) continue;
    for (const fs::path& file : files_of(bundle)) {
      if (file.extension() != ".smt2") continue;
      EXPECT_EQ(run_shell(std::string(program) + " " + file.string(), kSource).out, "unsat\n")
          << program << " " << file;
      ++asked;
    }
  }
  if (asked == 0) GTEST_SKIP() << "neither z3 nor cvc5";
}

// Read beside the inputs, a world leaves the policy as false (or true) as it was, for the same
// things, with nothing left to choose.
TEST_P(Rederived, HasWorldsThatCanBeRead) {
  make(GetParam());
  const Json manifest = Json::parse(read_bytes(bundle / "manifest.json"));
  const Json report = Json::parse(read_bytes(bundle / "report.json"));
  std::size_t read = 0;
  for (std::size_t i = 0; i < manifest.at("verdicts").size(); ++i) {
    const Json& row = manifest.at("verdicts")[i];
    if (row.at("world").is_null()) continue;
    const std::string world = row.at("world");
    const std::string policy = row.at("policy");
    const Finished again = ringfence("check --format json --policy " + policy + " " +
                                     inputs.string() + " " + (bundle / world).string());
    ASSERT_NE(again.exit_status, 2) << again.err;
    const Json checked = Json::parse(again.out);
    for (const Json& verdict : checked.at("verdicts")) {
      if (verdict.at("id") != row.at("id")) continue;
      const Json& before = report.at("verdicts")[i];
      for (const char* field : {"verdict", "subjects", "others"})
        EXPECT_EQ(verdict.at(field), before.at(field)) << policy << " " << field;
      for (const char* field : {"counterexample", "witness"}) {
        ASSERT_EQ(verdict.at(field).is_null(), before.at(field).is_null()) << policy;
        if (before.at(field).is_null()) continue;
        EXPECT_EQ(verdict.at(field).at("choices"), before.at(field).at("choices")) << policy;
      }
      ++read;
    }
  }
  const Json& summary = report.at("summary");
  EXPECT_GE(read, summary.at("violated").get<std::size_t>());
}

INSTANTIATE_TEST_SUITE_P(Examples, Rederived,
                         testing::Values("quickstart", "three-layers", "three-layers-fixed"));

/// The bundle with another input, and with every hash right.
void forge_input(const fs::path& bundle, const std::string& path, const std::string& bytes) {
  const std::string before = load::sha256(read_bytes(bundle / path));
  forge(bundle, path, bytes);
  forge(bundle, "report.json",
        replaced(read_bytes(bundle / "report.json"), before, load::sha256(bytes)));
}

using Forged = Rederived;

TEST_F(Forged, InputsDoNotMakeTheRecordedFormulas) {
  make("three-layers-fixed");
  const Json manifest = Json::parse(read_bytes(bundle / "manifest.json"));
  std::string path;
  for (const Json& input : manifest.at("inputs")) {
    if (input.at("name").get<std::string>().ends_with("hosts.rf")) path = input.at("file");
  }
  ASSERT_FALSE(path.empty());
  // A host with less memory than the proofs are about.
  const std::string text = read_bytes(bundle / path);
  const std::size_t at = text.find("memory: ");
  ASSERT_NE(at, std::string::npos);
  std::string smaller = text;
  smaller.insert(at + 8, "1");
  forge_input(bundle, path, smaller);
  EXPECT_TRUE(check_bundle(bundle).accepted())
      << "all hashes and proofs are right: " << check_bundle(bundle).said;
  const Finished again = rederive();
  EXPECT_EQ(again.exit_status, 1) << again.out << again.err;
  EXPECT_NE(again.out.find("differs  "), std::string::npos) << again.out;
  EXPECT_NE(again.out.find("  recorded: "), std::string::npos) << again.out;
}

TEST_F(Forged, FormulasAreNotThoseOfTheInputs) {
  make("three-layers-fixed");
  for (const fs::path& file : files_of(bundle)) {
    if (file.extension() == ".opb") write_bytes(file, read_bytes(file) + "* more\n");
  }
  const Finished again = rederive();
  EXPECT_EQ(again.exit_status, 1);
  EXPECT_NE(again.out.find("  recorded: * more\n  derived:  (the end)\n"), std::string::npos)
      << again.out;
}

// The judge looks at the values; the text beside them must say the same.
TEST_F(Forged, WorldsDoNotShowWhatTheyAreToShow) {
  make("three-layers");
  const Json manifest = Json::parse(read_bytes(bundle / "manifest.json"));
  const auto differs = [&](const char* field, const std::string& from, const std::string& to,
                           const char* why) {
    for (const Json& row : manifest.at("verdicts")) {
      if (row.at("id") != "spreading-is-real") continue;
      const fs::path file = bundle / row.at(field).get<std::string>();
      const std::string whole = read_bytes(file);
      ASSERT_NE(whole.find(from), std::string::npos) << from;
      write_bytes(file, replaced(whole, from, to));
      const Finished again = rederive();
      EXPECT_EQ(again.exit_status, 1) << from;
      EXPECT_NE(again.out.find(why), std::string::npos) << again.out;
      write_bytes(file, whole);
    }
  };
  EXPECT_EQ(rederive().exit_status, 0);
  differs("values", "worker-3", "worker-2", "the statement is not false in the world");
  differs("values", "worker-3", "worker-1", "the world breaks `");
  differs("values", "worker-3", "worker-4", "not about the unknowns of the inputs");
  differs("values", "shop/orders-db[1].node", "other", "not about the unknowns of the inputs");
  differs("values", "{", "[", "not about the unknowns of the inputs");
  differs("world", "worker-3", "worker-2", "  derived:  ");
}

TEST_F(Forged, StatementsThatAreLeftOutAreMissed) {
  make("three-layers-fixed");
  const std::string whole = read_bytes(bundle / "manifest.json");
  Json manifest = Json::parse(whole);
  const std::string id = manifest.at("verdicts")[0].at("id");
  manifest["verdicts"].erase(0);
  write_bytes(bundle / "manifest.json", manifest.dump());
  const Finished fewer = rederive();
  EXPECT_EQ(fewer.exit_status, 1);
  EXPECT_NE(fewer.out.find("differs  " + id + ": the bundle has no verdict on it"),
            std::string::npos)
      << fewer.out;
  manifest = Json::parse(whole);
  manifest["verdicts"][0]["id"] = "another";
  write_bytes(bundle / "manifest.json", manifest.dump());
  EXPECT_NE(rederive().out.find("differs  another: the inputs have no such"), std::string::npos);
}

TEST_F(Forged, WhatCannotBeReadIsSaid) {
  make("three-layers-fixed");
  const std::string whole = read_bytes(bundle / "manifest.json");
  const auto refused = [&](const std::string& manifest) {
    write_bytes(bundle / "manifest.json", manifest);
    const Finished again = rederive();
    EXPECT_EQ(again.exit_status, 2) << again.out;
    EXPECT_NE(again.err.find("E0017"), std::string::npos) << again.err;
  };
  refused("");
  refused("[]");
  refused("{}");
  refused(whole.substr(0, whole.size() / 2));
  refused(replaced(whole, "ringfence/evidence/v1", "ringfence/evidence/v2"));
  refused(replaced(whole, "\"inputs/0001\"", "\"/etc/hostname\""));
  refused(replaced(whole, "\"inputs/0001\"", "\"../inputs/hosts.rf\""));
  refused(replaced(whole, "\"inputs/0001\"", "\"inputs/none\""));
  fs::remove(bundle / "manifest.json");
  EXPECT_EQ(rederive().exit_status, 2);
  // Inputs that nobody can read are unreadable, too.
  write_bytes(bundle / "manifest.json", whole);
  write_bytes(bundle / "inputs/0002", "{{{");
  EXPECT_EQ(rederive().exit_status, 2);
}

}  // namespace
}  // namespace ringfence::tests
