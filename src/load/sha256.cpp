#include "load/sha256.h"

#include <sodium.h>

#include <array>

namespace ringfence::load {

std::string sha256(std::string_view text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size());
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hexadecimal;
  for (const unsigned char byte : digest) {
    hexadecimal.push_back(kDigits[byte >> 4]);
    hexadecimal.push_back(kDigits[byte & 15]);
  }
  return hexadecimal;
}

}  // namespace ringfence::load
