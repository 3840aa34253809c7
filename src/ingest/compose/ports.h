#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ingest/compose/value.h"

namespace ringfence::ingest::compose {

/// Both ends included.
struct PortRange {
  std::uint32_t low = 0, high = 0;
  std::uint32_t size() const { return high - low + 1; }
};

/// One entry of `ports`.
struct Port {
  std::string protocol = "tcp";        ///< In lower case.
  std::string address;                 ///< `*` for every one.
  std::optional<PortRange> published;  ///< Nothing: the engine takes a free one.
  PortRange target;
  Span at;
};

/// A short or long entry. Errors: E0709 what is no port, or ranges that do not fit each other.
std::optional<Port> read_port(const Value& entry, Diagnostics& errors);

}  // namespace ringfence::ingest::compose
