#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace ringfence::report {

/// Names and lines come from files that nobody may trust: control characters and the Unicode
/// characters that reorder or hide text (bidirectional controls, zero width) are printed as
/// `\u{202e}`, tabs as one blank. Invalid UTF-8 becomes `\x{ff}`.
std::string visible(std::string_view text);

/// Columns that `visible(text)` takes on a terminal, counting code points.
std::size_t width(std::string_view visible_text);

}  // namespace ringfence::report
