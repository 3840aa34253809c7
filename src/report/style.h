#pragma once
#include <string>
#include <string_view>

namespace ringfence::report {

/// How text output looks. Colour never carries meaning alone: every verdict is also a word.
struct Style {
  bool colour = false;
};

enum class Paint { Error, Warning, Good, Quiet, Strong, Place };

/// `text` in that colour, or as it is without colour.
std::string painted(const Style& style, Paint paint, std::string_view text);

}  // namespace ringfence::report
