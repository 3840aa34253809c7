#pragma once
#include <filesystem>
#include <optional>
#include <ostream>

#include "verify/proof_reader.h"
#include "verify/signature.h"

namespace ringfence::verify {

/// Checks an evidence bundle (docs/evidence.md): every file has the hash that the manifest gives
/// and there is no other; the manifest and the statements say of each verdict what the report says;
/// the proof of each that rests on one is right. With a key, the bundle must be signed by it. Says
/// what was found, and what rests on more than was checked.
Status check_bundle(const std::filesystem::path& directory, const std::optional<PublicKey>& key,
                    std::ostream& out);

}  // namespace ringfence::verify
