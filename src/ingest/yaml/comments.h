#pragma once
#include <string_view>
#include <vector>

#include "ingest/yaml/tree.h"

namespace ringfence::ingest::yaml {

/// The places of the comments of a text that was read as `tree`, in order, without their line
/// breaks: from each `#` that is in no scalar and that a blank or the line's start sets apart, to
/// the end of its line.
std::vector<Span> comments_of(const Tree& tree, SourceId source, std::string_view text);

/// The document of the tree that begins on the line `line`, from that line to the end of the
/// document; the line itself if none does.
Span document_at(const Tree& tree, std::string_view text, const Span& line);

}  // namespace ringfence::ingest::yaml
