#include "ingest/yaml/syntax_error.h"

#include <algorithm>

namespace ringfence::ingest::yaml {
namespace {

struct Wording {
  std::string_view complaint;  // yaml-cpp's, or how it begins
  std::string_view message;
  std::string_view help;
};

constexpr Wording kWordings[] = {
    {"end of map not found", "expected another `key: value` of this mapping, or its end",
     "keys of one mapping start in the same column"},
    {"end of sequence not found", "expected another `- item` of this list, or its end",
     "items of one list start in the same column"},
    {"end of sequence flow not found", "expected `,` or `]`", ""},
    {"end of map flow not found", "expected `,` or `}`", ""},
    {"illegal map value", "`:` makes a key of what is no key here",
     "quote text that contains `: `, and write one `key: value` a line"},
    {"illegal map key", "a key cannot stand here", ""},
    {"illegal block entry", "`- ` cannot start a list here", ""},
    {"illegal flow end", "`]` or `}` closes nothing that is open here", ""},
    {"illegal EOF in scalar", "quoted text is never closed", ""},
    {"illegal document indicator in scalar", "a document marker stands inside quoted text", ""},
    {"illegal tab when looking for indentation", "a tab in the indentation",
     "YAML indents with spaces only"},
    {"unexpected character in block scalar", "unexpected text behind the block scalar's indicator",
     "start the text on the next line"},
    {"cannot set zero indentation", "a block scalar cannot be indented by 0", ""},
    {"unknown token", "unexpected character",
     "text that starts with a character of YAML's own must be quoted"},
    {"the referenced anchor is not defined", "no anchor of this name before the alias", ""},
    {"cannot assign multiple tags", "a second tag on one value", ""},
    {"cannot assign multiple anchors", "a second anchor on one value", ""},
    {"cannot assign multiple aliases", "a second alias on one value", ""},
    {"aliases can't have any content", "an alias has neither a tag nor an anchor of its own", ""},
    {"illegal character found while scanning tag", "this character cannot stand in a tag", ""},
    {"illegal character found while scanning a", "this character cannot stand in a name", ""},
    {"repeated YAML directive", "a second `%YAML` directive in one document", ""},
    {"repeated TAG directive", "a second `%TAG` directive for one handle", ""},
    {"YAML major version too large", "a YAML version that does not exist yet", ""},
};

/// The rest of the word at `at`, at least one character.
std::uint32_t word_end(std::string_view text, std::uint32_t at) {
  const std::size_t end = std::min(text.find_first_of(" \t\r\n", at), text.size());
  return std::max(static_cast<std::uint32_t>(end), at + (at < text.size() ? 1 : 0));
}

bool tab_indents(std::string_view text, std::uint32_t at) {
  const std::size_t start = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  const std::size_t visible = std::min(text.find_first_not_of(" \t", start), text.size());
  return text.substr(start, visible - start).find('\t') != std::string_view::npos;
}

}  // namespace

Diagnostic syntax_error(std::string_view text, SourceId source, std::uint32_t at,
                        const std::string& complaint) {
  Diagnostic error{"E0201", {source, at, word_end(text, at)}, "malformed YAML: " + complaint};
  for (const Wording& wording : kWordings) {
    if (!complaint.starts_with(wording.complaint)) continue;
    error.message = wording.message;
    error.help = wording.help;
    break;
  }
  if (tab_indents(text, std::min(at, static_cast<std::uint32_t>(text.size())))) {
    error.help = "this line is indented with a tab; YAML indents with spaces only";
  }
  return error;
}

}  // namespace ringfence::ingest::yaml
