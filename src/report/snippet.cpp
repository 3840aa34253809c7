#include "report/snippet.h"

#include <algorithm>

#include "report/escape.h"

namespace ringfence::report {
namespace {

/// A JSON manifest may be one line of megabytes: only this much of it is shown.
constexpr std::size_t kWindow = 110;

/// The part of a line that is shown, and where the underlined bytes are in it.
struct Excerpt {
  std::string shown;
  std::size_t indent = 0;      ///< Columns before the underline.
  std::size_t underlined = 1;  ///< Columns of it.
};

/// The start of the character that byte `at` is in.
std::size_t character_start(std::string_view line, std::size_t at) {
  while (at > 0 && at < line.size() && (static_cast<unsigned char>(line[at]) & 0xc0U) == 0x80U) {
    --at;
  }
  return at;
}

Excerpt excerpt(std::string_view line, std::size_t begin, std::size_t end) {
  begin = std::min(begin, line.size());
  end = std::clamp(end, begin, line.size());
  std::size_t from = 0;
  std::size_t to = line.size();
  if (line.size() > kWindow) {
    from = character_start(line, begin > kWindow / 3 ? begin - kWindow / 3 : 0);
    to = character_start(line, std::min(line.size(), from + kWindow));
    end = std::min(end, to);
  }
  Excerpt cut;
  const std::string before = visible(line.substr(from, begin - from));
  const std::string marked = visible(line.substr(begin, end - begin));
  cut.shown = (from > 0 ? "..." : "") + before + marked + visible(line.substr(end, to - end)) +
              (to < line.size() ? "..." : "");
  cut.indent = width(before) + (from > 0 ? 3 : 0);
  cut.underlined = std::max<std::size_t>(1, width(marked));
  return cut;
}

std::string margin(std::size_t gutter, const Style& style) {
  return painted(style, Paint::Place, std::string(gutter, ' ') + " |");
}

/// One label's source line (unless the label before showed it) and its underline.
std::string marked_line(const Sources& sources, const Label& label, std::size_t gutter,
                        bool with_line, const Style& style) {
  const Position begin = sources.position(label.at.source, label.at.begin);
  const Position end = sources.position(label.at.source, label.at.end);
  const std::string_view line = sources.line(label.at.source, begin.line);
  // What spans several lines is underlined on its first one.
  const std::size_t last = end.line == begin.line ? end.column - 1 : line.size();
  const Excerpt cut = excerpt(line, begin.column - 1, last);
  std::string out;
  if (with_line) {
    std::string number = std::to_string(begin.line);
    number.insert(0, gutter - number.size(), ' ');
    out += painted(style, Paint::Place, number + " |") + " " + cut.shown + "\n";
  }
  const std::string underline(cut.underlined, label.primary ? '^' : '-');
  const std::string said = label.text.empty() ? underline : underline + " " + visible(label.text);
  out += margin(gutter, style) + " " + std::string(cut.indent, ' ') +
         painted(style, label.primary ? Paint::Error : Paint::Place, said) + "\n";
  return out;
}

std::size_t gutter_width(const Sources& sources, const std::vector<Label>& labels) {
  std::size_t gutter = 2;
  for (const Label& label : labels) {
    const Position at = sources.position(label.at.source, label.at.begin);
    gutter = std::max(gutter, 1 + std::to_string(at.line).size());
  }
  return gutter;
}

}  // namespace

std::string snippet(const Sources& sources, const std::vector<Label>& all, const Style& style) {
  std::vector<Label> labels;
  std::copy_if(all.begin(), all.end(), std::back_inserter(labels),
               [](const Label& label) { return label.at.is_somewhere(); });
  const std::size_t gutter = gutter_width(sources, labels);
  std::string out;
  SourceId file;
  std::uint32_t line = 0;
  for (const Label& label : labels) {
    const std::uint32_t at = sources.position(label.at.source, label.at.begin).line;
    const bool same_file = file == label.at.source;
    if (!same_file) {
      out += std::string(gutter - 1, ' ') +
             painted(style, Paint::Place, out.empty() ? "-->" : ":::") + " " +
             visible(sources.place(label.at)) + "\n" + margin(gutter, style) + "\n";
    } else if (at != line) {
      out += painted(style, Paint::Place, std::string(gutter, ' ') + " :") + "\n";
    }
    out += marked_line(sources, label, gutter, !same_file || at != line, style);
    file = label.at.source;
    line = at;
  }
  return out;
}

}  // namespace ringfence::report
