#pragma once
#include <string>
#include <string_view>

#include "evidence/signing_key.h"

/// DSSE 1.0: signatures over a payload together with its type, so that nobody can present it as
/// something else. https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
namespace ringfence::evidence {

/// The type of in-toto Statements, in whatever envelope they are.
inline constexpr std::string_view kInTotoPayload = "application/vnd.in-toto+json";

/// The bytes that are signed, the specification's PAE: both parts with their lengths, so that
/// none of one can be taken for the other.
std::string pre_authentication_encoding(std::string_view type, std::string_view body);

/// The payload as an in-toto envelope with one signature, on one line (with its line break). Its
/// `keyid` is the key's `id()`: a hint, which nothing may rest on.
std::string envelope(std::string_view payload, const SigningKey& key);

}  // namespace ringfence::evidence
