#pragma once
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "logic/term.h"

namespace ringfence::logic {

/// One assertion and the comment lines printed above it.
struct Commented {
  Term term;
  std::string comment;
};

/// A complete SMT-LIB 2.6 script (`set-logic QF_LIA`, declarations, assertions, `check-sat`) that
/// the z3 and cvc5 programs accept. Shared subterms are defined once. Deterministic.
std::string smtlib(const Terms& terms, std::span<const Commented> assertions,
                   std::string_view header);

}  // namespace ringfence::logic
