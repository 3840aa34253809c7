#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace ringfence::evidence {

/// Standard Base64 with padding (RFC 4648, section 4), on one line.
std::string base64(std::string_view bytes);

/// An Ed25519 key pair (RFC 8032). The private half is wiped when it goes out of scope.
class SigningKey {
 public:
  /// From the system's random numbers.
  static SigningKey generate();
  /// The pair of a private key, 32 bytes (RFC 8032, section 5.1.5).
  static SigningKey of_seed(const std::array<unsigned char, 32>& seed);
  /// Of an unencrypted PKCS#8 private key as PEM (RFC 8410, section 7), as `private_pem` and
  /// `openssl genpkey -algorithm ed25519` write it; nothing if the text is anything else.
  static std::optional<SigningKey> of_pem(std::string_view text);
  ~SigningKey();

  std::string private_pem() const;
  /// The public half as SubjectPublicKeyInfo in PEM (RFC 8410, section 4).
  std::string public_pem() const;
  /// SHA-256 of the DER form of `public_pem`, in hexadecimal: a name for the key that
  /// `openssl pkey -pubin -in PUB -outform DER | sha256sum` gives as well.
  std::string id() const;
  /// The signature, 64 bytes. The same message always has the same one.
  std::string sign(std::string_view message) const;

 private:
  SigningKey() = default;
  std::array<unsigned char, 32> public_{};
  std::array<unsigned char, 64> secret_{};  ///< The seed, then the public half, as libsodium wants.
};

}  // namespace ringfence::evidence
