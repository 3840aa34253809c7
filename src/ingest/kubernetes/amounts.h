#pragma once
#include <map>
#include <string>

#include "base/number.h"
#include "base/source.h"

namespace ringfence::ingest::kubernetes {

/// A quantity and where it is written.
struct Amount {
  Rational value;
  Span at;
};
using Amounts = std::map<std::string, Amount, std::less<>>;  ///< By resource name: `cpu`, `memory`.

/// A ResourceRequirements.
struct Resources {
  Amounts requests, limits;
  Span at;  ///< The field; the holder's place if there is none.
};

}  // namespace ringfence::ingest::kubernetes
