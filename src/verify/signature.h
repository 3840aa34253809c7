#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

/// Ed25519 signatures (RFC 8032) and the encodings around them.
namespace ringfence::verify {

/// What Base64 (RFC 4648, section 4) stands for; nothing for anything but its one form: standard
/// alphabet, padded, no line breaks, no bits set that mean nothing. Two texts never mean the same.
std::optional<std::string> of_base64(std::string_view text);

class PublicKey {
 public:
  /// Of a SubjectPublicKeyInfo as PEM (RFC 8410, section 4; RFC 7468); nothing for other texts.
  static std::optional<PublicKey> of_pem(std::string_view text);

  /// SHA-256 of the DER form, in hexadecimal.
  std::string id() const;
  /// Whether the signature, 64 bytes, is this key's over the message.
  bool accepts(std::string_view message, std::string_view signature) const;

 private:
  PublicKey() = default;
  std::array<unsigned char, 32> bytes_{};
};

/// The bytes that DSSE 1.0 signs (PAE): type and body, each with its length.
std::string pre_authentication_encoding(std::string_view type, std::string_view body);

}  // namespace ringfence::verify
