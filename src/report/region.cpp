#include "report/region.h"

#include <algorithm>

#include "report/escape.h"

namespace ringfence::report {
namespace {

/// Our own columns are bytes.
std::uint32_t column_in_points(const Sources& sources, SourceId source, const Position& position) {
  const std::string_view line = sources.line(source, position.line);
  const std::string_view before =
      line.substr(0, std::min<std::size_t>(position.column - 1, line.size()));
  return static_cast<std::uint32_t>(width(before)) + 1;
}

}  // namespace

Region region_of(const Sources& sources, const Span& span) {
  const Position begin = sources.position(span.source, span.begin);
  const Position end = sources.position(span.source, std::max(span.begin, span.end));
  return {begin.line, column_in_points(sources, span.source, begin), end.line,
          column_in_points(sources, span.source, end)};
}

}  // namespace ringfence::report
