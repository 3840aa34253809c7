#pragma once
#include <filesystem>

#include "base/result.h"
#include "evidence/signing_key.h"

namespace ringfence::cli {

/// Errors: the file cannot be read (E0002, E0003), or is no private key that signs (E0014).
Result<evidence::SigningKey> read_signing_key(const std::filesystem::path& file);

/// Writes the private key, which nobody but its owner may read, and the public one to FILE.pub.
/// Nothing is ever overwritten: what was signed with a lost key can be signed again by nobody.
/// Errors: one of them is there already or cannot be written (E0015); then neither is written.
Diagnostics write_key_pair(const std::filesystem::path& file, const evidence::SigningKey& key);

}  // namespace ringfence::cli
