#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/diagnostic.h"

namespace ringfence::ingest::yaml {

// What stands between two tokens. yaml-cpp reads on where YAML ends: it takes a key without `:`
// as a key without a value, text behind a document as another document, `#` inside a word as a
// comment. Each would make a typing error a silent change of meaning, so the text between the
// tokens is checked to be what may stand there.

/// What stands between two tokens of one document: blanks, `- ? : ,`, and comments that a blank
/// sets apart. The first thing that is neither (E0201).
std::optional<Diagnostic> check_between_tokens(std::string_view text, SourceId source,
                                               std::uint32_t from, std::uint32_t to);

/// What stands from the last token of a document (or the start of the text) to the first of the
/// next, or to the end of the text: blanks, comments, `...` lines, and directives where YAML
/// allows them. A document that is not the first needs `---` or `...` before it.
std::optional<Diagnostic> check_between_documents(std::string_view text, SourceId source,
                                                  std::uint32_t from, std::uint32_t to, bool first);

/// Whether the block mapping's key that starts at `begin` was announced by `?` since `from`.
bool is_explicit_key(std::string_view text, std::uint32_t from, std::uint32_t begin);

/// What yaml-cpp lets pass inside one scalar from `begin` to `end`: the escape `\'`, a block
/// scalar's comment without a blank before it.
std::optional<Diagnostic> check_scalar(std::string_view text, SourceId source, std::uint32_t begin,
                                       std::uint32_t end);

}  // namespace ringfence::ingest::yaml
