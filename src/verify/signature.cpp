#include "verify/signature.h"

#include <sodium.h>

#include <algorithm>

#include "verify/digest.h"

namespace ringfence::verify {
namespace {

constexpr std::string_view kBegin = "-----BEGIN PUBLIC KEY-----";
constexpr std::string_view kEnd = "-----END PUBLIC KEY-----";
/// A sequence of the algorithm 1.3.101.112, without parameters, and 32 bytes of key: of Ed25519
/// keys there is no other form.
constexpr std::string_view kPrefix("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12);

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string without_blanks(std::string_view text) {
  std::string kept;
  std::copy_if(text.begin(), text.end(), std::back_inserter(kept),
               [](char c) { return c != '\n' && c != '\r' && c != ' ' && c != '\t'; });
  return kept;
}

}  // namespace

std::optional<std::string> of_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  // libsodium refuses other alphabets, missing padding and stray bits.
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL);
  if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

std::optional<PublicKey> PublicKey::of_pem(std::string_view text) {
  const std::size_t begin = text.find(kBegin);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string_view body = text.substr(begin + kBegin.size());
  const std::size_t end = body.find(kEnd);
  if (end == std::string_view::npos) return std::nullopt;
  const auto der = of_base64(without_blanks(body.substr(0, end)));
  PublicKey key;
  if (!der || der->size() != kPrefix.size() + key.bytes_.size() || !der->starts_with(kPrefix))
    return std::nullopt;
  std::copy(der->begin() + kPrefix.size(), der->end(), key.bytes_.begin());
  return key;
}

std::string PublicKey::id() const {
  std::string der(kPrefix);
  der.append(bytes_.begin(), bytes_.end());
  return sha256(der);
}

bool PublicKey::accepts(std::string_view message, std::string_view signature) const {
  return signature.size() == crypto_sign_ed25519_BYTES &&
         crypto_sign_ed25519_verify_detached(bytes_of(signature), bytes_of(message), message.size(),
                                             bytes_.data()) == 0;
}

std::string pre_authentication_encoding(std::string_view type, std::string_view body) {
  std::string bytes = "DSSEv1 " + std::to_string(type.size()) + " ";
  bytes += type;
  bytes += " " + std::to_string(body.size()) + " ";
  bytes += body;
  return bytes;
}

}  // namespace ringfence::verify
