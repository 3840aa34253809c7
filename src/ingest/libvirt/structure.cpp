#include "ingest/libvirt/structure.h"

#include <algorithm>
#include <vector>

#include "base/utf8.h"

// pugixml is fast because it is lenient: it accepts several roots, an attribute given twice and
// references to entities nobody declared, and it frees deep trees by recursion. One pass over the
// markup before it settles all of that, with places, and without building anything.

namespace ringfence::ingest::libvirt {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_name_part(char c) {
  constexpr std::string_view kOthers = "_-.:";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kOthers.find(c) != std::string_view::npos || static_cast<unsigned char>(c) >= 0x80;
}

class Scanner {
 public:
  Scanner(SourceId source, std::string_view text) : source_(source), text_(text) {}

  std::optional<Diagnostic> run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (!error_ && at_ < text_.size()) {
      if (text_[at_] == '<') {
        markup();
      } else {
        character_data();
      }
    }
    if (error_) return error_;
    if (!open_.empty()) {
      const std::string name(open_.back());
      fail("E0601", text_.size(), 0, "expected `</" + name + ">`, found the end of the file");
      error_->notes.push_back({span(offset(open_.back()), name.size()), "opened here"});
    } else if (roots_ == 0) {
      fail("E0601", 0, 0, "expected an element, found the end of the file");
    }
    return error_;
  }

 private:
  Span span(std::size_t begin, std::size_t length) const {
    const std::size_t end = std::min(begin + length, text_.size());
    return {source_, static_cast<std::uint32_t>(std::min(begin, text_.size())),
            static_cast<std::uint32_t>(end)};
  }
  std::size_t offset(std::string_view part) const {
    return static_cast<std::size_t>(part.data() - text_.data());
  }
  void fail(std::string_view code, std::size_t at, std::size_t length, std::string message,
            std::string help = {}) {
    if (!error_) error_ = Diagnostic{code, span(at, length), std::move(message), {}, help};
  }
  bool looking_at(std::string_view text) const { return text_.substr(at_).starts_with(text); }

  /// Past `end`; what began `opening` characters before never ends otherwise.
  void skip_to(std::string_view end, std::string_view what, std::size_t opening = 0) {
    const std::size_t found = text_.find(end, at_);
    if (found == std::string_view::npos) {
      fail("E0601", at_ - opening, 1, "this " + std::string(what) + " never ends");
      return;
    }
    at_ = found + end.size();
  }

  void markup() {
    if (looking_at("<!--")) {
      at_ += 4;
      skip_to("-->", "comment", 4);
    } else if (looking_at("<![CDATA[")) {
      if (open_.empty()) fail("E0601", at_, 9, "text outside of any element");
      skip_to("]]>", "CDATA section");
    } else if (looking_at("<!")) {
      fail("E0602", at_, text_.find_first_of(" \t\r\n>", at_) - at_,
           "document types and entities are not accepted",
           "libvirt writes none; remove the declaration");
    } else if (looking_at("<?")) {
      processing_instruction();
    } else if (looking_at("</")) {
      closing_tag();
    } else {
      opening_tag();
    }
  }

  void processing_instruction() {
    const std::size_t begin = at_;
    skip_to("?>", "processing instruction");
    const std::string_view all = text_.substr(begin, at_ - begin);
    if (error_ || !all.starts_with("<?xml") || all.size() < 6 || !is_space(all[5])) return;
    const std::size_t key = all.find("encoding");
    if (key == std::string_view::npos) return;
    const std::size_t quote = all.find_first_of("\"'", key);
    const std::size_t end =
        quote == std::string_view::npos ? quote : all.find(all[quote], quote + 1);
    if (end == std::string_view::npos) return;
    std::string encoding(all.substr(quote + 1, end - quote - 1));
    std::transform(encoding.begin(), encoding.end(), encoding.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (encoding == "utf-8" || encoding == "utf8" || encoding == "us-ascii") return;
    fail("E0601", begin + quote + 1, encoding.size(), "the encoding is `" + encoding + "`",
         "convert the file to UTF-8");
  }

  std::string_view name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name_part(text_[at_])) ++at_;
    const std::string_view found = text_.substr(begin, at_ - begin);
    if (found.empty()) {
      fail("E0601", at_, 1, "expected a name");
    } else if ((found[0] >= '0' && found[0] <= '9') || found[0] == '-' || found[0] == '.') {
      fail("E0601", begin, found.size(), "a name starts with a letter");
    }
    return found;
  }
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  void closing_tag() {
    at_ += 2;
    const std::size_t begin = at_;
    const std::string_view found = name();
    skip_space();
    if (error_) return;
    if (open_.empty() || open_.back() != found) {
      const std::string expected =
          open_.empty() ? "no closing tag" : "`</" + std::string(open_.back()) + ">`";
      fail("E0601", begin, found.size(),
           "expected " + expected + ", found `</" + std::string(found) + ">`");
      if (!open_.empty()) {
        error_->notes.push_back({span(offset(open_.back()), open_.back().size()), "opened here"});
      }
      return;
    }
    if (!looking_at(">")) return fail("E0601", at_, 1, "expected `>`");
    ++at_;
    open_.pop_back();
  }

  void opening_tag() {
    ++at_;
    const std::string_view tag = name();
    if (error_) return;
    if (open_.empty() && ++roots_ > 1) {
      return fail("E0601", offset(tag), tag.size(), "a second root element",
                  "put each domain into a file of its own, or all into `<domains>`");
    }
    attributes_.clear();
    while (!error_) {
      const std::size_t before = at_;
      skip_space();
      if (looking_at("/>")) {
        at_ += 2;
        return;
      }
      if (looking_at(">")) {
        ++at_;
        break;
      }
      if (at_ >= text_.size()) return fail("E0601", offset(tag), tag.size(), "this tag never ends");
      if (before == at_) return fail("E0601", at_, 1, "expected a blank, `/>` or `>`");
      attribute();
    }
    if (error_) return;
    open_.push_back(tag);
    if (open_.size() > kMaxDepth) {
      fail("E0606", offset(tag), tag.size(),
           "elements are nested more than " + std::to_string(kMaxDepth) + " deep");
    }
  }

  void attribute() {
    const std::string_view key = name();
    if (error_) return;
    if (std::find(attributes_.begin(), attributes_.end(), key) != attributes_.end()) {
      return fail("E0601", offset(key), key.size(),
                  "attribute `" + std::string(key) + "` is given twice");
    }
    attributes_.push_back(key);
    skip_space();
    if (!looking_at("=")) return fail("E0601", at_, 1, "expected `=`");
    ++at_;
    skip_space();
    if (!looking_at("\"") && !looking_at("'")) return fail("E0601", at_, 1, "expected a quote");
    const char quote = text_[at_];
    const std::size_t begin = ++at_;
    skip_to(std::string_view(&quote, 1), "attribute value");
    if (error_) return;
    check_references(begin, at_ - 1, true);
  }

  void character_data() {
    const std::size_t begin = at_;
    at_ = std::min(text_.find('<', at_), text_.size());
    const std::string_view data = text_.substr(begin, at_ - begin);
    if (open_.empty()) {
      const auto stray = std::find_if_not(data.begin(), data.end(), is_space);
      if (stray != data.end()) {
        const auto where = begin + static_cast<std::size_t>(stray - data.begin());
        fail("E0601", where, 1, "text outside of any element");
      }
      return;
    }
    check_references(begin, at_, false);
  }

  void check_references(std::size_t begin, std::size_t end, bool in_attribute) {
    for (std::size_t i = begin; i < end && !error_; ++i) {
      if (in_attribute && text_[i] == '<') fail("E0601", i, 1, "`<` in a value is written `&lt;`");
      if (text_[i] == '&') check_reference(i, end);
    }
  }
  void check_reference(std::size_t begin, std::size_t end) {
    const std::size_t semicolon = text_.find(';', begin);
    if (semicolon == std::string_view::npos || semicolon >= end) {
      return fail("E0601", begin, 1, "`&` on its own is written `&amp;`");
    }
    const std::string_view entity = text_.substr(begin + 1, semicolon - begin - 1);
    constexpr std::string_view kKnown[] = {"amp", "lt", "gt", "quot", "apos"};
    if (std::find(std::begin(kKnown), std::end(kKnown), entity) != std::end(kKnown)) return;
    if (is_character(entity)) return;
    fail("E0602", begin, semicolon + 1 - begin,
         "entity `" + std::string(entity.substr(0, 40)) + "` is not defined");
  }
  /// `#65` or `#x41`, of a character XML allows.
  static bool is_character(std::string_view entity) {
    if (!entity.starts_with('#')) return false;
    entity.remove_prefix(1);
    const bool is_hex = entity.starts_with('x');
    if (is_hex) entity.remove_prefix(1);
    std::uint32_t code = 0;
    for (const char c : entity) {
      std::uint32_t digit = 16;
      if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0');
      if (is_hex && c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a' + 10);
      if (is_hex && c >= 'A' && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A' + 10);
      if (digit > 15 || code > 0x10ffff) return false;
      code = code * (is_hex ? 16 : 10) + digit;
    }
    const bool is_surrogate = code >= 0xd800 && code < 0xe000;
    return !entity.empty() && code <= 0x10ffff && !is_surrogate &&
           (code >= 0x20 || code == 9 || code == 10 || code == 13);
  }

  SourceId source_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t roots_ = 0;
  std::vector<std::string_view> open_;
  std::vector<std::string_view> attributes_;
  std::optional<Diagnostic> error_;
};

}  // namespace

std::optional<Diagnostic> find_malformed(SourceId source, std::string_view text) {
  const auto at = [&](std::size_t offset) {
    const auto begin = static_cast<std::uint32_t>(offset);
    return Span{source, begin, begin + 1};
  };
  if (const auto bad = find_malformed_utf8(text)) {
    return Diagnostic{"E0601", at(*bad), "the text is not UTF-8", {}, "convert the file to UTF-8"};
  }
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && !is_space(c);
  };
  const auto control = std::find_if(text.begin(), text.end(), is_control);
  if (control != text.end()) {
    return Diagnostic{"E0601",
                      at(static_cast<std::size_t>(control - text.begin())),
                      "XML has no control characters",
                      {},
                      {}};
  }
  return Scanner(source, text).run();
}

}  // namespace ringfence::ingest::libvirt
