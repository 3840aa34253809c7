#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace ringfence {

/// One text of one run, by the order in which it was added.
struct SourceId {
  std::uint32_t index = 0xffffffff;  ///< The default names no source: "nowhere".
  friend auto operator<=>(SourceId, SourceId) = default;
};

/// Half-open byte range [begin, end) of one source text. Line and column exist only when printed.
struct Span {
  SourceId source;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend auto operator<=>(const Span&, const Span&) = default;

  /// False for what has no place in any text, such as a default of the schema.
  bool is_somewhere() const { return source != SourceId{}; }
};

/// 1-based line, and 1-based column in bytes of UTF-8 from the start of the line.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend auto operator<=>(const Position&, const Position&) = default;
};

/// All texts of one run. Sources are never removed, so views into their text stay valid.
class Sources {
 public:
  /// `name` is what reports print: the path as the user wrote it, or `<stdin>`.
  SourceId add(std::string name, std::string text);

  const std::string& name(SourceId id) const;
  std::string_view text(SourceId id) const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(sources_.size()); }

  /// Where byte `offset` is; an offset past the end is the end.
  Position position(SourceId id, std::uint32_t offset) const;
  /// The text of one line (1-based) without its line break; empty past the end.
  std::string_view line(SourceId id, std::uint32_t number) const;
  /// The text the span covers.
  std::string_view text(const Span& span) const;
  /// `file:line:column` of the span's begin; `<built-in>` for a span that is nowhere.
  std::string place(const Span& span) const;

 private:
  struct Source {
    std::string name;
    std::string text;
    std::vector<std::uint32_t> line_starts;
  };
  std::deque<Source> sources_;
};

}  // namespace ringfence
