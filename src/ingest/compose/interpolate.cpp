#include "ingest/compose/interpolate.h"

namespace ringfence::ingest::compose {
namespace {

constexpr int kDeepest = 50;
constexpr std::size_t kLongest = 1 << 20;  // variables that double each other stop here

bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool continues_name(char c) {
  return starts_name(c) || (c >= '0' && c <= '9');
}

class Replacer {
 public:
  Replacer(const Environment& environment, const Span& at, Interpolation& into)
      : environment_(environment), at_(at), into_(into) {}

  std::string replace(std::string_view text, int depth) {
    std::string result;
    std::size_t i = 0;
    while (i < text.size()) {
      if (result.size() > kLongest) return too_long();
      if (text[i] != '$') {
        result += text[i++];
        continue;
      }
      ++i;
      if (i < text.size() && text[i] == '$') {
        result += text[i++];
      } else if (i < text.size() && text[i] == '{') {
        const std::size_t end = closing_brace(text, i);
        if (end == std::string_view::npos) return malformed(text);
        result += braced(text.substr(i + 1, end - i - 1), depth);
        i = end + 1;
      } else if (i < text.size() && starts_name(text[i])) {
        const std::size_t begin = i;
        while (i < text.size() && continues_name(text[i])) ++i;
        result += value_of(text.substr(begin, i - begin));
      } else {
        return malformed(text);
      }
    }
    return result;
  }

 private:
  static std::size_t closing_brace(std::string_view text, std::size_t open) {
    std::size_t depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
      if (text[i] == '{' && i > 0 && text[i - 1] == '$') ++depth;
      if (text[i] == '}' && --depth == 0) return i;
    }
    return std::string_view::npos;
  }

  std::string too_long() {
    into_.errors.push_back({"E0703", at_, "variables are replaced by more than a mebibyte"});
    return {};
  }

  std::string malformed(std::string_view text) {
    into_.errors.push_back(
        {"E0703",
         at_,
         "`" + std::string(text.substr(0, 60)) + "` has a `$` that starts no variable",
         {},
         "write `$$` for a plain `$`"});
    return {};
  }

  std::string value_of(std::string_view name) {
    const auto found = environment_.find(name);
    if (found != environment_.end()) return found->second;
    into_.unset.emplace(name, at_);
    return {};
  }

  /// What stands between the braces.
  std::string braced(std::string_view text, int depth) {
    std::size_t end = 0;
    while (end < text.size() && continues_name(text[end])) ++end;
    const std::string_view name = text.substr(0, end);
    if (name.empty() || !starts_name(name.front()) || depth > kDeepest)
      return malformed("${" + std::string(text) + "}");
    if (end == text.size()) return value_of(name);
    const bool or_empty = text[end] == ':';
    if (or_empty) ++end;
    const char kind = end < text.size() ? text[end] : '\0';
    if (kind != '-' && kind != '?' && kind != '+') return malformed("${" + std::string(text) + "}");
    const std::string_view word = text.substr(end + 1);
    const auto found = environment_.find(name);
    const bool is_set = found != environment_.end() && !(or_empty && found->second.empty());
    if (kind == '+') return is_set ? replace(word, depth + 1) : std::string();
    if (is_set) return found->second;
    if (kind == '-') return replace(word, depth + 1);
    const std::string why = replace(word, depth + 1);
    into_.errors.push_back(
        {"E0704",
         at_,
         "the variable `" + std::string(name) + "` must be set" + (why.empty() ? "" : ": " + why),
         {},
         "set it in the `.env` file beside the Compose file"});
    return {};
  }

  const Environment& environment_;
  Span at_;
  Interpolation& into_;
};

}  // namespace

std::string interpolate(std::string_view text, const Environment& environment, const Span& at,
                        Interpolation& into) {
  return Replacer(environment, at, into).replace(text, 0);
}

void interpolate(Value& value, const Environment& environment, Interpolation& into) {
  if (value.is_scalar() && value.text.find('$') != std::string::npos) {
    value.text = interpolate(value.text, environment, value.at, into);
    value.plain = false;
    value.was_variable = true;
  }
  for (Value& item : value.items) interpolate(item, environment, into);
}

}  // namespace ringfence::ingest::compose
