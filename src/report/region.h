#pragma once
#include <cstdint>

#include "base/source.h"

namespace ringfence::report {

/// A span as editors and code scanning count: lines and columns from 1, columns in Unicode code
/// points, the end column one behind the last character.
struct Region {
  std::uint32_t line = 1, column = 1, end_line = 1, end_column = 1;
};
Region region_of(const Sources& sources, const Span& span);

}  // namespace ringfence::report
