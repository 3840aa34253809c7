#pragma once
#include <stdexcept>
#include <string>

namespace ringfence {

/// This program is wrong, not its input. `cli/main` turns it into exit status 2 and a message
/// that says it is our bug.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Stays on in release builds: a broken invariant must stop the run, never colour a verdict.
/// The place is read by builtins, because clang 14 cannot parse libstdc++'s source_location.
inline void require(bool holds, const char* what, const char* file = __builtin_FILE(),
                    int line = __builtin_LINE()) {
  if (holds) return;
  throw InternalError(std::string(file) + ":" + std::to_string(line) + ": " + what);
}

}  // namespace ringfence
