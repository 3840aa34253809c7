#pragma once
#include <memory>
#include <vector>

#include "base/result.h"
#include "model/model.h"
#include "syntax/document.h"

namespace ringfence::resolve {

/// Facts of all files and formats to one model. Every rejection of well-formed input that is not
/// a type error happens here (E03xx): unknown kinds and attributes with a suggestion, duplicates,
/// dangling references, contradictory facts, containment cycles, wrong dimensions of settings,
/// unbounded or empty ranges, ambiguous node matches. All errors are reported, in source order.
Result<model::Model> resolve(std::vector<std::shared_ptr<const syntax::Document>> documents,
                             std::vector<syntax::Gap> gaps, std::vector<Note> remarks,
                             const Sources& sources);

}  // namespace ringfence::resolve
