#pragma once
#include <vector>

#include "base/result.h"
#include "ingest/yaml/tree.h"
#include "syntax/document.h"
#include "syntax/waiver.h"

namespace ringfence::load {

/// Waivers in the comments of a text that was read. One above the first line of a YAML document
/// covers the document. Errors: as `syntax::waivers_in`.
Result<std::vector<syntax::Waiver>> waivers_of(const syntax::Document& document,
                                               std::string_view text);
Result<std::vector<syntax::Waiver>> waivers_of(const ingest::yaml::Tree& tree, SourceId source,
                                               std::string_view text);

/// A list of waivers: YAML with one key, `waivers`, a list of mappings with `policy`, `subject` and
/// `reason`, and, if wanted, `owner` and `expires`. Errors: E1001 for what is not of this shape,
/// E1002 and E1003 as `syntax::parse_waiver`.
Result<std::vector<syntax::Waiver>> read_waivers(const Sources& sources, SourceId source);

}  // namespace ringfence::load
