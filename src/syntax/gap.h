#pragma once
#include <string>
#include <vector>

#include "base/source.h"

namespace ringfence::syntax {

/// What leaving a construct out does to the set of worlds (DESIGN 4.1, "Unmodelled").
enum class GapEffect {
  Inert,    ///< Cannot change any answer; listed on request only.
  Narrows,  ///< The real worlds are fewer: `holds` stays sound, `violated` is only possible.
  Widens,   ///< There are real worlds we do not see: `violated` stays sound, `holds` does not.
  Unknown,  ///< Either; both verdicts are affected.
};

/// Something an importer read and did not model.
struct Gap {
  Span at;
  std::string construct;  ///< As the user knows it: `kind Gateway`, `spec.affinity.podAffinity`.
  GapEffect effect = GapEffect::Unknown;
  /// Attributes whose value it could change, as `kind.attribute` (`pod.node`, also of derived
  /// ones and `kind.exists`); `kind.*` is every attribute of the kind, `*` is everything.
  std::vector<std::string> touches;
  std::string reason;  ///< One line, may be empty.
};

}  // namespace ringfence::syntax
