#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/diagnostic.h"

namespace ringfence::ingest::yaml {

/// yaml-cpp's complaint at byte `at` in the words of a person who writes YAML (E0201).
Diagnostic syntax_error(std::string_view text, SourceId source, std::uint32_t at,
                        const std::string& complaint);

}  // namespace ringfence::ingest::yaml
