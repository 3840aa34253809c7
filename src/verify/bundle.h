#pragma once
#include <filesystem>
#include <ostream>

#include "verify/proof_reader.h"

namespace ringfence::verify {

/// Checks an evidence bundle (docs/evidence.md): every file has the hash that the manifest gives
/// and there is no other, the manifest says of each verdict what the report says, and the proof of
/// each that rests on one is right. Says what was found, and what rests on more than was checked.
Status check_bundle(const std::filesystem::path& directory, std::ostream& out);

}  // namespace ringfence::verify
