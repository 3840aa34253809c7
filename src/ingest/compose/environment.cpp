#include "ingest/compose/environment.h"

#include "ingest/compose/interpolate.h"

namespace ringfence::ingest::compose {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

class Reader {
 public:
  Reader(const Sources& sources, SourceId source, const Environment& outer)
      : text_(sources.text(source)), source_(source), outer_(outer), known_(outer) {}

  Result<Environment> run() {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
    while (at_ < text_.size()) line();
    if (!found_.errors.empty()) return std::move(found_.errors);
    return std::move(known_);
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  void skip_line() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    if (at_ < text_.size()) ++at_;
  }
  Span span(std::size_t begin) const {
    return {source_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
  }

  void line() {
    skip_blanks();
    if (at_ >= text_.size()) return;
    if (text_[at_] == '\n' || text_[at_] == '#') return skip_line();
    if (text_.substr(at_).starts_with("export ")) {
      at_ += 7;
      skip_blanks();
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '=' && text_[at_] != ':' && text_[at_] != '\n' &&
           !is_blank(text_[at_])) {
      ++at_;
    }
    const std::string name(text_.substr(begin, at_ - begin));
    skip_blanks();
    const bool has_value = at_ < text_.size() && (text_[at_] == '=' || text_[at_] == ':');
    if (name.empty() || (!has_value && at_ < text_.size() && text_[at_] != '\n')) {
      found_.errors.push_back({"E0702", span(begin), "expected `NAME=value`"});
      return skip_line();
    }
    // A name alone takes its value from the shell, which is not looked at.
    if (!has_value) return skip_line();
    ++at_;
    skip_blanks();
    std::string value = read_value();
    if (!outer_.contains(name)) known_[name] = std::move(value);
  }

  std::string read_value() {
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) return quoted(text_[at_]);
    const std::size_t begin = at_;
    std::size_t end = begin;
    while (at_ < text_.size() && text_[at_] != '\n') {
      const bool comment = text_[at_] == '#' && at_ > begin && is_blank(text_[at_ - 1]);
      if (comment) break;
      ++at_;
      if (!is_blank(text_[at_ - 1])) end = at_;
    }
    const std::string value = replaced(text_.substr(begin, end - begin), span(begin));
    skip_line();
    return value;
  }

  std::string quoted(char quote) {
    const std::size_t begin = at_++;
    std::string raw;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size()) {
        const char next = text_[++at_];
        raw += next == 'n' ? '\n' : next == 'r' ? '\r' : next == 't' ? '\t' : next;
        if (next == '$') raw += '$';  // an escaped variable is text
        ++at_;
        continue;
      }
      raw += text_[at_++];
    }
    if (at_ >= text_.size()) {
      found_.errors.push_back({"E0702", span(begin), "the quote is not closed"});
      return {};
    }
    ++at_;
    const std::string value = quote == '"' ? replaced(raw, span(begin)) : raw;
    skip_line();
    return value;
  }

  std::string replaced(std::string_view text, const Span& at) {
    return interpolate(text, known_, at, found_);
  }

  std::string_view text_;
  SourceId source_;
  const Environment& outer_;
  std::size_t at_ = 0;
  Environment known_;  // those of `outer_` go first
  Interpolation found_;
};

}  // namespace

Result<Environment> read_environment(const Sources& sources, SourceId source,
                                     const Environment& outer) {
  return Reader(sources, source, outer).run();
}

}  // namespace ringfence::ingest::compose
