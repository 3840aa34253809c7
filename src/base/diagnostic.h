#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace ringfence {

/// Another place that matters: "first declared here". Without a place it is general context.
struct Note {
  Span at;
  std::string text;
};

/// One problem in the user's input. Whoever finds it fills it in; only `report/` prints it.
struct Diagnostic {
  std::string_view code;         ///< Stable, e.g. "E0102"; explained in docs/diagnostics.md.
  Span at;                       ///< What to underline; nowhere if the file could not be read.
  std::string message;           ///< One line, lower case, no full stop, names in backticks.
  std::vector<Note> notes = {};  ///< Contributing places, in any file.
  std::string help = {};         ///< What to write instead; empty if there is no one answer.
};
using Diagnostics = std::vector<Diagnostic>;

}  // namespace ringfence
