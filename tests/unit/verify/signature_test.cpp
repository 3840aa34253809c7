#include "verify/signature.h"

#include <gtest/gtest.h>

#include "verify/digest.h"
#include "verify/envelope.h"
#include "verify/refused.h"

namespace ringfence::verify {
namespace {

std::string of_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    bytes.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  return bytes;
}

std::string pem(const std::string& body) {
  return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
}

// RFC 8032, section 7.1, tests 1 to 3; the bodies are their public keys behind the fixed bytes of
// RFC 8410.
struct Vector {
  std::string key, message, signature;
};
const Vector kVectors[] = {
    {"MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "4"
     "6bd25bf5f0595bbe24655141438e7a100b"},
    {"MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d"
     "8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"MCowBQYDK2VwAyEA/FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU=", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "6"
     "594a7c15e9716ed28dc027beceea1ec40a"},
};

TEST(Signature, AcceptsTheVectorsOfTheRfcAndNothingElse) {
  for (const Vector& vector : kVectors) {
    const auto key = PublicKey::of_pem(pem(vector.key));
    ASSERT_TRUE(key) << vector.key;
    const std::string message = of_hex(vector.message);
    const std::string signature = of_hex(vector.signature);
    EXPECT_TRUE(key->accepts(message, signature));
    EXPECT_FALSE(key->accepts(message + "x", signature));
    EXPECT_FALSE(key->accepts(message, signature.substr(1)));
    for (std::size_t bit = 0; bit < 8 * signature.size(); ++bit) {
      std::string changed = signature;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
      EXPECT_FALSE(key->accepts(message, changed)) << bit;
    }
  }
  const auto other = PublicKey::of_pem(pem(kVectors[1].key));
  EXPECT_FALSE(other->accepts("", of_hex(kVectors[0].signature)));
}

TEST(Signature, ReadsOnlyKeysOfEd25519) {
  const std::string good = kVectors[0].key;
  EXPECT_TRUE(
      PublicKey::of_pem("a comment\r\n" + pem(good.substr(0, 20) + "\r\n" + good.substr(20))));
  EXPECT_FALSE(PublicKey::of_pem(""));
  EXPECT_FALSE(PublicKey::of_pem(good));
  EXPECT_FALSE(PublicKey::of_pem("-----BEGIN PUBLIC KEY-----\n" + good));
  EXPECT_FALSE(PublicKey::of_pem(pem("")));
  EXPECT_FALSE(PublicKey::of_pem(pem(good.substr(0, good.size() - 4))));
  EXPECT_FALSE(PublicKey::of_pem(pem(good + good)));
  // X25519, whose keys look the same but for the algorithm (1.3.101.110), is for no signature.
  EXPECT_FALSE(
      PublicKey::of_pem(pem("MCowBQYDK2VuAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")));
}

TEST(Base64, HasOneTextForEachMeaning) {
  EXPECT_EQ(of_base64(""), "");
  EXPECT_EQ(of_base64("Zg=="), "f");
  EXPECT_EQ(of_base64("Zm9vYmFy"), "foobar");
  for (const char* text :
       {"Zg", "Zg=", "Zh==", "Zg==\n", "Z g==", "Zg==Zg==", "====", "Zm9v_-==", "*"})
    EXPECT_FALSE(of_base64(text)) << text;
}

TEST(Envelope, SignsTypeAndBodyWithTheirLengths) {
  // The example of the specification.
  EXPECT_EQ(pre_authentication_encoding("http://example.com/HelloWorld", "hello world"),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  EXPECT_EQ(pre_authentication_encoding("", ""), "DSSEv1 0  0 ");
}

TEST(Digest, IsSha256) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace ringfence::verify
