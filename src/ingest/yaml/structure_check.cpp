#include "ingest/yaml/structure_check.h"

#include <algorithm>
#include <string>

namespace ringfence::ingest::yaml {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::uint32_t narrow(std::size_t offset) {
  return static_cast<std::uint32_t>(offset);
}

std::size_t line_end(std::string_view text, std::size_t at) {
  return std::min(text.find_first_of("\r\n", at), text.size());
}

bool may_start_comment(std::string_view text, std::size_t at) {
  return at == 0 || is_blank(text[at - 1]) || text.substr(0, at) == "\xef\xbb\xbf";
}

Diagnostic error_at(SourceId source, std::size_t at, std::string message, std::string help = {}) {
  return {"E0201", {source, narrow(at), narrow(at + 1)}, std::move(message), {}, std::move(help)};
}

Diagnostic glued_comment(SourceId source, std::size_t at) {
  return error_at(source, at, "`#` starts a comment only behind a blank",
                  "write ` #`, or quote the text that contains `#`");
}

/// The first character from `at` that is neither blank nor in a comment, at most `to`.
std::size_t skip_comments(std::string_view text, std::size_t at, std::size_t to) {
  while (at < to && (is_blank(text[at]) || (text[at] == '#' && may_start_comment(text, at)))) {
    at = text[at] == '#' ? line_end(text, at) : at + 1;
  }
  return std::min(at, to);
}

/// Whether the three characters at `at` are a document marker: alone at the start of a line.
bool is_marker(std::string_view text, std::size_t at, std::string_view marker) {
  const bool starts_line = at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r' ||
                           text.substr(0, at) == "\xef\xbb\xbf";
  return starts_line && text.substr(at).starts_with(marker) &&
         (at + 3 >= text.size() || is_blank(text[at + 3]));
}

}  // namespace

std::optional<Diagnostic> check_between_tokens(std::string_view text, SourceId source,
                                               std::uint32_t from, std::uint32_t to) {
  for (std::size_t at = skip_comments(text, from, to); at < to; at = skip_comments(text, at, to)) {
    if (text[at] == '#') return glued_comment(source, at);
    if (std::string_view("-?:,").find(text[at]) == std::string_view::npos) {
      return error_at(source, at, "unexpected text between two values");
    }
    ++at;
  }
  return std::nullopt;
}

std::optional<Diagnostic> check_between_documents(std::string_view text, SourceId source,
                                                  std::uint32_t from, std::uint32_t to,
                                                  bool first) {
  bool may_start = first;
  std::optional<std::size_t> directive;
  std::size_t at = from;
  if (at == 0 && text.starts_with("\xef\xbb\xbf")) at = 3;
  for (at = skip_comments(text, at, to); at < to; at = skip_comments(text, at, to)) {
    if (text[at] == '#') return glued_comment(source, at);
    if (is_marker(text, at, "...")) {
      if (directive) break;
      may_start = true;
      const std::size_t end = line_end(text, at);
      at = skip_comments(text, at + 3, end);
      if (at < end) return error_at(source, at, "unexpected text behind the end of a document");
    } else if (text[at] == '%') {
      if (!may_start) {
        return error_at(source, at, "a directive needs a line `...` before it",
                        "quote a value that starts with `%`");
      }
      directive = at;
      at = line_end(text, at);
    } else {
      return error_at(source, at, "unexpected text behind the end of a document");
    }
  }
  const bool explicit_start = to < text.size() && is_marker(text, to, "---");
  if (directive && !explicit_start) {
    return error_at(source, *directive, "a directive without a document",
                    "a line `---` starts the document");
  }
  if (may_start || explicit_start || to >= text.size() || is_marker(text, to, "...")) {
    return std::nullopt;
  }
  return error_at(source, to, "expected the end of the document, found a second value",
                  "a line `---` separates documents; keys of one mapping start in the same column");
}

bool is_explicit_key(std::string_view text, std::uint32_t from, std::uint32_t begin) {
  for (std::size_t at = skip_comments(text, from, begin); at < begin;
       at = skip_comments(text, at + 1, begin)) {
    if (text[at] == '?') return true;
  }
  return false;
}

std::optional<Diagnostic> check_scalar(std::string_view text, SourceId source, std::uint32_t begin,
                                       std::uint32_t end) {
  const std::string_view scalar = text.substr(begin, end - begin);
  if (scalar.starts_with('"')) {
    for (std::size_t at = scalar.find('\\'); at != std::string_view::npos;
         at = scalar.find('\\', at + 2)) {
      if (scalar.substr(at).starts_with("\\'")) {
        return error_at(source, begin + at, "YAML has no escape `\\'`",
                        "a single quote needs no escape inside double quotes");
      }
    }
  } else if (scalar.starts_with('|') || scalar.starts_with('>')) {
    const std::string_view header = scalar.substr(0, line_end(scalar, 0));
    const std::size_t hash = header.find('#');
    if (hash != std::string_view::npos && !is_blank(header[hash - 1])) {
      return glued_comment(source, begin + hash);
    }
  }
  return std::nullopt;
}

}  // namespace ringfence::ingest::yaml
