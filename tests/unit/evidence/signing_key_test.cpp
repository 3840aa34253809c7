#include "evidence/signing_key.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "evidence/envelope.h"

namespace ringfence::evidence {
namespace {

namespace fs = std::filesystem;

/// RFC 8032, section 7.1, test 1.
SigningKey key_of_the_rfc() {
  return SigningKey::of_seed({0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                              0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                              0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60});
}

constexpr const char* kPrivate =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
constexpr const char* kPublic =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
    "-----END PUBLIC KEY-----\n";

TEST(SigningKey, SignsAsTheRfcSays) {
  EXPECT_EQ(
      base64(key_of_the_rfc().sign("")),
      "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc+bRr0lv18FlbviRlUUFDjnoQCw==");
}

TEST(SigningKey, IsWrittenAndReadAsPem) {
  EXPECT_EQ(key_of_the_rfc().private_pem(), kPrivate);
  EXPECT_EQ(key_of_the_rfc().public_pem(), kPublic);
  const auto read = SigningKey::of_pem(kPrivate);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->public_pem(), kPublic);
  EXPECT_EQ(read->id().size(), 64U);
}

TEST(SigningKey, IsNothingElse) {
  EXPECT_FALSE(SigningKey::of_pem(""));
  EXPECT_FALSE(SigningKey::of_pem(kPublic));
  const std::string whole = kPrivate;
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    EXPECT_FALSE(SigningKey::of_pem(whole.substr(0, i))) << i;
  }
  EXPECT_FALSE(SigningKey::of_pem(
      "-----BEGIN PRIVATE "
      "KEY-----\nMC4CAQAwBQYDK2VuBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
      "-----END PRIVATE KEY-----\n"))
      << "a key of X25519 is for no signature";
}

TEST(SigningKey, IsAnotherEveryTime) {
  EXPECT_NE(SigningKey::generate().private_pem(), SigningKey::generate().private_pem());
}

TEST(Envelope, HasThePayloadAndASignatureOfItWithItsType) {
  const SigningKey key = key_of_the_rfc();
  const std::string line = envelope("{}", key);
  EXPECT_EQ(line,
            "{\"payload\":\"e30=\",\"payloadType\":\"application/vnd.in-toto+json\","
            "\"signatures\":[{\"keyid\":\"" +
                key.id() + "\",\"sig\":\"" +
                base64(key.sign("DSSEv1 28 application/vnd.in-toto+json 2 {}")) + "\"}]}\n");
}

// OpenSSL 3 verifies what was signed here, from the public key as it was written.
TEST(SigningKey, SignsForOpenSsl) {
  if (std::system("openssl version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no openssl";
  std::string name = (fs::temp_directory_path() / "ringfence-openssl-XXXXXX").string();
  ASSERT_NE(mkdtemp(name.data()), nullptr);
  const fs::path folder = name;
  const SigningKey key = SigningKey::generate();
  const std::string message = pre_authentication_encoding(kInTotoPayload, "{\"a\": 1}");
  std::ofstream(folder / "key.pub", std::ios::binary) << key.public_pem();
  std::ofstream(folder / "message", std::ios::binary) << message;
  std::ofstream(folder / "signature", std::ios::binary) << key.sign(message);
  const auto run = [&](const std::string& command) {
    return std::system(("cd " + folder.string() + " && " + command + " >/dev/null 2>&1").c_str());
  };
  const std::string verify =
      "openssl pkeyutl -verify -pubin -inkey key.pub -rawin -in message"
      " -sigfile signature";
  EXPECT_EQ(run(verify), 0);
  std::ofstream(folder / "message", std::ios::binary) << message << "x";
  EXPECT_NE(run(verify), 0);
  // And the other way round: keys that OpenSSL makes can sign.
  ASSERT_EQ(run("openssl genpkey -algorithm ed25519 -out theirs"), 0);
  ASSERT_EQ(run("openssl pkey -in theirs -pubout -out theirs.pub"), 0);
  const auto read = [&](const char* file) {
    std::ifstream in(folder / file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  const auto theirs = SigningKey::of_pem(read("theirs"));
  ASSERT_TRUE(theirs);
  EXPECT_EQ(theirs->public_pem(), read("theirs.pub"));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace ringfence::evidence
