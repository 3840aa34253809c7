#include "property/shrink.h"

#include <algorithm>
#include <sstream>
#include <vector>

namespace ringfence::property {
namespace {

using Lines = std::vector<std::string>;

Lines split(const std::string& text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string join(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// One past the last line of what begins at `begin`: the line itself, or the block it opens.
std::size_t end_of(const Lines& lines, std::size_t begin) {
  long depth = 0;
  for (std::size_t i = begin; i < lines.size(); ++i) {
    depth += std::ranges::count(lines[i], '{') - std::ranges::count(lines[i], '}');
    if (depth <= 0) return i + 1;
  }
  return lines.size();
}

}  // namespace

std::string shrink(std::string text, const std::function<bool(const std::string&)>& still_fails) {
  bool shorter = true;
  while (shorter) {
    shorter = false;
    const Lines lines = split(text);
    for (std::size_t i = 0; i < lines.size() && !shorter; ++i) {
      Lines rest(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(i));
      rest.insert(rest.end(), lines.begin() + static_cast<std::ptrdiff_t>(end_of(lines, i)),
                  lines.end());
      if (!still_fails(join(rest))) continue;
      text = join(rest);
      shorter = true;
    }
  }
  return text;
}

}  // namespace ringfence::property
