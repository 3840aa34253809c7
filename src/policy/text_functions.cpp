#include "policy/text_functions.h"

namespace ringfence::policy {

bool matches(std::string_view text, std::string_view pattern) {
  // Greedy with one point to return to: the last star is the only one worth changing.
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool within(std::string_view path, std::string_view directory) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  while (directory.size() > 1 && directory.back() == '/') directory.remove_suffix(1);
  if (directory == "/") return !path.empty() && path.front() == '/';
  if (!path.starts_with(directory)) return false;
  return path.size() == directory.size() || path[directory.size()] == '/';
}

std::optional<std::string> label_value(std::string_view entry, std::string_view key) {
  const std::size_t equals = entry.find('=');
  if (entry.substr(0, equals) != key) return std::nullopt;
  return equals == std::string_view::npos ? std::string() : std::string(entry.substr(equals + 1));
}

}  // namespace ringfence::policy
