#include "evidence/signing_key.h"

#include <sodium.h>

#include <algorithm>

#include "base/require.h"
#include "load/sha256.h"

// The DER forms of Ed25519 keys are fixed bytes before the 32 of the key (RFC 8410): the
// algorithm 1.3.101.112 takes no parameters, so no length in them can vary, and no ASN.1 library
// is needed.

namespace ringfence::evidence {
namespace {

constexpr std::string_view kPrivatePrefix(
    "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16);
constexpr std::string_view kPublicPrefix("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12);
constexpr std::string_view kBegin = "-----BEGIN PRIVATE KEY-----";
constexpr std::string_view kEnd = "-----END PRIVATE KEY-----";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string text_of(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// The forms here are short enough for one line of PEM (64 characters, RFC 7468, section 2).
std::string pem(const std::string& label, const std::string& der) {
  return "-----BEGIN " + label + "-----\n" + base64(der) + "\n-----END " + label + "-----\n";
}

void start_sodium() {
  require(sodium_init() >= 0, "libsodium starts");
}

}  // namespace

std::string base64(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), kVariant);
  text.pop_back();  // the NUL that libsodium counts
  return text;
}

SigningKey SigningKey::of_seed(const std::array<unsigned char, 32>& seed) {
  start_sodium();
  SigningKey key;
  crypto_sign_ed25519_seed_keypair(key.public_.data(), key.secret_.data(), seed.data());
  return key;
}

SigningKey SigningKey::generate() {
  start_sodium();
  SigningKey key;
  crypto_sign_ed25519_keypair(key.public_.data(), key.secret_.data());
  return key;
}

std::optional<SigningKey> SigningKey::of_pem(std::string_view text) {
  const std::size_t begin = text.find(kBegin);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string_view body = text.substr(begin + kBegin.size());
  const std::size_t end = body.find(kEnd);
  if (end == std::string_view::npos) return std::nullopt;
  std::array<unsigned char, 48> der{};  // the prefix and the seed
  std::size_t size = 0;
  const bool decoded = sodium_base642bin(der.data(), der.size(), body.data(), end, "\r\n", &size,
                                         nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
  const bool is_ours =
      decoded && size == der.size() && text_of(der.data(), kPrivatePrefix.size()) == kPrivatePrefix;
  std::array<unsigned char, 32> seed{};
  std::copy(der.begin() + kPrivatePrefix.size(), der.end(), seed.begin());
  std::optional<SigningKey> key;
  if (is_ours) key.emplace(of_seed(seed));
  sodium_memzero(der.data(), der.size());
  sodium_memzero(seed.data(), seed.size());
  return key;
}

SigningKey::~SigningKey() {
  sodium_memzero(secret_.data(), secret_.size());
}

std::string SigningKey::private_pem() const {
  return pem("PRIVATE KEY", std::string(kPrivatePrefix) + text_of(secret_.data(), 32));
}

std::string SigningKey::public_pem() const {
  return pem("PUBLIC KEY", std::string(kPublicPrefix) + text_of(public_.data(), public_.size()));
}

std::string SigningKey::id() const {
  return load::sha256(std::string(kPublicPrefix) + text_of(public_.data(), public_.size()));
}

std::string SigningKey::sign(std::string_view message) const {
  std::array<unsigned char, crypto_sign_ed25519_BYTES> signature{};
  crypto_sign_ed25519_detached(signature.data(), nullptr, bytes_of(message), message.size(),
                               secret_.data());
  return text_of(signature.data(), signature.size());
}

}  // namespace ringfence::evidence
