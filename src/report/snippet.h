#pragma once
#include <string>
#include <vector>

#include "base/source.h"
#include "report/style.h"

namespace ringfence::report {

/// One underlined place and what is said about it (may be empty).
struct Label {
  Span at;
  std::string text;
  bool primary = false;  ///< Underlined with ^ instead of -.
};

/// The source lines of the labels in the layout of docs/diagnostics.md: the first label behind
/// `-->`, every other file behind `:::`. Long lines are cut around what is underlined. Labels
/// that are nowhere are left out.
std::string snippet(const Sources& sources, const std::vector<Label>& labels, const Style& style);

}  // namespace ringfence::report
