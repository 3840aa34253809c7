#include "ingest/yaml/extent.h"

#include <algorithm>

namespace ringfence::ingest::yaml {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

bool is_blank(char c) {
  return kBlank.find(c) != std::string_view::npos;
}

std::uint32_t narrow(std::size_t offset) {
  return static_cast<std::uint32_t>(offset);
}

std::size_t line_end(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}

/// Behind blanks, line breaks and comments.
std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const bool comment = text[at] == '#' && (at == 0 || is_blank(text[at - 1]));
    if (!comment && !is_blank(text[at])) break;
    at = comment ? line_end(text, at) : at + 1;
  }
  return at;
}

std::size_t quoted_end(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (std::size_t at = begin + 1; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      const bool doubled = quote == '\'' && at + 1 < text.size() && text[at + 1] == quote;
      if (!doubled) return at + 1;
      ++at;
    }
  }
  return kUnclosed;
}

/// Folding changes blanks only, so the visible characters of a value stand in the text in the same
/// order. Behind the last of them, or `at` if the value has none.
std::size_t behind_visible(std::string_view text, std::size_t at, std::string_view value) {
  std::size_t end = at;
  for (const char c : value) {
    if (is_blank(c)) continue;
    while (at < text.size() && text[at] != c) ++at;
    at = std::min(at + 1, text.size());
    end = at;
  }
  return end;
}

}  // namespace

std::uint32_t skip_properties(std::string_view text, std::uint32_t at) {
  std::size_t next = at;
  while (next < text.size() && (text[next] == '&' || text[next] == '!')) {
    const bool verbatim = text.substr(next).starts_with("!<");
    const std::string_view stops = verbatim ? std::string_view(" \t\r\n>") : " \t\r\n,[]{}";
    next = std::min(text.find_first_of(stops, next + (text[next] == '!' ? 1 : 0)), text.size());
    if (verbatim && next < text.size() && text[next] == '>') ++next;
    next = skip_blanks(text, next);
  }
  return narrow(next);
}

std::uint32_t scalar_end(std::string_view text, std::uint32_t begin, std::string_view value) {
  if (begin >= text.size()) return narrow(text.size());
  const char first = text[begin];
  if (first == '"' || first == '\'') return narrow(quoted_end(text, begin));
  if (first == '|' || first == '>') {
    const std::size_t header = line_end(text, begin);
    const std::size_t end = behind_visible(text, header, value);
    return end == header ? narrow(std::max<std::size_t>(begin + 1, header)) : narrow(end);
  }
  return narrow(behind_visible(text, begin, value));
}

std::uint32_t alias_end(std::string_view text, std::uint32_t begin) {
  return narrow(std::min(text.find_first_of(" \t\r\n,[]{}", begin + 1), text.size()));
}

std::uint32_t flow_end(std::string_view text, std::uint32_t from, char closing) {
  std::size_t at = from;
  while (true) {
    at = skip_blanks(text, at);
    if (at >= text.size()) return narrow(text.size());
    if (text[at] == closing) return narrow(at + 1);
    ++at;
  }
}

std::uint32_t left_out(std::string_view text, std::uint32_t from, char indicator) {
  const std::size_t at = skip_blanks(text, from);
  return at < text.size() && text[at] == indicator ? narrow(at + 1) : from;
}

std::optional<std::string> blank_value(std::string_view text, std::uint32_t begin,
                                       std::uint32_t end) {
  if (text[begin] != '"' && text[begin] != '\'') return std::nullopt;
  const std::string_view content = text.substr(begin + 1, end - begin - 2);
  const bool visible = !std::all_of(content.begin(), content.end(), is_blank);
  const auto breaks = static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n'));
  if (visible || breaks == 0) return std::nullopt;
  return breaks == 1 ? std::string(" ") : std::string(breaks - 1, '\n');
}

std::uint32_t null_word(std::string_view text, std::uint32_t at) {
  if (at >= text.size()) return 0;
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (text.substr(at).starts_with(word)) return narrow(word.size());
  }
  return 0;
}

}  // namespace ringfence::ingest::yaml
