#pragma once
#include <vector>

#include "base/diagnostic.h"
#include "syntax/document.h"
#include "syntax/gap.h"
#include "syntax/waiver.h"

namespace ringfence::ingest {

/// One input file's contribution: the same facts whatever the format.
struct Imported {
  std::vector<syntax::Document> documents;
  std::vector<syntax::Gap> gaps;
  /// Facts a report states although no line was wrong: "3 empty documents", an inferred default.
  std::vector<Note> remarks;
  std::vector<syntax::Waiver> waivers;  ///< Those that the format has a place for.
};

}  // namespace ringfence::ingest
