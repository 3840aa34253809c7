#include "syntax/waiver.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace ringfence::syntax {
namespace {

constexpr std::string_view kMark = "ringfence:";
constexpr std::string_view kWord = "ignore";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

Diagnostic malformed(const Span& at, std::string what) {
  return {"E1001",
          at,
          std::move(what),
          {},
          "write `ringfence:ignore POLICY: REASON (owner: NAME, expires: YYYY-MM-DD)`; what is in "
          "brackets may be left out"};
}

/// `owner: platform, expires: 2027-01-31` into the waiver.
std::optional<Diagnostic> read_terms(std::string_view terms, Waiver& waiver) {
  while (!terms.empty()) {
    const std::size_t comma = std::min(terms.find(','), terms.size());
    const std::string_view term = trimmed(terms.substr(0, comma));
    terms.remove_prefix(std::min(comma + 1, terms.size()));
    const std::size_t colon = term.find(':');
    const std::string_view key = trimmed(term.substr(0, colon));
    const std::string_view value =
        colon == std::string_view::npos ? std::string_view() : trimmed(term.substr(colon + 1));
    if (key == "owner" && !value.empty()) {
      waiver.owner = value;
    } else if (key == "expires" && is_day(value)) {
      waiver.expires = value;
    } else if (key == "expires") {
      return Diagnostic{"E1003",
                        waiver.at,
                        "`" + std::string(value) + "` is no day",
                        {},
                        "write it as 2027-01-31; the waiver counts up to and with that day"};
    } else {
      return malformed(waiver.at, "a waiver has no `" + std::string(term) + "`");
    }
  }
  return std::nullopt;
}

/// The brackets at the end of a reason, if they are about the waiver and not a part of the reason.
std::optional<std::size_t> start_of_terms(std::string_view reason) {
  if (!reason.ends_with(')')) return std::nullopt;
  const std::size_t open = reason.rfind('(');
  if (open == std::string_view::npos) return std::nullopt;
  const std::string_view inside = trimmed(reason.substr(open + 1));
  if (inside.starts_with("owner:") || inside.starts_with("expires:")) return open;
  return std::nullopt;
}

/// The comment without its signs.
std::string_view content_of(std::string_view comment) {
  if (comment.starts_with("/*")) {
    comment.remove_prefix(2);
    if (comment.ends_with("*/")) comment.remove_suffix(2);
  } else {
    const std::size_t first = comment.find_first_not_of("#/");
    comment.remove_prefix(std::min(first, comment.size()));
  }
  return trimmed(comment);
}

std::uint32_t start_of_line(std::string_view text, std::uint32_t at) {
  const std::size_t line_break = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return line_break == std::string_view::npos ? 0 : static_cast<std::uint32_t>(line_break + 1);
}
std::uint32_t end_of_line(std::string_view text, std::uint32_t at) {
  return static_cast<std::uint32_t>(std::min(text.find('\n', at), text.size()));
}

/// The line that a comment is about.
Span covered_by(const std::vector<Span>& comments, std::size_t number, std::string_view text) {
  const Span& comment = comments[number];
  const std::uint32_t line = start_of_line(text, comment.begin);
  if (!trimmed(text.substr(line, comment.begin - line)).empty())
    return {comment.source, line, end_of_line(text, comment.end)};
  // Below: the first line with something on it that is no comment.
  std::uint32_t at = comment.end;
  std::size_t next = number + 1;
  while (at < text.size()) {
    if (next < comments.size() && comments[next].begin == at) {
      at = comments[next++].end;
    } else if (trimmed(text.substr(at, 1)).empty()) {
      ++at;
    } else {
      break;
    }
  }
  return {comment.source, start_of_line(text, at), end_of_line(text, at)};
}

}  // namespace

bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](std::size_t from, std::size_t length) {
    int value = -1;
    const char* const end = text.data() + from + length;
    const auto [stop, error] = std::from_chars(text.data() + from, end, value);
    return stop == end && error == std::errc() ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return day <= kDays[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

Result<Waiver> parse_waiver_reason(std::string policy, std::string_view text, const Span& at) {
  Waiver waiver;
  waiver.policy = std::move(policy);
  waiver.at = at;
  std::string_view reason = trimmed(text);
  if (const auto open = start_of_terms(reason)) {
    const std::string_view terms = reason.substr(*open + 1, reason.size() - *open - 2);
    if (auto error = read_terms(terms, waiver)) return Diagnostics{std::move(*error)};
    reason = trimmed(reason.substr(0, *open));
  }
  waiver.reason = reason;
  if (waiver.policy.empty()) return Diagnostics{malformed(at, "the waiver names no policy")};
  if (reason.empty()) {
    return Diagnostics{{"E1002",
                        at,
                        "the waiver of `" + waiver.policy + "` gives no reason",
                        {},
                        "say why the finding is accepted"}};
  }
  return waiver;
}

Result<Waiver> parse_waiver(std::string_view text, const Span& at) {
  const std::size_t colon = text.find(':');
  const std::string_view policy = trimmed(text.substr(0, colon));
  if (policy.find_first_of(" \t(,") != std::string_view::npos) {
    return Diagnostics{malformed(at, "expected the name of one policy and a colon")};
  }
  return parse_waiver_reason(std::string(policy),
                             colon == std::string_view::npos ? "" : text.substr(colon + 1), at);
}

Result<std::vector<Waiver>> waivers_in(const std::vector<Span>& comments, std::string_view text) {
  std::vector<Waiver> waivers;
  Diagnostics errors;
  for (std::size_t i = 0; i < comments.size(); ++i) {
    const Span& at = comments[i];
    std::string_view content = content_of(text.substr(at.begin, at.end - at.begin));
    if (!content.starts_with(kMark)) continue;
    content.remove_prefix(kMark.size());
    const std::size_t word_end = std::min(content.find_first_of(" \t"), content.size());
    if (content.substr(0, word_end) != kWord) {
      errors.push_back(malformed(
          at, "`ringfence:" + std::string(content.substr(0, word_end)) + "` means nothing"));
      continue;
    }
    Result<Waiver> waiver = parse_waiver(trimmed(content.substr(word_end)), at);
    if (!waiver) {
      errors.insert(errors.end(), waiver.errors().begin(), waiver.errors().end());
      continue;
    }
    waivers.push_back(std::move(waiver).value());
    waivers.back().covers = covered_by(comments, i, text);
  }
  if (!errors.empty()) return errors;
  return waivers;
}

}  // namespace ringfence::syntax
