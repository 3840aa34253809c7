// Signed bundles: whoever has only the public key accepts what was signed with the private one,
// and nothing else, whichever hashes a forger makes right.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "evidence/envelope.h"
#include "golden/bundle_files.h"
#include "support/run_program.h"

namespace ringfence::tests {
namespace {

namespace fs = std::filesystem;
using verify::Status;

Finished run(const std::string& command) {
  return run_shell(command, RINGFENCE_SOURCE_DIR);
}

Finished ringfence(const std::string& arguments) {
  return run(std::string(RINGFENCE_BINARY) + " " + arguments);
}

class Signed : public testing::Test {
 protected:
  void SetUp() override {
    key = folder.path() / "key";
    public_key = folder.path() / "key.pub";
    bundle = folder.path() / "bundle";
    ASSERT_EQ(ringfence("key " + key.string()).exit_status, 0);
    const Finished made = check_into(bundle, key);
    ASSERT_EQ(made.exit_status, 0) << made.err;
  }

  static Finished check_into(const fs::path& where, const fs::path& with) {
    return ringfence("check examples/three-layers-fixed --evidence " + where.string() + " --sign " +
                     with.string());
  }

  Finished verify(const std::string& arguments) const {
    return run(std::string(RINGFENCE_VERIFY_BINARY) + " " + arguments);
  }

  Folder folder;
  fs::path key, public_key, bundle;
};

TEST_F(Signed, IsAcceptedWithItsKey) {
  const Finished checked = verify("--key " + public_key.string() + " " + bundle.string());
  EXPECT_EQ(checked.exit_status, 0) << checked.out << checked.err;
  EXPECT_NE(checked.out.find("c signed by key: "), std::string::npos) << checked.out;
  const Finished without = verify(bundle.string());
  EXPECT_EQ(without.exit_status, 0);
  EXPECT_NE(without.out.find("not checked: give --key"), std::string::npos) << without.out;
}

TEST_F(Signed, IsTheSameBytesEveryTime) {
  const fs::path again = folder.path() / "again";
  ASSERT_EQ(check_into(again, key).exit_status, 0);
  for (const fs::path& file : files_of(bundle))
    EXPECT_EQ(read_bytes(file), read_bytes(again / fs::relative(file, bundle))) << file;
}

TEST_F(Signed, IsRefusedWithAnotherKeyOrNone) {
  const fs::path other = folder.path() / "other";
  ASSERT_EQ(ringfence("key " + other.string()).exit_status, 0);
  const std::string whole = bundle.string();
  EXPECT_EQ(verify("--key " + other.string() + ".pub " + whole).exit_status, 1);
  EXPECT_EQ(verify("--key " + key.string() + " " + whole).exit_status, 2) << "a private key";
  EXPECT_EQ(verify("--key " + folder.path().string() + "/none " + whole).exit_status, 2);
  EXPECT_EQ(verify("--key " + public_key.string()).exit_status, 2);
  EXPECT_EQ(verify("--key").exit_status, 2);
  const fs::path unsigned_bundle = folder.path() / "unsigned";
  ASSERT_EQ(ringfence("check examples/three-layers-fixed --evidence " + unsigned_bundle.string())
                .exit_status,
            0);
  const Checked checked = check_bundle(unsigned_bundle, public_key);
  EXPECT_EQ(checked.status, Status::Rejected);
  EXPECT_NE(checked.said.find("not signed"), std::string::npos) << checked.said;
}

TEST_F(Signed, IsRefusedWithoutItsSignaturesSealedAnew) {
  fs::remove(bundle / "attestations.intoto.jsonl");
  write_seal(bundle);
  EXPECT_TRUE(check_bundle(bundle).accepted()) << "it is a bundle, which nobody signed";
  EXPECT_EQ(check_bundle(bundle, public_key).status, Status::Rejected);
}

// Every file in turn is replaced by another, with all hashes right.
TEST_F(Signed, IsRefusedWithAnyFileReplacedAndSealedAnew) {
  std::size_t forged = 0;
  for (const fs::path& file : files_of(bundle)) {
    const std::string path = fs::relative(file, bundle).string();
    if (path == "manifest.sha256") continue;
    const fs::path copy = folder.path() / "copy";
    fs::remove_all(copy);
    fs::copy(bundle, copy, fs::copy_options::recursive);
    const std::string bytes = read_bytes(file) + "\n";
    if (path == "manifest.json" || path.starts_with("statements/") || path.ends_with(".jsonl")) {
      write_bytes(copy / path, bytes);
      write_seal(copy);
    } else {
      forge(copy, path, bytes);
    }
    EXPECT_EQ(check_bundle(copy, public_key).status, Status::Rejected) << path;
    ++forged;
  }
  EXPECT_GT(forged, 50U);
}

// The same with new envelopes about what was forged, which carry the old signatures.
TEST_F(Signed, IsRefusedWithOldSignaturesOnForgedStatements) {
  const std::string envelopes = read_bytes(bundle / "attestations.intoto.jsonl");
  const std::string before = read_bytes(bundle / "statements/verdicts.json");
  forge(bundle, "coverage.json", read_bytes(bundle / "coverage.json") + "\n");
  const std::string after = read_bytes(bundle / "statements/verdicts.json");
  ASSERT_NE(before, after);
  EXPECT_NE(check_bundle(bundle).said.find("does not hold"), std::string::npos);
  write_bytes(bundle / "attestations.intoto.jsonl",
              replaced(envelopes, evidence::base64(before), evidence::base64(after)));
  write_seal(bundle);
  const Checked checked = check_bundle(bundle, public_key);
  EXPECT_EQ(checked.status, Status::Rejected);
  EXPECT_NE(checked.said.find("the signature is not of this key"), std::string::npos)
      << checked.said;
}

// Also what the signature does not cover, the key's id and the form of the JSON, is as it must be.
TEST_F(Signed, IsRefusedWithAnyByteOfItsEnvelopesChangedAndSealedAnew) {
  const fs::path file = bundle / "attestations.intoto.jsonl";
  const std::string whole = read_bytes(file);
  const std::size_t step = 97;
  std::size_t tried = 0;
  const auto refuse = [&](std::size_t at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ (1 << (tried++ % 7)));
    write_bytes(file, changed);
    write_seal(bundle);
    EXPECT_FALSE(check_bundle(bundle, public_key).accepted()) << at;
  };
  for (std::size_t at = 0; at < whole.size(); at += step) refuse(at);
  for (std::size_t at = whole.find("\",\"payloadType"); whole[at] != '\n'; ++at) refuse(at);
  EXPECT_GT(tried, 300U);
  const std::size_t line = whole.find('\n') + 1;
  for (const std::string& other : {whole + whole, whole.substr(line), whole.substr(0, line),
                                   whole.substr(line) + whole.substr(0, line), " " + whole}) {
    write_bytes(file, other);
    write_seal(bundle);
    EXPECT_FALSE(check_bundle(bundle, public_key).accepted());
  }
  write_bytes(file, whole);
  write_seal(bundle);
  EXPECT_TRUE(check_bundle(bundle, public_key).accepted());
}

// A run that is ended at any moment has written some of the files, the seal last.
TEST_F(Signed, IsRefusedUnlessAllOfItIsThere) {
  const auto manifest = nlohmann::json::parse(read_bytes(bundle / "manifest.json"));
  std::vector<std::string> order;
  for (const auto& listed : manifest.at("files")) order.push_back(listed.at("path"));
  for (const char* path :
       {"manifest.json", "statements/verdicts.json", "statements/test-result.json",
        "attestations.intoto.jsonl", "manifest.sha256"}) {
    order.push_back(path);
  }
  ASSERT_EQ(order.size(), files_of(bundle).size());
  const fs::path part = folder.path() / "part";
  for (const std::string& path : order) {
    EXPECT_FALSE(fs::exists(part) && check_bundle(part).accepted()) << "before " << path;
    const std::string whole = read_bytes(bundle / path);
    write_bytes(part / path, whole.substr(0, whole.size() / 2));
    EXPECT_FALSE(check_bundle(part).accepted()) << "half of " << path;
    write_bytes(part / path, whole);
  }
  EXPECT_TRUE(check_bundle(part, public_key).accepted());
}

TEST_F(Signed, IsSignedAsOpenSslVerifies) {
  if (run("openssl version").exit_status != 0) GTEST_SKIP() << "no openssl";
  const std::string first = read_bytes(bundle / "attestations.intoto.jsonl");
  const auto envelope = nlohmann::json::parse(first.substr(0, first.find('\n')));
  const std::string payload = read_bytes(bundle / "statements/verdicts.json");
  EXPECT_EQ(envelope.at("payload"), evidence::base64(payload));
  write_bytes(folder.path() / "message",
              evidence::pre_authentication_encoding(evidence::kInTotoPayload, payload));
  const std::string signature = envelope.at("signatures")[0].at("sig");
  write_bytes(folder.path() / "signature", *verify::of_base64(signature));
  const Finished verified = run("cd " + folder.path().string() +
                                " && openssl pkeyutl -verify -pubin -inkey key.pub -rawin"
                                " -in message -sigfile signature");
  EXPECT_EQ(verified.exit_status, 0) << verified.out << verified.err;
}

TEST_F(Signed, KeysAreForTheirOwnerAndNeverOverwritten) {
  struct stat file {};
  ASSERT_EQ(stat(key.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777U, 0600U);
  const std::string before = read_bytes(key);
  const Finished again = ringfence("key " + key.string());
  EXPECT_EQ(again.exit_status, 2);
  EXPECT_NE(again.err.find("E0015"), std::string::npos) << again.err;
  EXPECT_EQ(read_bytes(key), before);
  // Neither half, when only the other is there.
  fs::remove(public_key);
  EXPECT_EQ(ringfence("key " + key.string()).exit_status, 2);
  EXPECT_FALSE(fs::exists(public_key));
  EXPECT_EQ(ringfence("key " + folder.path().string()).exit_status, 0);
  EXPECT_TRUE(fs::exists(folder.path() / "ringfence.key.pub"));
}

TEST_F(Signed, NeedsAKeyBeforeAnythingElse) {
  const fs::path none = folder.path() / "none";
  const Finished wrong = check_into(none, public_key);
  EXPECT_EQ(wrong.exit_status, 2);
  EXPECT_NE(wrong.err.find("E0014"), std::string::npos) << wrong.err;
  EXPECT_EQ(check_into(none, folder.path() / "missing").exit_status, 2);
  EXPECT_FALSE(fs::exists(none));
  EXPECT_EQ(ringfence("check examples/three-layers-fixed --sign " + key.string()).exit_status, 2);
}

}  // namespace
}  // namespace ringfence::tests
