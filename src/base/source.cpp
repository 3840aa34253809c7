#include "base/source.h"

#include <algorithm>

#include "base/require.h"

namespace ringfence {

SourceId Sources::add(std::string name, std::string text) {
  require(text.size() < 0xffffffff, "a source text is smaller than 4 GiB");
  std::vector<std::uint32_t> starts = {0};
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
    starts.push_back(static_cast<std::uint32_t>(at + 1));
  }
  sources_.push_back({std::move(name), std::move(text), std::move(starts)});
  return {static_cast<std::uint32_t>(sources_.size() - 1)};
}

const std::string& Sources::name(SourceId id) const {
  require(id.index < sources_.size(), "a source id names a source of this run");
  return sources_[id.index].name;
}

std::string_view Sources::text(SourceId id) const {
  require(id.index < sources_.size(), "a source id names a source of this run");
  return sources_[id.index].text;
}

Position Sources::position(SourceId id, std::uint32_t offset) const {
  const Source& source = sources_.at(id.index);
  offset = std::min(offset, static_cast<std::uint32_t>(source.text.size()));
  const auto after = std::upper_bound(source.line_starts.begin(), source.line_starts.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - source.line_starts.begin());
  return {line, offset - source.line_starts[line - 1] + 1};
}

std::string_view Sources::line(SourceId id, std::uint32_t number) const {
  const Source& source = sources_.at(id.index);
  if (number == 0 || number > source.line_starts.size()) return {};
  std::string_view rest = std::string_view(source.text).substr(source.line_starts[number - 1]);
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

std::string_view Sources::text(const Span& span) const {
  const std::string_view whole = text(span.source);
  const std::size_t begin = std::min<std::size_t>(span.begin, whole.size());
  return whole.substr(begin, std::max(span.begin, span.end) - span.begin);
}

std::string Sources::place(const Span& span) const {
  if (!span.is_somewhere()) return "<built-in>";
  const Position at = position(span.source, span.begin);
  return name(span.source) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

}  // namespace ringfence
