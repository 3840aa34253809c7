#pragma once
#include <optional>
#include <string_view>

#include "base/number.h"

/// Numbers as Compose files write them.
namespace ringfence::ingest::compose {

/// `0.5`, `2`, `1e3`: exactly; nothing for anything else or below 0.
std::optional<Rational> decimal(std::string_view text);
/// `512m`, `1.5gb`, `64KiB`, `1024`: bytes, rounded down. Every unit counts by 1024, as Docker
/// reads them.
std::optional<Integer> byte_size(std::string_view text);
/// `100000`, `50ms`, `1400us`, `1s`: microseconds.
std::optional<Rational> microseconds(std::string_view text);

}  // namespace ringfence::ingest::compose
