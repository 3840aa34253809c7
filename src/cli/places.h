#pragma once
#include <filesystem>

namespace ringfence::cli {

/// Where `prelude.rf` and `packs/` are: beside the installed program (`../share/ringfence/specs`
/// from its directory), else in the source tree it was built from.
std::filesystem::path specs_directory();

/// Where `diagnostics.md` is, by the same rule.
std::filesystem::path docs_directory();

}  // namespace ringfence::cli
